#!/bin/bash
# needs: strace gcc gdb valgrind
# SPDX-License-Identifier: MIT
sources=$(cd "$(dirname "$0")/../probes" && pwd)
. "$(dirname "$0")/../../lib/lib.sh"

# What watches a program changes how its start goes: stops at every system call, another way to exec,
# an emulated processor that may not know Landlock's calls. It is confined, or refused with 125.
echo secret >secret
policy=$(policy read_file /usr /proc)

# A valgrind whose own launcher is preloaded would be confined before it can load the program.
gcc -std=gnu11 -O1 -o linked "$sources/probe_static.c" -Wl,--no-as-needed "$lib" -Wl,-rpath,"$work/bin"

# outcome: what of the program and of us stands in file out, among the words of whoever watches.
outcome() { grep -ao 'main: [a-z]*\|liblandlock_preload: error: .*' out | cut -c1-70 | sort -u; }

# under NAME COMMAND...: by "$@" "$policy", the program that COMMAND runs.
under() {
	local name=$1
	shift
	"$@" LANDLOCK_POLICY="$policy" "${program[@]}" >out 2>&1
	if lacks landlock; then
		skip_check "$name: confined" "${lacking[landlock]}"
	elif [[ $(outcome) == *'this kernel has no Landlock (ENOSYS)'* ]]; then
		like "$name: refused, for Landlock is not known there" "$(outcome)" 'liblandlock_preload: error: this kernel*'
	else
		is "$name: confined" "$(outcome)" 'main: denied'
	fi
	"$@" LANDLOCK_POLICY="${policy/read_file/raed_file}" "${program[@]}" >out 2>&1
	like "$name: refused" "$(outcome)" 'liblandlock_preload: error: LANDLOCK_POLICY:/ruleset/*'
	"$@" LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["make_fifo"]}]}' "${program[@]}" >out 2>&1
	[[ $(outcome) == *ENOSYS* ]] || needing landlock is "$name: a policy that lets it read the file" "$(outcome)" 'main: read'
}
program=(LD_PRELOAD="$lib" "$probes/probe_small_stack" open secret)
under strace strace -f -o trace env
under 'strace with a filter' strace -f --seccomp-bpf -e trace=openat -o trace env
under gdb gdb -q -nx -batch -ex run --args env
under 'gdb that catches system calls' gdb -q -nx -batch -ex 'catch exec' -ex run -ex 'catch syscall openat' \
	-ex 'ignore 2 100000' -ex continue --args env
if command -v rr >/dev/null && rr record -o rr-test true >/dev/null 2>&1; then
	under rr rr record -o rr-trace env
fi
program=(valgrind -q --error-exitcode=9 ./linked secret)
under valgrind env
finish
