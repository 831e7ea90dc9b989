#!/bin/bash
# needs: root setcap
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
setcap cap_net_bind_service+ep "$probes/probe_secure" 2>/dev/null || skip 'no file capabilities here'

# As setuid programs: secure mode, in which glibc drops a preload with a slash. Documented.
echo secret >secret
policy=$(policy read_file /usr)

run as_user "$probes/probe_secure" secret
[[ $out == 'secure: 1'* ]] || skip 'file capabilities do not work here (nosuid or no_new_privs)'
like 'without us the program reads the file' "$out" $'*\nmain: read\n*'

run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$probes/probe_secure" secret
like 'with us the program with capabilities reads the file' "$out" $'secure: 1\nmain: read\n*'
is 'the program with capabilities runs without a word of ours' "$status $err" '0 '

setcap -r "$probes/probe_secure"
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$probes/probe_secure" secret
needing landlock like 'without capabilities it is confined' "$out" $'secure: 0\nmain: denied\n*'
finish
