#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# errorIfAnyUnusablePath: one path that cannot be used, and nothing runs, without STRICT.
mkdir inside
echo text >inside/file
policy_with() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr"]},
		{"allowedAccess":["read_file"],"parent":['"$1"'],"errorIfAnyUnusablePath":'"$2"'}]}'
}
error='liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/1/parent/'
confined "$(policy_with '"inside","/none","inside/file/x"' true)" touch ran
is 'every such path is an error' "$status $err" "125 ${error}1: cannot open \"/none\": No such file or directory; \
errorIfAnyUnusablePath makes this an error
${error}2: cannot open \"inside/file/x\": Not a directory; errorIfAnyUnusablePath makes this an error"
check 'no program runs where a path is unusable' test ! -e ran

confined "$(policy_with '"inside","/none"' false)" cat inside/file
like 'not asked for: a warning' "$status $out $err" '0 text liblandlock_preload: warning: *'
confined "$(policy_with '"inside"' true)" cat inside/file
is 'every path is there: silence' "$status $out $err" '0 text '
policy=$(policy_with '"inside"' 'true,"optional":true')
confined "$policy" cat inside/file
is 'not together with optional' "$status $err" "125 ${error%/parent*}: \"optional\" and \"errorIfAnyUnusablePath\" exclude each other"
finish
