#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
# many FIRST LAST COMMAND...: with 100,000 variables around the settings FIRST and LAST. The kernel
# lets them take a quarter of the stack's limit.
ulimit -s 65536
cat >many.py <<'PY'
import os, sys
names = [f"VARIABLE_{i}=value" for i in range(100000)]
entries = sys.argv[1:2] + names + sys.argv[2:3]
os.execve(sys.argv[3], sys.argv[3:], dict(entry.split("=", 1) for entry in entries))
PY
many() { run python3 many.py "$@"; }

many LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" /usr/bin/cat secret
like 'confined' "$status $err" '1 *cat: secret: Permission denied'
many LANDLOCK_POLICY="$policy" LD_PRELOAD="$lib" /usr/bin/cat secret
like 'the order of many variables does not matter' "$status $err" '1 *cat: secret: Permission denied'
many LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" /usr/bin/env
is 'every other variable stays' "$(grep -c '^VARIABLE_[0-9]*=value$' <<<"$out")" 100000
is 'ours are replaced' "$(grep -v ^VARIABLE_ <<<"$out")" $'LANDLOCK_LAYERS=1\nLANDLOCK_LAYERS=1'
many A=a B=b /usr/bin/cat secret
is 'without us the program reads the file' "$status $out" '0 secret'
finish
