#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Not what anyone wants, but what LD_PRELOAD is: documented, and therefore watched.
echo secret >secret
policy=$(policy read_file /usr)

confined "$policy" "$probes/probe_static" secret
is 'a static program reads what the policy denies' "$out" 'main: read'
is 'a static program runs without a word of ours' "$err" ''
is 'not even its exit status' "$status" 0

confined "$policy" cat secret
needing landlock is 'a dynamic one is denied' "$status" 1

# The domain is the kernel's business; the loader is not asked.
wider=${policy/\/usr/\/usr\",\"$probes\/probe_static}
confined "$wider" sh -c "exec $probes/probe_static secret"
needing landlock is 'a static child of a confined program is confined' "$out" 'main: denied'
finish
