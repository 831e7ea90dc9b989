#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A program and other preloads may have functions of libc's names. When we run, none of them is ready,
# and what they answer is not the kernel's answer. These count their calls and always answer 3.
echo secret >secret
mkdir parts folder
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["write_file"]}]}' >parts/more.json
cat >extended.json <<-'END'
	{ "preloadVersion":1, "include":["parts/more.json"], "preset":["stdio","loader"],
	  "variable":[{"name":"here","builtin":"policyDir"},{"name":"exe","builtin":"exe"},{"name":"cwd","builtin":"cwd"}],
	  "ruleset":[{"handledAccessFs":["read_file"]}],
	  "pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]},
	   {"allowedAccess":["write_file"],"parent":["${here}/f*r","${cwd}/folder"],"glob":true},
	   {"allowedAccess":["read_file"],"parent":["${exe}"],"noSymlinks":true},
	   {"allowedAccess":["write_file"],"parent":["made"],"createDirectory":true},
	   {"allowedAccess":["read_file"],"parent":["/no/such"]}] }
END
short='{"ruleset":[{"handledAccessFs":["read_file"]}]}'

# hooked NAME STATUS OUTPUT COMMAND...: under the program's own hooks, and those of a preload on either side.
hooked() {
	local name=$1 expected=$2 order
	shift 2
	run timeout 20 env LD_PRELOAD="$lib" "$@" "$probes/probe_hooks_linked" secret
	is "$name: no hook of the program is called" "$status $out" "$expected"
	for order in "$lib $probes/probe_hooks.so" "$probes/probe_hooks.so $lib"; do
		run timeout 20 env LD_PRELOAD="$order" "$@" "$probes/probe_hooks" secret
		is "$name: no hook of a preload is called (${order//"$probes/"/})" "$status $out" "$expected"
	done
}
hooked 'a short policy' '0 main: denied' LANDLOCK_POLICY="$short"
hooked 'a policy that looks around' '0 main: denied' LANDLOCK_POLICY="$work/extended.json"
like 'a policy that looks around: its warning is written' "$err" 'liblandlock_preload: warning: *'
hooked 'with notes and a report' '0 main: denied' LANDLOCK_POLICY=extended.json LANDLOCK_LOG=info LANDLOCK_REPORT="$work/report"
is 'each of these starts has reported' "$(grep -c '^{"reportVersion":1,.*}$' report)" 3
hooked 'a policy that is none' '125 ' LANDLOCK_POLICY='{"rules":[]}'
hooked 'a policy that is missing' '125 ' LANDLOCK_POLICY=none.json
hooked 'no policy' '125 ' NOTHING=

run timeout 20 env LANDLOCK_POLICY="$short" "$probes/probe_hooks_linked" "$lib" secret
is 'loaded late: no hook of the program is called' "$status $out" '0 main: denied'
run timeout 20 env LD_PRELOAD="$probes/probe_hooks.so" LANDLOCK_POLICY="$short" "$probes/probe_hooks" "$lib" secret
is 'loaded late: no hook of a preload is called' "$status $out" '0 main: denied'

# The hooks are real: whoever calls one is counted.
run "$probes/probe_hooks_linked" - secret
is 'a call of a hook of the program is seen' "$out" $'main: read\ngetpid'
run env LD_PRELOAD="$probes/probe_hooks.so" "$probes/probe_hooks" - secret
is 'a call of a hook of a preload is seen' "$out" $'main: read\ngetpid'
run "$probes/probe_hooks" secret
is 'without hooks no call is seen' "$out" $'main: read\nno hooks'
finish
