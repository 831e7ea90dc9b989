#!/bin/bash
# needs: cc patchelf
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# Whether the library came with the program is a fact of the loader: a start without a policy ends,
# and a program that only loads the library goes on, whatever becomes of its variables.
missing='liblandlock_preload: error: LANDLOCK_POLICY is not set although this library is linked into the program; set it'
policy='{"ruleset":[{"scoped":["signal"]}]}'
program() { cc -w -x c - -o "$@" <<<"$source" || exit; }

# ends NAME COMMAND...
ends() {
	local name=$1
	shift
	run "$@"
	is "$name: without a policy it does not start" "$status $out$err" "125 $missing"
}
source='#include <unistd.h>
int main(void) { return write(1, "runs\n", 5) != 5; }'
program plain
patchelf --add-needed "$lib" --output linked plain
ends 'linked in' ./linked

source='void nothing(void) {}'
program libfirst.so -shared -fPIC -Wl,-z,initfirst
cp linked with_first
patchelf --add-needed "$work/libfirst.so" with_first
ends 'beside a library with initfirst' ./with_first
patchelf --add-needed "$work/libfirst.so" --output first_first plain
patchelf --add-needed "$lib" first_first
ends 'before a library with initfirst' ./first_first

program libneeds.so -shared -fPIC
patchelf --add-needed "$lib" libneeds.so
cp libneeds.so libneeds2.so
patchelf --add-needed "$work/libneeds2.so" --output nested plain
ends 'linked into a library of the program' ./nested
program libouter.so -shared -fPIC
patchelf --add-needed "$work/libneeds2.so" libouter.so
patchelf --add-needed "$work/libouter.so" --output deep plain
ends 'linked into a library of a library' ./deep

program libby_token.so -shared -fPIC
patchelf --add-needed '$ORIGIN/bin/liblandlock_preload.so' libby_token.so
patchelf --add-needed "$work/libby_token.so" --output token plain
ends 'linked into a library, by $ORIGIN' ./token

source='#include <unistd.h>
char *none[1]; char **environ = none;
int main(void) { return write(1, "runs\n", 5) != 5; }'
program own_environ -rdynamic
patchelf --add-needed "$lib" own_environ
ends 'in a program with a variable environ of its own' ./own_environ
loader=$(LC_ALL=C readelf -l plain | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
ends 'under ld.so as a program' "$loader" ./linked

# Without the flag, as -Dinitfirst=false builds it.
flags=$(LC_ALL=C readelf -d "$lib" | grep -c INITFIRST)
python3 - "$lib" noflag.so <<'PY' 2>/dev/null && have_python=1
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
assert data[4] == 2
offset, = struct.unpack_from("<Q", data, 32)
size, count = struct.unpack_from("<HH", data, 54)
for i in range(count):
    kind, _, start, _, _, length = struct.unpack_from("<IIQQQQ", data, offset + i * size)
    if kind != 2: continue
    for at in range(start, start + length, 16):
        tag, value = struct.unpack_from("<QQ", data, at)
        if tag == 0x6ffffffb: struct.pack_into("<Q", data, at + 8, value & ~0x20)
open(sys.argv[2], "wb").write(data)
PY
if [[ ${have_python-} && $flags == 1 ]]; then
	patchelf --add-needed "$work/noflag.so" --output without_flag plain
	ends 'built without initfirst' ./without_flag
else
	skip_check 'built without initfirst' 'needs python3, and a 64-bit library with the flag'
fi

# Who only looks goes on as usual.
source='#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int count, char **words) {
	if (strchr(words[1], (char)99)) clearenv();
	void *library = NULL;
#ifdef LM_ID_NEWLM
	if (strchr(words[1], (char)110)) library = dlmopen(LM_ID_NEWLM, words[2], RTLD_NOW); else
#endif
	library = dlopen(words[2], RTLD_NOW);
	puts(library ? "loaded" : dlerror());
	return 0;
}'
program late
looks() {
	local name=$1
	shift
	run "$@"
	is "$name: goes on" "$status $out$err" '0 loaded'
}
looks 'loaded late' ./late x "$lib"
looks 'loaded late, after clearenv' ./late c "$lib"
looks 'loaded late, with a library that needs it' ./late x ./libneeds.so
looks 'loaded late, LD_PRELOAD being set for children' bash -c 'exec -a x ./late x "$1"' x "$lib"
looks 'in a namespace of its own' ./late n "$lib"
run ./late n /none.so
like 'the test knows how to make a namespace' "$out" '*/none.so*'

if lacks landlock; then skip_check 'what is said of it' "${lacking[landlock]}" && finish; fi
# early NAME EXPECTED COMMAND...: what the report says of a start.
early() {
	local name=$1 expected=$2
	shift 2
	: >report
	run env LANDLOCK_REPORT="$work/report" LANDLOCK_POLICY="$policy" "$@"
	is "$name: \"early\" is $expected" "$status $(grep -o '"early":[a-z]*' report)" "0 \"early\":$expected"
}
early preloaded true env LD_PRELOAD="$lib" ./plain
early 'linked in' true ./linked
early 'linked in, under ld.so' true "$loader" ./linked
early 'in a program with an environ of its own' true ./own_environ
early 'loaded late' false ./late x "$lib"
early 'in a namespace of its own' false ./late n "$lib"
finish
