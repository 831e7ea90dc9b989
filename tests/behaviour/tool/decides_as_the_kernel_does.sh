#!/bin/bash
# needs: landlock root_mount probe_oracle
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# check_path and check_port say before what the system call then does: random trees, policies, paths
# and calls. LANDLOCK_TESTS_SEED repeats a run; a failure names the seed.
seed=${LANDLOCK_TESTS_SEED:-$RANDOM$RANDOM}
echo "# LANDLOCK_TESTS_SEED=$seed"

# enough NAME: the run that was kept compared at least 300 answers, all of them right.
enough() {
	is "$1: no disagreement, seed $seed" "$status $err" '0 '
	check "$1: at least 300 answers (${out:-none})" test "${out%% *}" -ge 300
}

# Detours by ".." may end above the tree, where an ordinary user has to be the owner, too.
mkdir -p user/and/above
chmod 777 user user/and user/and/above
user=()
if ((EUID == 0)); then
	! lacks root || skip "${lacking[root]}"
	user=(as_user)
fi
cd user/and/above || exit 1
run "${user[@]}" "$probes/probe_oracle" "$lib" "$seed" 4
cd ../../..
enough 'an ordinary user'

# With mounts, which rules are on and behind, and which come and go; and with devices.
! lacks mounts || skip "${lacking[mounts]}"
! lacks mknod || skip "${lacking[mknod]}"
mkdir root
echo 'mount -t tmpfs -o mode=755 oracle root && cd root && exec "$@"' >mounted.sh
run "${own_mounts[@]}" bash mounted.sh "$probes/probe_oracle" "$lib" "$seed" 6
enough 'root, among mounts'
finish
