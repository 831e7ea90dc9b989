#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# createDirectory: a cache that is not there yet is made first: mode 0700, one level, nothing else.
mkdir base outside
echo text >base/file
ln -s nowhere base/dangling
policy_with() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["write_file","make_reg"]}],"pathBeneath":[
		{"allowedAccess":["write_file"],"parent":["/dev/null"]},
		{"allowedAccess":["write_file","make_reg"],"parent":["'"$1"'"],"createDirectory":'"${2:-true}"'}]}'
}
umask 022
policy=$(policy_with "$work/base/cache")
granted 'a missing directory is made' sh -c 'echo text >base/cache/file; umask >base/cache/umask'
is 'for its user alone' "$(stat -c %a base/cache)" 700
is 'the umask is as it was' "$(<base/cache/umask)" 0022
check 'and usable' test -s base/cache/file
denied 'outside of it' tee outside/file
chmod 750 base/cache
granted 'the next time it is used' tee base/cache/again
is 'as it is' "$(stat -c %a base/cache)" 750

# unusable NAME PATH REASON [CREATE]
unusable() {
	confined "$(policy_with "$2" "${4-}")" true
	like "$1: unusable" "$status $err" "0 *: 1 of 2 paths could not be opened (first: $2: $3)*"
}
unusable 'only the last component' "$work/base/a/b" 'No such file or directory'
check 'nothing is made then' test ! -e base/a
unusable 'below a file' "$work/base/file/cache" 'Not a directory'
unusable 'a link to nowhere' "$work/base/dangling" 'No such file or directory'
check 'whose target is not made' test ! -e base/nowhere
unusable 'not asked for' "$work/base/new" 'No such file or directory' false
check 'so not made' test ! -e base/new
finish
