#!/bin/bash
# SPDX-License-Identifier: MIT
# Debian's nginx as a service: master as root, workers as www-data; a site, TLS, a server behind it.
packages='nginx curl openssl iproute2 python3'
. "$(dirname "$0")/../private.sh"

# The server behind: says how much it was sent; an answer to GET does not fit into nginx's buffers.
cat >"$work/behind.py" <<'END'
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
	def answer(self, body):
		self.send_response(200)
		self.send_header("Content-Length", str(len(body)))
		self.end_headers()
		self.wfile.write(body)
	def do_GET(self): self.answer(b"x" * 20_000_000)
	def do_POST(self): self.answer(b"%d bytes" % len(self.rfile.read(int(self.headers["Content-Length"]))))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
END

serves() { [[ $(curl -sk "$1") == "$2" ]]; }
logged() { grep -q "$1" /var/log/nginx/error.log; }
workers() { pgrep -P "$master" | sort; }
other_workers() { [[ $(workers) && $(workers) != "$1" ]]; }

exercise() {
	copied /etc/nginx
	fresh /var/www /var/log/nginx /var/lib/nginx /run
	mkdir /run/nginx /etc/nginx/tls /var/www/html
	sed -i 's,^pid .*,pid /run/nginx/nginx.pid;,' /etc/nginx/nginx.conf
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
		-keyout /etc/nginx/tls/key.pem -out /etc/nginx/tls/cert.pem 2>/dev/null
	rm /etc/nginx/sites-enabled/*
	echo 1000000 >/run/nginx/nginx.pid # as a crash leaves it
	mkdir -m 777 "$work/$round/uploads"
	cat >/etc/nginx/sites-enabled/site <<-END
		server {
			listen 80;
			listen 443 ssl;
			ssl_certificate tls/cert.pem;
			ssl_certificate_key tls/key.pem;
			root /var/www/html;
			client_max_body_size 0;
			location /behind { proxy_pass http://127.0.0.1:9000; }
			location /greedy { proxy_pass http://127.0.0.1:9001; }
			location /uploads { root $work/$round; dav_methods PUT; }
		}
	END
	echo hello >/var/www/html/index.html
	head -c 5000000 /dev/urandom >/var/www/html/large
	ln -s "$outside/secret" /var/www/html/link
	start client python3 "$work/behind.py" 9000
	start client python3 "$work/behind.py" 9001
	works 'starting as a daemon' nginx
	until_true serves http://127.0.0.1/ hello
	master=$(</run/nginx/nginx.pid)
	works 'static files' client curl -sSf -o large http://127.0.0.1/large
	check "$round: a large one is whole" cmp large /var/www/html/large
	works 'byte ranges' client curl -sSf -r 1000000-1000099 -o range http://127.0.0.1/large
	check "$round: the range is right" cmp range <(tail -c +1000001 large | head -c 100)
	works 'TLS' client curl -sSf --cacert /etc/nginx/tls/cert.pem --resolve localhost:443:127.0.0.1 https://localhost/
	is "$round: over TLS" "$out" hello
	works 'a proxy with uploads' client curl -sSf --data-binary @large http://127.0.0.1/behind
	is "$round: the upload is whole" "$out" '5000000 bytes'
	works 'answers that need the disk' client curl -sSf --limit-rate 15M -o answer http://127.0.0.1/behind
	is "$round: the answer is whole" "$(stat -c %s answer)" 20000000

	mv /var/log/nginx/access.log /var/log/nginx/access.log.1
	works 'reopening logs' client kill -USR1 "$master"
	until_true serves http://127.0.0.1/ hello
	until_true test -s /var/log/nginx/access.log
	check "$round: the log has the last visitor" grep -q 'GET / HTTP' /var/log/nginx/access.log
	check "$round: and belongs to the workers" test "$(stat -c %U /var/log/nginx/access.log)" = www-data

	before_reload=$(workers)
	sed -i '2i location = /new { return 200 new; }' /etc/nginx/sites-enabled/site
	works 'reloading' client kill -HUP "$master"
	until_true serves https://127.0.0.1/new new
	until_true other_workers "$before_reload"

	is "$round: nothing went wrong" "$(grep -E 'alert|emerg|crit' /var/log/nginx/error.log)" ''

	evidence='22*403*' denied 'a link out of the site' client curl -sSf http://127.0.0.1/link
	evidence='22*500*' denied 'an upload outside' client curl -sSf -T large http://127.0.0.1/uploads/planted
	min_abi=4 evidence='22*502*' denied 'another server behind' client curl -sSf -d x http://127.0.0.1/greedy
	[[ $round == free ]] || {
		check "$round: the kernel denied the link" logged 'open() "/var/www/html/link" failed (13: Permission denied)'
		check "$round: and the upload" logged '/uploads/planted.* failed (13: Permission denied)'
		is "$round: and nothing was planted" "$(ls -A "$work/$round/uploads")" ''
		((kernel_abi < 4)) || check "$round: and the other server" logged 'connect() to 127.0.0.1:9001 failed (13: Permission denied)'
	}
	denied 'a log outside' nginx -t -g "error_log $outside/log;"
	sed 's/listen 80;/listen 8080;/' /etc/nginx/sites-enabled/site >/etc/nginx/conf.d/second.conf
	min_abi=4 denied 'another port' nginx -t
	rm /etc/nginx/conf.d/second.conf
	min_abi=6 denied 'a signal from another sandbox, as of nginx -s' nginx -s reload

	works 'stopping' client kill -QUIT "$master"
	until_true test ! -e /run/nginx/nginx.pid
}
prove exercise
