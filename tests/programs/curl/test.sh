#!/bin/bash
# SPDX-License-Identifier: MIT
# curl against a TLS server on the loopback device: by name, with an authority of its own.
packages='curl openssl python3'
. "$(dirname "$0")/../lib.sh"
. "$tests/programs/https.sh"

take_port 443
exercise() {
	serve_https "${port[443]}"
	local url=https://localhost:${port[443]}
	works 'a download over TLS' curl -sS --cacert ca.pem -o got "$url/page"
	check "$round: the page" cmp got served/page
	works 'several at once' curl -sS --cacert ca.pem --parallel --create-dirs -o a/one "$url/page" -o a/two "$url/page"
	check "$round: both" cmp a/one a/two
	works 'cookies and a file of settings' curl -sS --cacert ca.pem -c jar -K - "$url/page" -o again

	evidence="*Couldn't open file*" denied 'reading a secret' curl -sS "file://$outside/secret" -o stolen
	evidence='*curl: (26)*' denied 'sending a secret' curl -sS --cacert ca.pem -F "file=@$outside/secret" "$url/page" -o answer
	denied 'writing outside' curl --no-progress-meter --cacert ca.pem -o "$outside/planted" "$url/page"
	min_abi=4 denied 'another port' curl -sSv --fail "http://localhost:$plain_port/page" -o plain
}
prove exercise
