#!/bin/bash
# needs: chroot landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# A root with nothing but the tool, the library and what they and the program need.
cat=$(command -v cat)
make_root cat "$LANDLOCK_POLICY_TOOL"
cp --parents "$probes/probe_static" root/
mkdir root/open root/closed
echo public >root/open/file
echo secret >root/closed/file
policy=$(policy read_file /open)

run chroot root "$cat" /open/file /closed/file
is 'without us it reads both' "$status $out" $'0 public\nsecret'
launched "$policy" "$cat" /open/file /closed/file
is 'in a root of its own: confined' "$status $out" '1 public'
like 'in a root of its own: what is denied' "$err" '*/closed/file: Permission denied'
launched --require-preload "$policy" "$cat" /open/file
is 'in a root of its own the preload takes effect' "$status $out $err" '0 public '
launched "$policy" "$probes/probe_static" /closed/file
is 'in a root of its own a static program is confined' "$status $out" '0 main: denied'
launched "${policy/open/nowhere}" "$cat" /open/file
is 'paths of the outside do not exist' "$status $out" '125 '
finish
