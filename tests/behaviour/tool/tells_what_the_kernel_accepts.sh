#!/bin/bash
# also on: kernels:0- aarch64
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `landlock-policy kernel` against a probe that offers the kernel one bit after the other: here no table of
# what an ABI has is believed. The names are in the order of the kernel's bits.
declare -A fact
while read -r name value; do fact[$name]=$value; done < <("$probes/probe_kernel")
run "$LANDLOCK_POLICY_TOOL" kernel
if [[ ${fact[abi]} == none ]]; then
	like 'no Landlock: the same cause' "$status $out $err" "1  landlock-policy: error: *(${fact[error]})*"
	finish
fi
line() { sed -n "s/^$1: //p" .out; }
# names CLASS MASK: its rights as the tool writes them, those that are set and those that are not.
names() {
	local mask=$2 name since has='' not=''
	while read -r name since; do
		if ((mask & 1)); then has+=", $name"; else not+=", $name"; fi
		mask=$((mask >> 1))
	done < <(rights "$1")
	has=${has#, }
	echo "${has:-none}${not:+ (not: ${not#, })}"
}
yes_if() { (($1)) && echo yes || echo no; }
is 'the ABI' "$status $(head -1 .out | cut -d' ' -f1-3)" "0 Landlock ABI ${fact[abi]}"
is 'rights on files' "$(line fs)" "$(names fs "${fact[fs]}")"
is 'rights on ports' "$(line net)" "$(names net "${fact[net]}")"
is 'scopes' "$(line scoped)" "$(names scope "${fact[scoped]}")"
is 'log flags' "$(line 'log flags (ABI 7)')" "$(yes_if $(((fact[flags] & 7) == 7)))"
is 'all threads at once' "$(line 'all threads at once (ABI 8)')" "$(yes_if $((fact[flags] & 8)))"
is 'quiet rules' "$(line 'quiet rules (ABI 10)')" "$(yes_if "${fact[quiet]}")"
is 'no_new_privs by flag' "$(line 'no_new_privs by flag (ABI 11)')" "$(yes_if $((fact[flags] & 16)))"
for number in 1 2 3 4; do
	is "erratum $number" "$(line "erratum $number" | cut -d: -f1)" \
		"$( ((fact[errata] >> (number - 1) & 1)) && echo fixed || echo 'not known to be fixed')"
done
is 'nothing else is said' "$err" ''
finish
