#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A report that is not written would be taken for a start that did not happen: so there is none.
echo text >file
policy=$(policy write_file file)
# refused NAME TEXT VALUE: descriptors 7 (to write), 6 (to read) and 5 (a directory) are open.
refused() {
	run ${by-} env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$3" sh -c 'echo started' \
		7>>written 6<file 5<. 9>&-
	is "$1: the program does not start" "$status $out" '125 '
	is "$1: the error says why" "$err" "liblandlock_preload: error: LANDLOCK_REPORT$2"
}
for value in relative 2 fd 'fd 7' fd:2 fd:0 fd:-1 fd: fd:7x 'fd: 7' fd:+7 fd:99999999999 ' /abs' -; do
	hint='; write stderr, fd:N with N from 3 up, or an absolute path'
	[[ $value == fd:* ]] && hint='; write fd:N with N from 3 up, or stderr'
	refused "\"$value\"" " is \"$value\"$hint" "$value"
done
refused 'a closed descriptor' ' is "fd:9": Bad file descriptor' fd:9
refused 'one for reading' ' is "fd:6", which is not open for writing' fd:6
refused 'one of a directory' ' is "fd:5", which is not open for writing' fd:5
refused 'no such folder' ": cannot open \"$work/none/report\": No such file or directory" "$work/none/report"
refused 'a directory' ": cannot open \"$work/bin\": Is a directory" "$work/bin"
: >target
ln -s target link
refused 'a symbolic link' ": cannot open \"$work/link\": Too many levels of symbolic links; it must be no link" "$work/link"
ln -s nowhere dangling
refused 'a dangling link' ": cannot open \"$work/dangling\": Too many levels of symbolic links; it must be no link" "$work/dangling"
check 'through neither anything was written' test ! -s target -a ! -e nowhere
mkfifo fifo
refused 'a FIFO that nobody reads' ": cannot open \"$work/fifo\": No such device or address; a FIFO needs a reader first" "$work/fifo"
# Nothing is behind this device for whoever has no terminal.
by='setsid --wait' refused 'a terminal that is not there' ': cannot open "/dev/tty": No such device or address; there is nothing behind this device, as without a terminal' /dev/tty
is 'nothing was written elsewhere' "$(cat written)" ''

# Written to after restricting: it must fail then, too, and never by a signal.
run bash -c 'exec 3> >(exit); sleep 0.3; exec env "$@"' - LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_REPORT=fd:3 sh -c 'echo started'
is 'a pipe that nobody reads: 125, not a signal' "$status $out" '125 '
needing landlock is 'a pipe that nobody reads: the error says why' "$err" 'liblandlock_preload: error: LANDLOCK_REPORT cannot be written: Broken pipe'
if [[ -w /dev/full ]]; then
	confined "$policy" LANDLOCK_REPORT=/dev/full sh -c 'echo started'
	needing landlock is 'a full disk' "$status $out $err" \
		'125  liblandlock_preload: error: LANDLOCK_REPORT cannot be written: No space left on device'
fi
run bash -c 'ulimit -f 0; exec env "$@"' - LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/limited" true
is 'a limit of file sizes: 125, not a signal' "$status" 125
finish
