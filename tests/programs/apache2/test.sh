#!/bin/bash
# SPDX-License-Identifier: MIT
# Debian's apache2 with its own configuration, TLS and CGI.
packages='apache2 curl openssl iproute2 python3'
. "$(dirname "$0")/../private.sh"

serves() { [[ $(curl -s "$1") == "$2" ]]; }

exercise() {
	copied /etc/apache2
	fresh /var/www /var/log/apache2 /usr/lib/cgi-bin /run
	install -d -o www-data /run/apache2/socks /run/lock/apache2
	mkdir -m 777 /var/www/private
	mkdir /var/www/html /etc/apache2/key
	mkdir -m 777 "$work/$round/others"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
		-keyout /etc/apache2/key/key.pem -out /etc/apache2/key/cert.pem 2>/dev/null
	(cd /etc/apache2 && ln -s ../mods-available/{ssl,socache_shmcb,cgid,rewrite,proxy,proxy_http}.load mods-enabled/ &&
		ln -s ../mods-available/{ssl,cgid}.conf mods-enabled/)
	sed -i 's/random file:/random builtin:/' /etc/apache2/mods-available/ssl.conf
	cat >/etc/apache2/conf-enabled/test.conf <<-END
		ServerName localhost
		<Directory /var/www/html>
			AllowOverride All
		</Directory>
		<VirtualHost *:443>
			DocumentRoot /var/www/html
			SSLEngine on
			SSLCertificateFile key/cert.pem
			SSLCertificateKeyFile key/key.pem
		</VirtualHost>
		ProxyPass /proxied http://127.0.0.1:9000/
	END
	echo hello >/var/www/html/page.html
	printf 'RewriteEngine on\nRewriteRule ^old$ page.html\n' >/var/www/html/.htaccess
	head -c 5000000 /dev/urandom >/var/www/html/large
	ln -s "$outside/secret" /var/www/html/link
	# A script with a hole: it does what its visitor asks for.
	cat >/usr/lib/cgi-bin/hole <<-'END'
		#!/bin/dash
		printf 'Content-Type: text/plain\n\n'
		if [ "$REQUEST_METHOD" = POST ]; then
			read -r task
			eval "$task" 2>&1
		else
			echo "$QUERY_STRING"
		fi
	END
	chmod 755 /usr/lib/cgi-bin/hole
	APACHE_CONFDIR=/etc/apache2
	. /etc/apache2/envvars
	start client /usr/bin/python3 -m http.server --bind 127.0.0.1 --directory "$outside" 9000
	until_true accepts 9000
	start apache2 -D FOREGROUND
	server=${servers[-1]}
	until_true serves http://127.0.0.1/page.html hello

	works 'static files' client curl -sSf -o large http://127.0.0.1/large
	check "$round: a large one is whole" cmp large /var/www/html/large
	works 'lists of files' client curl -sSf http://127.0.0.1/
	like "$round: the list" "$out" '*href="large"*'
	works 'rules in .htaccess' client curl -sSf http://127.0.0.1/old
	is "$round: another page" "$out" hello
	works 'TLS' client curl -sSf --cacert /etc/apache2/key/cert.pem --resolve localhost:443:127.0.0.1 https://localhost/page.html
	works 'CGI scripts' client curl -sSf 'http://127.0.0.1/cgi-bin/hole?answer'
	is "$round: the script's answer" "$out" answer
	mv /var/log/apache2/access.log /var/log/apache2/access.log.1
	works 'reloading and reopening logs' client kill -USR1 "$server"
	until_true test -e /var/log/apache2/access.log
	until_true serves http://127.0.0.1/page.html hello
	until_true test -s /var/log/apache2/access.log

	evidence='22*403*' denied 'a link out of the site' client curl -sSf http://127.0.0.1/link
	ask=(client bash -c 'curl -sS -d "$0" http://127.0.0.1/cgi-bin/hole | tee answer; ! grep -q denied answer')
	denied 'a script that reads outside' "${ask[@]}" "read -r line <'$outside/secret' && echo \"\$line\""
	denied 'a script that writes outside' "${ask[@]}" "echo x >'$work/$round/others/planted'"
	is "$round: what was planted" "$(ls "$work/$round/others")" "$([[ $round == confined ]] || echo planted)"
	denied 'a script that changes the site' "${ask[@]}" 'echo x >/var/www/private/planted'
	denied 'a script that runs another program' "${ask[@]}" '/bin/ls /'
	min_abi=4 evidence='22*503*' denied 'a proxy to another server' client curl -sSf http://127.0.0.1/proxied/secret
	echo '# nothing' >"$work/$round/outside.conf"
	denied 'a configuration outside' apache2 -t -c "Include $work/$round/outside.conf"
	min_abi=6 evidence='*not?running*' denied 'a signal from another sandbox, as of apachectl' apache2 -k graceful
	works 'stopping' client kill -TERM "$server"
	until_true test ! -e /run/apache2/apache2.pid
	min_abi=4 denied 'another port' briefly apache2 -D FOREGROUND -c 'Listen 8080'
}
prove exercise
