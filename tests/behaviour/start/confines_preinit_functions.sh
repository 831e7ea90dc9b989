#!/bin/bash
# needs: landlock
# also on: portable
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)

# A program's .preinit_array comes before every constructor; only the initfirst slot is earlier.
confined "$policy" "$probes/probe_preinit" secret
is 'the program starts after us, down to its preinit functions' "$out" $'preinit: denied\nmain: denied'
is 'preinit functions are confined without a word of ours' "$err" ''

run "$probes/probe_preinit" secret
is 'without us they read the file' "$out" $'preinit: read\nmain: read'
finish
