#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `timeout 5 prog`: the sandbox begins at timeout, which then has to be able to start prog.
needs='starts other programs. They are confined too, and the policy must grant
  execute and read_file on each program and on its dynamic loader,
  read_file on its libraries'
for name in env timeout nice nohup setsid stdbuf xargs sh bash; do
	target "$name"
	like "$name: yes, and what its children need" "$status $out" $'0 *: yes, *\n'"$name $needs"$'\n*'
done
target timeout
like 'the variables come after such a program' "$out" $'*\n  timeout … env LD_PRELOAD=… LANDLOCK_POLICY=… prog'
target cat
is 'nothing of it for other programs' "$(wc -l <<<"$out")" 3

# The advice, followed.
echo secret >secret
cp /bin/cat prog
loader=$(target ./prog && sed -n 's/^first process: .*, loader \(.*\))$/\1/p' <<<"$out")
grant() {
	echo '{"ruleset":[{"handledAccessFs":["execute","read_file"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr","/etc/ld.so.cache"]},
		{"allowedAccess":["execute","read_file"],"parent":['"$1"']}]}'
}
confined "$(grant "\"$loader\"")" timeout 5 ./prog secret
needing landlock is 'without execute on the program it does not start' "$status ${err##*: }" '126 Permission denied'
confined "$(grant '"./prog"')" timeout 5 ./prog secret
needing landlock is 'without execute on the loader it does not start' "$status ${err##*: }" '126 Permission denied'
confined "$(grant "\"./prog\",\"$loader\"")" timeout 5 ./prog secret
needing landlock like 'with both it starts, confined' "$status $err" '1 *prog: secret: Permission denied'
nothing='{"ruleset":[{"handledAccessFs":["execute","read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
run timeout 5 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$nothing" ./prog secret
needing landlock like 'with the variables after it, it needs no grant' "$status $err" '1 *prog: secret: Permission denied'

cp /bin/true ssh
target ./ssh
like 'a client is not its server' "$out" $'*\nwarning: it may ask a server to start programs; those are not confined'

if echo 'int main(void) { return 0; }' | gcc -fsanitize=address -x c - -o asan 2>/dev/null; then
	target ./asan
	like 'AddressSanitizer: yes, but behind its runtime' "$status $out" \
		"0 *warning: AddressSanitizer must come first: LD_PRELOAD=\"libasan.so.* $lib\"*"
	anything='{"ruleset":[{"handledAccessFs":["make_char"]}]}'
	run timeout 20 env -u ASAN_OPTIONS "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$anything" ./asan
	needing landlock like 'under run it refuses to start, and the remedy is named' "$status $err" '1 *set ASAN_OPTIONS=verify_asan_link_order=0*'
	run timeout 20 env ASAN_OPTIONS=verify_asan_link_order=0 "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$anything" ./asan
	needing landlock is 'with it, it runs' "$status $err" '0 '
fi
finish
