#!/bin/bash
# needs: landlock /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# LANDLOCK_REPORT=stderr, the short form, and who and when: what a log keeps that many machines share.
echo text >file
policy=$(policy write_file file)
# of LINE EXPRESSION: what Python finds in the report r.
of() { /usr/bin/python3 -c 'import json, sys; r = json.loads(sys.argv[1]); print(eval(sys.argv[2]))' "$1" "$2"; }
only='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["make_block"]}]}'

start LANDLOCK_REPORT=stderr sh -c 'cat file; echo said >&2'
is 'stderr: the program runs, and has it for itself' "$status $out $(wc -l <.err) $(tail -1 .err)" '0 text 2 said'
is 'stderr: the first line is the report' "$(of "$(head -1 .err)" 'r["state"]')" enforced
is 'stderr: a pipe' "$( (env LD_PRELOAD="$lib" LANDLOCK_POLICY="$only" LANDLOCK_REPORT=stderr true 2>&1) | cut -c1-37)" \
	'{"reportVersion":1,"state":"enforced"'
printf half >log
env LD_PRELOAD="$lib" LANDLOCK_POLICY="$only" LANDLOCK_REPORT=stderr true 2>>log
is 'stderr: a log that ends in half a line' "$(cut -c1-37 log)" $'half\n{"reportVersion":1,"state":"enforced"'
run bash -c 'exec 2>&-; "$@"; echo $? >&1' - env LD_PRELOAD="$lib" LANDLOCK_POLICY="$only" LANDLOCK_REPORT='?stderr' echo ran
is 'stderr, which is closed, of best effort: a start' "$out" $'ran\n0'
/usr/bin/python3 - "$lib" "$only" >socket 2>&1 <<'PY'
import json, os, socket, subprocess, sys
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    ended = subprocess.run(["/bin/true"], stderr=theirs.fileno(),
                           env={"LD_PRELOAD": sys.argv[1], "LANDLOCK_POLICY": sys.argv[2], "LANDLOCK_REPORT": "stderr"})
    print(json.loads(ours.recv(1 << 20))["state"], ended.returncode)
PY
is 'stderr: sockets of each type' "$(<socket)" $'enforced 0\nenforced 0\nenforced 0'

# Who and when.
before=$(date -u +%FT%T)
start LANDLOCK_LABEL=$'web/pod-1 \x1b[31m"\xff\xe2\x80\xae' LANDLOCK_REPORT="$work/report" cat file
after=$(date -u +%FT%T)
line=$(<report)
check 'the time is that of the start' /usr/bin/python3 -c 'import json, sys
time = json.loads(sys.argv[1])["time"]
assert sys.argv[2] <= time[:19] <= sys.argv[3] and time[19] == "." and time[23:] == "Z", time' "$line" "$before" "$after"
is 'the host' "$(of "$line" 'r["host"]')" "$(uname -n)"
is 'the label, as it was' "$(of "$line" 'r["label"].encode(errors="surrogateescape")')" \
	"$(/usr/bin/python3 -c 'print(b"web/pod-1 \x1b[31m\"\xff\xe2\x80\xae")')"
check 'and so that no terminal obeys it' grep -qF '"label":"web/pod-1 \u001b[31m\"\udcff\u202e"' report
printf -v label '%256s' ''
start LANDLOCK_LABEL="${label// /é}" LANDLOCK_REPORT=stderr true
is 'a label of more than 256 bytes is refused' "$status $(of "$(tail -1 .err)" 'r["state"]')" '125 failed'
start LANDLOCK_LABEL="${label// /x}" LANDLOCK_REPORT=stderr true
is 'one of 256 is not' "$status $(of "$err" 'len(r["label"])')" '0 256'
start LANDLOCK_LABEL= LANDLOCK_REPORT=stderr true
is 'an empty one is none' "$status $(of "$err" '"label" in r')" '0 False'

# In short.
start LANDLOCK_REPORT="$work/short" LANDLOCK_REPORT_FORM=short LANDLOCK_LABEL=here cat file
is 'short: no rules, no lists of what is enforced, and no notes' \
	"$(of "$(<short)" '("rules" in r, list(r["fs"]), [e for e in r["events"] if e["level"] == "note"], r["rulesApplied"], r["label"])')" \
	"(False, ['dropped'], [], 1, 'here')"
presets=$("$LANDLOCK_POLICY_TOOL" presets | sed -n 's/^[a-z_]*$/"&"/p' | paste -sd,)
many='{"preloadVersion":1,"abi":'$(abi)',"ruleset":[{"handledAccessFs":["abi.all"]}],"preset":['$presets']}'
rm -f long short
confined "$many" LANDLOCK_REPORT="$work/long" true
confined "$many" LANDLOCK_REPORT="$work/short" LANDLOCK_REPORT_FORM=short LANDLOCK_LABEL=shop/frontend-7d4b9c-x2x8k true
is 'short: a policy of every preset reports in less than 1 KiB' "$(($(wc -c <short) < 1024)) $(($(wc -c <long) > 4096))" '1 1'
start LANDLOCK_POLICY='{"a":1,"b":2}' LANDLOCK_REPORT=stderr LANDLOCK_REPORT_FORM=short true
is 'short: of several errors the first' "$status $(of "$(tail -1 .err)" 'len(r["errors"])')" '125 1'

# A socket of datagrams, by its path, however long that is.
/usr/bin/python3 - "$lib" "$only" "$work" >socket 2>&1 <<'PY'
import json, os, socket, subprocess, sys
library, policy, work = sys.argv[1:]
def start(report, policy=policy):
    return subprocess.run(["/bin/echo", "ran"], capture_output=True, text=True,
                          env={"LD_PRELOAD": library, "LANDLOCK_POLICY": policy, "LANDLOCK_REPORT": report})
deep = os.path.join(work, "d" * 100, "d" * 100)
os.makedirs(deep)
for where in (work, deep):
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    os.chdir(where)
    receiver.bind("collector")
    path = where + "/collector"
    ended = start(path)
    print(ended.returncode, ended.stdout.strip(), ended.stderr, json.loads(receiver.recv(1 << 20))["state"])
    ended = start(path, "[]")
    print(ended.returncode, json.loads(receiver.recv(1 << 20))["state"])
os.chdir(work)
receiver.close()
listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listener.bind("stream")
listener.listen()
path = work + "/collector"
for report in (path, work + "/stream", "?" + path, "?" + work + "/stream"):
    ended = start(report)
    print(ended.returncode, ended.stdout.strip(), ended.stderr.strip().replace(work, ""))
PY
is 'a datagram socket: one datagram; nobody there, or another type: an error that says so' "$(sed 's/  */ /g' socket)" \
'0 ran enforced
125 failed
0 ran enforced
125 failed
125 liblandlock_preload: error: LANDLOCK_REPORT: cannot open "/collector": Connection refused; nobody receives from this socket
125 liblandlock_preload: error: LANDLOCK_REPORT: the socket "/stream" takes no datagrams; connect to it, and pass that as fd:N
0 ran liblandlock_preload: warning: LANDLOCK_REPORT: cannot open "/collector": Connection refused; nobody receives from this socket
0 ran liblandlock_preload: warning: LANDLOCK_REPORT: the socket "/stream" takes no datagrams; connect to it, and pass that as fd:N'
finish
