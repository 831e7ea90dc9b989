#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `stdio`: what descriptors 0 to 2 are can be opened again, as far as they are open already.
echo text >input
: >output
policy=$(presets loader exec stdio)
start() { env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$@" 2>errors; }

is 'reading its input again' "$(start sh -c 'cat /dev/stdin' <input)" text
is 'the input is read again by its name' "$(start sh -c 'cat input' <input)" text
check 'writing to its input: denied' eval '! start sh -c "echo x >>/dev/stdin" <input'
like 'writing to its input fails with EACCES' "$(<errors)" '*Permission denied'
start sh -c 'echo first; echo more >>/dev/stdout' >output
is 'writing to its output again' "$(<output)" $'first\nmore'
check 'reading its output: denied' eval '! start sh -c "exec </dev/stdout" >>output'
start sh -c 'exec >output' >>output
is 'emptying its output' "$(wc -c <output)" 0
check 'what is next to it: denied' eval '! start sh -c "exec <input" >>output'
start sh -c 'read -r line </dev/stdin; echo "$line" >>/dev/stdin' <>input
is 'both ways, if it is open both ways' "$(<input)" $'text\ntext'
is 'a pipe needs no rule' "$(echo piped | start sh -c 'cat /dev/stdin' | cat)" piped
start true <&- >&-
is 'what is closed grants nothing' "$? $(<errors)" '0 '
is 'without us all of this works' "$(sh -c 'echo x >>/dev/stdin; cat input' <input)" $'text\ntext\nx'

# A directory becomes a standard stream by accident, where one was closed and a directory opened next.
mkdir below
echo text >below/file
status=0 && start sh -c 'read -r line <below/file' <"$work" || status=$?
like 'a directory as standard input grants nothing below it' "$status $(<errors)" '[1-9]* *Permission denied'
status=0 && start sh -c 'read -r line <below/file' 1<"$work" || status=$?
like 'a directory as standard output grants nothing below it' "$status $(<errors)" '[1-9]* *Permission denied'
status=0 && start sh -c 'exec 3</dev/stdin' <"$work" || status=$?
like 'a directory as standard input is not opened again' "$status $(<errors)" '[1-9]* *Permission denied'

policy=$(presets loader)
check 'without it: denied' eval '! start sh -c "exec </dev/stdin" <input'

# Control of a device (ABI 5) is for terminals.
(($(abi) >= 5)) || finish
policy=$(presets loader stdio)
start stty -F /dev/stdin </dev/zero
like 'no control of another device' "$(<errors)" '*Permission denied'
if ! script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	echo '# no pseudo terminals here'
	finish
fi
terminal() {
	printf '%s\n' "exec env LD_PRELOAD=$lib LANDLOCK_POLICY='$policy' stty -F /dev/stdin rows 17" >start
	run script -qec "sh $work/start" /dev/null </dev/null
}
terminal
is 'control of its terminal' "$status $out" '0 '
policy=$(presets loader)
terminal
like 'not without it' "$status $out" '[1-9]*Permission denied*'
finish
