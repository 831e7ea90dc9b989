#!/bin/bash
# SPDX-License-Identifier: MIT
#
# 32-bit x86: the kernel suite, the behaviours and the clients of the interface, in a root of Debian's
# 32-bit programs, on this machine's kernel; and what becomes of a library of the other class.
. "$(dirname "$0")/lib.sh"
clients='tests/interface/client_c tests/interface/client_cpp tests/interface/client_many tests/interface/client_no_pie'
# shellcheck disable=SC2086 # names
build i386 "$library" src/landlock-policy tests/kernel/kernel_tests $clients
# shellcheck disable=SC2046 # names
build i386 $(probes_of i386)
use i386
export LANDLOCK_PRELOAD_CLIENTS=$builds/i386/tests/interface
((EUID == 0)) || skip 'needs root, to chroot'

root=$builds/root-i386
make_debian i386 bookworm "$root" bash binutils bsdutils coreutils curl dash diffutils findutils grep gzip iproute2 libc-bin \
	libcap2-bin libstdc++6 mawk mount ncurses-base ncurses-bin openssl patchelf procps python3 sed strace tar util-linux
in_root "$root" ldconfig
around=(in_root "$root")

run "${around[@]}" readelf -h /bin/cat "$LANDLOCK_PRELOAD_LIBRARY"
is 'programs and library are 32-bit' "$(grep -c 'Class: *ELF32' <<<"$out")" 2
run "${around[@]}" "$builds/i386/tests/kernel/kernel_tests"
check 'the kernel suite' test "$status" = 0
grep '^\[doctest\]' <<<"$out" | sed 's/^/# /'
((status == 0)) || sed 's/^/# /' <<<"$out"

# What this root has not, and its /tmp, a tmpfs, does not do.
may_lack=('* is not installed' 'needs python3*' 'no user namespaces here*' 'programs here are not of 64 bits' 'probe_oracle is not built'
	'strace shows no stacks here*' 'the samples are made for *' 'libasan does not work here*' 'inode numbers are not given anew in *')
# Documents are the same for every library.
mapfile -t scripts < <(printf '%s\n' "$project"/tests/behaviour/*/*.sh | grep -v /docs/)
try_scripts "${scripts[@]}" "$project"/tests/interface/{serves_every_kind_of_client,tells_the_same_everywhere,admits_what_it_cannot_know}.sh
check "most scripts can run: all but $skipped of ${#scripts[@]}" test $((skipped * 4)) -lt ${#scripts[@]}

# Nothing is observed there: that is said, and nothing is started.
run "${around[@]}" env "$LANDLOCK_POLICY_TOOL" explain --library "$LANDLOCK_PRELOAD_LIBRARY" "$(policy read_file /usr)" -- echo started
is 'explain: refused' "$status|$out|$err" '125||landlock-policy: error: programs can be observed on x86-64 and aarch64 only'

# The wrong build: the loader says so, and goes on without it.
policy=$(policy read_file /usr)
file=$project/meson.build
# wrong NAME LIBRARY CLASS: in the program that $around and cat make.
wrong() {
	run "${around[@]}" env LD_PRELOAD="$2" LANDLOCK_POLICY="$policy" cat "$file"
	is "$1: it runs unconfined" "$status $out" "0 $(<"$file")"
	is "$1: the loader says why" "$(grep -v "/env'" <<<"$err")" \
		"ERROR: ld.so: object '$2' from LD_PRELOAD cannot be preloaded (wrong ELF class: $3): ignored."
}
wrong 'a 64-bit library in a 32-bit program' "$LANDLOCK_NATIVE_LIBRARY" ELFCLASS64
around=()
wrong 'a 32-bit library in a 64-bit program' "$LANDLOCK_PRELOAD_LIBRARY" ELFCLASS32
finish
