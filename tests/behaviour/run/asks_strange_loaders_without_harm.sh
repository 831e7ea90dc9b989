#!/bin/bash
# needs: landlock cc timeout
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# A program may name a loader of its own, which the launcher asks for the libraries: it is a stranger, whatever it answers.
[[ $(uname -m) == x86_64 ]] || skip 'the sample is made for x86-64'
cat >loader.c <<'SOURCE'
/* Without libc, since it has to run as a program, and in place of the loader of one. Asked for the libraries, it does
 * what it must not, and answers LISTING; started as a loader it tries what probe_sentinel tries, and ends. */
static long call(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}
static long length(const char* text) {
    long n = 0;
    while (text[n] != 0) ++n;
    return n;
}
static void say(const char* text) { call(1, 1, (long)text, length(text)); }
static void attempt(const char* path, int flags, const char* done) {
    say(call(2, (long)path, flags, 0600) >= 0 ? done : " -");
}
static void act(void) {
    say("open:");
    attempt("open/file", 0, " read");
    attempt("open/ran", 0101, " made");
    say(", closed:");
    attempt("closed/file", 0, " read");
    attempt("closed/ran", 0101, " made");
    say("\n");
}
static char bytes[64];
void begin(long* stack) {
    if (stack[0] > 1) {
        call(2, (long)"closed/asked", 0101, 0600);
        call(2, (long)"open/asked", 0101, 0600);
        /* Nor into what the program will inherit. */
        call(1, 7, (long)"asked", 5);
        /* The launcher tells the user what a loader complains of, and so must not be told a secret. */
        call(1, 1, (long)bytes, call(0, call(2, (long)"closed/file", 0, 0), (long)bytes, sizeof(bytes)));
        if (HANGS) for (;;) call(34, 0, 0, 0);
        say(LISTING);
        call(231, STATUS, 0, 0);
    }
    act();
    call(231, 0, 0, 0);
}
__attribute__((naked)) void _start(void) { __asm__("mov %rsp, %rdi\nand $-16, %rsp\ncall begin"); }
SOURCE
echo 'int main(void) { return 0; }' >main.c

# asked NAME LISTING [STATUS [HANGS]]: a program with a loader that answers so.
asked() {
	local name=$1
	cc -ffreestanding -nostdlib -static -fno-stack-protector -fno-pie -no-pie -Wl,-Ttext-segment=0x70000000 -O1 -w \
		-DLISTING="\"$2\"" -DSTATUS="${3-0}" -DHANGS="${4-0}" loader.c -o loader
	mkdir -p named
	cp loader named/ld-linux-x86-64.so.2
	cc -pie -fPIE main.c -o program -Wl,--dynamic-linker="$interpreter" -Wl,--enable-new-dtags,-rpath,"$work/open"
	is_free "$name" ./program
	inside=(timeout -s KILL 60)
	rm -f closed/asked open/asked
	launched "$policy" ./program 7>leak
	inside=()
	check "$name: it ends" test "$status" != 137
	is_confined_or_refused "$name"
	is "$name: it could write nowhere when it was asked" "$(ls -d closed/asked open/asked 2>/dev/null)$(<leak)" ''
	[[ $interpreter == "$work/loader" ]] || return
	launched --require-preload "$policy" ./program
	is_refused "$name, where a preload is required"
}
interpreter=$work/loader
asked 'a loader that names nothing' ''
asked 'a loader that names what is denied' "\\tlibx.so => $work/closed/file (0x00007f0000000000)\\n"
asked 'a loader that names a directory' "\\tlibx.so => $work/closed (0x00007f0000000000)\\n"
asked 'a loader that names the root' '\tlibx.so => / (0x00007f0000000000)\n'
asked 'a loader that names a device' '\tlibx.so => /dev/zero (0x00007f0000000000)\n'
asked 'a loader that names a link' "\\tlibx.so => /proc/self/root (0x00007f0000000000)\\n"
asked 'a loader that names a path of its own' '\tclosed/file (0x00007f0000000000)\n'
asked 'a loader that fails' '' 1
# One that looks like the system's.
for interpreter in "$work/named/ld-linux-x86-64.so.2" "/usr/..$work/named/ld-linux-x86-64.so.2"; do
	asked "a loader $interpreter" "\\tlibx.so => $work/closed/file (0x00007f0000000000)\\n"
	asked "a loader $interpreter that fails" '' 1
done
interpreter=$work/loader
asked 'a loader that never answers' '' 0 1
finish
