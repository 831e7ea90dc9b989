#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# type: a rule meant for a file must not cover a directory that stands in its place.
mkdir directory
echo text | tee directory/file >file
mkfifo fifo
policy_with() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr"]},
		{"allowedAccess":["read_file"],"parent":["'"$1"'"],"type":"'"$2"'","errorIfAnyUnusablePath":'"$3"'}]}'
}
warning='liblandlock_preload: warning: LANDLOCK_POLICY: 1 of 2 paths could not be opened (first: '
policy=$(policy_with file file true)
granted 'a file' cat file
policy=$(policy_with directory directory true)
granted 'a directory' cat directory/file
policy=$(policy_with fifo file true)
granted 'all but a directory is a file' true

confined "$(policy_with directory file false)" cat directory/file
like 'a directory in place of a file is not covered' "$status $err" "1 ${warning}directory: Is a directory)*
cat: directory/file: Permission denied"
confined "$(policy_with file directory false)" cat file
like 'a file in place of a directory is not covered' "$status $err" "1 ${warning}file: Not a directory)*
cat: file: Permission denied"
confined "$(policy_with directory file true)" touch ran
is 'which can be an error' "$status $err" '125 liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: cannot open "directory": Is a directory; errorIfAnyUnusablePath makes this an error'
check 'no program runs where a path of the wrong type is an error' test ! -e ran

# "optional" is about what is not there, not about what is something else.
optional() {
	confined '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr"]},
		{"allowedAccess":["read_file"],"parent":["'"$1"'"],"type":"'"$2"'","optional":true}]}' true
}
optional file directory
like 'a file in place of an optional directory is warned of' "$status $err" "0 ${warning}file: Not a directory)*"
optional directory file
like 'a directory in place of an optional file is warned of' "$status $err" "0 ${warning}directory: Is a directory)*"
optional file/none directory
is 'an optional directory below a file is not there' "$status $err" '0 '
optional none file
is 'an optional file that is not there is no matter' "$status $err" '0 '
run cat file directory/file
is 'without us both are read' "$status" 0
finish
