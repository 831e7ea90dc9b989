#!/bin/bash
# needs: landlock loopback chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `dns`: how names are found; of the network, port 53.
make_root cat getent tee bash
mkdir -p root/etc
echo '192.0.2.7 there.example' >root/etc/hosts
echo 'nameserver 127.0.0.1' >root/etc/resolv.conf
echo 'hosts: files' >root/etc/nsswitch.conf
echo 'strange 4242/tcp' >root/etc/services
echo 'secret' >root/etc/passwd

policy=$(presets loader dns)
confined "$policy" getent hosts there.example
like 'a name' "$status $out $err" '0 192.0.2.7 *there.example '
confined "$policy" getent services strange
like 'a service' "$status $out $err" '0 strange *4242/tcp '
granted 'the name server' cat /etc/resolv.conf
denied 'accounts' cat /etc/passwd
denied 'changing a name' tee -a /etc/hosts
policy=$(presets loader)
confined "$policy" getent hosts there.example
is 'without it: no name' "$status $out" '2 '

if (($(abi) >= 4)); then
	/usr/bin/python3 -ISc 'import socket, time
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True); time.sleep(100)' >port &
	server=$!
	trap 'kill $server; rm -rf --one-file-system "$work"' EXIT
	until [[ -s port ]]; do sleep 0.1; done
	policy='{"preloadVersion":1,"abi":'"$(abi)"',"ruleset":[{"handledAccessNet":["abi.all"]}],"preset":["dns"]}'
	connect() { echo "exec 5<>/dev/$1/127.0.0.1/$2"; }
	denied 'another port' bash -c "$(connect tcp "$(<port)")"
	confined "$policy" bash -c "$(connect tcp 53)"
	like 'port 53 is left to whoever listens' "$status $err" '@(0 |*Connection refused)'
	if (($(abi) >= 10)); then
		denied 'another port of UDP' bash -c "$(connect udp 4242)"
		granted 'port 53 of UDP' bash -c "$(connect udp 53)"
	else
		granted 'below ABI 10, UDP is open' bash -c "$(connect udp 4242)"
	fi
else
	echo '# below ABI 4 no port is restricted'
fi
finish
