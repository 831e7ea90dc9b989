#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# {"first": a, "last": b}: both ends included, nothing beyond them.
abi=$(abi)
policy_with() { echo '{"preloadVersion":1,"ruleset":[{"handledAccessNet":["bind_tcp"]}],
	"netPort":[{"allowedAccess":["bind_tcp"],"port":['"$1"']}]}'; }
bind() { /usr/bin/python3 -ISc 'import socket, sys; s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", int(sys.argv[1])))' "$1"; }
printf '%s\n' '#!/bin/bash' "$(declare -f bind)" 'bind "$1"' >bind
chmod +x bind
policy=$(policy_with '22000,{"first":22010,"last":22012}')
if ((abi >= 4)); then
	for port in 22000 22010 22011 22012; do granted "port $port" ./bind $port; done
	for port in 22009 22013 22001; do denied "port $port" ./bind $port; done
	policy=$(policy_with '{"first":22010,"last":22010}')
	granted 'a range of one' ./bind 22010
	denied 'a range grants no more than its ports' ./bind 22011
	policy=$(policy_with '{"first":0,"last":65535}')
	granted 'all ports' ./bind 22009
else
	confined "$policy" true
	needing landlock like 'below ABI 4: nothing to enforce' "$status $err" '125 *bind_tcp*'
fi
# refused PORTS ERROR
refused() {
	confined "$(policy_with "$1")" touch ran
	like "$1: nothing runs" "$status $err" "125 liblandlock_preload: error: LANDLOCK_POLICY:/netPort/0$2"
}
refused '{"first":22012,"last":22010}' '/port/0*'
refused '{"first":0,"last":65536}' '/port/0/last: 65536 is not a port (0..65535)'
refused '{"first":1}' '/port/0*last*'
refused '{"first":1,"last":2,"step":2}' '/port/0/step*'
refused '{"first":0,"last":65535},80' ': more than 65536 port rules in the policy'
check 'no program ran under a wrong range' test ! -e ran
finish
