#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# noSymlinks: no link anywhere in the path is followed, so that nobody can point the rule elsewhere.
mkdir -p plain/deep secret
echo text | tee plain/deep/file >secret/file
ln -s secret link
ln -s ../../secret/file plain/deep/link
policy_with() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["'"$(realpath /usr)"'"]},
		{"allowedAccess":["read_file"],"parent":["'"$1"'"],"noSymlinks":'"$2"'}]}'
}
policy=$(policy_with "$work/plain" true)
granted 'a plain path' cat plain/deep/file
denied 'what a link below it points to' cat plain/deep/link
for path in link plain/deep/link link/file; do
	confined "$(policy_with "$path" true)" cat secret/file
	like "$path: unusable" "$status $err" "1 *warning: *1 of 2 paths could not be opened (first: $path: Too many levels of symbolic links)*
cat: secret/file: Permission denied"
	policy=$(policy_with "$path" false)
	granted "$path: not asked for" cat secret/file
done
confined "$(policy_with link true)" LANDLOCK_STRICT=1 touch ran
like 'STRICT: an error' "$status $err" '125 liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: cannot open "link": Too many levels *'
check 'no program runs where STRICT finds a link' test ! -e ran

# A kernel without openat2 (before 5.6, or a filter) does not fall back to following.
if lacks strace; then
	skip_check 'without openat2: unusable' "${lacking[strace]}"
else
	run strace -o trace -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$(policy_with "$work/plain" true)" \
		-e trace=openat2 -e inject=openat2:error=ENOSYS cat plain/deep/file
	like 'without openat2: unusable' "$status $err" '1 *: Function not implemented)*cat: plain/deep/file: Permission denied'
fi
finish
