#!/bin/bash
# needs: strace
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What `landlock-policy kernel` says is what the kernel says: by raw system calls, and for other kernels
# by answers put into their place. Which right came when is from the kernel's documentation.
tool() { run "$@" "$LANDLOCK_POLICY_TOOL" kernel; }
line() { sed -n "s/^$1: //p" .out; }
# expected ABI CLASS: those that are there by this ABI, and in brackets the others.
expected() {
	local abi=$1 name first has='' hasnot=''
	while read -r name first; do
		if ((first <= abi)); then has+=", $name"; else hasnot+=", $name"; fi
	done < <(rights "$2")
	has=${has#, }
	echo "${has:-none}${hasnot:+ (not: ${hasnot#, })}"
}
yes_from() { (($1 >= $2)) && echo yes || echo no; }
# agrees NAME ABI ERRATA
agrees() {
	local abi=$2 number
	is "$1: the ABI" "$status $(sed -n 1p .out)" "0 Landlock ABI $abi$( ((abi <= newest_abi)) || echo " (this library knows $newest_abi)")"
	is "$1: files" "$(line fs)" "$(expected "$abi" fs)"
	is "$1: network" "$(line net)" "$(expected "$abi" net)"
	is "$1: scopes" "$(line scoped)" "$(expected "$abi" scope)"
	is "$1: log flags" "$(line 'log flags (ABI 7)')" "$(yes_from "$abi" 7)"
	is "$1: all threads" "$(line 'all threads at once (ABI 8)')" "$(yes_from "$abi" 8)"
	is "$1: quiet rules" "$(line 'quiet rules (ABI 10)')" "$(yes_from "$abi" 10)"
	is "$1: no_new_privs" "$(line 'no_new_privs by flag (ABI 11)')" "$(yes_from "$abi" 11)"
	for number in 1 2 3 4; do
		if (($3 >> (number - 1) & 1)); then
			like "$1: erratum $number" "$(line "erratum $number")" 'fixed: *'
		else
			like "$1: erratum $number" "$(line "erratum $number")" 'not known to be fixed: *'
		fi
	done
	is "$1: no other erratum" "$(grep -c ^erratum .out)" 4
	local gaps="mptcp, other_protocols, "
	((abi >= 10)) || gaps="udp, $gaps"
	((abi >= 9)) || gaps+='unix_sockets, '
	((abi >= 10)) || gaps+='tcp_fast_open, '
	is "$1: gaps" "$(line gaps)" "${gaps}metadata, inherited_descriptors"
	is "$1: nothing else is said" "$err" ''
}

abi=$(abi)
if ((abi > 0)); then
	errata=$("$probes/probe_kernel" | sed -n 's/^errata //p')
	tool env
	agrees 'this kernel' "$abi" "$errata"
fi
# Both questions, of the ABI and of the errata, get the same answer.
for answer in 1 2 3 4 5 6 7 8 9 10 11 12 31; do
	tool strace -o calls -e inject=landlock_create_ruleset:retval="$answer"
	agrees "ABI $answer" "$answer" "$answer"
done
# A kernel before the errata were told: EINVAL to the second question.
tool strace -o calls -e inject=landlock_create_ruleset:retval=3:when=1 -e inject=landlock_create_ruleset:error=EINVAL:when=2
[[ $(sed -n 1p .out) != 'Landlock ABI 3' ]] || agrees 'without errata' 3 0
for error in ENOSYS EOPNOTSUPP EPERM; do
	tool strace -o calls -e inject=landlock_create_ruleset:error="$error"
	is "$error: no" "$status $out" '1 '
	like "$error: an error in one line" "$err" 'landlock-policy: error: *'
	is "$error: no more" "$(wc -l <.err)" 1
	messages+=("$err")
done
is 'each cause has a message of its own' "$(printf '%s\n' "${messages[@]}" | sort -u | wc -l)" 3

# Every gap is one that the manual explains.
for gap in $(line gaps | tr -d ,) udp unix_sockets tcp_fast_open mptcp other_protocols metadata inherited_descriptors; do
	check "the manual has $gap" grep -q "^\.Pq Li ${gap}[ .;]*" "$tests/../src/share/man/landlock-preload.7"
done
finish
