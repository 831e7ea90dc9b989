#!/bin/bash
# needs: landlock strace 64-bit
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A policy is opened once and read once; a granted path is opened once, and the rule is on what was
# opened. So whoever exchanges files meanwhile gets what is there at one moment or the next, a
# refusal or a sandbox, and never a mixture.
echo secret >secret
swapper=
trap 'kill "$swapper" 2>/dev/null; cd / && rm -rf "$work"' EXIT
# while_swapping NAME OTHER...: until the next one.
while_swapping() {
	[[ -z $swapper ]] || kill "$swapper"
	"$probes/probe_swapper" "$@" &
	swapper=$!
}
usr='{"allowedAccess":["read_file","execute"],"parent":["/usr"]}'
policy() { echo '{"ruleset":[{"handledAccessFs":["read_file","read_dir","execute"]}],"pathBeneath":['"$usr${1-}"']}'; }

# The policy.
policy >policy.json
run strace -o calls -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY=policy.json cat secret
is 'the policy is opened once' "$(grep -c 'open.*"policy.json"' calls)" 1
fd=$(sed -n 's/^open.*"policy.json".*= //p' calls)
is 'looked at and read by that descriptor, and closed' \
	"$(awk -v fd="$fd" '/"policy.json"/ { seen = 1; next } seen && $0 ~ "[(]" fd "[,)]" { sub(/[(].*/, ""); sub("newfstatat", "fstat"); print }
		/close/ && seen { exit }' calls | paste -sd ' ')" 'fstat read close'
is 'a path as well' "$(grep -c 'open.*"/usr", .*O_PATH' calls)" 1
is 'which nothing else looks at' "$(grep -c '"/usr"' calls)" 1
policy >one
policy ',{"allowedAccess":["read_dir"],"parent":["/usr"]}' >two
mkfifo pipe
mkdir folder
ln -s /dev/zero endless
head -c 2000000 /dev/zero >large
echo '{' >nonsense
while_swapping policy.json one pipe two folder endless large nonsense
outcomes=()
for _ in {1..100}; do
	confined policy.json cat secret
	if [[ $status == 1 && $err == *'cat: secret: Permission denied' ]]; then
		outcomes[1]=confined
	elif [[ $status == 125 && $out == '' && $err == 'liblandlock_preload: error: policy.json'* ]]; then
		outcomes[2]=refused
	else
		outcomes[3]="status $status $out $err"
	fi
done
is 'a policy that is exchanged: either refused or confined, and both happened' "${outcomes[*]}" 'confined refused'

# A granted path: now a folder, now a file, which cannot have the rights of a folder.
mkdir objects
echo text >file
while_swapping objects file
policy ',{"allowedAccess":["read_file","read_dir"],"parent":["'"$work/objects"'"]}' >granting.json
outcomes=()
for _ in {1..100}; do
	confined granting.json true
	outcomes[status]="$status $err"
done
is 'a path that is exchanged: every start works' "${outcomes[*]}" '0 '

# Now a link to one folder, now to another: exactly one of them is granted.
mkdir left right
echo left >left/file
echo right >right/file
ln -s left link
ln -s right other
while_swapping link other
policy ',{"allowedAccess":["read_file"],"parent":["'"$work/link"'"]}' >granting.json
outcomes=()
for _ in {1..100}; do
	confined granting.json cat left/file right/file
	case $out in
	left) outcomes[1]=left ;;
	right) outcomes[2]=right ;;
	*) outcomes[3]="status $status $out $err" ;;
	esac
done
is 'the rule is on one object' "${outcomes[*]}" 'left right'
run cat secret left/file right/file
is 'without us all are read' "$out" $'secret\nleft\nright'
finish
