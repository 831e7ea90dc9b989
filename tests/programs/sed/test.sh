#!/bin/bash
# SPDX-License-Identifier: MIT
# sed on files in place, and scripts that read, write and start what they name.
packages='sed'
. "$(dirname "$0")/../lib.sh"

exercise() {
	printf 'one\ntwo\n' >text
	cp text second
	works 'files in place' sed -i 's/o/0/g' text second
	is "$round: changed" "$(<text)" $'0ne\ntw0'
	works 'with a backup' sed -i.old 2d text
	is "$round: both" "$(<text) $(<text.old)" $'0ne 0ne\ntw0'
	echo 'y/0/O/' >script
	works 'a script in a file' sed -f script text
	is "$round: its output" "$out" One
	works 'reading and writing other files' sed -n -e '1r text' -e 'w copy' second

	denied 'reading a secret' sed p "$outside/secret"
	denied 'changing a file outside' sed -i s/s/S/ "$outside/secret"
	denied 'writing outside' sed -n "w $outside/planted" text
	evidence='*error in subprocess*' denied 'a program' sed '1e /usr/bin/true' text
}
prove exercise
