#!/bin/bash
# needs: landlock loopback curl /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/examples.sh"

mkdir -p site/pictures
echo hello >site/page.html
head -c 300000 /dev/urandom >site/pictures/large
echo secret >secret
ln -s ../secret site/link
# A handler with a hole: it does what its visitor asks for. What it fails at is in the answer.
cat >holes.py <<'END'
import http.server, os, socket, subprocess, sys, urllib.parse
class Handler(http.server.SimpleHTTPRequestHandler):
	def do_GET(self):
		url = urllib.parse.urlparse(self.path)
		if url.path != "/do":
			return super().do_GET()
		try:
			answer = str(eval(urllib.parse.unquote_plus(url.query)))
		except OSError as error:
			answer = os.strerror(error.errno)
		self.send_response(200)
		self.end_headers()
		self.wfile.write(answer.encode())
http.server.test(Handler, port=int(sys.argv[1]), bind="127.0.0.1")
END

server=''
stop() { [[ ! $server ]] || { kill "$server"; wait "$server"; } 2>/dev/null; server=''; }
trap 'stop; kill "$listener" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
get() { run curl -s --noproxy '*' --max-time 20 -o body -w '%{http_code}' "http://127.0.0.1:$port/$1"; }
ask() {
	run curl -s --noproxy '*' --max-time 20 -G --data-urlencode "$1" "http://127.0.0.1:$port/do"
}
# serve COMMAND...: starts it in the site's folder and waits until it answers.
serve() {
	local tries
	stop
	(cd site && exec "$@") >log 2>&1 &
	server=$!
	for ((tries = 0; tries < 300; tries++)); do
		get page.html
		[[ $status == 7 ]] && kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
}
own_trap=$(trap -p EXIT)
listen
eval "$own_trap"
attacks=(
	'reads a file outside' "open('$work/secret').read()" 'secret'
	'writes a file outside' "open('$work/planted', 'w').write('x')" '1'
	'changes what it serves' "open('$work/site/page.html', 'a').write('')" '0'
	'runs a program' "subprocess.run(['/bin/true']).returncode" '0'
)
((kernel_abi < 4)) || attacks+=(
	'calls another server' "socket.create_connection(('127.0.0.1', $listening)) and 'connected'" 'connected'
	'listens on another port' "socket.create_server(('127.0.0.1', 0)) and 'listening'" 'listening'
)
# attack EXPECTED: every hole is tried; EXPECTED is the answer, or empty for what happens without us.
attack() {
	local i
	for ((i = 0; i < ${#attacks[@]}; i += 3)); do
		ask "${attacks[i + 1]}"
		is "$mode: ${attacks[i]}${1:+: no}" "$out" "${1:-${attacks[i + 2]}}"
	done
}

mode='without us'
port=$(free_port)
serve /usr/bin/python3 "$work/holes.py" "$port"
get link
is 'without us: a link out of the folder is followed' "$out $(<body)" '200 secret'
attack ''
rm -f planted

for mode in "${modes[@]}"; do
	port=$(free_port)
	take_example web-server.json "$work/policy.json" "$mode"
	sed -i "s/\[8000\]/[$port]/" policy.json
	serve env SITE="$work/site" "${settings[@]}" /usr/bin/python3 -m http.server --bind 127.0.0.1 "$port"
	is "$mode: a page is served" "$out $(<body)" '200 hello'
	get pictures/large
	check "$mode: a large file is served whole" cmp body site/pictures/large
	get ''
	like "$mode: the folder is listed" "$out $(<body)" '200 *pictures/*'
	get none
	is "$mode: what is not there is not found" "$out" 404
	get link
	is "$mode: a link out of the folder is not followed" "$out" 404
	says_what_it_should "$mode" "$mode" log

	# Again with the hole, whose code needs no grant as an argument.
	serve env SITE="$work/site" "${settings[@]}" /usr/bin/python3 -c "$(<holes.py)" "$port"
	is "$mode: the server with a hole serves" "$out $(<body)" '200 hello'
	attack 'Permission denied'
	check "$mode: nothing was planted" test ! -e planted
done
stop
run env "${settings[@]}" /usr/bin/python3 -c ''
is 'without SITE there is no start' "$status" 125
like 'which says why' "$err" '*:/variable/0: environment variable "SITE" is not set; *'
finish
