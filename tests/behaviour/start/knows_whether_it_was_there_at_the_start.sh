#!/bin/bash
# needs: cc patchelf
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Whether the library came with the program is a fact of the loader: a start without a policy ends,
# and a program that only loads the library goes on, whatever becomes of its variables.
missing='liblandlock_preload: error: LANDLOCK_POLICY is not set although this library is linked into the program; set it*'
policy='{"ruleset":[{"scoped":["signal"]}]}'
program() { cc -w -x c - -o "$@" <<<"$source" || exit; }

# ends NAME COMMAND...
ends() {
	local name=$1
	shift
	run "$@"
	like "$name: without a policy it does not start" "$status $out$err" "125 $missing"
}
source='#include <unistd.h>
int main(void) { return write(1, "runs\n", 5) != 5; }'
program plain
patchelf --add-needed "$lib" --output linked plain
ends 'linked in' ./linked

patchelf --set-rpath "$work/$(printf '%0200d' 0)" --add-needed libm.so.6 --output moved.so "$lib"
check 'patchelf has moved the dynamic section' test "$(LC_ALL=C readelf -dW moved.so | head -2)" != "$(LC_ALL=C readelf -dW "$lib" | head -2)"
patchelf --add-needed "$work/moved.so" --output linked_moved plain
ends 'linked in, changed by patchelf' ./linked_moved

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

# The loader maps a library below the addresses that it was linked for where those are taken.
source='__attribute__((constructor)) static void nothing(void) {}'
high=0x7ffff0000000
[[ $(LC_ALL=C readelf -h plain) == *ELF32* ]] && high=0xf7000000
for n in 1 2; do
	program libhigh$n.so -shared -fPIC -Wl,-soname,libhigh$n.so,-Ttext-segment=$high
done
patchelf --add-needed "$work/libhigh1.so" --add-needed "$work/libhigh2.so" --output high plain
run ./high
is 'libraries linked for the same addresses can be loaded' "$status $out" '0 runs'
run env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ./high
needing landlock is 'beside a library mapped below its addresses it is confined' "$status $out$err" '0 runs'
patchelf --add-needed "$lib" high
ends 'beside a library mapped below its addresses, linked in' ./high

# A token of the loader's may be a part of the file's name.
cp "$lib" "libnamed-$(uname -m).so"
patchelf --set-soname "libnamed-$(uname -m).so" "libnamed-$(uname -m).so"
source='void nothing(void) {}'
program libby_platform.so -shared -fPIC -Wl,-rpath,"$work"
patchelf --add-needed 'libnamed-$PLATFORM.so' libby_platform.so
patchelf --add-needed "$work/libby_platform.so" --output by_platform plain
ends 'linked into a library, by a name with $PLATFORM' ./by_platform

source='#include <unistd.h>
char *none[1]; char **environ = none;
int main(void) { return write(1, "runs\n", 5) != 5; }'
program own_environ -rdynamic
patchelf --add-needed "$lib" own_environ
ends 'in a program with a variable environ of its own' ./own_environ
loader=$(LC_ALL=C readelf -l plain | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
ends 'under ld.so as a program' "$loader" ./linked

# Other functions of the name dl_iterate_phdr() say nothing of the loader's list.
source='int dl_iterate_phdr(void *f, void *d) { return 0; }'
program libnone.so -shared -fPIC
ends 'beside a preload whose dl_iterate_phdr() lists nothing' env LD_PRELOAD=./libnone.so ./linked
source+='
#include <unistd.h>
int main(void) { return write(1, "runs\n", 5) != 5; }'
program lists_nothing
patchelf --add-needed "$lib" lists_nothing
ends 'in a program whose dl_iterate_phdr() lists nothing' ./lists_nothing
run env LD_PRELOAD="./libnone.so $lib" ./plain
like 'preloaded beside a dl_iterate_phdr() that lists nothing, without a policy it does not start' "$status $out$err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY is not set although this library was preloaded; *'

# Nor do those of the name getauxval() say of the kernel that privileges are alike.
source='unsigned long getauxval(unsigned long type) { return type && 0; }
int main(void) { return 0; }'
program denies
patchelf --add-needed "$lib" denies
if lacks setuid; then
	skip_check 'a getauxval() of the program does not answer for the kernel' "${lacking[setuid]}"
else
	run setpriv --egid 65534 --clear-groups env -i LANDLOCK_POLICY="$policy" ./denies
	like 'a getauxval() of the program does not answer for the kernel' "$status $out$err" \
		'125 liblandlock_preload: error: privileges differ from the caller'"'"'s (AT_SECURE: *'
fi

# A program that was linked without the entry in which the loader leaves its list.
without_debug() {
	python3 - "$1" "$2" <<'PY' 2>/dev/null
import shutil, struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
form, entry = ("<QQ", 16) if data[4] == 2 else ("<II", 8)
offset, = struct.unpack_from(form[:2], data, 32 if entry == 16 else 28)
size, count = struct.unpack_from("<HH", data, 54 if entry == 16 else 42)
for i in range(count):
    at = offset + i * size
    if struct.unpack_from("<I", data, at)[0] != 2: continue
    start, = struct.unpack_from(form[:2], data, at + (8 if entry == 16 else 4))
    length, = struct.unpack_from(form[:2], data, at + (32 if entry == 16 else 16))
    for word in range(start, start + length, entry):
        if struct.unpack_from(form, data, word)[0] == 21: struct.pack_into(form, data, word, 0x60000fff, 0)
open(sys.argv[2], "wb").write(data)
shutil.copymode(sys.argv[1], sys.argv[2])
PY
}
if without_debug linked no_debug && without_debug lists_nothing none_no_debug; then
	is 'the entry is taken out' "$(LC_ALL=C readelf -dW no_debug none_no_debug | grep -c '(DEBUG)')" 0
	ends 'in a program without DT_DEBUG' ./no_debug
	foreign='125 liblandlock_preload: error: dl_iterate_phdr() does not list this library, so it is not the loader'"'"'s, *'
	run env LD_PRELOAD=./libnone.so ./no_debug
	like 'without DT_DEBUG, a dl_iterate_phdr() of a preload that lists nothing is refused' "$status $out$err" "$foreign"
	run env LANDLOCK_POLICY="$policy" ./none_no_debug
	like 'without DT_DEBUG, one of the program is refused, whatever the policy' "$status $out$err" "$foreign"
else
	skip_check 'in a program without DT_DEBUG' 'needs python3'
fi

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
# Programs remember the list, so that a throw need not ask the loader; what they load later is not in it.
source='#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
static struct dl_phdr_info list[99]; static int known;
static int keep(struct dl_phdr_info *info, size_t size, void *data) { list[known++] = *info; return 0; }
int dl_iterate_phdr(int (*f)(struct dl_phdr_info *, size_t, void *), void *data) {
	int (*real)(int (*)(struct dl_phdr_info *, size_t, void *), void *) = dlsym(RTLD_NEXT, "dl_iterate_phdr");
	if (!known) return real(f, data);
	for (int i = 0, end; i < known; ++i) if (end = f(list + i, sizeof(*list), data)) return end;
	return 0;
}
int main(int count, char **words) {
	dl_iterate_phdr(keep, 0);
	puts(dlopen(words[1], RTLD_NOW) ? "loaded" : dlerror());
	return 0;
}'
program remembers -ldl
run ./remembers "$lib"
is 'loaded late into a program that remembers the list: goes on' "$status $out$err" '0 loaded'
patchelf --add-needed "$lib" --output remembers_linked remembers
ends 'linked into a program that remembers the list' ./remembers_linked x
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
# A plug-in may bear the name of a library that the program needs; the loader took the first.
source='void nothing(void) {}'
mkdir alt
program libnamed.so -shared -fPIC -Wl,-soname,libnamed.so
program alt/libnamed.so -shared -fPIC -Wl,-soname,libother.so
program libnameless.so -shared -fPIC
program alt/libnameless.so -shared -fPIC
patchelf --add-needed "$lib" alt/libnamed.so
patchelf --add-needed "$lib" alt/libnameless.so
# plugged NAME NEED: where the program needs a library as that.
plugged() {
	patchelf --add-needed "$2" --output plugged late
	looks "loaded late by a plug-in of the name of a library that is needed $1" env LD_LIBRARY_PATH="$work" ./plugged x "./alt/${2##*/}"
}
plugged 'by its soname' libnamed.so
plugged 'by its file name' libnameless.so
plugged 'by its path' "$work/libnameless.so"
plugged 'by $ORIGIN' '$ORIGIN/libnameless.so'
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
