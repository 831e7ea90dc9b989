#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# A program may name a loader of its own, or audit libraries, whose code the system's loader runs even when it is only
# asked for a list. That would be a stranger's code without a sandbox, so such a program is asked for nothing: what it needs
# for its start the policy has to grant.
cat >audit.c <<'SOURCE'
#include <fcntl.h>
#include <unistd.h>
unsigned la_version(unsigned version) {
    if (open("closed/file", O_RDONLY) >= 0) _exit(9);
    return version;
}
SOURCE
mkdir audit
cc -shared -fPIC audit.c -o audit/audit.so
source=$tests/behaviour/probes/probe_sentinel.c
for list in audit depaudit; do
	cc "$source" -o with_$list -Wl,--$list="$work/audit/audit.so"
	run ./with_$list
	is "$list: without us its code runs, and reads everything" "$status $out" '9 '
	launched "$policy" ./with_$list
	check "$list: nothing runs where its libraries are not granted" test "$status" != 0 -a ! -e open/ran
	like "$list: the remedy is named" "$err" '*it brings audit libraries along*grant read_file*'
	never "$list, where its libraries are not granted"
done
wider=${policy/'"parent":['/"\"parent\":[\"$work/audit\","}
for file in $(ldd "$sentinel" | grep -o '/[^ ]*'); do
	wider=${wider/'"parent":['/"\"parent\":[\"$(dirname "$(readlink -f "$file")")\","}
done
for list in audit depaudit; do
	launched "$wider" ./with_$list
	is_confined "$list, and its libraries are granted"
done

[[ $(uname -m) == x86_64 ]] || skip 'the sample of a loader is made for x86-64'
cat >loader.c <<'SOURCE'
/* Without libc, since it has to run as a program, and in place of the loader of one. Whoever asks it for libraries waits for
 * ever; started as a loader it tries what probe_sentinel tries. */
static long call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}
static void say(const char* text) {
    long length = 0;
    while (text[length] != 0) ++length;
    call(1, 1, (long)text, length);
}
static void attempt(const char* path, int flags, const char* done) {
    say(call(2, (long)path, flags, 0600) >= 0 ? done : " -");
}
void begin(long* stack) {
    if (stack[0] > 1) for (;;) call(34, 0, 0, 0);
    say("open:");
    attempt("open/file", 0, " read");
    attempt("open/ran", 0101, " made");
    say(", closed:");
    attempt("closed/file", 0, " read");
    attempt("closed/ran", 0101, " made");
    say("\n");
    call(231, 0, 0, 0);
}
__attribute__((naked)) void _start(void) { __asm__("mov %rsp, %rdi\nand $-16, %rsp\ncall begin"); }
SOURCE
mkdir strange
cc -ffreestanding -nostdlib -static -fno-stack-protector -fno-pie -no-pie -Wl,-Ttext-segment=0x70000000 -O1 -w loader.c -o strange/loader
cp strange/loader strange/ld-linux-x86-64.so.2
cp strange/loader strange/ld-musl-x86_64.so.1
for interpreter in "$work"/strange/* "/usr/..$work/strange/ld-linux-x86-64.so.2"; do
	echo 'int main(void) { return 0; }' | cc -x c -pie -fPIE - -o program -Wl,--dynamic-linker="$interpreter" -Wl,--enable-new-dtags,-rpath,"$work/open"
	is_free "a loader $interpreter" ./program
	inside=(timeout -s KILL 60)
	launched "$policy" ./program
	inside=()
	is_confined "a loader $interpreter"
	like "a loader $interpreter: the remedy is named" "$err" "*its loader $interpreter is not the system's*grant read_file*"
done
finish
