#!/bin/bash
# needs: landlock loopback /usr/bin/groff /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/examples.sh"
PATH=/usr/bin:/bin
listen

mkdir in scratch
echo 'Top secret.' >secret
echo 'A second file.' >in/second
cat >in/page.1 <<'END'
.TH ACCOUNTS 1
.SH What came in
It is little.
.so in/second
.TS
tab(:);
l n.
apples:12
pears:7
.TE
.EQ
x sup 2 = 4
.EN
END
# A document that wants more: another file, to write one, to run a command.
echo '.so secret' >in/reads
printf 'A line.\n.open out planted\n.write out planted\n.close out\n' >in/writes
printf 'A line.\n.sy echo started >&2\n' >in/runs
printf '.pso echo piped in\n' >in/pipes

# -U is groff's unsafe mode, in which a document may do all that.
groff=(/usr/bin/groff -U -t -e -man)
convert() { run env DOCUMENTS="$work/in" TMPDIR="$work/scratch" "$@"; }
convert "${groff[@]}" -Tutf8 in/reads
like 'without us: a document reads any file' "$out" '*Top secret.*'
convert "${groff[@]}" -Tutf8 in/writes
is 'without us: it writes any file' "$status $(<planted)" '0 planted'
rm planted
convert "${groff[@]}" -Tutf8 in/runs
is 'without us: it runs any command' "$status $err" '0 started'
convert "${groff[@]}" -Tutf8 in/pipes
like 'without us: a document takes in what a command writes' "$out" '*piped in*'
run /bin/bash -c "$connect" "$listening"
is 'without us: connects' "$status $out" '0 connected'
convert "${groff[@]}" -Tutf8 in/page.1
expected=$out
convert "${groff[@]}" -Tps in/page.1
grep -v '^%%CreationDate' .out >expected.ps
check 'without us: there is PostScript' test "$(head -c 4 expected.ps)" = %!PS

for mode in "${modes[@]}"; do
	rmdir scratch
	take_example document-converter.json "$work/policy.json" "$mode"
	convert "${settings[@]}" "${groff[@]}" -Tutf8 in/page.1
	is "$mode: the text is as without us" "$status $out" "0 $expected"
	like "$mode: with the file it takes in, the table and the equation" "$out" '*A second file.*apples*12*=*4*'
	says_what_it_should "$mode" "$mode" .err
	convert "${settings[@]}" "${groff[@]}" -Tps in/page.1
	grep -v '^%%CreationDate' .out >got.ps
	check "$mode: PostScript is as without us" cmp got.ps expected.ps
	is "$mode: the scratch folder was made for us alone, and is empty" "$(stat -c %a scratch) $(ls -A scratch)" '700 '

	convert "${settings[@]}" "${groff[@]}" -Tutf8 in/reads
	like "$mode: another file: denied" "$err" '*secret*ermission denied*'
	check "$mode: another file: not a word of it" test "${out/secret/}" = "$out"
	convert "${settings[@]}" "${groff[@]}" -Tutf8 in/writes
	like "$mode: writing: denied" "$err" '*planted*ermission denied*'
	check "$mode: writing: nothing was planted" test ! -e planted
	convert "${settings[@]}" "${groff[@]}" -Tutf8 in/runs
	check "$mode: running a command: it did not start" test "${err/started/}" = "$err"
	convert "${settings[@]}" "${groff[@]}" -Tutf8 in/pipes
	check "$mode: taking in its output: there is none" test "${out/piped in/}" = "$out"
	((kernel_abi < 4)) || {
		convert "${settings[@]}" /bin/bash -c "$connect" "$listening"
		like "$mode: connects: no" "$status $out$err" '1 *Permission denied'
	}
	convert "${settings[@]}" /bin/bash -c 'exec /usr/bin/env true'
	like "$mode: another program: denied" "$status $err" '126 *env: Permission denied*'
	convert "${settings[@]}" /bin/bash -c 'echo in/*; echo x >in/reads'
	like "$mode: the documents cannot be listed or changed" "$status $out $err" '1 in/\* *Permission denied'
done
run env TMPDIR=/tmp "${settings[@]}" /usr/bin/groff in/page.1
is 'without DOCUMENTS there is no start' "$status" 125
like 'which says why' "$err" '*:/variable/0: environment variable "DOCUMENTS" is not set; *'
finish
