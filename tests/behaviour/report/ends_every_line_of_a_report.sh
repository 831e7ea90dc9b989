#!/bin/bash
# needs: landlock python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What could not be written whole would spoil the next start's report, which is appended to it.
policy='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
start() { confined "$policy" LANDLOCK_REPORT="$1" true; }
states() { python3 -c '
import json, sys
for line in open(sys.argv[1]):
    try: print(json.loads(line)["state"])
    except ValueError: print("unreadable" if line.strip() else "empty")' "$1" | tr '\n' ' '; }

start "$work/report"
is 'a first report' "$status $(states report)" '0 enforced '
printf '{"reportVersion":1,"state":"enf' >>report
start "$work/report"
is 'after half a line a report has a line of its own' "$status $(states report)" '0 enforced unreadable enforced '
printf 'half' >>report
exec 7>>report
start fd:7
exec 7>&-
is 'after half a line a report to a descriptor has a line of its own' "$status $(states report)" '0 enforced unreadable enforced unreadable enforced '
start "$work/report"
is 'after a whole line no empty one is written' "$status $(states report)" '0 enforced unreadable enforced unreadable enforced enforced '

# A file may not grow beyond this: ulimit counts units of 1024 bytes.
python3 -c 'print("{\"state\":\"before\", \"filler\": \"" + "x" * 850 + "\"}")' >limited
size=$(stat -c %s limited)
run bash -c 'ulimit -f 1; exec env "$@"' - LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/limited" true
is 'a line that does not fit ends the start' "$status" 125
check 'a line that does not fit leaves none of itself that says "enforced"' bash -c '! grep -q enforced limited'
start "$work/limited"
is 'the next report is readable' "$status $(states limited | sed 's/unreadable //')" '0 before enforced '

# A policy and its report by one socket, as a supervisor has it that made a pair of them.
python3 - "$lib" "$policy" >both 2>&1 <<'PY'
import json, os, socket, subprocess, sys
ours, theirs = socket.socketpair()
child = subprocess.Popen(["/bin/sh", "-c", "ls -l /proc/self/fd"], pass_fds=[theirs.fileno()], stdout=subprocess.PIPE,
                         env={"LD_PRELOAD": sys.argv[1], "LANDLOCK_POLICY": f"fd:{theirs.fileno()}", "LANDLOCK_REPORT": f"fd:{theirs.fileno()}"})
theirs.close()
ours.sendall(sys.argv[2].encode())
ours.shutdown(socket.SHUT_WR)
text = b""
while piece := ours.recv(65536):
    text += piece
print(json.loads(text)["state"], child.wait(), "socket" in child.stdout.read().decode())
PY
is 'one socket for both: the report comes, the end too, and the program has none' "$(<both)" 'enforced 0 False'
finish
