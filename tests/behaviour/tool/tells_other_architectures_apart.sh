#!/bin/bash
# needs: cc i686-linux-gnu-gcc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
[[ $(uname -m) == x86_64 ]] || skip 'the samples are made for x86-64'

# Debian's cross libc serves as the 32-bit libc of this machine, so that the sample really runs.
sample=$tests/behaviour/probes/probe_static.c
root=/usr/i686-linux-gnu/lib
i686-linux-gnu-gcc "$sample" -o program32 -Wl,--dynamic-linker=$root/ld-linux.so.2 -Wl,-rpath,$root
cc "$sample" -o program64
echo 'int unused;' | i686-linux-gnu-gcc -x c - -shared -o lib32.so -Wl,-soname,liblandlock_preload.so
echo secret >secret
policy=$(policy read_file /usr)

run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./program32
is 'a 32-bit program: no' "$status ${out%%$'\n'*}" \
	'1 ./program32: no: it is 32-bit x86, the library is 64-bit x86-64'
like 'the way out is named' "$out" $'*\n  LD_PRELOAD=… LANDLOCK_POLICY=… env ./program32\n*'
if [[ $(./program32 secret 2>/dev/null) == 'main: read' ]]; then
	confined "$policy" ./program32 secret
	is 'a program of another architecture is not confined' "$out" 'main: read'
	like 'the loader of another architecture refuses the library' "$err" '*wrong ELF class*ignored.'
	confined "${policy/\/usr/\/usr\",\"$work\/program32}" env ./program32 secret
	is 'the way out confines it' "$out" 'main: denied'
else
	echo '# this kernel runs no 32-bit programs; what happens to one is not shown'
fi

run "$LANDLOCK_POLICY_TOOL" target --library ./lib32.so ./program64
is 'a 32-bit library: no' "$status ${out%%$'\n'*}" \
	'1 ./program64: no: it is 64-bit x86-64, the library is 32-bit x86'
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./program64
is 'both 64-bit: yes' "$status" 0

# The machine is two bytes at 18 of the header, the byte order one at 5, in which all else is read.
cp program64 arm
printf '\xb7\0' | dd of=arm bs=1 seek=18 conv=notrunc status=none
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./arm
is 'another machine: no' "$status ${out%%$'\n'*}" \
	'1 ./arm: no: it is 64-bit AArch64, the library is 64-bit x86-64'
cp program32 x32
printf '\x3e\0' | dd of=x32 bs=1 seek=18 conv=notrunc status=none
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./x32
is 'the same machine with 32 bits: no' "$status ${out%%$'\n'*}" \
	'1 ./x32: no: it is 32-bit x86-64, the library is 64-bit x86-64'
# A header, a PT_INTERP and its name, all in the other byte order.
/usr/bin/python3 - <<'PYTHON' >s390x
import struct, sys
name = b"/lib/ld64.so.1\0"
header = b"\x7fELF\2\2\1".ljust(16, b"\0") + struct.pack(">HHIQQQIHHHHHH", 3, 22, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
sys.stdout.buffer.write(header + struct.pack(">IIQQQQQQ", 3, 4, 120, 120, 120, len(name), len(name), 1) + name)
PYTHON
chmod 755 s390x
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./s390x
is 'another byte order: no' "$status ${out%%$'\n'*}" \
	'1 ./s390x: no: it is 64-bit S/390, the library is 64-bit x86-64'
if command -v patchelf >/dev/null; then
	patchelf --set-interpreter /lib/ld-linux-x86-64.so.9 program64
	run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./program64
	is 'a loader that is not there: no' "$status ${out%%$'\n'*}" \
		'1 ./program64: no: its loader /lib/ld-linux-x86-64.so.9: No such file or directory'
fi
finish
