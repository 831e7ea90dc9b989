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

behaviours {serves_every_kind_of_client,tells_the_same_everywhere,admits_what_it_cannot_know}
behaviours_but 'agrees_with_the_schema: needs python3-jsonschema
completes_its_command_line: needs zsh
demo_says_what_is_missing: makes a library of the other class of a 64-bit one
decides_as_the_kernel_does: its probe takes a minute to build
documents_every_word: needs man pages
fails_closed_at_every_system_call: needs a strace that shows stacks
fails_closed_on_kernel_errors: knows the system calls of 64-bit programs
follows_handlers_of_binfmt_misc: needs a compiler
holds_what_it_opened: knows the system calls of 64-bit programs
ignores_names_of_the_program: needs a compiler
judges_damaged_programs_without_harm: needs a compiler
keeps_memory_in_order: needs a compiler and valgrind
keeps_the_promises_of_the_readme: is about this machine
knows_whether_it_was_there_at_the_start: needs a compiler
leaves_the_allocator_to_the_program: needs a compiler
leaves_titles_and_options_as_they_are: needs a compiler
looks_names_up_as_the_loader_does: needs a compiler
names_libraries_that_run_first: needs a compiler
names_who_started_before_it: needs a compiler
reads_every_included_file: needs inode numbers that are given anew, and /tmp is a tmpfs there
runs_ordinary_programs_on_presets: needs more programs
runs_the_example_of_a_c_build: needs a compiler
runs_the_example_of_a_document_converter: needs more programs
runs_the_example_of_a_web_server: needs more programs
solves_the_troubles_of_the_readme: needs a compiler
starts_in_namespaces: makes user namespaces, which no chroot may
starts_under_debuggers: needs debuggers
starts_with_other_allocators: needs them
takes_time_in_proportion_to_the_policy: needs valgrind
tells_musl_from_glibc: needs compilers
tells_other_architectures_apart: needs compilers
tells_that_nosuid_takes_privilege_away: needs a compiler
tells_where_a_preload_takes_effect: needs a compiler
tells_where_privilege_drops_a_preload: needs a compiler
tells_which_libraries_can_be_preloaded: needs a compiler
works_with_address_sanitizer: needs a compiler'

# The wrong build: the loader says so, and goes on without it.
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
file=$project/meson.build
# wrong NAME LIBRARY CLASS: in the program that $around and cat make.
wrong() {
	run "${around[@]}" env LD_PRELOAD="$2" LANDLOCK_POLICY="$policy" cat "$file"
	is "$1: it runs unconfined" "$status $out" "0 $(<"$file")"
	is "$1: and the loader says why" "$(grep -v "/env'" <<<"$err")" \
		"ERROR: ld.so: object '$2' from LD_PRELOAD cannot be preloaded (wrong ELF class: $3): ignored."
}
wrong 'a 64-bit library in a 32-bit program' "$LANDLOCK_NATIVE_LIBRARY" ELFCLASS64
around=()
wrong 'a 32-bit library in a 64-bit program' "$LANDLOCK_PRELOAD_LIBRARY" ELFCLASS32
finish
