#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The environment may hold LD_PRELOAD twice: the loader heeds the last one, getenv finds the first.
ln -s "$lib" bin/link.so
cp "$probes/probe_harmless.so" bin/other.so
other=$work/bin/other.so
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/proc","'"$work/bin"'"]}]}'

# twice FIRST SECOND LEFT: LEFT, two entries with | between them, is in their place afterwards.
twice() {
	printf '%s\0' "LD_PRELOAD=$1" PATH=/usr/bin:/bin "LD_PRELOAD=$2" LANDLOCK_POLICY="$policy" >entries
	run "$probes/probe_exec_env" entries "$probes/probe_environment" main
	is "\"$1\", then \"$2\": what is left" "$out" \
		"${3%|*}"$'\nPATH=/usr/bin:/bin\n'"${3#*|}"$'\nLANDLOCK_LAYERS=1'
	run "$probes/probe_exec_env" entries /bin/sh -c 'cat secret; exit 7'
	is "\"$1\", then \"$2\": a child starts, confined" "$status $err" '7 cat: secret: Permission denied'
}
layers=LANDLOCK_LAYERS=1
twice '' "$lib" "LD_PRELOAD=|$layers"
twice "$lib" "$lib" "$layers|$layers"
twice "$work/bin/link.so" "$lib" "$layers|$layers"
twice "$other" "$lib" "LD_PRELOAD=$other|$layers"
twice "$lib" "$other:$lib" "$layers|LD_PRELOAD=$other"
twice "$lib $other" "$other $lib" "LD_PRELOAD=$other|LD_PRELOAD=$other"

# Named only where the loader does not look, the library is not there: nothing is confined.
printf '%s\0' PATH=/usr/bin:/bin LD_PRELOAD="$lib" LD_PRELOAD="$other" LANDLOCK_POLICY="$policy" >entries
run "$probes/probe_exec_env" entries /bin/sh -c 'cat secret; exit 7'
is 'a library named in the first LD_PRELOAD only is not loaded' "$status $out" '7 secret'
finish
