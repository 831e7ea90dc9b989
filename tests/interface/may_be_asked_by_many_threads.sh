#!/bin/bash
# needs: landlock personality
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# Under ThreadSanitizer, which needs addresses that are not randomised too far (setarch -R).
readers=$LANDLOCK_PRELOAD_CLIENTS/concurrent_readers
[[ -e $readers ]] || skip 'the compiler has no runtime of ThreadSanitizer (clang: libclang-rt-dev)'
run setarch -R "$readers"
needing root_mount is 'threads that only read do not race' "$status $out $err" '0 all right '
# A symbolizer may be missing, of which clang 19 makes an abort; and where Meson asks UBSan to abort, so does TSan.
run env -u UBSAN_OPTIONS TSAN_OPTIONS=symbolize=0 setarch -R "$readers" race
like 'threads that write would be noticed' "$status $err" '66 *data race*'
finish
