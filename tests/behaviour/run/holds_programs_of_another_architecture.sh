#!/bin/bash
# needs: landlock i686-linux-gnu-gcc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"
[[ $(uname -m) == x86_64 ]] || skip 'the samples are made for x86-64'

# Debian's cross libc serves as the 32-bit libc of this machine, so that the programs really run.
source=$tests/behaviour/probes/probe_sentinel.c
root=/usr/i686-linux-gnu/lib
mkdir programs
i686-linux-gnu-gcc "$source" -o programs/i386 -Wl,--dynamic-linker=$root/ld-linux.so.2 -Wl,-rpath,$root
i686-linux-gnu-gcc "$source" -o programs/i386-static -static
[[ $(programs/i386-static 2>/dev/null) == "$free_words" ]] || skip 'this kernel runs no 32-bit programs'

is_free 'a program of 32 bits' programs/i386
launched --report "$work/i386.report" "$policy" programs/i386
is_confined 'a program of 32 bits'
is 'a program of 32 bits: nothing is said' "$err" ''
is "a program of 32 bits: the launcher's sandbox stands alone" "$(walls i386.report) $(wc -l <i386.report)" 'launcher 1'
launched --require-preload "$policy" programs/i386
is_refused 'a program of 32 bits, where a preload is required'
is_held_alone 'a static program of 32 bits' programs/i386-static

# A library for 32 bits, for a program of 64.
echo 'int unused;' | i686-linux-gnu-gcc -x c - -shared -o lib32.so -Wl,-soname,liblandlock_preload.so
lib=$work/lib32.so
launched "$policy" "$sentinel"
is_confined 'a program of 64 bits and a library of 32'
launched --require-preload "$policy" "$sentinel"
is_refused 'a program of 64 bits and a library of 32, where a preload is required'
finish
