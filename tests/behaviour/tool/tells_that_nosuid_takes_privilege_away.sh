#!/bin/bash
# needs: mounts cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
if [[ ${1-} != inside ]]; then
	for name in $(compgen -v LANDLOCK_); do export "${name?}"; done # lib.sh kept them from what it starts
	"${own_mounts[@]}" "$tests/behaviour/tool/${0##*/}" inside
	exit
fi

# On a file system mounted nosuid a set-id bit gives nothing, so the loader listens again.
mkdir mounted
mount -t tmpfs -o nosuid,mode=755 none mounted || skip 'cannot mount a tmpfs'
cc "$tests/behaviour/probes/probe_secure.c" -o mounted/probe
chmod 4755 mounted/probe
cp "$LANDLOCK_POLICY_TOOL" tool
chmod 755 tool
echo secret >secret
policy=$(policy read_file /usr)

run as_user ./tool target --library "$lib" mounted/probe
is 'setuid: yes' "$status ${out%%$'\n'*}" '0 mounted/probe: yes, a preload takes effect here'
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" mounted/probe secret
needing landlock like 'a setuid program on a nosuid mount is confined' "$out" $'secure: 0\nmain: denied\n*'

mount -o remount,suid mounted
run as_user ./tool target --library "$lib" mounted/probe
needing setuid like 'mounted suid: no' "$status $out" '1 mounted/probe: no: it is setuid (uid 0), *'
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" mounted/probe secret
needing setuid like 'a setuid program on a mount with suid is not confined' "$out" $'secure: 1\nmain: read\n*'

cp "$lib" mounted/
mount -o remount,noexec mounted
run ./tool target --library mounted/liblandlock_preload.so /bin/cat
like 'a library on a noexec file system: no' "$status $out" '1 *: its file system is mounted noexec*'
run env LD_PRELOAD="$work/mounted/liblandlock_preload.so" LANDLOCK_POLICY="$policy" cat secret
is 'the program with a library on noexec runs unconfined' "$out" secret
run ./tool target --library "$lib" mounted/probe
like 'a program there does not start' "$status $err" '1 landlock-policy: error: mounted/probe: not executable: *'
umount mounted
finish
