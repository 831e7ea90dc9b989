#!/bin/bash
# needs: musl-gcc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
[[ $(ldd "$lib" 2>/dev/null) == *libc.so.6* ]] || skip 'the library is not for glibc'

sample=$tests/behaviour/probes/probe_static.c
musl-gcc "$sample" -o program
musl-gcc "$sample" -o static -static
echo 'int unused;' | musl-gcc -x c - -shared -o musl.so -Wl,-soname,liblandlock_preload.so
echo secret >secret
policy=$(policy read_file /usr)

run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./program
is 'a program for musl: no' "$status ${out%%$'\n'*}" \
	'1 ./program: no: it uses musl, the library is for glibc'
run ./program secret
is 'the program runs' "$out" 'main: read'
confined "$policy" ./program secret
check 'a program for the other libc does not start, or starts without us' [ "$out" != 'main: denied' ]
confined "${policy/\/usr/\/usr\",\"\/lib\",\"$work\/program}" env ./program secret
needing landlock is 'a program for this libc is confined as a child' "$out" 'main: denied'

run "$LANDLOCK_POLICY_TOOL" target --library ./musl.so ./program
is 'both for musl: yes' "$status ${out%%$'\n'*}" '0 ./program: yes, a preload takes effect here'
run "$LANDLOCK_POLICY_TOOL" target --library ./musl.so /bin/cat
is 'a library for musl: no' "$status ${out%%$'\n'*}" \
	'1 /bin/cat: no: it uses glibc, the library is for musl'
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./static
like 'static is static' "$status $out" '1 ./static: no: it is static: *'
finish
