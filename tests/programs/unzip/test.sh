#!/bin/bash
# SPDX-License-Identifier: MIT
# unzip: unpacking, passwords, what is asked in a terminal; then archives of a stranger.
packages='unzip zip'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir -p tree/a/b
	seq 1 20000 >tree/numbers
	ln -s ../numbers tree/a/soft
	zip -qry tree.zip tree
	zip -qr -P word locked.zip tree/numbers
	works 'unpacking' unzip -q tree.zip -d out
	check "$round: all of it" diff -r --no-dereference tree out/tree
	works 'testing' unzip -tq tree.zip
	works 'to a pipe' unzip -p tree.zip tree/numbers
	is "$round: what came" "$out" "$(<tree/numbers)"
	works 'a password' unzip -q -P word locked.zip -d unlocked
	works 'asking before it overwrites' terminal 'replace' 'A\n' -- unzip tree.zip -d out

	mkdir -p evil/way
	echo x >evil/way/planted
	zip -qr evil.zip evil
	rm -r evil/way && ln -s "$outside" evil/way
	cp tree.zip "$work/$round/elsewhere.zip"
	denied 'an archive elsewhere' unzip -q "$work/$round/elsewhere.zip" -d copied
	denied 'unpacking outside' unzip -q tree.zip -d "$outside/made"
	denied 'an archive through a link that leads out' unzip -qo evil.zip
}
prove exercise
