#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What glibc does with a preload that is no library of its kind: documented, and therefore watched.
echo secret >secret
policy=$(policy read_file /usr)

echo 'no library' >garbage.so
: >empty.so
# Byte 4 of an ELF file is its class: 1 for 32 bits, 2 for 64.
cp "$lib" other_class.so
printf '%b' "\\x$((3 - $(od -An -tu1 -j4 -N1 "$lib")))" | dd of=other_class.so bs=1 seek=4 conv=notrunc status=none

for file in garbage.so empty.so other_class.so; do
	run env LD_PRELOAD="$work/$file" LANDLOCK_POLICY="$policy" cat secret
	is "$file: the program reads what the policy denies" "$status $out" '0 secret'
	like "$file: the loader says so" "$err" "ERROR: ld.so: object '*/$file' from LD_PRELOAD cannot be preloaded*: ignored."
done

confined "$policy" cat secret
needing landlock is 'with the true library it is denied' "$status $out" '1 '
finish
