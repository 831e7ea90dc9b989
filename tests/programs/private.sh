# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# For services, which have fixed places and ports: sourced instead of lib.sh, it starts the test again in
# namespaces of its own. There every port is free, nothing but loopback is reached, what `fresh` and
# `copied` put over the service's directories is seen by the test alone, and all ends with the test.
if ((EUID == 0)) && [[ ! ${LANDLOCK_TESTS_PRIVATE-} ]] && unshare --mount --net --pid --fork true; then
	export LANDLOCK_TESTS_PRIVATE=1
	exec unshare --mount --net --pid --fork --kill-child --mount-proc "$0" "$@"
fi
[[ ! ${LANDLOCK_TESTS_PRIVATE-} ]] || ip link set lo up
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[[ ${LANDLOCK_TESTS_PRIVATE-} ]] || skip 'needs root, for namespaces of its own'

# fresh DIRECTORY...: empty, and gone after the test.
fresh() {
	local directory
	for directory in "$@"; do
		[[ $(findmnt -n -o SOURCE --mountpoint "$directory") != fresh ]] || umount "$directory"
		mount -t tmpfs -o mode=755 fresh "$directory"
	done
}

# copied DIRECTORY: a copy of what the system has there.
copied() {
	[[ -d $work/copies$1 ]] || { mkdir -p "$work/copies$1" && cp -a "$1/." "$work/copies$1"; }
	fresh "$1"
	cp -a "$work/copies$1/." "$1"
}

# run_as USER: from here on this user runs the programs.
run_as() { inside=(setpriv --reuid "$1" --regid "$(id -g "$1")" --clear-groups --); }
