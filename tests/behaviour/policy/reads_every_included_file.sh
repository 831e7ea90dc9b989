#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A file that a policy includes is never left out, whatever numbers the files have: what it restricts
# is restricted.
echo secret >secret
chmod 644 secret
write() { echo "$2" >"$1.new" && mv "$1.new" "$1"; }
handling() { echo '{"ruleset":[{"handledAccessFs":["'"$1"'"]}]}'; }
replace_all() {
	write b.json "$(handling make_block)"
	write c.json "$(handling read_file)"
}
write root.json '{"preloadVersion":1,"include":["b.json","c.json"]}'
replace_all
policy=$work/root.json
denied 'reading what the second file restricts' cat secret

# The number of a file that was read is taken by the next one before that is opened.
held_up() {
	local first
	first=$(stat -c %i b.json)
	strace -qq -o trace -P "$work/c.json" -e trace=openat -e inject=openat:delay_enter=700000:when=1 \
		-E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$policy" cat secret >out 2>err &
	sleep 0.3
	rm b.json
	# The filesystem gives the lowest free number, or the next, or a random one.
	write c.json "$(handling read_file)"
	reused=$([[ $(stat -c %i c.json) == "$first" ]] && echo yes)
	wait $!
	run cat err
}
# Whether this filesystem gives a number anew at all. Where it does, others that make files beside this test may
# be faster, so it is tried for long.
gives_anew() {
	local number
	for _ in {1..30}; do
		rm -f two && : >one && number=$(stat -c %i one) && rm one && : >two
		[[ $(stat -c %i two) != "$number" ]] || return 0
	done
	return 1
}
if lacks strace; then
	skip_check 'a second file with the number of the first' "${lacking[strace]}"
else
	attempts=1
	! gives_anew || attempts=80
	for ((attempt = 0; attempt < attempts; attempt++)); do
		replace_all
		held_up
		[[ ! $reused ]] || break
	done
	if [[ $reused ]]; then
		is 'a second file that has the number of the first is read' "$out" 'cat: secret: Permission denied'
	else
		skip_check 'a second file that has the number of the first is read' "inode numbers are not given anew in ${work%/*}"
	fi
fi

# One start after the other, beside somebody who replaces the policies all the time.
replace_all
(while :; do replace_all; done) &
replacer=$!
unconfined=0
for ((i = 0; i < 400; i++)); do
	[[ $(env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" cat secret 2>/dev/null) != secret ]] || unconfined=$((unconfined + 1))
done
kill $replacer
wait $replacer 2>/dev/null
is 'no start of 400 leaves a file out while all are replaced' $unconfined 0

# Filesystems whose files all have one number.
on_twins() { "${own_mounts[@]}" "$probes/probe_same_inode" "$work/twins" "${files[@]}" -- "$@"; }
mkdir twins
files=(b.json "$(handling make_block)" c.json "$(handling read_file)")
confine_on_twins() { run on_twins env LD_PRELOAD="$lib" LANDLOCK_POLICY="$1" cat secret; }
if lacks fuse; then
	skip_check 'files with one number' "${lacking[fuse]}"
else
	run on_twins stat -c %i twins/b.json twins/c.json
	is 'two files have one number' "$out" $'42\n42'
	confine_on_twins '{"preloadVersion":1,"include":["'"$work/twins/b.json"'","'"$work/twins/c.json"'"]}'
	is 'the second of two files with one number is read' "$err" 'cat: secret: Permission denied'
	files=(a.json '{"preloadVersion":1,"include":["c.json"]}' c.json "$(handling read_file)")
	confine_on_twins "$work/twins/a.json"
	is 'a file that includes one with its own number is no cycle' "$err" 'cat: secret: Permission denied'
	files=(a.json '{"preloadVersion":1,"include":["b.json","a.json"]}' b.json "$(handling read_file)")
	confine_on_twins "$work/twins/a.json"
	like 'a cycle is one all the same' "$err" '*/include/1: *"*/a.json" includes itself'
fi

# A name by which a file is included again decides what the next start reads.
mkdir granted
echo '{"ruleset":[{"handledAccessFs":["read_file"]}]}' >c.json
ln -s ../c.json granted/link.json
echo '{"preloadVersion":1,"include":["c.json","granted/link.json"],"ruleset":[{"handledAccessFs":["make_reg","remove_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc"]},{"allowedAccess":["make_reg","remove_file"],"parent":["granted"]}]}' >root.json
confined root.json true
like 'another name for a file is guarded as well' "$status $err" "0 *warning: *the policy lets the program change granted/link.json *"
finish
