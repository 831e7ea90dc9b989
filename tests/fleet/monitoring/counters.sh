#!/bin/bash
# SPDX-License-Identifier: MIT
# What is shipped for those who watch many machines: mtail counts real starts, as Prometheus reads it, and rsyslog
# takes their reports apart.
packages='mtail rsyslog curl iproute2 procps python3'
. "$(dirname "$0")/../../programs/private.sh"
fresh /var/log
mkdir /var/log/landlock progs
reports=/var/log/landlock/reports
: >$reports
cp "$examples/monitoring/landlock-report.mtail" progs/
setsid mtail --progs "$work/progs" --logs $reports --address 127.0.0.1 --port 3903 >server.out 2>server.err &
servers+=($!)
printf 'global(workDirectory="%s")\ninclude(file="%s")\n' "$work" "$examples/monitoring/rsyslog.conf" >rsyslog.conf
run rsyslogd -N 1 -f "$work/rsyslog.conf"
is 'rsyslog finds nothing wrong' "$status $(grep -v 'rsyslogd: version\|rsyslogd: End of config' <<<"$err")" '0 '
setsid rsyslogd -n -f "$work/rsyslog.conf" -i "$work/rsyslog.pid" >said 2>&1 &
servers+=($!)
until_true accepts 3903

echo '{"ruleset":[{"handledAccessFs":["make_block"]}]}' >'good "policy".json'
echo '{"ruleset":[{"handledAccessFs":["raed_file"]}]}' >wrong.json
# launch_reported POLICY [VARIABLE=VALUE...]: a start that is reported.
launch_reported() { env LD_PRELOAD="$lib" LANDLOCK_POLICY="$1" LANDLOCK_REPORT=$reports "${@:2}" /bin/true 2>/dev/null; }
# counter NAME LABEL...: its value, as Prometheus is told, or nothing.
counter() { curl -s http://127.0.0.1:3903/metrics | LABELS=${*:2} /usr/bin/python3 -c 'import os, re, sys
for line in sys.stdin:
    found = re.fullmatch(sys.argv[1] + r"\{(.*)\} (\S+)\n", line)
    if found and all(label in found[1] for label in os.environ["LABELS"].split(" ")): print(int(float(found[2])))' "$1"; }
counts() { [[ $(counter "${@:2}") == "$1" ]]; }

for number in 1 2 3; do launch_reported "$work/good \"policy\".json"; done
launch_reported "$work/good \"policy\".json" LANDLOCK_REPORT_FORM=short LANDLOCK_LABEL='"source":"/forged","abi":99,"state":"failed"'
for number in 1 2; do launch_reported "$work/wrong.json" LANDLOCK_REPORT_FORM=short; done
launch_reported "$work/none.json"
is 'seven starts are reported' "$(grep -c . $reports)" 7
until_true counts 4 landlock_starts_total 'state="enforced"' "abi=\"$kernel_abi\"" 'good'
pass 'starts are counted by state, policy and ABI, whatever their label says'
until_true counts 2 landlock_failures_total wrong.json:/ruleset/0/handledAccessFs/0
pass 'failures by cause'
until_true counts 2 landlock_starts_total 'state="failed"' "policy=\"$work/wrong.json\"" "abi=\"$kernel_abi\""
until_true counts 1 landlock_starts_total 'state="failed"' "policy=\"$work/none.json\""
is 'and nothing else is counted' "$(curl -s http://127.0.0.1:3903/metrics | grep -c '^landlock_') $(curl -s http://127.0.0.1:3903/metrics | grep -c forged)" '5 0'

attention() { [[ $(grep -c ': failed by ' /var/log/landlock/attention) == 3 ]]; }
until_true attention
like 'rsyslog says what failed, where and why' "$(</var/log/landlock/attention)" \
	"*$(uname -n) $(realpath /bin/true): failed by $work/wrong.json: *unknown fs right*"
launch_reported "$policies/chromium.json"
launch_reported "$policies/python3.json"
partial() { [[ $(grep -c ': partial by ' /var/log/landlock/attention) == "$(grep -c '"state":"partial"' $reports)" ]]; }
until_true partial
check 'a report that is longer than 8 KiB is read as well' test "$(awk 'length > 8192' $reports | wc -l)" -ge 1
finish
