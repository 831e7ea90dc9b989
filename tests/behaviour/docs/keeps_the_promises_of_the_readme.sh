#!/bin/bash
# needs: strace
# SPDX-License-Identifier: MIT
#
# Pastes every block of shell of the README into one shell, and compares what it prints with what the README says:
# lines that begin with "# ". A command is as many lines as the shell needs. Those of "Install" are run by
# toolchains/pastes_the_install_lines. The console of troubleshooting.md, with prompts, is run likewise.
. "$(dirname "$0")/../../lib/lib.sh"
readme=$tests/../README.md
troubleshooting=$tests/../src/share/troubleshooting.md

{
	sed '/^## Install$/,/^## /d' "$readme" | sed -n '/^```sh$/,/^```$/p'
	echo 'mkdir ../troubled && cd ../troubled'
	sed -n '/^```console$/,/^```$/p' "$troubleshooting" | sed 's/^[^$`]/# &/; s/^\$ //'
} | grep -v '^```' >"$work/pasted"
mkdir "$work/reader"
cd "$work/reader" || exit 1
# Both stand for an installed library: the bare names are found.
PATH=$(dirname "$LANDLOCK_POLICY_TOOL"):$PATH
export LD_LIBRARY_PATH=$probes

try() {
	local got check=is
	eval "$command" >"$work/.got" 2>&1
	got=$(<"$work/.got")
	# In a chroot there may be rules on what lies above it.
	! lacks root_mount || got=$(grep -v '^    perhaps: the kernel may see rules' <<<"$got")
	# What asks the kernel for Landlock, and what looks at what came of that.
	case $command in
	'landlock-policy query'*) lacks landlock && check='needing landlock is' || check='needing root_mount is' ;;
	*LD_PRELOAD* | *' trace' | *' tar.json' | *'landlock-policy '[elr]*) check='needing landlock is' ;;
	esac
	$check "\$ ${command%%$'\n'*}" "$got" "$expected"
}
# is_whole COMMAND: there is one, and no quote in it is open.
is_whole() { [[ $1 ]] && bash -n <<<"$1" 2>/dev/null; }
command='' expected=''
while IFS= read -r line; do
	if ! is_whole "$command"; then
		command+=${command:+$'\n'}$line
	elif [[ $line == '# '* ]]; then
		expected+=${expected:+$'\n'}${line#??}
	else
		try
		command=$line expected=''
	fi
done <"$work/pasted"
try
check 'the documents make promises that can be tried' test "$checks" -ge 14
cd "$work/reader" || exit 1
# Neither the path of the rule nor the policy can be exchanged for something else.
sed -i s/wirte_file/write_file/ policy.json
run landlock-policy check policy.json
check 'the first policy: check does not say that names are unprotected' test "$status ${err#*names are not protected}" = "0 $err"
for name in notes policy.json; do
	run env LANDLOCK_POLICY=policy.json LD_PRELOAD=liblandlock_preload.so mv "$name" other
	needing landlock like "the first policy: $name stays where it is" "$status $err" "1 mv: *Permission denied"
done

# What is beside the claim: where the loader does not find the library it says so, and runs the program.
LD_LIBRARY_PATH='' run env LD_PRELOAD=liblandlock_preload.so LANDLOCK_POLICY=policy.json cat /etc/debian_version notes/today
if [[ $err ]]; then
	is 'a library that is not found: what the loader says' "$err" "$(sed -n 's/^    \(ERROR: ld\.so: .*\)/\1/p' "$readme")"
	is 'a library that is not found: the program runs' "$status $out" "0 $(cat /etc/debian_version notes/today)"
	LD_LIBRARY_PATH='' run landlock-policy target cat
	like 'a library that is not found: target says no' "$status $out" '1 *: no: *'
else
	echo '# a library is installed on this machine: what happens without one is not shown'
fi
# The lines that prove an installation; toolchains/pastes_the_install_lines runs all of them.
proof=$(sed -n '/^## Install$/,/^## /{/^```sh$/,/^```$/p}' "$readme" | grep -v '^```' | tail -n 2)
run bash -c "${proof%$'\n'*}"
like 'the first line of proof: yes' "$status $out" $'0 *: yes, a preload takes effect here\n*\nlibrary: liblandlock_preload.so is */liblandlock_preload.so (found *'
run bash -c "${proof#*$'\n'}"
needing landlock is 'the second line of proof: denied' "$err" 'cat: /etc/passwd: Permission denied'

# The whole policies shown are such that the library takes them, and such that nothing is amiss.
awk -v work="$work" '/^```json$/ { n++; on = 1; next } /^```$/ { on = 0 } on { print >(work "/shown." n ".json") }' "$readme"
export LD_LIBRARY_PATH=
mkdir -p "$work/home/inbox"
for policy in "$work"/shown.*.json; do
	HOME=$work/home confined "$policy" true
	needing landlock is "the policy ${policy##*/} is enforced" "$status" 0
	run "$LANDLOCK_POLICY_TOOL" check "$policy"
	is "the tool finds nothing wrong with ${policy##*/}" "$status" 0
done
check 'two policies are shown' test "$(ls "$work"/shown.*.json | wc -l)" -eq 2
finish
