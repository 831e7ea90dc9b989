#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../e2e/lib.sh"
(($(abi) > 0)) || skip 'this kernel has no Landlock'
command -v /usr/bin/python3 >/dev/null || skip 'needs python3, with ctypes'
((EUID == 0)) || skip 'needs root, to mount'

mkdir root
echo 'mount -t tmpfs -o mode=755 situations root && cd root && exec "$@"' >mounted.sh
unshare -m bash mounted.sh /usr/bin/python3 "$tests/introspection/situations.py" "$lib"
