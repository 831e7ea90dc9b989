#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Of best effort (LANDLOCK_REPORT=?...), a report that the kernel does not take is a warning, and the
# program is confined. A value that means nothing stays an error.
echo secret >secret
echo text >file
policy=$(policy read_file "$work/file" /usr /lib /lib64 /bin /etc)
prefix='liblandlock_preload: '
# unreported NAME VALUE WARNING: the program runs in its sandbox, with a warning and no more.
unreported() {
	start LANDLOCK_REPORT="?$2" sh -c 'cat file; cat secret 2>/dev/null || echo denied' 6<file 9>&-
	is "$1: the program runs confined, with a warning" "$status $out $err" $'0 text\ndenied '"${prefix}warning: LANDLOCK_REPORT$3"
	confined "$policy" LANDLOCK_REPORT="$2" true 6<file 9>&-
	is "$1: without \"?\" there is no start" "$status $err" "125 ${prefix}error: LANDLOCK_REPORT$3"
}
mkfifo fifo
unreported 'a FIFO that nobody reads' "$work/fifo" ": cannot open \"$work/fifo\": No such device or address; a FIFO needs a reader first"
unreported 'no such directory' "$work/none/r" ": cannot open \"$work/none/r\": No such file or directory"
unreported 'a closed descriptor' fd:9 ' is "fd:9": Bad file descriptor'
unreported 'one for reading' fd:6 ' is "fd:6", which is not open for writing'
if [[ -w /dev/full ]]; then
	unreported 'a full disk' /dev/full ' cannot be written: No space left on device'
fi
start LANDLOCK_REPORT="?$work/none/r" LANDLOCK_LOG=error cat file
is 'LANDLOCK_LOG=error: not even a warning' "$status $out $err" '0 text '
start LANDLOCK_REPORT="?/dev/full" LANDLOCK_LOG=error cat file
is 'LANDLOCK_LOG=error: nor one of writing' "$status $out $err" '0 text '
start LANDLOCK_REPORT="?$work/none/r" LANDLOCK_STRICT=1 cat file
is 'LANDLOCK_STRICT=1: it is a warning all the same' "$status $out" '0 text'

start LANDLOCK_REPORT="?$work/report" cat file
like 'where it can be written it is' "$status $out $err $(<report)" '0 text  {"reportVersion":1,"state":"enforced",*'
start LANDLOCK_REPORT=?fd:8 cat file 8>report
like 'to a descriptor as well' "$status $out $err $(<report)" '0 text  {"reportVersion":1,"state":"enforced",*'
confined '[]' LANDLOCK_REPORT="?$work/failed" true
like 'a failed start is reported, too' "$status $(<failed)" '125 {"reportVersion":1,"state":"failed",*'

for value in relative 2 '' fd:1 fd: '?stderr'; do
	start LANDLOCK_REPORT="?$value" echo started
	like "\"?$value\" means nothing: an error" "$status $out $err" "125  ${prefix}error: LANDLOCK_REPORT is \"$value\"; write *"
done
echo "$policy" >p.json
confined "$work/p.json" LANDLOCK_REPORT="?$work/p.json" echo started
is 'nor is the policy written to' "$status $out $(<p.json)" "125  $policy"

# Nobody reads a pipe that is full: the start goes on after a second.
mkfifo full
exec 5<>full
timeout 60 dd if=/dev/zero of=full bs=4096 oflag=nonblock 2>/dev/null
start LANDLOCK_REPORT=?fd:7 cat file 7>full
is 'a pipe that is full: the program runs, with a warning' "$status $out $err" \
	"0 text ${prefix}warning: LANDLOCK_REPORT cannot be written: it took no more for 1 second; let somebody read it"
exec 5>&-
finish
