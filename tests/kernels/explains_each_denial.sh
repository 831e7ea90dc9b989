#!/bin/bash
# on: kernels:2-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# `explain` and this kernel: in one run under a policy that grants nothing below `tree`, each call of probe_calls is
# denied if and only if a denial is explained; and where the kernel logs its denials, each is among those explained, of
# the same call, on the same object. (That what is explained is what makes a call work is shown call by call, on one
# kernel, by behaviour/tool/explains_what_the_kernel_denies.)
abi=$(abi)
mkdir -p bin tree/a/dir tree/b/dir
echo text | tee tree/a/file >tree/b/file
ln -s file tree/a/link
ln -s made tree/a/dangling
mkfifo tree/a/fifo
cp "$probes/probe_static" tree/a/program
echo "#! $work/tree/a/program" >tree/a/script
chmod +x tree/a/script
# Programs are named after their calls, so that the answer names the call.
mapfile -t calls < <("$probes/probe_calls" list)
tee "${calls[@]/#/bin/}" <"$probes/probe_calls" >/dev/null
chmod +x bin/*
log=''
((abi < 7)) || log='"log":{"newExec":true},'
echo "{\"preloadVersion\":1,\"abi\":$abi,$log\"ruleset\":[{\"handledAccessFs\":[\"abi.all\"],\"handledAccessNet\":[\"abi.all\"],\"scoped\":[\"abi.all\"]}],
	\"pathBeneath\":[{\"allowedAccess\":[\"abi.read_execute\"],\"parent\":[\"/usr\",\"/etc\",\"$work/bin\"],\"optional\":true},
	{\"allowedAccess\":[\"write_file\"],\"parent\":[\"/dev/null\"]}]}" >policy.json

# explained: "CALL RIGHT OBJECT" of each denial in a line of JSON. The other side of a scope is named in two ways.
explained() {
	local rights objects programs right program
	sed 's/{"rights"/\n&/g' | sed -nE 's/^\{"rights":\[([^]]*)\],"(path|port|other)":("[^"]*"|[0-9]+).*"programs":\[(.*)\],"times".*/\1\t\3\t\4/p' | tr -d '"' |
		while IFS=$'\t' read -r rights objects programs; do
			for right in ${rights//,/ }; do
				[[ $right != @(signal|abstract_unix_socket) ]] || objects=-
				for program in ${programs//,/ }; do
					program=${program%\[*}
					echo "${program##*/} $right $objects"
				done
			done
		done | sort -u
}

# A server outside.
"$probes/probe_calls" serve >served &
server=$!
trap 'kill "$server"; rm -rf --one-file-system "$work"' EXIT
export CALLS_SERVER=$server
until [[ -s served ]]; do sleep 0.1; done

cd tree || exit 1
# shellcheck disable=SC2016 # for the shell that is confined
logged "$LANDLOCK_POLICY_TOOL" explain --json --library "$lib" ../policy.json -- \
	bash -c 'for call in "$@"; do "../bin/$call" "$call" >/dev/null 2>&1; echo "$call $?"; done' bash "${calls[@]}"
cd ..
explained <.err >explained
declare -A explains=()
while read -r call _; do explains[$call]=yes; done <explained
wrong=0 denials=0
while read -r call code; do
	# The first fail so without a sandbox. The last two fail anyway, though otherwise (ENOTDIR, EPERM): no right helps.
	[[ $call != @(open2_beneath_escape|open2_beneath_magic|open2_in_root_magic|execute_text|remove_file_as_directory|link_directory) ]] || code=0
	is_denied=no is_explained=${explains[$call]-no}
	[[ $code != @(1|13|18) ]] || is_denied=yes
	[[ $is_denied == no ]] || denials=$((denials + 1))
	[[ $is_denied == "$is_explained" ]] || { wrong=$((wrong + 1)) && echo "# $call: denied $is_denied ($code), explained $is_explained" >&2; }
done <.out
is 'each call that is denied is explained, and no other' "$wrong" 0
is 'each call was tried' "$(wc -l <.out)" "${#calls[@]}"
check "at least 70 were denied ($denials)" test "$denials" -ge 70

if ((abi >= 7)); then
	"$LANDLOCK_POLICY_TOOL" explain --json <.log >.logged
	# The file without a name is judged on its directory, and logged by its number.
	explained <.logged | grep -v -e '^mkdir ' -e '/#[0-9]* (deleted)$' -e '^remove_file_as_directory ' -e '^link_directory ' >logged
	check "the kernel logs at least 40 calls ($(cut -d ' ' -f 1 logged | sort -u | wc -l))" test "$(cut -d ' ' -f 1 logged | sort -u | wc -l)" -ge 40
	is 'what is logged is explained, right by right' "$(comm -13 explained logged)" ''
	is 'which call is explained is logged, too' "$(comm -23 <(grep -v '^\(open\|link\)_nameless' explained | cut -d ' ' -f 1 | sort -u) <(cut -d ' ' -f 1 logged | sort -u))" ''
fi
finish
