#!/bin/bash
# SPDX-License-Identifier: MIT
# What is installed for systemd, on a systemd that is the first process of namespaces of its own: the unit, the
# drop-in for all services, and the socket for reports. What is tried there is in in_system.sh.
packages='nginx curl iproute2 systemd procps python3'
. "$(dirname "$0")/../../programs/private.sh"
[[ -x /usr/lib/systemd/systemd ]] || skip 'needs /usr/lib/systemd/systemd'
cd "$tests/.." || exit 1
mkdir "$work/units" "$work/etc"
sed 's,[^ =]*/liblandlock_preload\.so,/build/liblandlock_preload.so,; s,[^ =]*/landlock-policy ,/build/landlock-policy ,' "$1" >"$work/units/nginx-landlock.service"
cp "$examples"/systemd/landlock-report.* "$work/units"
cp -r "$examples/systemd/service.d" "$work/units"
cp -r /etc/nginx "$work/etc/nginx"
sed -i 's,^pid .*,pid /run/nginx/nginx.pid;,' "$work/etc/nginx/nginx.conf"
# Where the drop-in reaches a service, its file is the one that the drop-in shows.
sed -n 's/^#   //p' "$examples/systemd/service.d/50-landlock.conf" |
	sed 's,=liblandlock_preload.so,=/build/liblandlock_preload.so,' >"$work/web.env"

exec "$tests/fleet/systemd/boot" "$work/units" /tests/fleet/systemd/in_system.sh "$tests:/tests" "$work/etc/nginx:/etc/nginx" \
	"$policies/nginx.json:/etc/landlock-preload/nginx.json" "$work/web.env:/web.env" \
	"$lib:/build/liblandlock_preload.so" "$LANDLOCK_POLICY_TOOL:/build/landlock-policy" "$probes/probe_abi:/build/probe_abi"
