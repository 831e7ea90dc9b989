#!/bin/bash
# SPDX-License-Identifier: MIT
# What machine.sh runs in its machine, as a unit beside the example's: systemd starts nginx in a sandbox, reloads,
# restarts and stops it, and does not start it again after a mistake.
export LANDLOCK_PRELOAD_LIBRARY=/build/liblandlock_preload.so LANDLOCK_PRELOAD_PROBES=/build
. /tests/lib/lib.sh
unit=nginx-landlock.service
policy=/etc/landlock-preload/nginx.json

show() { systemctl show --value -p "$1" "$unit"; }
get() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1/${1-}"; }
workers() { pgrep -P "$(show MainPID)" | sort; }
# until_true COMMAND...: for a minute at most, as the machine is slow.
until_true() {
	local tries
	for ((tries = 0; tries < 60; tries++)); do
		! "$@" || return 0
		sleep 1
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
printf '[Service]\nRestart=no\nSystemCallFilter=\nSystemCallFilter=@system-service\n' >"/run/systemd/system/$unit.d/filter.conf"
systemctl daemon-reload
systemctl reset-failed "$unit"
run systemctl start "$unit"
until_true ended
is 'without the calls in the filter SIGSYS ends it' "$(show Result) $(show ExecMainStatus)" 'signal 31'
rm "/run/systemd/system/$unit.d/filter.conf"
finish
