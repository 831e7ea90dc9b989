#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A process that is no thread may share all memory (clone with CLONE_VM). It is never confined, and does
# what a confined one writes into its memory: so there is no sandbox beside it.
echo secret >secret
policy=$(policy read_file /usr)
run env LANDLOCK_POLICY="$policy" "$probes/probe_dlopen" share load "$lib" open secret
like 'loaded late beside such a process, the program does not go on' "$status $out" '125 sharer [0-9]*'
is 'the error names the process that shares' "$err" 'liblandlock_preload: error: another process shares the memory of this one (clone with CLONE_VM) and would stay outside of the sandbox; preload the library rather than loading it later'
run env LANDLOCK_POLICY="$policy" LANDLOCK_THREADS=replace "$probes/probe_dlopen" share load "$lib" open secret
is 'there is no sandbox beside it for the asking' "$status" 125
confined "$policy" "$probes/probe_dlopen" share open secret
like 'a process that is made later is confined as well, and no matter' "$status $out" $'0 sharer [0-9]*\nmain: denied'
run "$probes/probe_dlopen" share load "$lib" open secret
like 'without a policy it is no matter' "$status $out" $'0 sharer [0-9]*\nmain: read'
finish
