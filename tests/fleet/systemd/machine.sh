#!/bin/bash
# SPDX-License-Identifier: MIT
# The example of a unit, started by systemd, which is the first process of a virtual machine. What is tried
# there is in in_machine.sh.
. "$(dirname "$0")/../../lib/lib.sh"
[[ $(uname -m) == x86_64 ]] || skip 'needs an x86-64 machine'
programs=(bash sh sed grep env kill pgrep nginx curl systemctl)
for program in qemu-system-x86_64 busybox cpio /usr/lib/systemd/systemd "${programs[@]}"; do
	PATH=$PATH:/usr/sbin type -P "$program" >/dev/null || skip "needs $program"
done
kernel=$("$tests/kernels/kernels" 11) || skip "no kernel: $kernel"

# Nothing of what a system starts but targets, nginx and the test.
mkdir units etc
cp -L /usr/lib/systemd/system/*.{target,slice} units/
sed 's,[^ =]*/liblandlock_preload\.so,/build/liblandlock_preload.so,; s,[^ =]*/landlock-policy ,/build/landlock-policy ,' "$1" >units/nginx-landlock.service
cat >units/test.service <<'END'
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
Environment=PATH=/usr/bin:/usr/sbin
ExecStartPre=/bin/sh -c 'for number in 1 2 3; do stty -F /dev/ttyS$number raw -echo; done'
ExecStart=/bin/sh -c 'bash /tests/fleet/systemd/in_machine.sh >/dev/ttyS1 2>/dev/ttyS2; echo $? >/dev/ttyS3'
ExecStopPost=/bin/systemctl reboot -ff
END
cp -r /etc/nginx etc/nginx
sed -i 's,^pid .*,pid /run/nginx/nginx.pid;,' etc/nginx/nginx.conf

mapfile -t -O "${#programs[@]}" programs < <(dpkg -L coreutils | grep -E '/s?bin/[^/]+$')
copies=(--copy "$work/units:/usr/lib/systemd/system" --copy "$work/etc/nginx:/etc/nginx" --copy /usr/lib/systemd/systemd
	--copy /usr/share/nginx --copy /etc/passwd --copy /etc/group --copy "$tests/lib:/tests/lib"
	--copy "$tests/fleet/systemd/in_machine.sh:/tests/fleet/systemd/in_machine.sh"
	--copy "$examples/programs/nginx.json:/etc/landlock-preload/nginx.json"
	--copy "$lib:/build/liblandlock_preload.so" --copy "$LANDLOCK_POLICY_TOOL:/build/landlock-policy" --copy "$probes/probe_abi:/build/probe_abi")
for program in "${programs[@]}"; do copies+=(--copy "$program"); done
PATH=$PATH:/usr/sbin "$tests/kernels/pack" "${copies[@]}" initrd -- false || { fail 'packing' && finish; }
exec "$tests/kernels/boot" --timeout 600 --append 'rdinit=/usr/lib/systemd/systemd systemd.unit=test.service' "${kernel#* }" initrd
