#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What glibc does with a preload that it cannot load: documented, and therefore watched.
echo secret >secret
policy=$(policy read_file /usr)

run env LD_PRELOAD="$work/none/liblandlock_preload.so" LANDLOCK_POLICY="$policy" cat secret
is 'the program reads what the policy denies' "$out" secret
is 'the program without the library succeeds' "$status" 0
like 'the loader says so' "$err" "ERROR: ld.so: object '*/none/liblandlock_preload.so' from LD_PRELOAD cannot be preloaded*: ignored."

mkdir none
cp "$lib" none/
run env LD_PRELOAD="$work/none/liblandlock_preload.so" LANDLOCK_POLICY="$policy" cat secret
needing landlock is 'with the file in place it is denied' "$status $out" '1 '
finish
