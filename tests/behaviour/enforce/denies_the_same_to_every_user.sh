#!/bin/bash
# needs: landlock root
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# File modes stop root nowhere; Landlock does. What each is denied must be the policy's doing alone.
chmod 777 "$work"
policy='{"abi":1,"ruleset":[{"handledAccessFs":["abi.all"]}],"pathBeneath":[
	{"allowedAccess":["abi.read_execute"],"parent":["/usr"]},
	{"allowedAccess":["read_file","read_dir","make_reg","write_file"],"parent":["'"$work"'/granted"]}]}'
cat >attempts <<'END'
try() {
	if message=$("$@" 2>&1); then message=done; fi
	case $message in *'Permission denied'*) message=denied ;; esac
	echo "$*: $message"
}
for in in granted other; do
	try cat $in/file
	try ls $in
	try cp /usr/bin/true $in/new
	try dd if=/usr/bin/true of=$in/file count=1 status=none conv=notrunc
	try mkdir $in/folder
	try mkfifo $in/fifo
	try ln -s x $in/link
	try rm -f $in/file
	try rmdir $in/empty
	try $in/true
	try mv $in/true $in/moved
done
END
# attempts SETTING...: of root and of nobody, each on fresh folders.
attempts() {
	local user
	for user in '' as_user; do
		rm -rf granted other
		mkdir -m 777 granted other
		for in in granted other; do
			$user mkdir $in/empty
			$user cp /usr/bin/true $in/
			echo text >$in/file
			chmod 666 $in/file
		done
		run $user env "$@" sh -c "$(<attempts)"
		echo "$out" >"attempts.${user:-root}"
	done
}
attempts LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy"
is 'root and an ordinary user: the same' "$(<attempts.as_user)" "$(<attempts.root)"
is 'what is granted is done' "$(sed -n 's/ .*granted.*: done//p' attempts.root | paste -sd ' ')" 'cat ls cp dd'
is 'the rest is denied' "$(grep granted attempts.root | grep -c denied)" 7
is 'outside of the policy everything is denied to both users' "$(grep -v granted attempts.root | grep -c denied)" 11
attempts A=
is 'without us nothing is denied to either user' "$(cat attempts.root attempts.as_user | grep -vc ': done$')" 0
finish
