#!/bin/bash
# SPDX-License-Identifier: MIT
# wget against a TLS server on the loopback device: by name, with an authority of its own.
packages='wget openssl python3'
. "$(dirname "$0")/../lib.sh"
. "$tests/programs/https.sh"

take_port 443
exercise() {
	serve_https "${port[443]}"
	local url=https://localhost:${port[443]}
	works 'a download over TLS' wget -nv --ca-certificate=ca.pem "$url/page"
	check "$round: the page" cmp page served/page
	works 'into folders' wget -nv --ca-certificate=ca.pem -x -nH --cut-dirs=0 -P below "$url/page"
	check "$round: below" cmp below/page served/page

	denied 'sending a secret' wget -nv --ca-certificate=ca.pem --post-file="$outside/secret" -O - "$url/page"
	denied 'writing outside' wget -nv --ca-certificate=ca.pem -O "$outside/planted" "$url/page"
	min_abi=4 denied 'another port' wget -nv --tries=1 --timeout=3 -O - "http://localhost:$plain_port/page"
}
prove exercise
