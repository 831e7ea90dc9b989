#!/bin/bash
# needs: landlock
# also on: musl portable
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
export PROBE_FILE=$work/secret
policy=$(policy read_file /usr)

confined "$policy" "$probes/probe_linked" secret
is 'a library that the program is linked to starts after us' "$out" $'constructor: denied\nmain: denied'
is 'in silence' "$err" ''
is 'and the program ends as usual' "$status" 0

run "$probes/probe_linked" secret
is 'without us it reads the file' "$out" $'constructor: read\nmain: read'
finish
