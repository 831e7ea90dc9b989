#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

policy='{"ruleset":[{"handledAccessFs":["make_fifo"]}]}'
echo "$policy" >policy.json
mkfifo fifo
mkdir folder
ln -s none dangling
ln -s loop loop
/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
exec 8</dev/null 9<&-

# refused VALUE LINE: within five seconds, without running anything, with LINE (a glob) as the reason.
refused() {
	run timeout 5 env LD_PRELOAD="$lib" LANDLOCK_POLICY="$1" touch ran
	is "$1: refused" "$status $out" '125 '
	like "$1: the error says why" "$err" "liblandlock_preload: error: $2"
	is "$1: the error is one line" "$(wc -l <.err)" 1
	check "$1: nothing ran" test ! -e ran
	rm -f ran
}
refused none 'none: cannot open: No such file or directory'
refused "$work/none" "$work/none: cannot open: No such file or directory"
refused dangling 'dangling: cannot open: No such file or directory'
refused loop 'loop: cannot open: Too many levels of symbolic links'
refused policy.json/x 'policy.json/x: cannot open: Not a directory'
refused "policy.json " 'policy.json : cannot open: No such file or directory; the path begins or ends with a blank'
refused '["policy.json"]' '\["policy.json"\]: cannot open: No such file or directory; a policy in place of a path begins with "{"'
refused FD:9 'FD:9: cannot open: No such file or directory; a descriptor is passed as fd:N, with N from 3 up'
refused fifo 'fifo: not a regular file; pass a pipe as fd:N'
refused socket 'socket: *not a regular file; pass a pipe as fd:N'
refused /dev/null '/dev/null: not a regular file; pass a pipe as fd:N'
refused /dev/zero '/dev/zero: not a regular file; pass a pipe as fd:N'
refused folder 'folder: no \*.json in this directory'
for n in 0 1 2; do
	refused fd:$n "LANDLOCK_POLICY: fd:$n is a standard stream; use a descriptor from 3 up"
done
refused fd:9 'fd:9: cannot read: Bad file descriptor'
refused fd:8 'fd:8:*: *'
for n in '' x -1 ' 9' 9x 99999999999999999999 +9 0x9; do
	refused "fd:$n" "LANDLOCK_POLICY: \"fd:$n\" names no descriptor; write fd:N with N from 3 up"
done
exec 9<folder
refused fd:9 'fd:9: cannot read: Is a directory'

if lacks root; then
	skip_check 'what an ordinary user may not read' "${lacking[root]}"
else
	chmod 600 policy.json
	mkdir -m 777 open
	cd open || exit
	run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy.json" touch ran
	is 'one that may not be read: refused' "$status $(ls)" '125 '
	is 'one that may not be read: the error says why' "$err" "liblandlock_preload: error: $work/policy.json: cannot open: Permission denied"
	cd ..
fi
confined policy.json touch ran
needing landlock is 'a file that is one lets it run' "$status $(ls ran)" '0 ran'
finish
