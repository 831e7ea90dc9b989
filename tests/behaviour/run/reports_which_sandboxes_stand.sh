#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# The report names the sandboxes that stand: the launcher's, and the library's within it. It is one line, whoever writes it.
head='{"reportVersion":1,"state":"enforced","version":"'
static=$probes/probe_static
launched --report "$work/report" "$policy" "$sentinel"
is_confined 'a dynamic program'
is 'a dynamic program: both sandboxes, one line' "$(walls report) $(wc -l <report)" 'launcher preload 1'
like 'a dynamic program: the line is JSON' "$(<report)" "$head*}"
is 'the file is for its user alone' "$(stat -c %a report)" 600
launched --report "$work/static.report" "$policy" "$static" closed/file
is 'a static program is confined' "$status $out $err" '0 main: denied '
is "a static program: the launcher's sandbox, one line" "$(walls static.report) $(wc -l <static.report)" 'launcher 1'
like 'a static program: the line is JSON' "$(<static.report)" "$head*}"
# The report says by a code of landlock_preload.h why that is all, and what is granted beyond the policy.
alone() { grep -o '{"level":"note","code":20,[^}]*}' "$1"; }
is 'a static program: the report says that it has one alone' "$(alone static.report)" '{"level":"note","code":20,"error":0,"where":"'"$static"'",'\
'"text":"it is static: no loader reads LD_PRELOAD; the launcher'"'"'s sandbox confines it alone, in which it may also read and execute its own file"}'
is 'a dynamic program: it does not' "$(alone report)" ''
check 'no event is without a code' test "$(grep -c '"code":0,' report static.report | cut -d: -f2 | sort -u)" = 0
if [[ -x /usr/bin/python3 ]]; then
	run /usr/bin/python3 -c 'import json, sys
for name in sys.argv[1:]:
    report = json.load(open(name))
    print(report["state"], report["walls"], sorted(report))' report static.report
	is 'both reports have the same keys' "$(sed -n '1s/.*\] \[/[/p' <<<"$out")" "$(sed -n '2s/.*\] \[/[/p' <<<"$out")"
	like 'both reports can be read' "$status $out" "0 enforced \['launcher', 'preload'\]*enforced \['launcher'\]*"
fi
launched --report "$work/report" "$policy" "$sentinel"
is 'a second start adds its own' "$(wc -l <report)" 2

for program in "$sentinel" "$static"; do
	launched --report 9 "$policy" "$program" 9>stream
	like "${program##*_}: a descriptor has the line" "$status $(<stream)" "0 $head*}"
done

# The reader sees the end while the program goes on.
waiting=("$probes/probe_waits")
if lacks cc || ! cc "$tests/behaviour/probes/probe_waits.c" -o static_waits -static 2>/dev/null; then
	skip_check 'a static program goes on' 'a C compiler with a static libc is not installed'
else
	waiting+=(./static_waits)
fi
for program in "${waiting[@]}"; do
	name=${program##*/}
	mkfifo hold lines
	exec 8<>hold
	"$LANDLOCK_POLICY_TOOL" run --library "$lib" --report 7 "$policy" "$program" <hold 7>lines 8<&- >said 2>&1 &
	process=$!
	like "$name: a pipe has the line and then its end" "$(timeout 20 cat lines; echo "end $?")" "$head*}"$'\nend 0'
	for _ in {1..100}; do grep -q running said && break || sleep 0.1; done
	check "$name: while the program still runs" kill -0 $process
	is "$name: it has no descriptor and no variable of ours" "$(sed 's/"unset"/""/' said)" $'report: ""\nrunning'
	exec 8>&-
	wait $process
	is "$name: it ends by itself" $? 0
	rm hold lines
done

# More than a pipe takes, which nobody reads: the start ends all the same, confined or refused.
if (($(abi) >= 4)); then
	large='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["execute","read_file","write_file","make_reg"],"handledAccessNet":["bind_tcp"]}],"netPort":[{"allowedAccess":["bind_tcp"],"port":[{"first":1,"last":9000}]}],
	"pathBeneath":[{"allowedAccess":["execute","read_file","write_file","make_reg"],"parent":["'$work/open'"]}]}'
	mkfifo unread
	exec 7<>unread
	inside=(timeout -s KILL 60)
	launched --report 7 "$large" "$sentinel"
	check 'a report that nobody reads does not keep the start for ever' test "$status" != 137
	never 'a report that nobody reads'
	launched --report 7 "$large" "$static" closed/file
	inside=()
	exec 7>&-
	check 'a static program: a report that nobody reads does not keep the start for ever' test "$status" != 137
	check 'a static program: a report that nobody reads: it is confined, or does not start' test "$out" != 'main: read'
fi

# What was asked for before the launcher is the launcher's business as well.
rm -f report
LANDLOCK_REPORT=$work/report launched "$policy" "$static" closed/file
is 'LANDLOCK_REPORT is heeded' "$status $(walls report)" '0 launcher'
LANDLOCK_STRICT=1 launched "$(policy read_file "$work/none" "$work/open")" "$static" closed/file
is_refused 'LANDLOCK_STRICT is heeded'
LANDLOCK_LOG=nonsense launched "$policy" "$sentinel"
is_refused 'LANDLOCK_LOG has to make sense'
LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["make_fifo"]}]}' launched "$policy" "$sentinel"
is_refused 'a policy in LANDLOCK_POLICY, which nobody would enforce' 125 LANDLOCK_POLICY
LANDLOCK_POLICY=$policy launched "$policy" "$static" closed/file
is 'the same policy in LANDLOCK_POLICY: confined' "$status $out" '0 main: denied'

# --require-preload.
launched --require-preload "$policy" "$sentinel"
is_confined 'a preload is required, and takes effect'
launched --require-preload "$policy" "$static" closed/file
is_refused 'a preload is required, and the program is static' 125
rm -f report
launched --require-preload --report "$work/report" "$policy" "$static" closed/file
like 'a preload is required: the report says that it failed' "$(<report)" '{"reportVersion":1,"state":"failed",*}'
launched --report "$work/failed" "${policy/read_file/raed_file}" "$sentinel"
like 'a policy with an error: the report says so' "$(<failed)" '{"reportVersion":1,"state":"failed",*raed_file*}'
like 'and names the program and the policy' "$(<failed)" \
	'*"executable":"'"$(readlink -f "$sentinel")"'","source":"LANDLOCK_POLICY",*'

# To standard error, and of best effort.
launched --report stderr "$policy" "$sentinel"
check 'stderr: one line, of both sandboxes' grep -qF '"walls":["launcher","preload"]' .err
launched --report stderr "$policy" "$static" closed/file
check 'stderr: that of a static program' grep -qF '"walls":["launcher"]' .err
for program in "$sentinel" "$static"; do
	launched --report '?none/report' "$policy" "$program" closed/file
	like "a report of best effort, which cannot be written: ${program##*/} is started" "$status $err" \
		"0 *warning: LANDLOCK_REPORT: cannot open \"$work/none/report\": No such file or directory"
	launched --report ?9 "$policy" "$program" closed/file 9>/dev/full
	like "which cannot be written to: ${program##*/} is started" "$status $err" \
		'0 *warning: LANDLOCK_REPORT cannot be written: No space left on device'
done
finish
