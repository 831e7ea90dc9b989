#!/bin/bash
# needs: landlock loopback chroot openssl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `tls`: whom to trust. Never a key.
make_root openssl cat ls tee
openssl=$(PATH=/usr/bin:/bin command -v openssl)
mkdir -p root/etc/ssl/certs root/etc/ssl/private root/usr/lib/ssl
ln -s /etc/ssl/certs /etc/ssl/openssl.cnf /etc/ssl/private root/usr/lib/ssl/
echo '[default]' >root/etc/ssl/openssl.cnf
"$openssl" req -config /dev/stdin -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
	-keyout root/etc/ssl/private/key.pem -out root/etc/ssl/certs/ca-certificates.crt 2>/dev/null <<-'END'
	[req]
	distinguished_name = name
	[name]
END
echo secret >root/etc/ssl/secret
"$openssl" s_server -accept 127.0.0.1:0 -cert root/etc/ssl/certs/ca-certificates.crt -key root/etc/ssl/private/key.pem \
	-www >server 2>&1 </dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
for ((i = 0; i < 100; i++)); do ! grep -q ACCEPT server || break; sleep 0.1; done
port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' server)
connect=("$openssl" s_client -connect "127.0.0.1:$port" -verify_return_error -brief -CAfile /etc/ssl/certs/ca-certificates.crt)

policy=$(presets loader tls)
confined "$policy" "${connect[@]}" </dev/null
like 'a server is trusted' "$status $err" '0 *Verification: OK*'
granted 'its configuration' "$openssl" version
granted 'certificates' cat /etc/ssl/certs/ca-certificates.crt
denied 'a key' cat /etc/ssl/private/key.pem
denied 'a key by another way' cat /usr/lib/ssl/private/key.pem
denied 'the list of keys' ls /etc/ssl/private
denied 'the rest of the folder' cat /etc/ssl/secret
denied 'whom else to trust' tee -a /etc/ssl/certs/ca-certificates.crt </dev/null

policy=$(presets loader)
confined "$policy" "${connect[@]}" </dev/null
check 'without it: no server is trusted' test "$status" != 0
denied 'without it: no certificate is read' cat /etc/ssl/certs/ca-certificates.crt
finish
