#!/bin/bash
# needs: gcc
# SPDX-License-Identifier: MIT
sources=$(cd "$(dirname "$0")/../probes" && pwd)
. "$(dirname "$0")/../../lib/lib.sh"

# What AddressSanitizer does with any preload, even an empty one, is its own: documented, and watched.
gcc -fsanitize=address "$sources/probe_static.c" -o shared 2>/dev/null && ./shared /dev/null >/dev/null ||
	skip 'libasan does not work here, or is not installed'
asan=$(gcc -print-file-name=libasan.so)
echo secret >secret
policy=$(policy read_file /usr)
wider=${policy/\/usr/\/usr\",\"\/proc}

confined "$wider" ./shared secret
like 'a shared runtime must be first in LD_PRELOAD' "$status $out" '[1-9]* '
needing landlock like 'AddressSanitizer says that it must be first' "$err" '*ASan runtime does not come first in initial library list*'

run env LD_PRELOAD="$asan $lib" LANDLOCK_POLICY="$wider" ./shared secret
needing landlock is 'first, it works and the program is confined' "$status $out" '0 main: denied'
needing landlock is 'a shared runtime that is first says nothing' "$err" ''

run env ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD="$lib" LANDLOCK_POLICY="$wider" ./shared secret
needing landlock is 'a runtime that does not look at the order works' "$status $out" '0 main: denied'

if gcc -fsanitize=address -static-libasan "$sources/probe_static.c" -o static 2>/dev/null; then
	confined "$wider" ./static secret
	needing landlock is 'a static runtime works as it is' "$status $out" '0 main: denied'
	needing landlock is 'a static runtime says nothing' "$err" ''
fi

run ./shared secret
is 'without us the program reads the file' "$status $out" '0 main: read'
finish
