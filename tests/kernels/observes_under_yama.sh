#!/bin/bash
# on: kernels:2-
# last: nobody may trace anybody any more
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# The observer under each mode of Yama (Documentation/admin-guide/LSM/Yama.rst), the strictest last, which stays. Its
# programs are its descendants, whom mode 1 leaves to it; where it may look at nobody, it says so, and never that
# nothing was denied.
scope=/proc/sys/kernel/yama/ptrace_scope
echo secret >secret
policy read_file /usr >policy.json
explain() { run "$@" "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- bash -c 'cat secret; exit'; }
seen="*read_file on $work/secret*"
unseen='*no denial was seen, but not all could be seen*bash lets nobody look into it*'
for mode in 0 1 2 3; do
	echo $mode >$scope
	is "mode $mode is in force" "$(cat $scope)" $mode
	explain env
	expected=$seen
	((mode < 3)) || expected=$unseen
	like "mode $mode, root" "$status $err" "1 $expected"
	explain as_user
	((mode < 2)) || expected=$unseen
	like "mode $mode, an ordinary user" "$status $err" "1 $expected"
done
finish
