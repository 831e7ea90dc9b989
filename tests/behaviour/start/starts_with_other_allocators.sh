#!/bin/bash
# needs: landlock gcc
# SPDX-License-Identifier: MIT
sources=$(cd "$(dirname "$0")/../probes" && pwd)
. "$(dirname "$0")/../../lib/lib.sh"

# We run before an allocator's own constructors, and allocate from it all the same.
echo secret >secret
policy=$(policy read_file /usr /sys /proc)
{ echo "$policy" && head -c 900000 /dev/zero | tr '\0' ' '; } >large.json
gcc -std=gnu11 -O1 -o plain "$sources/probe_static.c"

for name in libjemalloc.so.2 libtcmalloc_minimal.so.4 libmimalloc.so; do
	allocator=$(gcc -print-file-name="$name")
	if [[ ! -f $allocator ]]; then
		skip_check "$name" "$name is not installed"
		continue
	fi
	gcc -std=gnu11 -O1 -o linked "$sources/probe_static.c" -Wl,--no-as-needed "$allocator"
	confined "$policy" ./linked secret
	is "$name: a program linked to it is confined" "$status|$out|$err" '0|main: denied|'
	confined large.json ./linked secret
	is "$name: by a large policy, too" "$status|$out|$err" '0|main: denied|'
	confined "${policy/read_file/raed_file}" ./linked secret
	is "$name: or refused" "$status|$out" '125|'
	for preload in "$allocator $lib" "$lib $allocator"; do
		run env LD_PRELOAD="$preload" LANDLOCK_POLICY="$policy" ./plain secret
		is "$preload: confined" "$status|$out|$err" '0|main: denied|'
	done
	run env LANDLOCK_POLICY="$policy" LD_PRELOAD="$allocator" "$probes/probe_dlopen" load "$lib" open secret
	is "$name: loaded late: confined" "$status|$out" '0|main: denied'
	run ./linked secret
	is "$name: without us the program reads the file" "$status|$out" '0|main: read'
done
finish
