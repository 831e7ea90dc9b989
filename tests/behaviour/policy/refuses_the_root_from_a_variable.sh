#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

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
is 'a HOME of / with one more slash is refused' "$status $err" "$error"
for literal in '"/"' '"/."' '"/./"'; do
	confined "$(policy_with '${v}' '"literal":['"$literal"']')" touch ran
	is "a literal of $literal" "$status $err" "$error"
done
confined "$(policy_with '/${v}' '"literal":["."]')" touch ran
is 'put together' "$status $err" "$error"
run env -C / LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy_with '${v}' '"builtin":"cwd"')" touch "$work/ran"
is 'a working directory of /' "$status $err" "$error"
# The root under another name: what counts is where it leads to, not how it is spelt.
ln -s / rootlink
mkdir below
ln -s ../rootlink below/link
leads() { echo "125 liblandlock_preload: error: LANDLOCK_POLICY:$1: \"$2\" leads to \"/\"; write \"/\" itself to mean the whole file system"; }
# refused_root NAME POINTER PATH POLICY
refused_root() {
	confined "$4" touch ran
	needing landlock is "$1 is refused" "$status $err" "$(leads "$2" "$3")"
}
V=$work/rootlink refused_root 'a link to the root from the environment' /pathBeneath/0/parent/1 "$work/rootlink" "$(policy_with '${v}' '"env":"V"')"
V=$work/below/link refused_root 'a link to a link to the root' /pathBeneath/0/parent/1 "$work/below/link" "$(policy_with '${v}' '"env":"V"')"
V=$work refused_root 'a way up to the root' /pathBeneath/0/parent/1 "$work/../.." "$(policy_with '${v}/../..' '"env":"V"')"
V=/proc/self refused_root 'the root of a process' /pathBeneath/0/parent/1 /proc/self/root "$(policy_with '${v}/root' '"env":"V"')"
HOME=$work/rootlink refused_root 'a HOME that is a link to the root' /pathBeneath/0/parent/1 "$work/rootlink" "$(policy_with '${v}' '"builtin":"home"')"
glob='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["'"$work"'/root*"],"glob":true}]}'
refused_root 'a link to the root that a pattern matches' /pathBeneath/0/parent/0 "$work/rootlink" "$glob"
TMPDIR=$work/rootlink refused_root 'a TMPDIR that is a link to the root' /preset/0 "$work/rootlink" \
	'{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"preset":["tmp"]}'
echo "$glob" >glob.json
run "$LANDLOCK_POLICY_TOOL" resolve glob.json
is 'a link to the root is refused by resolve' "$status $err" \
	"1 landlock-policy: error: glob.json:/pathBeneath/0/parent/0: \"$work/rootlink\" leads to \"/\"; write \"/\" itself to mean the whole file system"
if lacks mounts; then
	skip_check 'the root mounted elsewhere is refused' "${lacking[mounts]}"
else
	mkdir mounted
	run "${own_mounts[@]}" sh -c 'mount --bind / "$0/mounted" && exec "$@"' "$work" \
		env V="$work/mounted" LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy_with '${v}' '"env":"V"')" touch ran
	needing landlock is 'the root mounted elsewhere is refused' "$status $err" "$(leads /pathBeneath/0/parent/1 "$work/mounted")"
fi
check 'no program ran under the root from a variable' test ! -e ran

policy=$(policy_with / '"literal":["/"]')
granted 'written it is meant' cat file
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/"],"glob":true}]}'
granted 'written in a rule of patterns it is meant' cat file
policy=$(policy_with "$work/rootlink" '"literal":["/"]')
granted 'a link to the root that the policy names itself is meant' cat file
policy=$(policy_with "$work/\${v}" '"literal":["/"]')
granted 'a value of / within a path is no root' cat file
confined "$(policy_with '${v}' '"env":"V","default":"/usr"')" cat file
needing landlock is 'what is not covered is denied' "$status $err" '1 cat: file: Permission denied'
finish
