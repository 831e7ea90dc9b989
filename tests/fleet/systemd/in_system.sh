#!/bin/bash
# SPDX-License-Identifier: MIT
# What system.sh runs in its system, as a service. systemd starts nginx in a sandbox, reloads, restarts and stops it, and
# does not start it again after a mistake; puts a service into a sandbox by a file; and has the reports in its journal.
export LANDLOCK_PRELOAD_LIBRARY=/build/liblandlock_preload.so LANDLOCK_PRELOAD_PROBES=/build
. /tests/lib/lib.sh
unit=nginx-landlock.service
policy=/etc/landlock-preload/nginx.json

show() { systemctl show --value -p "$1" "$unit"; }
get() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1/${1-}"; }
workers() { pgrep -P "$(show MainPID)" | sort; }
# until_true COMMAND...: for a minute at most.
until_true() {
	local tries
	for ((tries = 0; tries < 600; tries++)); do
		! "$@" || return 0
		sleep 0.1
	done
	fail "in time: $*" "$(systemctl status "$unit")"
}
serves() { [[ $(get) == 200 ]]; }
other_workers() { [[ $(workers) && $(workers) != "$before" ]]; }
restarted() { [[ $(show NRestarts) == 1 && $(show MainPID) != "$before" ]] && serves; }
ended() { [[ $(show ActiveState) == failed ]]; }

mkdir -p /var/www/html
echo hello >/var/www/html/index.html
echo secret >/secret
ln -s /secret /var/www/html/link
is 'systemd is the first process' "$(</proc/1/comm)" systemd

units=/usr/lib/systemd/system
run systemd-analyze verify --man=no "$unit" landlock-report.socket landlock-report.service
is 'systemd finds nothing wrong' "$status $out$err" '0 '
sed '/SystemCallFilter/s/landlock_add_rule/landlock_ad_rule/' $units/$unit >/run/mistake.service
run systemd-analyze verify --man=no /run/mistake.service
like 'systemd finds a call that it does not know' "$out$err" '*landlock_ad_rule*'
is 'the unit confines nothing by Environment=' "$(grep -cE '^(Pass)?Environment' $units/$unit)" 0

run systemctl start "$unit"
is 'the unit starts' "$status $err" '0 '
until_true serves
main=$(show MainPID)
check 'nginx is confined' grep -q liblandlock_preload.so "/proc/$main/maps"
is 'behind the filter of the unit' "$(sed -n 's/^Seccomp:\t//p' "/proc/$main/status")" 2
is 'a link out of the site: denied' "$(get link)" 403
check 'a link out of the site is denied by the kernel' grep -q '/link" failed (13: Permission denied)' /var/log/nginx/error.log

before=$(workers)
run systemctl reload "$unit"
is 'the service reloads' "$status $err" '0 '
until_true other_workers
is 'the same process' "$(show MainPID)" "$main"
(($(abi) < 6)) || {
	run /build/landlock-policy run --library "$LANDLOCK_PRELOAD_LIBRARY" "$policy" /bin/kill -HUP "$main"
	like 'reloading from a sandbox would fail' "$status $err" '1 *Operation not permitted'
}

before=$main
kill -KILL "$main"
until_true restarted
is 'the service is started again after a crash' "$(show NRestarts)" 1
check 'nginx is confined after the restart' grep -q liblandlock_preload.so "/proc/$(show MainPID)/maps"
run systemctl stop "$unit"
is 'the service stops' "$status $(show ActiveState) $(show Result)" '0 inactive success'

cp "$policy" /policy
echo '{' >"$policy"
run systemctl start "$unit"
until_true ended
is 'after a mistake in the policy it ends with 125 and is not started again' "$(show ExecMainStatus) $(show NRestarts)" '125 0'
cp /policy "$policy"

mkdir "/run/systemd/system/$unit.d"
printf '[Service]\nRestart=no\nSystemCallFilter=~landlock_create_ruleset\n' >"/run/systemd/system/$unit.d/filter.conf"
systemctl daemon-reload
systemctl reset-failed "$unit"
run systemctl start "$unit"
until_true ended
is 'without the calls in the filter SIGSYS ends it' "$(show Result) $(show ExecMainStatus)" 'signal 31'
rm "/run/systemd/system/$unit.d/filter.conf"

# The drop-in: a service is confined if there is a file of its name, and only then.
reads='[Service]\nType=oneshot\nRemainAfterExit=no\nExecStart=/bin/cat /secret\n'
printf "$reads" >/run/systemd/system/web.service
printf "$reads" >/run/systemd/system/other.service
echo '{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' >/etc/landlock-preload/web.json
# journal_has GLOB: of what the service has said.
journal_has() {
	# shellcheck disable=SC2053
	[[ $(journalctl -o cat _SYSTEMD_UNIT=web.service) == $1 ]]
}
systemctl daemon-reload
run systemctl start web.service
is 'without its file a service is free' "$status $err" '0 '
is 'the file is the one that the drop-in shows' "$(cut -d= -f1 /web.env | paste -sd' ')" 'LD_PRELOAD LANDLOCK_POLICY LANDLOCK_REPORT'
cp /web.env /etc/landlock-preload/web.env
run systemctl start web.service
is 'with its file it fails' "$status" 1
until_true journal_has '*cat: /secret: Permission denied*'
pass 'with its file it is confined'
until_true journal_has '*liblandlock_preload: warning: LANDLOCK_REPORT: *'
pass 'nobody reads reports, and it starts all the same'
run systemctl start other.service
is 'another service is free' "$status $err" '0 '
like 'systemctl shows the file' "$(systemctl show -p EnvironmentFiles web.service)" '*/etc/landlock-preload/web.env*'

# reports IDENTIFIER: the states in the reports of the journal that match.
reports() {
	journalctl -o cat "$@" | grep -o '^{"reportVersion":1,"state":"[a-z]*"' | cut -d'"' -f6 | sort | uniq -c | xargs
}
has_reports() { [[ $(reports -t landlock-report) == "$1" ]]; }
run systemctl start landlock-report.socket
is 'the socket of reports starts' "$status $err" '0 '
run systemctl start web.service
until_true has_reports '1 enforced'
is 'a report is in the journal' "$(reports -t landlock-report)" '1 enforced'
mv /etc/landlock-preload/web.json /web.json
run systemctl start web.service
until_true has_reports '1 enforced 1 failed'
is 'a start that failed is reported, too' "$(reports -t landlock-report) $(systemctl show --value -p ExecMainStatus web.service)" '1 enforced 1 failed 125'
mv /web.json /etc/landlock-preload/
starts=()
for number in {1..20}; do
	LD_PRELOAD=$LANDLOCK_PRELOAD_LIBRARY LANDLOCK_POLICY=/etc/landlock-preload/nginx.json LANDLOCK_REPORT=/run/landlock-preload/reports /usr/bin/true 2>/dev/null &
	starts+=($!)
done
wait "${starts[@]}"
many() { (($(journalctl -o cat -t landlock-report | grep -c '"executable":"/usr/bin/true".*}$') == 20)); }
until_true many
is 'many that come at once are all whole' "$(journalctl -o cat -t landlock-report | grep -c '"executable":"/usr/bin/true".*}$')" 20

# Without the socket: to the journal itself, which knows the unit.
sed 's,^LANDLOCK_REPORT=.*,LANDLOCK_REPORT=/run/systemd/journal/dev-log,' /web.env >/etc/landlock-preload/stays.env
printf '[Service]\nExecStart=/bin/sleep infinity\n' >/run/systemd/system/stays.service
systemctl daemon-reload
run systemctl start stays.service
from_unit() { [[ $(reports _SYSTEMD_UNIT=stays.service) == '1 enforced' ]]; }
until_true from_unit
is 'the journal says of what unit a report is' "$(reports _SYSTEMD_UNIT=stays.service)" '1 enforced'
systemctl stop stays.service
finish
