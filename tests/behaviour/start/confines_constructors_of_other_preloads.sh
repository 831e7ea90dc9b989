#!/bin/bash
# needs: landlock
# also on: portable
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
export PROBE_FILE=$work/secret
other=$probes/probe_early_open.so
policy=$(policy read_file /usr)

# Plain preloads are initialised in reverse order of the list: the one place is not like the other.
run env LD_PRELOAD="$lib $other" LANDLOCK_POLICY="$policy" cat secret
is 'a library named after us is confined' "$out" 'constructor: denied'
is 'the program is confined with the preload named after us' "$status" 1

run env LD_PRELOAD="$other $lib" LANDLOCK_POLICY="$policy" cat secret
is 'a library named before us is confined' "$out" 'constructor: denied'
is 'the program is confined with the preload named before us' "$status" 1

run env LD_PRELOAD="$other" LANDLOCK_POLICY="$policy" cat secret
is 'without us both read the file' "$out" $'constructor: read\nsecret'
finish
