#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# POLICY is text, a file, a directory, standard input or a descriptor, and the program has none of them afterwards.
echo "$policy" >policy.json
mkdir parts
handled='"ruleset":[{"handledAccessFs":["execute","read_file","write_file","make_reg"]}]'
echo "{$handled,\"pathBeneath\":[{\"allowedAccess\":[\"read_file\"],\"parent\":[\"$work/open\"]}]}" >parts/one.json
echo "{$handled,\"pathBeneath\":[{\"allowedAccess\":[\"write_file\",\"make_reg\"],\"parent\":[\"$work/open\"]}]}" >parts/two.json
echo 'no policy' >parts/three.txt
# from NAME POLICY: with the standard input of now.
from() {
	launched "$2" "$sentinel"
	is_confined "$1"
	is "$1: nothing is said" "$err" ''
	launched "$2" "$probes/probe_static" closed/file
	is "$1: a static program is confined" "$status $out $err" '0 main: denied '
}
from 'a text' "$policy"
from 'a path' "$work/policy.json"
from 'a relative path' policy.json
from 'a directory' parts
launched - "$sentinel" <policy.json
is_confined 'a file that is standard input'
launched - "$probes/probe_static" closed/file <policy.json
is 'a file that is standard input: a static program is confined' "$status $out $err" '0 main: denied '
for name in 'a pipe' 'a pipe for a static program'; do
	program=$sentinel
	[[ $name == 'a pipe' ]] || program=$probes/probe_static
	launched - "$program" closed/file < <(cat policy.json)
	like "$name: confined" "$status $out" '0 @(open: read made, closed: - -, closed/file: -|main: denied)'
	launched fd:5 "$program" closed/file 5< <(cat policy.json)
	like "$name, as a descriptor: confined" "$status $out" '0 @(open: read made, closed: - -, closed/file: -|main: denied)'
	launched <(cat policy.json) "$program" closed/file
	like "$name, by the name that a shell gives it: confined" "$status $out" '0 @(open: read made, closed: - -, closed/file: -|main: denied)'
done
exec 5<policy.json
launched fd:5 "$sentinel"
is_confined 'a descriptor of a file'
exec 5<&-
{ echo "$policy" && head -c 900000 /dev/zero | tr '\0' ' '; } >large.json
from 'a large file' large.json
for program in "$sentinel" "$probes/probe_static"; do
	launched - "$program" closed/file < <(cat large.json)
	like "${program##*_}: a large pipe: confined" "$status $out" '0 @(open: read made, closed: - -, closed/file: -|main: denied)'
done

# What is read of a policy is read once: the two sandboxes are of the same text.
mkfifo once
cat policy.json >once &
launched once "$sentinel"
wait $!
is_confined_or_refused 'a FIFO'

# A program cannot read its policy, though the library has.
launched policy.json "$sentinel" policy.json "$lib" /etc/passwd
is 'the program cannot read its policy, nor our library' "$status $out" "0 $confined_words, policy.json: -, $lib: -, /etc/passwd: -"
never 'the program of a policy in a file'
mkdir private
cp policy.json private/
chmod 700 private
launched private/policy.json "$sentinel" private/policy.json
is 'a policy in a directory that nobody else may read' "$status $out" "0 $confined_words, private/policy.json: -"
launched private "$sentinel" private/policy.json
is 'a directory that nobody else may read' "$status $out" "0 $confined_words, private/policy.json: -"

# A limit on files, which a stream's copy in memory is one of, ends a process by a signal where nobody holds that back.
for size in 0 1; do
	rm -f open/ran
	run bash -c 'cat large.json | { ulimit -f "$1"; "${@:2}"; } 2>&1 | cat >&2; exit ${PIPESTATUS[1]}' bash \
		$size "$LANDLOCK_POLICY_TOOL" run --library "$lib" - "$sentinel"
	is_refused "a pipe where files may have $size KiB" 125 'cannot pass the policy on: File too large'
done
signals=(grep -E "^Sig(Pnd|Blk|Ign|Cgt)" /proc/self/status)
run "${signals[@]}"
plain=$out
launched - "${signals[@]}" < <(policy make_sock open)
is 'a pipe: the program has the signals of a plain start' "$status $out" "0 $plain"

# What is no policy.
for name in none.json /dev/null fd:77 fd:x "$work/parts/three.txt"; do
	launched "$name" "$sentinel"
	is_refused "$name is no policy"
done
launched - "$sentinel" </dev/null
is_refused 'an empty standard input is no policy'
launched - "$sentinel" <&-
is_refused 'a closed standard input is no policy'
launched '' "$sentinel"
is_refused 'an empty word is no policy'
finish
