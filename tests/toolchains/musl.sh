#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The library for musl, as on Alpine Linux: what the file needs, that it confines programs for musl
# (busybox, and a cat, in place of this machine's), and what becomes of a library for the other libc.
#
# Of the behaviours, those are not tried that are glibc's (where it prints its errors, preinit functions),
# that need a program which is none of musl's here (bash, python3), that count glibc's system calls, and
# stacks of 16 KiB: musl's realpath alone takes half of one.
. "$(dirname "$0")/lib.sh"
need_zig
build musl "$library"
# shellcheck disable=SC2046 # names
build musl src/landlock-policy $(probes_of musl)
busybox=$(musl-busybox)
musl-gcc -O1 -o "$builds/musl-cat" "$toolchains/cat.c"
use musl
((EUID == 0)) || skip 'needs root, to put programs for musl in place of others'

dynamic=$(readelf -dW "$lib")
is 'needs the libc of musl, alone' "$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic")" libc.so
for flag in NOW NODELETE; do
	like "FLAGS_1 has $flag" "$(grep FLAGS_1 <<<"$dynamic")" "*$flag*"
done
is 'exports what is ours' \
	"$(readelf --dyn-syms -W "$lib" | awk '$7 ~ /^[0-9]+$/ { print $8 }' | grep -v '^landlock_preload_')" ''

# in_musl COMMAND...: where these programs are for musl, under whatever name they are started.
in_musl() {
	# shellcheck disable=SC2016 # for the other shell
	unshare -m bash -euc '
		busybox=$1 cat=$2
		shift 2
		for name in $("$busybox" --list); do [[ $name == ash ]] || mount --bind "$busybox" "/usr/bin/$name"; done
		mount --bind "$cat" /usr/bin/cat
		exec "$@"
	' in_musl "$busybox" "$builds/musl-cat" "$@"
}
around=(in_musl)
run "${around[@]}" bash -c 'for name in cat env sh sleep touch; do readelf -lW "$(realpath "$(command -v $name)")"; done'
is 'the programs are for musl' "$(grep -c 'interpreter: /lib/ld-musl-x86_64.so.1' <<<"$out")" 5
mapfile -t scripts < <(scripts_also_on musl)
try_scripts "${scripts[@]}"

# What others load first, runs first: musl keeps to the order of LD_PRELOAD.
policy=$(policy read_file /usr)
file=$project/meson.build
# preloads LIST: what the constructor of the other preload could do.
preloads() { run env PROBE_FILE="$file" LD_PRELOAD="$1" LANDLOCK_POLICY="$policy" "$musl_program" "$file"; }
musl_program=$builds/musl-cat
preloads "$lib:$probes/probe_early_open.so"
is 'named first, we confine the preload after us' "$status $out" '1 constructor: denied'
preloads "$probes/probe_early_open.so:$lib"
is 'named second, not the one before us' "$status $out" '1 constructor: read'
like 'named second, we name the one before us' "$err" "liblandlock_preload: warning: \"$probes/probe_early_open.so\" \
started before this library, and so outside of its sandbox; name this library first in LD_PRELOAD; *"
# early LIST: what the report says of a start with these preloads.
early() {
	: >report
	env LD_PRELOAD="$1" LANDLOCK_REPORT="$work/report" LANDLOCK_POLICY="$policy" "$musl_program" "$musl_program" >/dev/null 2>&1
	grep -o '"early":[a-z]*' report
}
is 'alone, nothing ran before us' "$(early "$lib")" '"early":true'
is 'named first, nothing ran before us' "$(early "$lib:$probes/probe_early_open.so")" '"early":true'
is 'named second, something did' "$(early "$probes/probe_early_open.so:$lib")" '"early":false'

# The wrong build. Neither is ignored: a loader that finds no libc for a library gives up.
native=$LANDLOCK_NATIVE_LIBRARY
run env LD_PRELOAD="$native" LANDLOCK_POLICY="$policy" "$musl_program" "$file"
is 'a library for glibc in a program for musl: it does not start' "$status $out" '127 '
like 'musl says why a library for glibc does not load' "$err" 'Error relocating *: gnu_get_libc_version: symbol not found*'
confined "$policy" cat "$file"
is 'a library for musl in a program for glibc: it does not start' "$status $out" '127 '
like 'glibc says why a library for musl does not load' "$err" 'cat: error while loading shared libraries: *libc.so: *'
confined "$policy" "$musl_program" "$file"
is 'the right one confines it' "$status $out" '1 '
run env LD_PRELOAD="$work/none.so" LANDLOCK_POLICY="$policy" "$musl_program" "$file"
is 'none at all: it runs unconfined' "$status $out" "0 $(<"$file")"
is 'a library that is missing is not mentioned' "$err" ''
finish
