#!/bin/bash
# SPDX-License-Identifier: MIT
# gpg and the agent that it starts: keys, signatures, encryption to a key and by a passphrase.
packages='gpg gpg-agent'
. "$(dirname "$0")/../lib.sh"

exercise() {
	# An agent that is left has no folder of sockets to be found in any more.
	trap 'gpgconf --kill gpg-agent; stop; kill "$listener" "$stranger" 2>/dev/null; cd /; rm -rf --one-file-system "$work"' EXIT
	echo text >text
	echo other >other
	works 'keys, at a first start' gpg --batch --passphrase '' --quick-generate-key 'A <a@example.org>' ed25519 sign 1d
	local key
	key=$(gpg --list-keys --with-colons | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -1)
	works 'a key to encrypt to' gpg --batch --passphrase '' --quick-add-key "$key" cv25519 encr 1d
	works 'signatures' gpg --batch --armor --detach-sign text
	works 'verification' gpg --batch --verify text.asc text
	works 'encryption to a key' gpg --batch -r a@example.org -o text.gpg -e text
	works 'decryption' gpg --batch -o again -d text.gpg
	check "$round: the same" cmp text again
	works 'encryption by a passphrase' gpg --batch --pinentry-mode loopback --passphrase word -o by-word -c text
	works 'a passphrase typed in a terminal' terminal 'Enter passphrase' 'word\n' -- gpg --pinentry-mode loopback -d by-word
	works 'export' gpg --batch -o key.pub --export "$key"
	works 'import' gpg --batch --import key.pub
	works 'the agent' gpg-connect-agent --no-autostart 'getinfo version' /bye

	denied 'reading a secret' gpg --batch -o stolen --store "$outside/secret"
	denied 'writing outside' gpg --batch -o "$outside/planted" --store text
	denied 'signing a secret' gpg --batch -o stolen.sig --detach-sign "$outside/secret"
	gpgconf --kill gpg-agent
}
prove exercise
