#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What `explain` reads out of a log with records of the kernel's audit. These are written as a kernel 7.3 writes them;
# tests/kernels compares with the real ones.
mkdir in out
echo text >in/file
echo secret >out/file
policy='{"ruleset":[{"handledAccessFs":["read_file","write_file","make_dir"],"scoped":["signal"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc","/proc","'$work/in'"]}]}'
(($(abi) >= 6)) || policy=${policy/,\"scoped\":[\"signal\"]/}
echo "$policy" >policy.json

# record SERIAL BLOCKERS OBJECT: the records of a denial in the kernel's log; call SERIAL PID PROGRAM: who asked for it.
record() { echo "[   10.934767] audit: type=1423 audit(1795886327.855:$1): domain=1278b9811 blockers=$2 $3"; }
call() { echo "[   10.935646] audit: type=1300 audit(1795886327.855:$1): arch=c000003e syscall=257 success=no exit=-13 items=0 ppid=119 pid=$2 uid=0 comm=\"${3##*/}\" exe=\"$3\" subj=unconfined key=(null)"; }
file() { echo "path=\"$1\" dev=\"vda2\" ino=335"; }
always='  what a program started is logged only with "log": {"newExec": true} in its policy, and nothing where the kernel is older than 6.15 or its audit is off'
# explain ARGUMENT...: of the file log.
explain() { run "$LANDLOCK_POLICY_TOOL" explain "$@" <log; }

{
	record 6 fs.read_file "$(file "$work/out/file")"
	call 6 139 /usr/bin/cat
	record 7 fs.read_file "$(file "$work/out/file")"
	call 7 139 /usr/bin/cat
	record 8 fs.make_dir "$(file "$work/out")"
	call 8 140 /usr/bin/mkdir
} >log
explain
is 'without a policy: denials, by whom, how often, and what would grant them' "$status $out$err" "0 landlock-policy: this log has 3 denials
denied, and a likely cause of a failure:
  make_dir on $work/out
    by /usr/bin/mkdir[140]
denied, and probably not needed:
  read_file on $work/out/file
    by /usr/bin/cat[139], 2 times
to grant all of it, add to \"pathBeneath\" of the policy:
  {\"allowedAccess\": [\"read_file\"], \"parent\": [\"$work/out/file\"]}
  {\"allowedAccess\": [\"make_dir\"], \"parent\": [\"$work/out\"]}
what this log does not say:
$always"

# What was proposed grants what was denied.
rules=$(sed -n 's/^  \({"allowedAccess".*\)$/,\1/p' <<<"$out" | tr -d '\n')
echo "${policy%\]\}}$rules]}" >wider.json
tool run --library "$lib" policy.json -- cat out/file
is 'before: denied' "$status" 1
tool run --library "$lib" wider.json -- sh -c 'cat out/file && mkdir out/made'
is 'with what was proposed: not denied' "$status $out" '0 secret'
explain wider.json
like 'what a policy grants by now is not proposed again' "$status $out" "0 landlock-policy: this log has 3 denials
denied then, and granted by wider.json now:
  make_dir on $work/out
  read_file on $work/out/file
what this log does not say:*"
explain policy.json
like 'with a policy: its name' "$status $out" '0 *add to "pathBeneath" of policy.json:*'
record 9 fs.write_file "$(file "$work/in/file")" >log
explain policy.json
needing root_mount like 'and its nearest rule' "$out" "*  write_file on $work/in/file
    by a program that the log does not name
    the nearest rule, policy.json:/pathBeneath/0/parent/3 ($work/in), grants read_file*"
explain --json policy.json
like '--json: a line of JSON' "$status $out" "0 {\"explanationVersion\":1,\"denied\":\[{\"rights\":\[\"write_file\"\],\"path\":\"$work/in/file\",*\"granted\":\[\],*\"pathBeneath\":\[{\"allowedAccess\": \[\"write_file\"\], \"parent\": \[\"$work/in/file\"\]}\]*}"

# What no rule grants.
{
	record 10 scope.signal 'opid=1 ocomm="init"'
	record 11 ptrace 'opid=1 ocomm="init"'
	record 12 fs.change_topology "$(file /mnt)"
	call 12 141 /usr/bin/mount
} >log
explain
like 'a scope can be left out' "$out" '*signal to init\[1\]*to allow it, leave out of "scoped": signal*'
like 'what no policy can grant' "$out" '*what no policy can allow:
  /usr/bin/mount\[141\] changed mounts*looked into a process outside of the sandbox (ptrace)*'

# What is not there is said; and nothing is never said to be everything.
record 13 fs.read_file 'path="/etc/sh' >log
echo '[   11.0] kauditd_printk_skb: 131 callbacks suppressed' >>log
explain
is 'cut off, and left out' "$status $out" "1 landlock-policy: this log has no denial that a rule could grant
what this log does not say:
  line 1 is cut off, and with it a denial
  the kernel did not print 131 records (callbacks suppressed); \`sysctl kernel.printk_ratelimit=0\`, or auditd, keeps them
$always"
echo 'type=AVC msg=audit(1.0:1): avc: denied { read }' >log
explain
is 'records of others: that nothing was denied is not said' "$status $out" "1 landlock-policy: this log has 1 record of audit, and none of them is Landlock's
what this log does not say:
$always"
echo 'what else' >log
explain
is 'another log' "$status $out$err" "125 landlock-policy: error: standard input: has no record of audit in 1 line, and so says nothing of denials; try /var/log/audit/audit.log, \`journalctl -k\` or \`dmesg\`, as root"
: >log
explain
is 'no log' "$status $out$err" '125 landlock-policy: error: standard input: is empty, and not a log of denials'
run "$LANDLOCK_POLICY_TOOL" explain <.
is 'none that can be read' "$status $err" '125 landlock-policy: error: standard input: cannot read: Is a directory'

# What others chose cannot command a terminal, nor end a line.
record 14 fs.read_file 'path=2F1B5B33316D0A78 dev="vda2" ino=1' >log
explain
like 'control characters are escaped' "$out" '*read_file on /\\x1b\[31m\\x0ax
*"parent": \["/\\u001b\[31m\\u000ax"\]*'

# The command line.
record 15 fs.read_file "$(file "$work/out/file")" >log
explain missing.json
is 'a policy that is not there' "$status $out$err" '125 landlock-policy: error: missing.json: cannot open: No such file or directory'
explain -
like 'a policy where the log is' "$status $err" '125 landlock-policy: error: standard input is the log, and cannot be POLICY as well*usage: *'
explain --live policy.json
like 'an option for programs' "$status $err" '125 *a log takes neither --live nor --library*usage: *'
if command -v script >/dev/null && out=$(script -qec "'$LANDLOCK_POLICY_TOOL' explain policy.json; echo status \$?" /dev/null) && [[ $out == *status* ]]; then
	like 'a terminal is no log, and the remedy is said' "$out" '*there is no PROGRAM to start*name a PROGRAM, or hand over a log, as `dmesg | landlock-policy explain policy.json`*usage: *status 125*'
fi
finish
