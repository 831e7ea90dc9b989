#!/bin/bash
# needs: landlock
# also on: kernels:1- portable
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A domain is a thread's own. A thread that was running when we start would stay free; so we have to
# start before anything that can make one.
echo secret >secret
export PROBE_FILE=$work/secret
policy=$(policy read_file /usr)

confined "$policy" "$probes/probe_threaded" secret
is 'a thread made by a linked library is confined' "$out" $'main: denied\nthread: denied'
is 'the thread of a linked library is confined without a word of ours' "$err" ''

run env LD_PRELOAD="$lib $probes/probe_early_thread.so" LANDLOCK_POLICY="$policy" "$probes/probe_threaded" secret
is 'a thread made by a library preloaded after us is confined' "$out" $'main: denied\nthread: denied'

run env LD_PRELOAD="$probes/probe_early_thread.so $lib" LANDLOCK_POLICY="$policy" "$probes/probe_threaded" secret
is 'a thread made by a library preloaded before us is confined' "$out" $'main: denied\nthread: denied'

run "$probes/probe_threaded" secret
is 'without us both threads read the file' "$out" $'main: read\nthread: read'
finish
