#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# LANDLOCK_REPORT: one line of JSON to a file or a descriptor, and then its end, while the program
# still runs. Nothing of it is left to the program or its children.
echo text >file
policy=$(policy write_file file)
head='{"reportVersion":1,"state":"enforced","version":"'

start LANDLOCK_REPORT="$work/report" cat file
is 'a path: the program runs as without it' "$status $out $err" '0 text '
is 'a path: the report is one line' "$(wc -l <report)" 1
like 'a path: the line is JSON' "$(cat report)" "$head*}"
is 'a path: the file is for its user alone' "$(stat -c %a report)" 600
start LANDLOCK_REPORT="$work/report" cat file
is 'a second start adds its own' "$(wc -l <report) $(grep -c "^$head" report)" '2 2'

start LANDLOCK_REPORT=fd:9 cat file 9>stream
is 'a descriptor: the program runs as without it' "$status $out $err" '0 text '
like 'a descriptor: the line is there' "$(cat stream)" "$head*}"

# The reader of a pipe sees the end while the program goes on.
mkfifo hold lines
exec 8<>hold
: | "$probes/probe_waits" 8<&- >alone
env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_REPORT=fd:7 \
	"$probes/probe_waits" 7>lines 8<&- <hold >said 2>&1 &
program=$!
like 'a pipe: a line and then its end' "$(timeout 20 cat lines; echo "end $?")" "$head*}"$'\nend 0'
for _ in {1..100}; do grep -q running said && break || sleep 0.1; done
check 'while the program still runs' kill -0 "$program"
is 'the program has no descriptor and no variable of ours' "$(cat said)" "$(sed 's/"unset"/""/' alone)"
exec 8>&-
wait "$program"
is 'which ends by itself' $? 0

start LANDLOCK_REPORT="$work/report" sh -c 'env -u _ | grep -c LANDLOCK_REPORT=.; exec cat file'
is 'children are told nothing' "$status $out" $'0 0\ntext'
is 'children report nothing' "$(wc -l <report)" 3

start LANDLOCK_STRICT=1 LANDLOCK_REPORT="$work/strict" cat file
like 'strict: the same' "$status $out $(cat strict)" "0 text $head*}"

mkfifo answered
timeout 20 cat answered >heard &
reader=$!
for _ in {1..100}; do
	start LANDLOCK_REPORT="$work/answered" cat file
	[[ $err == *'needs a reader'* ]] || break
	sleep 0.1
done
wait "$reader"
like 'a FIFO that has its reader' "$status $out $err $(cat heard)" "0 text  $head*}"
finish
