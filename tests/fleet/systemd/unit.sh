#!/bin/bash
# SPDX-License-Identifier: MIT
# The example of a unit: systemd finds nothing wrong with it, and its lines do what its comments say. They
# are run here one by one, as systemd would.
packages='nginx curl iproute2 systemd procps'
. "$(dirname "$0")/../../programs/private.sh"
unit=$work/nginx-landlock.service
sed "s,[^ =]*/liblandlock_preload\.so,$lib,; s,[^ =]*/landlock-policy ,$LANDLOCK_POLICY_TOOL ,; s,/etc/landlock-preload/,$work/," "$1" >"$unit"

run systemd-analyze verify --man=no "$unit"
is 'systemd finds nothing wrong' "$status $out$err" '0 '
sed '/SystemCallFilter/s/landlock_add_rule/landlock_ad_rule/' "$unit" >mistake.service
run systemd-analyze verify --man=no "$work/mistake.service"
like 'systemd finds a call that it does not know' "$out$err" '*landlock_ad_rule*'
for call in create_ruleset add_rule restrict_self; do
	check "the filter lets landlock_$call through" grep -q "^SystemCallFilter=.*landlock_$call" "$unit"
done
is 'nothing is confined by Environment=' "$(grep -cE '^(Pass)?Environment' "$unit")" 0

# line KEY: what the unit has there.
line() { sed -n "s/^$1=//p" "$unit"; }
copied /etc/nginx
fresh /var/www /var/log /var/lib/nginx /run
mkdir /run/nginx /var/log/nginx /var/www/html
sed -i 's,^pid .*,pid /run/nginx/nginx.pid;,' /etc/nginx/nginx.conf
echo hello >/var/www/html/index.html
cp "$examples/programs/nginx.json" nginx.json

setsid bash -c "exec $(line ExecStart)" >server.out 2>server.err &
MAINPID=$!
servers+=("$MAINPID")
export MAINPID
until_true accepts 80
check 'nginx is confined exactly' grep -q liblandlock_preload.so "/proc/$MAINPID/maps"
is 'confined nginx serves' "$(curl -s http://127.0.0.1/)" hello
workers=$(pgrep -P "$MAINPID" | sort)
other_workers() { [[ $(pgrep -P "$MAINPID" | sort) && $(pgrep -P "$MAINPID" | sort) != "$workers" ]]; }
((kernel_abi < 6)) || {
	run bash -c "$(line ExecStart | sed "s,/usr/sbin/nginx.*,/bin/kill -HUP $MAINPID,")"
	like 'reloading from a sandbox would fail' "$status $err" '1 *Operation not permitted'
}
run bash -c "$(line ExecReload)"
is 'reloading works' "$status $err" '0 '
until_true other_workers
kill -s "$(line KillSignal)" "$MAINPID"
run wait "$MAINPID"
is 'nginx stops by the signal of the unit' "$status" 0

echo '{' >nginx.json
run bash -c "$(line ExecStart)"
is 'a mistake in the policy ends with the status that is not started again' "$status" "$(line RestartPreventExitStatus)"
finish
