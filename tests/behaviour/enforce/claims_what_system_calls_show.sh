#!/bin/bash
# needs: landlock loopback strace
# also on: kernels:1-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
abi=$(abi)

# What the status says is enforced is what system calls show, right by right, and the state is "enforced"
# only where nothing that was asked for is missing: for every right by itself, and on every ABI.
probe=$probes/probe_claims program=$probes/probe_static
enforced=3 partial=2 # enum landlock_preload_state
refer=$((1 << 13))

mkfifo hold
"$probes/probe_socket" serve unix "$work/server" <hold >ready &
"$probes/probe_socket" serve unix "@claims-$$" <hold >ready2 &
exec 9>hold
until [[ -s ready && -s ready2 ]]; do sleep 0.1; done
sleep 1000 9>&- &
bystander=$!
trap 'kill "$bystander"; rm -rf --one-file-system "$work"' EXIT

# try WHAT COMMAND...: the probe, by COMMAND.
try() {
	local what=$1
	shift
	rm -rf layout
	"$probe" layout layout
	run "$@" "$probe" try "$what" "$program" layout "$work/server" "@claims-$$" "$bystander" \
		8<>/dev/udp/127.0.0.1/42139
}

# assess NAME STATE: all that the probe was told is true, and this is the state.
assess() {
	local class asked requested claimed dropped denied state='' missing=0 lies=''
	while read -r class asked requested claimed dropped denied; do
		case $class in
		state) state=$asked ;;
		main: | gaps | flags | '') ;; # the program's own word, and what is not a class
		*)
			# Whatever file right is handled, refer is denied with it.
			[[ $class != fs ]] || ((asked & refer || !claimed)) || denied=$((denied ^ refer))
			((asked == requested)) || lies+="; $class: asked for $asked, requested $requested"
			((claimed == denied)) || lies+="; $class: claimed $claimed, denied $denied"
			((dropped == (asked & ~claimed))) || lies+="; $class: asked for $asked, claimed $claimed, dropped $dropped"
			missing=$((missing | (asked & ~denied)))
			;;
		esac
	done <<<"$out"
	((state != enforced || missing == 0)) || lies+='; enforced, though something is missing'
	is "$1" "$status ${state:-none}$lies" "0 $2"
}

try "$newest_abi" env
is 'without the library there is nothing to be told' "$status $out" '98 '

# A file that is open at the start is said to be a gap, and what else is open (a fifo, a socket) is not.
inherits() {
	try make_block env LD_PRELOAD="$lib" LANDLOCK_LOG=error LANDLOCK_POLICY="$("$probe" policy make_block "$program")"
	echo $(($(sed -n 's/^gaps //p' <<<"$out") >> 6 & 1))
}
is 'no file is open' "$(inherits)" 0
is 'a file is open' "$(inherits 7<"$lib")" 1

# Each right by itself: there must be something to enforce.
mapfile -t every_right < <(rights '[a-z]+')
for right in "${every_right[@]}"; do
	read -r name since <<<"$right"
	try "$name" env LD_PRELOAD="$lib" LANDLOCK_LOG=error LANDLOCK_POLICY="$("$probe" policy "$name" "$program")"
	if ((abi >= since)); then
		assess "$name alone" "$enforced"
	else
		is "$name alone, which is not known: does not start" "$status $out" '125 '
	fi
done

# on ABI COMMAND...: COMMAND starts a program where the kernel says that it has this ABI.
on() {
	local claimed=$1 known state=$enforced
	shift
	known=$("$probe" policy "$claimed" "$program")
	[[ $("$probe" policy "$newest_abi" "$program") == "$known" ]] || state=$partial
	try "$newest_abi" "$@" LANDLOCK_POLICY="$("$probe" policy "$newest_abi" "$program")"
	assess "ABI $claimed: every right there is" "$state"
	try "$claimed" "$@" LANDLOCK_POLICY="$known"
	assess "ABI $claimed: every right that it knows" "$enforced"
}
# Of flags, what counts is what the kernel accepted: the log's by landlock_restrict_self (1, 2 and 4, as in
# the status), quiet by landlock_add_rule (1; 256 in the status).
every_flag='{"preloadVersion":1,"log":{"sameExec":false,"newExec":true,"subdomains":false},"ruleset":[{"handledAccessFs":
["make_block"],"quietAccessFs":["make_block"]}],"pathBeneath":[{"allowedAccess":["make_block"],"parent":["/dev"],"quiet":true}]}'
flags_on() {
	local claimed=$1 accepted=0 call flags state=$partial
	shift
	try make_block "$@" LANDLOCK_POLICY="$every_flag"
	while read -r call flags; do
		case $call in
		landlock_restrict_self) accepted=$((accepted | flags & 7)) ;;
		landlock_add_rule) accepted=$((accepted | (flags & 1) << 8)) ;;
		esac
	done < <(sed -nE 's/^(landlock_[a-z_]*)\(.*, (0x[0-9a-f]+|0)\) *= 0$/\1 \2/p' trace)
	((accepted != 263)) || state=$enforced
	is "ABI $claimed: every flag there is" "$status $(grep -E '^(state|flags)' <<<"$out")" "0 state $state
$(printf 'flags %#x %#x %#x' 263 "$accepted" $((263 & ~accepted)))"
}

for ((other = 1; other <= newest_abi; ++other)); do
	as=(strace -o trace -X raw -e trace=/^landlock -e inject=landlock_create_ruleset:retval="$other":when=1
		env LD_PRELOAD="$lib" LANDLOCK_LOG=error)
	if ((other <= abi)); then
		on "$other" "${as[@]}"
		flags_on "$other" "${as[@]}"
	else
		# To ABI 7 only flags were added: without them it is as the one before.
		try "$other" "${as[@]}" LANDLOCK_POLICY="$("$probe" policy "$other" "$program")"
		if ((other == 7 && abi == 6)); then
			assess "a kernel that claims ABI $other and has $abi" "$enforced"
		else
			is "a kernel that claims ABI $other and does not have it: does not start" "$status $out" '125 '
		fi
	fi
done
finish
