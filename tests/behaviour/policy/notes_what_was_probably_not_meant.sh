#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What is legal and probably not meant is for the policy's author: at LANDLOCK_LOG=info, and else
# not a word.
echo text >file
cat >policy.json <<'END'
{"pathBeneath":[{"allowedAccess":["read_file","execute"],"parent":["/usr"]},
	{"allowedAccess":["read_file"],"parent":["/proc/self","*.txt"]}]}
END
touch '*.txt'
start() { confined policy.json "$@" cat file; }
denied='cat: file: Permission denied'
prefix='liblandlock_preload: note: policy.json'
for setting in A= LANDLOCK_LOG=warning LANDLOCK_LOG=error LANDLOCK_STRICT=1; do
	start $setting
	is "$setting: silence" "$status $err" "1 $denied"
done
start LANDLOCK_LOG=info
is 'confined all the same' "$status $(tail -1 .err)" "1 $denied"
for note in ': only the file rights that the rules use are denied elsewhere; *' ': no rule grants refer: *' \
	':/pathBeneath/0/parent/0: a program that may be read can be run through its loader*' \
	':/pathBeneath/1/parent/0: /proc/self is this very process*' ':/pathBeneath/1/parent/1: "\*.txt" is taken literally: *'; do
	like "info: $note" "$err" "*$prefix$note"
done
is 'each once, and the summary' "$(grep -c "^$prefix" .err)" 6
like 'which is the last' "$(tail -2 .err | head -1)" "$prefix: confined *"
run "$LANDLOCK_POLICY_TOOL" check policy.json
is 'they are those of landlock-policy check' "$(grep -o 'note: .*' .err)" "$(start LANDLOCK_LOG=info; grep -o 'note: .*' .err | grep -v confined)"

echo '{"ruleset":[{"handledAccessFs":["read_file","write_file","refer","remove_file","remove_dir"]}],
	"pathBeneath":[{"allowedAccess":["read_file","refer"],"parent":["/usr/share"]}]}' >policy.json
start LANDLOCK_LOG=info
is 'a policy without them: the summary alone' "$(grep -c "^$prefix" .err)" 1

# What only shows when the path is opened.
# Names are not protected.
echo '{"ruleset":[{"handledAccessFs":["read_file","refer","remove_file","remove_dir"]}],
	"pathBeneath":[{"allowedAccess":["read_file","refer"],"parent":["/usr/share"]}]}' >policy.json
start LANDLOCK_LOG=info
like 'a policy that may be overwritten is noted' "$err" "*$prefix: the policy itself is not protected: *; handle write_file, *"
LANDLOCK_POLICY=policy.json LD_PRELOAD=$lib sh -c 'echo " " >policy.json' && is 'a policy that does not handle write_file may be overwritten' "$(<policy.json)" ' '
echo '{"ruleset":[{"handledAccessFs":["read_file","refer","remove_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file","refer"],"parent":["/usr/share"]}]}' >policy.json
start LANDLOCK_LOG=info
like 'paths that can be exchanged are noted' "$err" "*$prefix: names are not protected: *; handle remove_file and remove_dir as well*"
start LANDLOCK_STRICT=1
is 'unprotected names are no more than a note' "$status $err" "1 $denied"
# Where a service is started, the working directory is often the root.
ln -s / root_link
for path in . usr/.. "$work/root_link"; do
	echo '{"ruleset":[{"handledAccessFs":["read_file","write_file","remove_file","remove_dir"]}],
		"pathBeneath":[{"allowedAccess":["read_file"],"parent":["'"$path"'"]}]}' >root.json
	run env -C / LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/root.json" LANDLOCK_LOG=info true
	like "$path, which is the root: noted" "$status $err" "0 *note: $work/root.json:/pathBeneath/0/parent/0: \"$path\" is the root here, with the whole file system*"
done
mkdir notes etc
echo secret >etc/hostname
LANDLOCK_POLICY=policy.json LD_PRELOAD=$lib sh -c 'mv notes old && ln -s etc notes' && is 'a path that can be exchanged leads elsewhere' "$(cat notes/hostname)" secret

echo '{"ruleset":[{"handledAccessFs":["write_file","refer","remove_file","remove_dir"]}],"pathBeneath":[
	{"allowedAccess":["write_file","refer"],"parent":["/usr"]},{"allowedAccess":["write_file"],"parent":["/dev/null","file"]}]}' >policy.json
start LANDLOCK_LOG=info
is 'a single file that may be written' "$status $(grep -c "^$prefix" .err)" '0 2'
like 'is named' "$err" "$prefix:/pathBeneath/1/parent/1: write_file on a single file: *"
start LANDLOCK_LOG=warning
is 'not by default' "$err" ''

# "abi.all" is all of one class; of a class that came with a later abi it is nothing.
files='"handledAccessFs":["abi.all"]'
void_net="$prefix: \"abi.all\" stands for no net right below abi 4; raise \"abi\" or name net rights"
void_scope="$prefix: \"abi.all\" stands for no scope below abi 6; raise \"abi\" or name scopes"
no_net="$prefix: no net right is handled: TCP is not restricted"
noted() { run "$LANDLOCK_POLICY_TOOL" check policy.json; is "$1" "$status ${err//landlock-policy: /liblandlock_preload: }" "0 $2"; }
echo '{"abi":5,"ruleset":[{'"$files"'}]}' >policy.json
noted 'a class that is not mentioned' "$no_net"
echo '{"abi":3,"ruleset":[{'"$files"',"handledAccessNet":["abi.all"],"scoped":["abi.all"]}]}' >policy.json
noted 'groups of nothing' "$void_net"$'\n'"$void_scope"
start LANDLOCK_LOG=info
like 'groups of nothing: at a start as well' "$err" "*$void_net"$'\n'"$void_scope*"
echo '{"preloadVersion":1,"abi":6,"include":["second.json"],"ruleset":[{'"$files"',"scoped":["abi.all"]}]}' >policy.json
echo '{"preloadVersion":1,"abi":3,"ruleset":[{"handledAccessNet":["abi.all"]}]}' >second.json
noted 'a group of nothing in an included file' "$void_net"$'\n'"$no_net"
mkdir both
cp second.json both/
sed -i 's/"preloadVersion":1,//; s/"handledAccessNet"/'"$files"',&/' both/second.json
cp both/second.json both/first.json
run "$LANDLOCK_POLICY_TOOL" check both
like 'a group of nothing in a directory of policies' "$status $err" '0 *"abi.all" stands for no net right below abi 4; *'
finish
