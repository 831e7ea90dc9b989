#!/bin/bash
# needs: landlock root_mount mounts /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

mkdir root
echo 'mount -t tmpfs -o mode=755 situations root && cd root && exec "$@"' >mounted.sh
"${own_mounts[@]}" bash mounted.sh /usr/bin/python3 "$tests/interface/situations.py" "$lib"
