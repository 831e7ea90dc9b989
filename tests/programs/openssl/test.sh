#!/bin/bash
# SPDX-License-Identifier: MIT
# openssl as a certificate authority, then as a TLS server with the certificate that it made.
packages='openssl'
. "$(dirname "$0")/../lib.sh"

take_port 8443
exercise() {
	works 'keys and certificates' openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority
	works 'requests' openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout host.key -out host.csr -subj /CN=localhost
	works 'signing them' openssl x509 -req -in host.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -out host.pem
	works 'verification' openssl verify -CAfile ca.pem host.pem
	head -c 300000 /dev/urandom >plain
	works 'encryption' openssl enc -aes-256-cbc -pbkdf2 -k word -in plain -out cipher
	openssl enc -d -aes-256-cbc -pbkdf2 -k word -in cipher -out again
	check "$round: another openssl can read it" cmp plain again

	start openssl s_server -accept "127.0.0.1:${port[8443]}" -cert host.pem -key host.key -www
	until_true accepts "${port[8443]}"
	works 'a TLS server' client openssl s_client -connect "127.0.0.1:${port[8443]}" -CAfile ca.pem -verify_return_error
	like "$round: both agree" "$out" '*Verify return code: 0 (ok)*'

	denied 'reading a secret' openssl enc -base64 -in "$outside/secret"
	denied 'writing outside' openssl rand -hex -out "$outside/planted" 16
	min_abi=4 denied 'a TCP connection' openssl s_client -connect "127.0.0.1:${port[8443]}"
}
prove exercise
