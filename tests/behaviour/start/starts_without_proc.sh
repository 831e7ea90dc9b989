#!/bin/bash
# needs: mounts
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
# shellcheck disable=SC2016
without_proc() { run "${own_mounts[@]}" sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"; }
without_proc ls /proc
is '/proc is empty' "$out" ''

without_proc env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" cat secret
needing landlock is 'a program is confined without it' "$status $err" '1 cat: secret: Permission denied'
without_proc env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=info cat secret
needing landlock like 'a program is named without /proc' "$err" 'liblandlock_preload: note: *confined */cat (process *'
is 'no file is said to be open' "$(grep -c inherited_descriptors <<<"$err")" 0
without_proc env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_LOG=info cat secret 7<secret
needing landlock like 'a file that is open is reported without /proc' "$err" '*not covered: *inherited_descriptors*'
without_proc env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" load "$lib" open secret
needing landlock is 'loaded late, too' "$status $out" '0 main: denied'
without_proc env LD_PRELOAD="$lib" cat secret
is 'a policy is still required' "$status $out" '125 '

without_proc cat secret
is 'without us the program reads the file' "$status $out" '0 secret'
finish
