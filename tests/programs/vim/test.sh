#!/bin/bash
# SPDX-License-Identifier: MIT
# vim in a terminal: typing, undo, syntax, windows, swap files, spelling; and commands that reach outside.
packages='vim'
. "$(dirname "$0")/../lib.sh"

exercise() {
	printf 'one\ntwo\n' >text
	cp text second
	echo 'int main(void) { return 0; }' >program.c
	works 'typing and writing' terminal '"text"' 'Gothree\033:wq\n' -- vim text
	is "$round: the text" "$(<text)" $'one\ntwo\nthree'
	works 'syntax, windows, substitution' terminal '"program.c"' ':syntax on\n:split second\n' '"second"' ':%s/two/2/\n:wqa\n' -- vim program.c
	is "$round: substituted" "$(<second)" $'one\n2'
	works 'a backup, and undo kept on disk' terminal '"second"' ':set backup backupskip= undofile\nggdd:w\nu:w\n:q\n' -- vim second
	is "$round: undone, with a backup" "$(<second) $(<second~)" $'one\n2 2'
	works 'recovery from a swap file' terminal '"text"' 'x:preserve\n' 'preserved' ':q!\n' -- vim text
	works 'a script' vim -es -c '%s/one/1/' -c 'wq' text
	is "$round: by the script" "$(<text)" $'1\ntwo\nthree'

	denied 'reading a secret' terminal '"text"' ":r $outside/secret\n" s3cret ':q!\n' -- vim text
	denied 'writing outside' terminal '"text"' ":w! $outside/planted\n" 'written' ':q!\n' -- vim text
	denied 'a shell' terminal '"text"' ":!true\n" 'ENTER' '\n:q!\n' -- vim text
	evidence='1 *' denied 'a filter' vim -es -c '%!sort' -c 'if v:shell_error | cquit | endif' -c 'wq' text
}
prove exercise
