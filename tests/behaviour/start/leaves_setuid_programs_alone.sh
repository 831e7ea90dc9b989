#!/bin/bash
# needs: setuid
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# glibc drops a preload with a slash in secure mode. Not ours to change: documented, and watched.
echo secret >secret
chmod 600 secret
chmod 4755 "$probes/probe_secure"
policy=$(policy read_file /usr)

run as_user "$probes/probe_secure" secret
like 'without us the program reads what only root may' "$out" $'*\nmain: read\n*'

run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$probes/probe_secure" secret
like 'with us the setuid program reads what only root may' "$out" $'secure: 1\nmain: read\n*'
is 'the setuid program runs without a word of ours' "$status $err" '0 '

run as_user env LD_PRELOAD="$lib" "$probes/probe_secure" secret
like 'the setuid program runs with no policy as well' "$out" $'secure: 1\nmain: read\n*'

# Once confined, the kernel ignores the bit: the preload of a child would work, the privilege does not.
wider=${policy/\/usr/\/usr\",\"$work}
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$wider" sh -c "exec $probes/probe_secure secret"
needing landlock like 'a setuid child of a confined program gets no privilege' "$out" $'secure: 0\nmain: denied\n*'
finish
