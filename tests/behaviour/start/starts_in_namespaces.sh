#!/bin/bash
# needs: landlock userns
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# In a new PID namespace, /proc may still be that of the old one: it has no "self" then.
echo secret >secret
policy=$(policy read_file /usr /etc)

for options in '--user' '--user --map-root-user' '--user --map-root-user --mount' \
	'--user --map-root-user --pid --fork' '--user --map-root-user --pid --fork --mount-proc' \
	'--user --map-root-user --net' '--user --map-root-user --ipc --uts --cgroup' \
	'--user --map-root-user --mount --pid --fork --net --ipc'; do
	if [[ $options == *--mount-proc ]] && lacks userns_proc; then
		skip_check "$options" "${lacking[userns_proc]}"
		continue
	fi
	read -ra namespaces <<<"$options"
	inside=(unshare "${namespaces[@]}")
	confined "$policy" cat secret
	is "$options: confined" "$status|$out|$err" '1||cat: secret: Permission denied'
	confined "${policy/read_file/raed_file}" cat secret
	is "$options: or refused" "$status|$out" '125|'
	run "${inside[@]}" env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" load "$lib" open secret
	is "$options: loaded late: confined" "$status|$out" '0|main: denied'
	run "${inside[@]}" cat secret
	is "$options: without us the program reads the file" "$status|$out" '0|secret'
done

# A namespace does not lead out of the sandbox, nor does its root.
inside=()
confined "$policy" unshare --user --map-root-user cat secret
is 'a namespace made inside is confined as well' "$status|$out|$err" '1||cat: secret: Permission denied'
finish
