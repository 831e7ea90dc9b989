#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The n-th request for memory, or every one from there on, fails, in a library that is ours but for
# that. Whatever n: the program runs confined, or not at all and with a reason. A throw allocates too,
# hence "from there on".
lib=$probes/probe_without_memory.so
echo secret >secret
{
	echo '{"abi":5,"variable":[{"name":"usr","literal":["/usr/bin","/usr/lib","/usr/share","/usr/missing"]}],'
	echo '"ruleset":[{"handledAccessFs":["abi.all"],"handledAccessNet":["bind_tcp"]}],'
	echo '"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,443]}],'
	echo '"pathBeneath":[{"allowedAccess":["abi.read_execute"],"parent":["/usr","${usr}","${usr}/${usr}/$$"]}]}'
} >long.json
policy=$(policy read_file /usr)

# sweep NAME SETTING VARIABLE=VALUE...: all runs from the first call on to the last.
sweep() {
	local name=$1 setting=$2 calls n refused=0 bad=''
	shift 2
	run env LD_PRELOAD="$lib" PROBE_COUNT=1 "$@" "$probes/probe_malloc" secret
	calls=$((10#${err##*calls: }))
	for ((n = 1; n <= calls + 1; n++)); do
		run env LD_PRELOAD="$lib" "$setting=$n" "$@" "$probes/probe_malloc" secret
		if [[ $status == 125 && $out == '' && $err == 'liblandlock_preload: error: '* ]]; then
			refused=$((refused + 1))
		elif [[ $status != 0 || $out != 'main: denied'* ]]; then
			bad+="$n: $status $out $err"$'\n'
		fi
	done
	is "$name, $setting: confined or refused" "$bad" ''
	check "$name, $setting: most of $calls failures are fatal" test "$refused" -gt $((calls / 2))
	is "$name, $setting: confined at last" "$status ${out%$'\n'*}" '0 main: denied'
}
for setting in PROBE_FAIL_AT PROBE_FAIL_FROM; do
	sweep 'a short policy' $setting LANDLOCK_POLICY="$policy"
	sweep 'a long policy' $setting LANDLOCK_POLICY="$work/long.json"
	sweep 'a long policy with notes' $setting LANDLOCK_POLICY=long.json LANDLOCK_LOG=info LANDLOCK_LAYERS=3
done

run "$probes/probe_malloc" secret
is 'without us it reads the file' "${out%$'\n'*}" 'main: read'
finish
