#!/bin/bash
# needs: landlock 64-bit terminal writable:/dev/ptmx
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# In a shell's terminal an observed program is a job as any other: ^Z stops it, fg continues it, ^C ends it; and what
# there is to say is said all the same.
[[ -x /usr/bin/python3 ]] || skip 'python3 is not installed'
mkdir open
cat >open/job <<'JOB'
echo "started in the terminal"
while read -r line; do echo "got $line"; done
JOB
echo '{"ruleset":[{"handledAccessFs":["make_char"]}],"pathBeneath":[{"allowedAccess":["make_char"],"parent":["/usr"]}]}' >policy.json
export PS1='ready> '
# by VERB ARGUMENT...: a job ./VERB that the verb starts.
by() {
	printf '#!/bin/sh\nexec "%s" %s --library "%s" %s /bin/sh open/job\n' "$LANDLOCK_POLICY_TOOL" "$1" "$lib" "${*:2}" >"$1"
	chmod +x "$1"
}
by explain policy.json --
by learn -o learned.json --
for verb in explain learn; do
	run "$tests/programs/terminal" 'ready> ' "./$verb\n" 'started in' 'one\n' 'got one' '\x1a' 'ready> ' 'fg\n' "$verb" 'two\n' \
		'got two' '\x03' 'ready> ' 'echo "status $?"\n' 'status 1[0-9]' 'exit\n' -- bash --norc --noprofile --noediting -i
	is "$verb: the job is started, stopped, continued and ended from the terminal" "$status $err" '0 '
	like "$verb: the shell sees that it was stopped" "$out" "*Stopped*$verb*"
	like "$verb: the shell sees that it was ended by SIGINT" "$out" '*status 130*'
done
check 'learn: the policy is written' test -s learned.json

# ^C is the program's to obey: one that does not goes on, and is observed to its end.
cat >open/job <<'JOB'
trap 'echo caught it' INT
echo "started in the terminal"
until read -r line; do :; done
echo "got $line"
JOB
run "$tests/programs/terminal" 'ready> ' './explain\n' 'started in' '\x03' 'caught it' 'one\n' 'nothing was denied' 'exit\n' -- bash --norc --noprofile --noediting -i
like 'a program that catches ^C: its end is awaited, and said' "$status $err $out" '0 *caught it*nothing was denied*'

# An editor, which catches ^Z, stops itself, and puts the terminal back when it goes on.
vim=vim
! lacks vim || vim=vim.tiny # as Debian's smallest is called
if lacks "$vim"; then
	skip_check 'vim' "${lacking[$vim]}"
else
	printf '#!/bin/sh\nexec "%s" explain --library "%s" policy.json -- %s -u NONE -N note\n' "$LANDLOCK_POLICY_TOOL" "$lib" "$vim" >edit
	chmod +x edit
	run "$tests/programs/terminal" 'ready> ' './edit\n' 'note' 'ifirst\x1b\x1a' 'topped' 'fg\n' 'first' 'osecond\x1b:wq\n' \
		'nothing was denied' 'exit\n' -- env TERM=xterm bash --norc --noprofile --noediting -i
	is 'vim: stopped, continued, and its text written' "$status $err $(cat note 2>&1)" $'0  first\nsecond'
fi
finish
