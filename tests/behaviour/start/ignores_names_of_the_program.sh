#!/bin/bash
# needs: gcc
# SPDX-License-Identifier: MIT
sources=$(cd "$(dirname "$0")/../probes" && pwd)
. "$(dirname "$0")/../../lib/lib.sh"

# The program's own symbols come first in every lookup; ours are bound before that, all of them.
gcc -std=gnu11 -O1 -w -rdynamic -o clashing "$sources/clashing_names.c"
for name in confine _Znwm __cxa_throw landlock_preload_version; do
	check "the program exports $name" grep -q " [TD] $name\$" <(nm -D clashing)
done
echo secret >secret
policy=$(policy read_file /usr)

confined "$policy" LANDLOCK_LOG=info ./clashing secret
needing landlock is 'the program is confined' "$status|$out" '0|main: denied'
confined "${policy/read_file/raed_file}" ./clashing secret
is 'a wrong policy is refused' "$status|$out" '125|'
like 'a wrong policy is refused with its reason' "$err" '*unknown fs right "raed_file"; did you mean "read_file"?'
run env LD_PRELOAD="$lib" ./clashing secret
is 'a missing policy is refused' "$status|$out" '125|'
run ./clashing secret
is 'without us the program reads the file' "$status|$out" '0|main: read'
finish
