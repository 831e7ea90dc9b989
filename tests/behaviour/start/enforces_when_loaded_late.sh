#!/bin/bash
# also on: kernels:1- portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
late() { run env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" "$@"; }

late open secret load "$lib" open secret
needing landlock is 'loading the library confines from there on' "$out" $'main: read\nmain: denied'
needing landlock is 'loading late says nothing' "$err" ''

late load "$lib" show LANDLOCK_POLICY show LANDLOCK_LAYERS
needing landlock is 'the policy leaves the environment' "$out" $'LANDLOCK_POLICY: unset\nLANDLOCK_LAYERS: 1'

# The library stays mapped: a second load is none, and finds no missing policy.
late load "$lib" unload open secret load "$lib" show LANDLOCK_LAYERS open secret
needing landlock is 'unloading and loading again changes nothing' "$out" $'main: denied\nLANDLOCK_LAYERS: 1\nmain: denied'
needing landlock is 'unloading and loading again is no error' "$status $err" '0 '

policy=nonsense late open secret load "$lib" open secret
is 'a bad policy ends the program there' "$status $out" '125 main: read'
like 'a bad policy ends the program with a reason' "$err" 'liblandlock_preload: error: nonsense: cannot open: No such file or directory'

late open secret open secret
is 'without us nothing is denied' "$out" $'main: read\nmain: read'
finish
