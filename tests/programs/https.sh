# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# serve_https PORT: a stranger's HTTPS server on localhost, with a certificate of the authority ca.pem. It
# has the file `page`, and takes what is posted. The same without TLS is on ${plain_port}.
serve_https() {
	mkdir served
	head -c 100000 /dev/urandom | base64 >served/page
	{
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority
		openssl req -x509 -CA ca.pem -CAkey ca.key -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-keyout host.pem -out host.crt -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost
		cat host.crt >>host.pem
	} 2>server.err || fail 'certificates' "$(<server.err)"
	plain_port=$(free_port)
	start client "$tests/programs/https_server" "$1" "$plain_port"
	until_true accepts "$plain_port"
}
