#!/bin/bash
# needs: landlock loopback curl /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

mkdir site
echo hello >site/page
ln -s /etc site/link
port=$(/usr/bin/python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
optional=''
for file in /etc/{hosts,nsswitch.conf,mime.types}; do [[ ! -e $file ]] || optional+=",\"$file\""; done
net='"handledAccessNet":["bind_tcp"]}],"netPort":[{"allowedAccess":["bind_tcp"],"port":['$port']'
(($(abi) >= 4)) || net=''
echo '{"abi":1,"ruleset":[{"handledAccessFs":["abi.all"]'"${net:+,$net}"'}],"pathBeneath":[
	{"allowedAccess":["abi.read_execute"],"parent":["/usr","'"$work/site\"$optional]}]}" >policy.json

server=''
stop() { [[ ! $server ]] || { kill "$server"; wait "$server"; } 2>/dev/null; server=''; }
trap 'stop; rm -rf --one-file-system "$work"' EXIT
get() { run curl -s --noproxy '*' --max-time 20 -o body -w '%{http_code}' "http://127.0.0.1:$port/$1"; }
# serve COMMAND...: starts a server on $port and waits for it.
serve() {
	stop
	(cd site && exec "$@" /usr/bin/python3 -m http.server --bind 127.0.0.1 "$port") >log 2>&1 &
	server=$!
	local tries
	for ((tries = 0; tries < 300; tries++)); do
		get page
		[[ $status == 7 ]] && kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
}
serve env
get link/passwd
is 'without us the server follows a link out of its folder' "$out" 200
check 'without us the server gives the file away' cmp -s body /etc/passwd

serve env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy.json"
is 'confined, it serves its files' "$out $(<body)" '200 hello'
get link/passwd
is 'confined, it serves no file behind the link' "$out" 404
check 'not a byte of it' test "$(grep -cxFf /etc/passwd body)" = 0
get link/
is 'confined, it lists no files behind the link' "$out" 404
get page
is 'the server survives what it is denied' "$out $(<body)" '200 hello'
check 'the library says nothing while the server runs' test "$(grep -c liblandlock_preload log)" = 0

if [[ $net ]]; then
	stop
	port=$(/usr/bin/python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
	serve env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy.json"
	is 'the server cannot serve on another port' "$status $(tail -1 log)" '7 PermissionError: [Errno 13] Permission denied'
fi
finish
