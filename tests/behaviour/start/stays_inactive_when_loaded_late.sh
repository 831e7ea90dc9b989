#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
run "$probes/probe_dlopen" load "$lib" open secret show LANDLOCK_LAYERS
is 'a program that loads us and set no policy goes on' "$out" $'main: read\nLANDLOCK_LAYERS: unset'
is 'a program that set no policy loads us without a word of ours' "$err" ''
is 'a program that loads us ends as usual' "$status" 0

run env LANDLOCK_POLICY= "$probes/probe_dlopen" load "$lib" open secret
is 'a policy that is set and blank is an error' "$status $out" '125 '
like 'a blank policy is refused with a reason' "$err" 'liblandlock_preload: error: LANDLOCK_POLICY is blank;*'

run env LD_PRELOAD="$lib" "$probes/probe_dlopen" open secret
is 'preloaded, no policy is an error too' "$status $out" '125 '
finish
