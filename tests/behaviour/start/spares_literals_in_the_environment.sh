#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# putenv() puts the caller's own string into the environment. A literal cannot be written to.
echo secret >secret
show='show LANDLOCK_POLICY show LANDLOCK_LAYERS show LD_PRELOAD'
# shellcheck disable=SC2086
run "$probes/probe_dlopen" literals load "$lib" open secret $show
is 'literals are replaced, not written to' "$status $err" '0 '
is 'the policy in them counts, and leaves' "$out" 'main: denied
LANDLOCK_POLICY: unset
LANDLOCK_LAYERS: 4
LD_PRELOAD: /nowhere/first.so'

run "$probes/probe_dlopen" literals load "$lib" unload show LANDLOCK_LAYERS
is 'what replaced them outlives dlclose' "$status $out" '0 LANDLOCK_LAYERS: 4'

# shellcheck disable=SC2086
run "$probes/probe_dlopen" literals open secret $show
is 'without us they stay as they are' "$out" 'main: read
LANDLOCK_POLICY: {"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}
LANDLOCK_LAYERS: 3
LD_PRELOAD: /nowhere/first.so:/x/liblandlock_preload.so'
finish
