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
is 'a program with a linked library starts without a word of ours' "$err" ''
is 'the program with a linked library ends as usual' "$status" 0

run "$probes/probe_linked" secret
is 'without us it reads the file' "$out" $'constructor: read\nmain: read'
finish
