#!/bin/bash
# SPDX-License-Identifier: MIT
# zstd: files and pipes, several threads, integrity; and files outside.
packages='zstd'
. "$(dirname "$0")/../lib.sh"

exercise() {
	seq 1 60000 >numbers
	cp numbers original
	works 'compressing in place' zstd --rm numbers
	check "$round: smaller, and the only one" test ! -e numbers -a "$(stat -c %s numbers.zst)" -lt 200000
	works 'testing' zstd -tq numbers.zst
	works 'decompressing' zstd -dqk numbers.zst
	check "$round: the same" cmp numbers original
	works 'several threads' zstd -qkf -T2 numbers
	works 'listing' zstd -l numbers.zst
	works 'to a pipe' zstd -dcq numbers.zst
	is "$round: what came" "$(sha256sum <"$work/.out")" "$(sha256sum <original)"

	denied 'reading a secret' zstd -c "$outside/secret"
	cp numbers "$work/$round/elsewhere"
	cp numbers "$work/$round/other"
	denied 'writing beside a file elsewhere' zstd -k "$work/$round/elsewhere"
	denied 'changing what is elsewhere' zstd --rm "$work/$round/other"
}
prove exercise
