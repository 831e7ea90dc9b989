#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# "/" grants everything: it must be written, and never come out of the environment.
echo text >file
policy_with() { echo '{"preloadVersion":1,"variable":[{"name":"v",'"$2"'}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["/usr","'"$1"'"]}]}'; }
error='125 liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/0/parent/1: expands to "/"; write "/" itself to mean the whole file system'
for value in / // ///; do
	V=$value confined "$(policy_with '${v}' '"env":"V"')" touch ran
	is "from the environment: $value" "$status $err" "$error"
done
HOME=/ confined "$(policy_with '${v}' '"builtin":"home"')" touch ran
is 'a HOME of /' "$status $err" "$error"
HOME=/ confined "$(policy_with '${v}/' '"builtin":"home"')" touch ran
is 'with a slash' "$status $err" "$error"
for literal in '"/"' '"/."' '"/./"'; do
	confined "$(policy_with '${v}' '"literal":['"$literal"']')" touch ran
	is "a literal of $literal" "$status $err" "$error"
done
confined "$(policy_with '/${v}' '"literal":["."]')" touch ran
is 'put together' "$status $err" "$error"
run env -C / LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy_with '${v}' '"builtin":"cwd"')" touch "$work/ran"
is 'a working directory of /' "$status $err" "$error"
check 'nothing ran' test ! -e ran

policy=$(policy_with / '"literal":["/"]')
granted 'written it is meant' cat file
policy=$(policy_with "$work/\${v}" '"literal":["/"]')
granted 'and a value of / within a path is no root' cat file
confined "$(policy_with '${v}' '"env":"V","default":"/usr"')" cat file
needing landlock is 'what is not covered is denied' "$status $err" '1 cat: file: Permission denied'
finish
