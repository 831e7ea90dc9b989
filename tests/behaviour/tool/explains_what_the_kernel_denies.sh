#!/bin/bash
# needs: landlock 64-bit probe_calls probe_static
# also on: aarch64
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `explain` and the kernel, call by call: where nothing is granted, a call is denied if and only if a denial is
# explained; with exactly what was explained granted, it does what it does without a sandbox; and with any right less
# it does not. So each right that is named is needed, and none is missing. With the rules that are proposed it works,
# too.
abi=$(abi)
((abi >= 2)) || skip 'below ABI 2, nothing can grant a rename between directories'

fresh() {
	rm -rf tree
	mkdir -p tree/a/dir tree/b/dir
	echo text | tee tree/a/file >tree/b/file
	ln -s file tree/a/link
	ln -s made tree/a/dangling
	mkfifo tree/a/fifo
	cp "$probes/probe_static" tree/a/program
	echo "#! $work/tree/a/program" >tree/a/script
	chmod +x tree/a/script
}

# rules RIGHT PATH|PORT...: a policy that restricts all that this kernel can, but for these.
rules() {
	local paths='' ports='' scopes=''
	while (($#)); do
		case $1 in
		signal | abstract_unix_socket) scopes+=" $1" ;;
		*_tcp) ports+=",{\"allowedAccess\":[\"$1\"],\"port\":[$2]}" ;;
		*) paths+=",{\"allowedAccess\":[\"$1\"],\"parent\":[\"${2%/N}\"]}" ;; # any terminal
		esac
		shift 2
	done
	compose "$paths" "$ports" "$scopes"
}
# compose ,RULE... ,RULE... SCOPES: the same of rules in JSON, without these scopes.
compose() {
	local scope scopes='' all='"abi.all"'
	for scope in signal abstract_unix_socket; do [[ " $3 " == *" $scope "* ]] || scopes+=",\"$scope\""; done
	((abi < 6)) || all=${scopes#,}
	echo "{\"abi\":$abi,\"ruleset\":[{\"handledAccessFs\":[\"abi.all\"],\"handledAccessNet\":[\"abi.all\"],\"scoped\":[$all]}]${1:+,\"pathBeneath\":[${1#,}]}${2:+,\"netPort\":[${2#,}]}}"
}

# attempt POLICY CALL: its errno under the library; under none where POLICY is empty.
attempt() {
	fresh
	cd tree || exit 1
	if [[ $1 ]]; then confined "$1" "$probes/probe_calls" "$2"; else run "$probes/probe_calls" "$2"; fi
	cd ..
}

# explain POLICY CALL: the same under `explain`; sets $denied to RIGHT PATH...
explain() {
	local line rights subject right
	fresh
	echo "$1" >policy.json
	cd tree || exit 1
	tool explain --json --library "$lib" ../policy.json -- "$probes/probe_calls" "$2"
	cd ..
	denied=()
	while read -r line; do
		rights=${line%%]*}
		subject=${line##*]}
		subject=${subject#*:}
		for right in ${rights//[\",]/ }; do denied+=("$right" "${subject//\"/}"); done
	done < <(grep -oE '"rights":\[[^]]*\],"(path|port|other)":("[^"]*"|[0-9]+)' <<<"$err" | sed 's/^"rights":\[//')
}

# with_proposed CALL: its errno with what is proposed, until nothing is denied.
with_proposed() {
	local paths='' ports='' scopes='' scope round
	for round in {1..6}; do
		explain "$(compose "$paths" "$ports" "$scopes")" "$1"
		[[ ${denied[*]-} ]] || return 0
		[[ $err =~ \"pathBeneath\":\[(.*)\],\"netPort\":\[(.*)\],\"remarks\" ]]
		[[ ! ${BASH_REMATCH[1]} ]] || paths+=,${BASH_REMATCH[1]}
		[[ ! ${BASH_REMATCH[2]} ]] || ports+=,${BASH_REMATCH[2]}
		for scope in signal abstract_unix_socket; do [[ " ${denied[*]} " != *" $scope "* ]] || scopes+=" $scope"; done
	done
}

# A server outside, by two abstract names.
"$probes/probe_calls" serve >served &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
export CALLS_SERVER=$server # by its number
until [[ -s served ]]; do sleep 0.05; done

wrong=0 compared=0
# complain CALL WHAT: one line of what went wrong.
complain() {
	wrong=$((wrong + 1))
	echo "# $1: $2 (denied: ${denied[*]-})" >&2
}

try() {
	local call=$1 free round fewer granted=()
	attempt '' "$call"
	free=$status
	[[ $call != open_nameless || $free == 0 ]] || return 0 # not on this filesystem
	compared=$((compared + 1))
	# What is denied first hides what would be denied later.
	for round in {1..6}; do
		explain "$(rules "${granted[@]}")" "$call"
		if [[ ! ${denied[*]-} ]]; then
			# What fails anyway may fail for another reason first.
			((status == free || free != 0)) || complain "$call" "round $round: errno $status rather than $free, and nothing is explained"
			break
		fi
		[[ $status == @(1|13|18) ]] || complain "$call" "errno $status, and a denial is explained"
		granted+=("${denied[@]}")
	done
	[[ ! ${denied[*]-} ]] || complain "$call" 'denials have no end'
	for ((i = 0; i < ${#granted[@]}; i += 2)); do
		fewer=("${granted[@]:0:i}" "${granted[@]:i+2}")
		attempt "$(rules "${fewer[@]}")" "$call"
		((status != free)) || complain "$call" "works without ${granted[i]} on ${granted[i + 1]}"
	done
	granted_of[$call]=${granted[*]-}
	[[ ${granted[*]-} ]] || return 0
	with_proposed "$call"
	((status == free)) || complain "$call" "errno $status rather than $free with what is proposed: ${err%%$'\n'*}"
}

declare -A granted_of=()
while read -r call; do try "$call"; done < <("$probes/probe_calls" list)
is 'every explanation is what the kernel says' "$wrong" 0
check "at least 150 calls were compared ($compared)" test "$compared" -ge 150

# That both kinds were there at all is known from the kernel's documentation.
is 'a call that is always free is not explained' "${granted_of[open_path]}${granted_of[change_mode]}" ''
is 'opening to read needs read_file' "${granted_of[open_read]}" "read_file $work/tree/a/file"
is 'a rename elsewhere needs refer on both' "$(tr ' ' '\n' <<<"${granted_of[rename_elsewhere]}" | grep -c refer)" 2
is 'a link is judged where it leads' "${granted_of[open_link]}" "read_file $work/tree/a/file"
finish
