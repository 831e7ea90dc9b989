#!/bin/bash
# SPDX-License-Identifier: MIT
# xz: files and pipes, several threads, integrity; and files outside.
packages='xz-utils'
. "$(dirname "$0")/../lib.sh"

exercise() {
	seq 1 60000 >numbers
	cp numbers original
	works 'compressing in place' xz -q numbers
	check "$round: smaller, and the only one" test ! -e numbers -a "$(stat -c %s numbers.xz)" -lt 200000
	works 'testing' xz -tq numbers.xz
	works 'decompressing' xz -dqk numbers.xz
	check "$round: the same" cmp numbers original
	works 'several threads' xz -qkf -T2 numbers
	works 'listing' xz -l numbers.xz
	works 'to a pipe' xz -dcq numbers.xz
	is "$round: what came" "$(sha256sum <"$work/.out")" "$(sha256sum <original)"

	denied 'reading a secret' xz -c "$outside/secret"
	cp numbers "$work/$round/elsewhere"
	cp numbers "$work/$round/other"
	denied 'writing beside a file elsewhere' xz -k "$work/$round/elsewhere"
	denied 'changing what is elsewhere' xz "$work/$round/other"
}
prove exercise
