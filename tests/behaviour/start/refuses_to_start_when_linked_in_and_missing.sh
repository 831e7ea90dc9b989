#!/bin/bash
# needs: patchelf
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)

cp "$(command -v cat)" linked
patchelf --add-needed "$lib" linked

run env LANDLOCK_POLICY="$policy" ./linked secret
needing landlock is 'linked in, the library confines without LD_PRELOAD' "$status $out" '1 '
needing landlock like 'linked in, it is the kernel that denies' "$err" '*secret: Permission denied'

run ./linked secret
is 'without a policy it refuses' "$status $out" '125 '
like 'without a policy the error says why' "$err" 'liblandlock_preload: error: LANDLOCK_POLICY is not set although this library is linked into the program; set it*'

mv "$lib" "$lib.away"
run env LANDLOCK_POLICY="$policy" ./linked secret
is 'without the library the program does not start' "$status $out" '127 '
like 'the loader says why the program does not start' "$err" '*loading shared librar*liblandlock_preload.so*'

run cat secret
is 'the original reads the file' "$status $out" '0 secret'
finish
