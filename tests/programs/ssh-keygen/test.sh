#!/bin/bash
# SPDX-License-Identifier: MIT
# ssh-keygen: keys with a passphrase typed in a terminal, certificates, signatures, known hosts.
packages='openssh-client'
. "$(dirname "$0")/../lib.sh"

exercise() {
	local keys=$HOME/.ssh
	[[ $round == confined ]] || mkdir "$keys"
	works 'keys, at a first start' ssh-keygen -q -t ed25519 -N '' -f "$keys/authority"
	works 'a passphrase typed in a terminal' terminal 'Enter passphrase' 'correct horse\n' 'same passphrase again' 'correct horse\n' -- \
		ssh-keygen -t rsa -b 2048 -f "$keys/id_rsa"
	works 'another passphrase' ssh-keygen -p -P 'correct horse' -N '' -f "$keys/id_rsa"
	works 'fingerprints' ssh-keygen -lf "$keys/id_rsa.pub"
	works 'certificates' ssh-keygen -s "$keys/authority" -I me -n user -V +1d "$keys/id_rsa.pub"
	works 'reading a certificate' ssh-keygen -Lf "$keys/id_rsa-cert.pub"
	like "$round: who signed it" "$out" "*$(ssh-keygen -lf "$keys/authority" | cut -d ' ' -f 2)*"
	echo text >"$keys/text"
	works 'signatures' ssh-keygen -Y sign -f "$keys/authority" -n file "$keys/text"
	echo "example.org $(<"$keys/authority.pub")" >"$keys/known_hosts"
	works 'hashing known hosts' ssh-keygen -H -f "$keys/known_hosts"
	works 'finding a known host' ssh-keygen -F example.org -f "$keys/known_hosts"

	cp "$keys/authority" "$keys/known_hosts" .
	denied 'reading a key elsewhere' ssh-keygen -y -f authority
	denied 'making a key elsewhere' ssh-keygen -q -t ed25519 -N '' -f "$outside/planted"
	denied 'changing known hosts elsewhere' ssh-keygen -R example.org -f known_hosts
	denied 'signing a secret' ssh-keygen -Y sign -f "$keys/authority" -n file "$outside/secret"
}
prove exercise
