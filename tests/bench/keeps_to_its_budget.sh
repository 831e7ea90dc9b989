#!/bin/bash
# needs: python3
# SPDX-License-Identifier: MIT
#
# What a start costs, counted rather than timed: instructions, system calls, page faults. The budgets
# are what a build with the default flags takes by each compiler and release, and an eighth more; a change that
# breaks one either has a reason good enough to move it, or has not.
. "$(dirname "$0")/../lib/lib.sh"
. "$tests/elf/budgets.sh"

[[ ${LANDLOCK_PRELOAD_DEFAULT_FLAGS-} == true ]] || skip 'budgets are those of a build with the default flags'
nothing=$LANDLOCK_BENCH_PROGRAMS/bench_nothing
mkdir "$work/data" "$work/out" "$work/lib"
for size in 8 40 100 1000 4000; do
	python3 -B "$tests/bench/rules.py" "$work" $size >"policy-$size.json"
done
for ((i = 0; i < 92; i++)); do mkdir -p "$(printf 'data/%02d/00' $i)"; done

# at_most NAME NUMBER LIMIT, of what no compiler changes.
at_most() { check "$1: $2, at most $3" test "$2" -gt 0 -a "$2" -le "$3"; }

# From execve to exit: `library` are the instructions in our file, `loader` and `libc` those that a
# plain start does not have.
steps() { "$LANDLOCK_BENCH_PROGRAMS/bench_steps" "$@" -- "$nothing"; }
count() { awk -v object="$1" '$2 ~ object { n += $1 } END { print n + 0 }'; }
# mappings_of VARIABLE…: of a program that has started with them.
mappings_of() {
	local waiting waiting_PID end
	coproc waiting { exec env "$@" "$LANDLOCK_BENCH_PROGRAMS/bench_waiting"; }
	read -r -d '' -u "${waiting[0]}" # the byte that it writes when it has
	wc -l <"/proc/$waiting_PID/maps"
	end=${waiting[1]}
	exec {end}>&-
	wait "$waiting_PID"
}
start_costs() {
	plain=$(steps A=)
	for size in 8 40; do
		run steps LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy-$size.json"
		is "$size rules are enforced in silence" "$status $err" '0 '
		ours=$out
		library=$(count liblandlock_preload <<<"$ours")
		loader=$(($(count 'ld-linux' <<<"$ours") - $(count 'ld-linux' <<<"$plain")))
		libc=$(($(count 'libc[.]so' <<<"$ours") - $(count 'libc[.]so' <<<"$plain")))
		((size != 8)) || within loader 'instructions of the loader' $loader
		within library-$size "instructions of the library, $size rules" $library
		# It may fall below zero, since a preload changes by a few how the loader gets to libc.
		check "instructions of libc, $size rules: $libc, at most 500" test "$libc" -le 500
	done

	# Each call has a reason: the clock, twice; the policy; what the kernel can; the rules; who may
	# change the policy and the library, a component a call; the process (its descriptors, its privileges, whether
	# it has a terminal); one thread; no_new_privs; the sandbox; the record (the root, the process's number, the
	# errata); the seal, which is opened before. And who the user is, for each file on the way that is not root's.
	strace -o trace -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$work/policy-8.json" "$nothing" </dev/null
	calls=$(sed '1,/^munmap/d; /^exit_group/,$d; s/(.*//' trace | tr '\n' ' ')
	add='landlock_add_rule close '
	straight="openat2 $add" linked="openat2 openat $add" file="openat2 openat2 $add"
	# /usr, and /lib and /lib64, which are links into it; where the first leads, the root is looked up.
	system="$straight${linked/landlock/newfstatat landlock}$linked"
	[[ -L /lib && -L /lib64 ]] || system="$straight$straight$straight"
	# The root, /tmp, $work and the policy; the library's directory and itself. A directory is asked for once.
	walk='newfstatat newfstatat newfstatat newfstatat newfstatat newfstatat '
	# The root; /lib, /usr and /usr/lib; /lib64 and /usr/lib64.
	links='newfstatat newfstatat readlink newfstatat newfstatat newfstatat readlink newfstatat '
	[[ -L /lib && -L /lib64 ]] || links=''
	privileges='prctl '
	(($(abi) < 11)) || privileges='' # the kernel's one call does both
	process='pselect6 capget ' # and whether anybody may type into terminals; if so, whether it has one
	typing=$(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null)
	process+="openat ${typing:+read close }"
	[[ $typing == 0 ]] || process+='openat read close '
	record='newfstatat getpid landlock_create_ruleset '
	expected="clock_gettime openat newfstatat read close landlock_create_ruleset landlock_create_ruleset $system$straight$straight$straight$straight${file}${walk}$links${process}unshare ${privileges}landlock_restrict_self ${record}clock_gettime mprotect mprotect close "
	# How many names are looked at depends on what is mounted, and on how the links go.
	is 'system calls from load to main, 8 rules' "$(sed -E 's/(getrandom|brk|mmap|munmap|statx|fcntl|getuid|prlimit64|newfstatat|readlink|readlinkat) //g' <<<"$calls")" \
		"$(sed -E 's/(newfstatat|readlink) //g' <<<"$expected")"
	at_most 'and for names' "$(grep -oE 'newfstatat|readlink' <<<"$calls" | wc -l)" $(($(grep -oE 'newfstatat|readlink' <<<"$expected" | wc -l) + 1))
	at_most 'and for descriptors, which are looked at one by one' "$(grep -o fcntl <<<"$calls" | wc -l)" 66
	at_most 'and for the mounts that rules are on, and for descriptors' "$(grep -o statx <<<"$calls" | wc -l)" 16
	is 'and none for memory, which is there already' "$(grep -oE 'getrandom|brk|mmap|munmap' <<<"$calls")" ''

	# By the kernel's count, for the whole process. It maps some pages around one, which depends on where the loader has put
	# the file: the median of 9 starts varies by 3, on a tmpfs.
	{
		printf 'variant plain\narg %s\n' "$nothing"
		printf 'variant ours\nenv LD_PRELOAD=%s\nenv LANDLOCK_POLICY=%s\narg %s\n' "$lib" "$work/policy-8.json" "$nothing"
	} >variants
	"$LANDLOCK_BENCH_PROGRAMS/bench_spawn" 101 <variants >starts 2>/dev/null
	faults=$(awk -F'\t' '{ n[$1] = $2 } END { print n["ours"] - n["plain"] }' starts)
	within faults 'page faults over a plain start' "$faults"

	# Each child's fork copies them as well. The code; what the loader relocates, with the record, which nobody can
	# write to; and the variables, which leave no page to be made behind the file's.
	at_most 'mappings over a plain start' $(($(mappings_of LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/policy-8.json") - $(mappings_of A=))) 3
}

# The tool runs the same parse and expansion. What grows with the rules grows with nothing else.
tool() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$LANDLOCK_POLICY_TOOL" "$1" "policy-$2.json" 2>&1 >tool.out |
		sed -n 's/.*Collected : //p'
}
tool_costs() {
	for verb in check resolve; do
		small=$(tool $verb 100) large=$(tool $verb 1000) huge=$(tool $verb 4000)
		within $verb "instructions of $verb, a rule" $(((large - small) / 900))
		# 100 where a rule costs the same among 4000 as among 1000; were the cost quadratic, it would be 454.
		at_most "$verb is linear: a rule of 3000 more, by one of 900, in percent" \
			$(((huge - large) * 30 / (large - small))) 115
	done
}

# Only an enforced policy costs what one does, and instructions are counted by tracing.
if lacks landlock || lacks strace; then
	skip_check 'what a start costs' "${lacking[landlock]:-"${lacking[strace]}"}"
else
	start_costs
fi
needing valgrind tool_costs 'what a rule costs the tool'
finish
