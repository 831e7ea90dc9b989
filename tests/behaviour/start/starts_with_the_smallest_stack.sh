#!/bin/bash
# needs: personality
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A limit of 16 KiB, of which the environment may take a quarter. There is no crash of ours, not with
# the deepest includes and not while an error is thrown. With 12 KiB we live wherever the loader, which
# needs 8 of them, lives; but not by much, so that is not promised.
echo secret >secret
ruleset='"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]'
echo "{$ruleset}" >good.json
echo "{${ruleset/read_file/raed_file}}" >typo.json
cp good.json include8.json
cp typo.json wrong8.json
for i in {7..0}; do
	echo "{$ruleset,\"include\":[\"include$((i + 1)).json\"]}" >include$i.json
	echo "{$ruleset,\"include\":[\"wrong$((i + 1)).json\"]}" >wrong$i.json
done

# small KIB PAD VARIABLE=VALUE...
small() { run "$probes/probe_small_stack" limit "$@" "$probes/probe_small_stack" open secret; }

# sweep NAME STATUS|OUT VARIABLE=VALUE...
sweep() {
	local name=$1 expected=$2 pad bad=''
	shift 2
	for ((pad = 0; pad <= 4096; pad += 256)); do
		small 16 $pad LD_PRELOAD="$lib" "$@"
		[[ "$status|$out" == "$expected" ]] || bad+="less $pad: $status $out $err"$'\n'
	done
	is "$name" "$bad" ''
}
needing landlock sweep 'a policy' '0|main: denied' LANDLOCK_POLICY=good.json
needing landlock sweep 'a policy with notes' '0|main: denied' LANDLOCK_POLICY=good.json LANDLOCK_LOG=info
needing landlock sweep 'includes, eight levels deep' '0|main: denied' LANDLOCK_POLICY=include0.json
sweep 'an error' '125|' LANDLOCK_POLICY=typo.json
sweep 'an error eight levels deep' '125|' LANDLOCK_POLICY=wrong0.json
sweep 'no policy' '125|' A=

# Below ABI 8 a thread cannot confine the others.
expected='0|thread: denied'
(($(abi) >= 8)) || expected='125|'
run env LANDLOCK_POLICY=good.json "$probes/probe_small_stack" thread 16 "$lib" secret
is 'loaded late, in a thread with the smallest stack' "$status|$out" "$expected"
needing landlock like 'loading late on the smallest stack ends without a crash' "$err" "$( (($(abi) >= 8)) || echo '*other threads are already running*')"
run "$probes/probe_small_stack" thread 16 "$lib" secret
is 'inactive there' "$status|$out" '0|thread: read'
small 16 0 A=
is 'without us the program reads the file' "$status|$out" '0|main: read'
finish
