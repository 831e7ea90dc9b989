#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Errors of the launcher end with 125, a program that cannot be executed with 126, one that is not found with 127, as those
# of env and timeout; else the status is the program's.
launched "$policy" "$sentinel"
is_confined 'a program'
for code in 0 1 3 125 126 127 200; do
	launched "$policy" /bin/sh -c "exit $code"
	is "the program's own status $code" "$status $err" "$code "
done
for signal in TERM KILL SEGV; do
	launched "$policy" /bin/sh -c "kill -$signal \$\$"
	is "the program ended by SIG$signal" "$status" $((128 + $(kill -l $signal)))
done

# Not found, in which case nothing else is asked.
PATH=/usr/bin:/bin launched "$policy" no-such-program
is_refused 'a name that is in no directory of PATH' 127 no-such-program
launched "$policy" ./none
is_refused 'a path that does not exist' 127 ./none
launched "$policy" "$sentinel/x"
is_refused 'a path below a file' '12[67]'
PATH='' launched "$policy" probe_sentinel
is_refused 'an empty PATH' 127
launched "$policy" ''
is_refused 'an empty name' '12[57]'
PATH=$probes:$PATH launched "$policy" probe_sentinel
is_confined 'a name that is in PATH'
PATH=:/usr/bin:/bin launched "$policy" bin/probe_sentinel
is_confined 'a name with a slash'

# Not executable.
cp "$sentinel" plain
chmod 644 plain
launched "$policy" ./plain
is_refused 'a program that may not be executed' 126 ./plain
launched "$policy" "$work/open"
is_refused 'a directory' 126 open
head -c 300 /dev/urandom | tr '\0#\177' 'x' >garbage
truncate -s 0 nothing
head -c 200 "$sentinel" >truncated
chmod 755 garbage nothing truncated
for name in garbage truncated; do
	launched "$policy" ./$name
	is_refused "a file that is no program: $name" '12[56]' $name
done
if ! lacks root; then
	inside=(as_user)
	install -m 700 "$sentinel" owned
	launched "$policy" ./owned
	is_refused 'a program of another user' 126 ./owned
	inside=()
fi

# Errors of policies, of the kernel and of the command line.
launched "${policy/read_file/raed_file}" "$sentinel"
is_refused 'a misspelt right' 125 'unknown fs right "raed_file"; did you mean "read_file"?'
launched none.json "$sentinel"
is_refused 'a policy that is not there' 125 none.json
launched '' "$sentinel"
is_refused 'an empty policy, as of a variable that is not set' 125 'the name of the policy is empty'
PATH=$probes:$PATH launched probe_sentinel "$work/open"
is_refused 'a program in place of the policy' 125 'probe_sentinel: is a program, and there is no policy of that name'
launched --report 1 "$policy" "$sentinel"
is_refused 'a report to a standard stream' 125 '--report "1" is no descriptor from 3 up'
launched '{}' "$sentinel"
is_refused 'a policy that restricts nothing' 125
launched '{"preloadVersion":1,"minAbi":99,"ruleset":[{"handledAccessFs":["read_file"]}]}' "$sentinel"
is_refused 'a kernel that is too old' 125
launched --strict "$(policy read_file "$work/none" "$work/open")" "$sentinel"
is_refused 'strict, with a path that does not exist' 125 none
launched "$(policy read_file "$work/none" "$work/open")" "$sentinel"
is 'not strict, with a path that does not exist: a warning, once' "$status $(grep -c none <<<"$err")" '0 1'
launched --report /none/report "$policy" "$sentinel"
is_refused 'a report that cannot be written' 125 /none/report
launched --report 77 "$policy" "$sentinel"
is_refused 'a report to a descriptor that is not open' 125 77
for arguments in '' '--frobnicate' '--library' '--report'; do
	run "$LANDLOCK_POLICY_TOOL" run $arguments
	like "wrong usage: run $arguments" "$status $out $err" '125  *usage: landlock-policy run *'
done
launched "$policy"
like 'wrong usage: no program' "$status $out $err" '125  *usage: landlock-policy run *'
launched "$policy" --
like 'wrong usage: no program after --' "$status $out $err" '125  *usage: landlock-policy run *'
launched --json '{' "$sentinel"
like '--json: an error of the policy is an object' "$status $err" '125 {"reportVersion":*,"state":"failed",*"errors":?{"where":"LANDLOCK_POLICY:*","text":"*","errno":0}?}'
PATH=/usr/bin:/bin launched --json "$policy" no-such-program
like '--json: so is that of a program' "$status $err" '127 {"reportVersion":*"errors":?{"where":"no-such-program","text":"not found on PATH","errno":2}?}'
run "$LANDLOCK_POLICY_TOOL" run --help
like '--help: usage and examples' "$status $err $out" '0  usage: landlock-policy run *Example*  landlock-policy run *'
launched "$policy" -- "$sentinel"
is_confined 'a program after --'
launched "$policy" /bin/sh -c 'echo "$@"' sh --strict -- --help
is "the program's arguments are its own" "$status $out" '0 --strict -- --help'

# Without Landlock nothing starts.
if lacks strace; then
	skip_check 'a kernel without Landlock' "${lacking[strace]}"
else
	for error in ENOSYS EOPNOTSUPP EPERM; do
		inside=(strace -o trace -e trace=landlock_create_ruleset -e inject=landlock_create_ruleset:"error=$error")
		launched "$policy" "$sentinel"
		is_refused "a kernel without Landlock ($error)" 125
		inside=(strace -o trace -e trace=landlock_restrict_self -e inject=landlock_restrict_self:"error=$error")
		launched "$policy" "$sentinel"
		is_refused "a sandbox that the kernel refuses ($error)" 125
		inside=(strace -o trace -e trace=prctl -e inject=prctl:"error=$error")
		launched "$policy" "$sentinel"
		is_confined_or_refused "a prctl that the kernel refuses ($error)"
	done
	inside=()
fi
finish
