#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# The header and the interface behind it, from C99, C++11, Python, and from a program that is not
# position-independent; with the library, without it, and with one that does nothing.
clients=$LANDLOCK_PRELOAD_CLIENTS
mkdir granted
echo text >granted/file
echo text >other
policy='{"ruleset":[{"handledAccessFs":["read_file","write_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["granted"]}]}'

for client in client_c client_no_pie; do
	run "$clients/$client" absent
	is "$client, without the library" "$status $out $err" '0  '
	run "$clients/$client" inactive "$lib"
	is "$client, with one that was loaded for nothing" "$status $out $err" '0  '
	confined "$policy" "$clients/$client" confined
	needing root_mount is "$client, confined" "$status $out $err" '0  '
done
like 'one of them is not position-independent' "$(readelf -h "$clients/client_no_pie")" '*Type:*EXEC*'
like 'one client is position-independent' "$(readelf -h "$clients/client_c")" '*Type:*DYN*'

run "$clients/client_cpp"
is 'C++11, without the library' "$status $out" '0 absent'
confined "$policy" "$clients/client_cpp"
is 'C++11, confined' "$status $out" '0 0 enforced'

# Many rules, so that they have a mapping of their own: sealed as well.
many=$(printf ',{"allowedAccess":["write_file"],"parent":["granted"]}%.0s' {1..500})
confined "${policy%]\}}$many]}" "$clients/client_many"
is 'a large policy: all its rules are there, and sealed' "$status $out $err" '0 501 rules '
finish
