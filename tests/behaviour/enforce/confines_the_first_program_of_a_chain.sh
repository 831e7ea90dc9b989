#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# env, sh and timeout run other programs: who is preloaded first is confined first, and has to be
# allowed to execute the rest.
echo secret >secret
real() { readlink -f "$(command -v "$1")"; }
loader=$(readlink -f "$(LC_ALL=C readelf -l "$(real cat)" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')")
# policy EXECUTE...: reading in /usr, and executing these.
policy() {
	local list
	printf -v list ',"%s"' "$@"
	echo '{"ruleset":[{"handledAccessFs":["read_file","execute"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr"]},{"allowedAccess":["execute"],"parent":['"${list#,}"']}]}'
}
nothing=$(policy /usr/share)
denied='cat: secret: Permission denied'

# chain SETTING...: cat, run by the trampoline.
chain() {
	case $name in
	sh) run env "$@" sh -c 'cat secret; exit $?' ;;
	timeout) run env "$@" timeout 5 cat secret ;;
	*) run env "$@" "$name" cat secret ;;
	esac
}
for name in env timeout nice sh; do
	chain LD_PRELOAD="$lib" LANDLOCK_POLICY="$nothing"
	is "$name is confined and cannot execute cat" "$status" 126
	like "$name says so" "$err" '*cat*Permission denied'
	chain LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy "$(real cat)")"
	is "$name with cat but not its loader: no better" "$status" 126
	chain LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy "$(real cat)" "$loader")"
	is "$name with both: cat runs, confined" "$status $out $err" "1  $denied"
	chain A=
	is "$name without us: cat reads the file" "$status $out" '0 secret'
done

run timeout 5 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$nothing" cat secret
is 'named last, the library confines cat alone' "$status $out $err" "1  $denied"
run timeout 5 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$nothing" LANDLOCK_LOG=info cat secret
is 'named last, the library confines no program but cat' "$(grep -c confined .err) $(grep -c "confined $(real cat) " .err)" '1 1'
run timeout 0.2 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$nothing" sleep 60
is 'timeout still ends it' "$status" 124
finish
