#!/bin/bash
# SPDX-License-Identifier: MIT
# less in a terminal: moving, searching, several files; and the keys that reach outside.
packages='less'
. "$(dirname "$0")/../lib.sh"

exercise() {
	seq 1 2000 >numbers
	echo 'another file' >second
	works 'moving and searching' terminal '\n23\r?\n' 'G' '2000' 'g/1234\n' '1234' 'q' -- less numbers
	works 'several files' terminal 'numbers' ':n' 'another' ':p' '\n23\r?\n' 'q' -- less numbers second

	denied 'reading a secret' terminal 'numbers' ":e $outside/secret\n" 's3cret' 'q' -- less numbers
	mkfifo pipe
	seq 1 100 >pipe &
	denied 'writing outside' terminal '100' "s$outside/planted\n" '\(END\)|wrote|Overwrite' 'q' -- less -f +G pipe
	denied 'a shell' terminal 'numbers' '|$cat >/dev/null\n' 'done' '\n' '23' q -- less numbers
}
prove exercise
