#!/bin/bash
# needs: cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# glibc lets one library run before all others. Where that is not ours, whoever asks is told which.
cat >early.c <<'END_OF_C'
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void run_early(void) {
	if (open("secret", O_RDONLY) >= 0) write(1, "early read\n", 11);
}
END_OF_C
mkdir libs other
cc -shared -fPIC early.c -o libs/libfirst.so -Wl,-z,initfirst
cc -shared -fPIC early.c -o libs/libplain.so
cc -shared -fPIC -x c /dev/null -o libs/libmiddle.so -Wl,--no-as-needed -Llibs -lfirst -Wl,-rpath,"\$ORIGIN"
cp libs/libfirst.so other/libpreload.so
program() { echo 'int main(void) { return 0; }' | cc -x c - -o "$1" -Wl,--no-as-needed -Llibs "${@:2}"; }
program with_first -lfirst -Wl,-rpath,"$work/libs"
program with_middle -lmiddle -Wl,-rpath,"$work/libs"
program with_plain -lplain -Wl,-rpath,"$work/libs"
echo secret >secret
policy=$(policy read_file /usr /lib /lib64 "$work/libs")

# target PROGRAM: what is said of libraries that run first.
warned() { grep '^warning: .*initfirst' <<<"$out"; }
is_glibc() { ldd --version 2>&1 | grep -qi 'glibc\|gnu libc'; }
is_glibc || skip 'the libc here is not glibc'

target ./with_plain
is 'a library without the flag: nothing to warn of' "$status $(warned)" '0 '
confined "$policy" ./with_plain
needing landlock is 'its constructor runs confined' "$out" ''

target ./with_first
is 'a library that the program needs has the flag' "$status $(warned)" \
	"0 warning: libfirst.so ($work/libs/libfirst.so), which ./with_first needs, has the flag initfirst as well: its constructors, and maybe those of other libraries, run before the sandbox is there"
confined "$policy" ./with_first
is 'its constructor runs free' "$out" 'early read'

target ./with_middle
is 'a library of a library has the flag' "$status $(warned)" \
	"0 warning: libfirst.so ($work/libs/libfirst.so), which $work/libs/libmiddle.so needs, has the flag initfirst as well: its constructors, and maybe those of other libraries, run before the sandbox is there"
confined "$policy" ./with_middle
is 'the constructor of a library of a library runs free' "$out" 'early read'

LD_PRELOAD=$work/other/libpreload.so target ./with_plain
is 'a preload that is set now has the flag' "$status $(warned)" \
	"0 warning: $work/other/libpreload.so, which LD_PRELOAD has now, has the flag initfirst as well: its constructors, and maybe those of other libraries, run before the sandbox is there"
run env LD_PRELOAD="$lib $work/other/libpreload.so" LANDLOCK_POLICY="$policy" ./with_plain
like 'behind ours, its constructor runs free' "$out" 'early read*'

# Audit libraries run before all others, whoever asks for them.
program audited -Wl,--audit=/none/a.so:/none/b.so -Wl,--depaudit=/none/c.so
target ./audited
is 'audit libraries of the program are named' "$status $(grep '^warning: .*audit' <<<"$out")" \
	"0 warning: /none/a.so, which ./audited asks for, is an audit library: it runs before the sandbox is there
warning: /none/b.so, which ./audited asks for, is an audit library: it runs before the sandbox is there
warning: /none/c.so, which ./audited asks for, is an audit library: it runs before the sandbox is there"
run env LD_AUDIT=/none/d.so "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./with_plain
is 'an audit library of LD_AUDIT is named' "$status $(grep '^warning: .*audit' <<<"$out")" \
	'0 warning: /none/d.so, which LD_AUDIT has now, is an audit library: it runs before the sandbox is there'

# One that is there may have the loader take another file than ours, or none: nothing is certain.
cat >refuses.c <<'END'
#include <link.h>
#include <string.h>
unsigned la_version(unsigned version) { return version; }
char *la_objsearch(const char *name, uintptr_t *cookie, unsigned flag) {
	return strstr(name, "landlock") ? 0 : (char *)name;
}
END
cc -shared -fPIC refuses.c -o refuses.so
run env LD_AUDIT="$work/refuses.so" LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" cat secret
is 'an audit library has the loader leave the preload out' "$status $out" '0 secret'
run env LD_AUDIT="$work/refuses.so" "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./with_plain
like 'so the answer is no' "$status $out" "1 ./with_plain: no: $work/refuses.so, which LD_AUDIT has now, is an audit library: it decides which files the loader takes*"

# Ours is no rival of itself.
program linked_in -Wl,-rpath,"$work/bin" -L"$work/bin" -llandlock_preload
target ./linked_in
is 'the library itself, linked in, is no rival' "$status $(warned)" '0 '

# One that was built without the flag is no better than any other.
cc -shared -fPIC early.c -o late.so -Wl,-soname,liblandlock_preload.so
run "$LANDLOCK_POLICY_TOOL" target --library ./late.so ./with_plain
like 'a build without initfirst is warned of' "$status $out" \
	'0 *warning: the library was built without initfirst, so constructors of other libraries run before the sandbox is there*'
finish
