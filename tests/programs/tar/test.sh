#!/bin/bash
# SPDX-License-Identifier: MIT
# tar: packing and unpacking with links, times and compression, incrementally; then archives of a stranger.
packages='tar gzip xz-utils zstd'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir -p tree/a/b
	seq 1 20000 >tree/numbers
	ln tree/numbers tree/a/hard
	ln -s ../numbers tree/a/soft
	mkfifo tree/fifo
	for kind in gz xz zst; do
		tar -C . -caf "by-another.tar.$kind" tree
	done
	works 'packing, with gzip' tar -caf made.tar.gz tree
	works 'packing, with xz' tar -caf made.tar.xz tree
	works 'packing, with zstd' tar -caf made.tar.zst tree
	mkdir out
	works 'unpacking' tar -C out -xpf by-another.tar.gz
	check "$round: all of it" diff -r --no-dereference tree out/tree -x fifo
	check "$round: hard links" test out/tree/numbers -ef out/tree/a/hard
	works 'comparing' tar -df made.tar.xz
	works 'incremental archives' tar -g listed -cf full.tar tree
	works 'deleting and appending' tar --delete -f full.tar tree/numbers
	works 'unpacking over what is there' tar -C out -xf by-another.tar.zst --overwrite

	mkdir evil && ln -s "$outside" evil/way
	tar -cf evil.tar evil/way && rm -r evil && mkdir -p evil/way && echo x >evil/way/planted
	tar -rf evil.tar evil/way/planted && rm -r evil
	denied 'reading a secret' tar -cf stolen.tar "$outside/secret"
	denied 'writing outside' tar -cf "$outside/planted.tar" tree
	denied 'an archive that follows its own link out' tar -xf evil.tar --keep-directory-symlink -P
	denied 'a program' tar -xf by-another.tar.gz --to-command=/usr/bin/true
}
prove exercise
