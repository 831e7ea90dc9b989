#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# From the least address space in which the program runs at all, upwards: it is confined, or refused
# with a reason, or the loader has no room for the library, says so, and ignores it.
echo secret >secret
policy=$(policy read_file /usr)
{ echo "$policy" && head -c 900000 /dev/zero | tr '\0' ' '; } >large.json
# limited KIB NAME=VALUE...
limited() { "$probes/probe_small_memory" "$@" LC_ALL=C /bin/cat secret; }

# runs_at KIB: whether the program runs there without us, each of 20 times. Addresses are random, so at the least size
# it sometimes does not: the kernel ends an execve that has no room left by SIGSEGV.
runs_at() {
	local i
	for ((i = 0; i < 20; i++)); do
		run limited "$1"
		[[ $status == 0 ]] || return 1
	done
}

# dies_before_us SIZE POLICY: whether the loader gets a signal before it calls our constructor, which it would log:
# glibc 2.41 goes on after an mmap that found no room, and crashes.
dies_before_us() {
	run limited "$1" LD_PRELOAD="$lib" LANDLOCK_POLICY="$2" LD_DEBUG=files
	[[ $status -gt 128 && $err == *'file=libc.so.6 '* && $err != *'calling init: '* ]]
}

# sweep NAME STEP POLICY: until the program has been confined 20 times.
sweep() {
	local name=$1 step=$2 value=$3 size said bad=''
	confined=0 refused=0
	for ((size = 1000; size < 20000 && confined < 20; size += step)); do
		run limited $size
		[[ $status == 0 ]] || continue
		run limited $size LD_PRELOAD="$lib" LANDLOCK_POLICY="$value"
		if [[ $status == 1 && $out == '' && $err == *'cat: secret: Permission denied' && $err != *$'\n'* ]]; then
			confined=$((confined + 1))
		elif [[ $status == 125 && $out == '' && $err == 'liblandlock_preload: error: '* ]]; then
			refused=$((refused + 1))
		elif [[ $status != 127 && $err != *liblandlock_preload.so*cannot\ be\ preloaded* ]]; then
			said="$size KiB: $status $out $err"
			! runs_at $size || dies_before_us $size "$value" || bad+=$said$'\n'
		fi
	done
	is "$name: confined, refused, or ignored aloud" "$bad" ''
	is "$name: confined where there is room" $confined 20
}
sweep 'a small policy' 10 "$policy"
sweep 'a large policy' 50 "$work/large.json"
check 'which is refused where there is none' test $refused -gt 0
finish
