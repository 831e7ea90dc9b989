#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A program that may rewrite its policy, or the library, is confined until its next start.
mkdir outside inside inside/deep data
ln -s "$work/inside" alias
prefix='liblandlock_preload: '
handled='"write_file","make_reg","remove_file","read_file"'
(($(abi) < 2)) || handled+=',"refer"'
(($(abi) < 3)) || handled+=',"truncate"'
# make FILE PATH RIGHT...: a policy that grants these rights below PATH.
make() {
	local file=$1 path=$2 rights
	shift 2
	printf -v rights ',"%s"' "$@"
	echo '{"ruleset":[{"handledAccessFs":['"$handled"']}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/"]},
		{"allowedAccess":['"${rights#,}"'],"parent":["'"$path"'"]}]}' >"$file"
	chmod 644 "$file"
}
# told NAME POLICY FINDING: one warning by default, an error when strict, nothing else.
told() {
	confined "$2" cat /dev/null
	is "$1: a warning" "$status $err" "0 ${prefix}warning: $2: $3"
	confined "$2" LANDLOCK_STRICT=1 touch ran
	is "$1: an error when strict" "$status $err" "125 ${prefix}error: $2: $3"
	check "$1: then nothing runs" test ! -e ran
}
# silent NAME POLICY
silent() {
	confined "$2" LANDLOCK_STRICT=1 cat /dev/null
	is "$1: silence, even when strict" "$status $err" '0 '
}
gift() { echo "the policy lets the program change $1 (by its rule on $2); keep it outside what is granted"; }
open() { echo "$1 is world-writable${2:+, so everyone may change $2}; remove write permission for others"; }
owned() { echo "user 65534 may change $1 (its owner); let root or yourself own it"; }

make outside/p "$work/data" write_file make_reg remove_file
silent 'a policy outside of what can be written' "$work/outside/p"
for right in write_file truncate make_reg remove_file; do
	[[ $handled == *"$right"* ]] || continue
	make inside/deep/p "$work/inside" $right
	told "$right around the policy" "$work/inside/deep/p" "$(gift "$work/inside/deep/p" "$work/inside")"
done
(($(abi) < 2)) || {
	make outside/p "$work/outside" refer
	silent 'a policy that refer reaches, which alone moves nothing' "$work/outside/p"
}
make inside/deep/p "$work/inside" make_reg
told 'through a link' "$work/alias/deep/p" "$(gift "$work/alias/deep/p" "$work/inside")"
told 'by a relative path' inside/deep/p "$(gift inside/deep/p "$work/inside")"
make inside/deep/p "$work/inside" read_file
silent 'a policy that can be read' "$work/inside/deep/p"
make outside/p "$work/outside/p" write_file
told 'the policy itself' "$work/outside/p" "$(gift "$work/outside/p" "$work/outside/p")"
make outside/p "$work/bin" make_reg
told 'around the library' "$work/outside/p" "$(gift "$lib" "$work/bin")"
make outside/p "$lib" write_file
told 'the library itself' "$work/outside/p" "$(gift "$lib" "$lib")"

make outside/p "$work/data" write_file
chmod 666 outside/p
told 'a policy that everyone can write' "$work/outside/p" "$(open "$work/outside/p")"
chmod 644 outside/p
chmod 777 outside
told 'in a folder that everyone can write' "$work/outside/p" "$(open "$work/outside" "$work/outside/p")"
chmod 1777 outside
silent 'in a sticky folder that everyone can write' "$work/outside/p"
chmod 666 "$lib"
told 'a library that everyone can write' "$work/outside/p" "$(open "$lib")"
chmod 644 "$lib"
silent 'when that is put right' "$work/outside/p"
confined "$(<outside/p)" LANDLOCK_STRICT=1 cat /dev/null
is 'an inline policy is no file' "$status $err" '0 '

# Another mount of what a rule is on may be read-only.
mkdir alias_mount
make inside/deep/p "$work/inside/deep" make_reg
# through_mount POLICY: a start with the policy by the name that the read-only mount gives it.
through_mount() {
	run "${own_mounts[@]}" sh -c 'mount --bind inside/deep alias_mount && mount -o remount,bind,ro alias_mount && exec "$@"' - \
		setpriv --bounding-set -sys_admin --inh-caps -sys_admin env LD_PRELOAD="$lib" LANDLOCK_POLICY="$1" LANDLOCK_STRICT=1 cat /dev/null
}
if lacks mounts; then
	skip_check 'by way of a read-only mount' "${lacking[mounts]}"
else
	through_mount alias_mount/p
	is 'by way of a read-only mount of what a rule is on: an error when strict' "$status $err" \
		"125 ${prefix}error: alias_mount/p: $(gift alias_mount/p "$work/inside/deep")"
	make inside/deep/p "$work/alias_mount" make_reg
	through_mount alias_mount/p
	is 'a rule that is itself on what is mounted read-only: silence, even when strict' "$status $err" '0 '
fi

if lacks root; then
	skip_check 'policies that belong to another user' "${lacking[root]}"
	finish
fi
make inside/deep/p "$work/inside" write_file make_reg
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/inside/deep/p" LANDLOCK_STRICT=1 cat /dev/null
is "root's policy: silence to an ordinary user, even when strict" "$status $err" '0 '
# with CAPABILITY: as that user, who keeps this one.
with() {
	run setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "+$1" --ambient-caps "+$1" \
		env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/inside/deep/p" LANDLOCK_STRICT=1 cat /dev/null
}
for capability in chown fowner setuid dac_override; do
	with $capability
	is "root's policy, and CAP_${capability^^} in the program: an error when strict" "$status $err" \
		"125 ${prefix}error: $work/inside/deep/p: $(gift "$work/inside/deep/p" "$work/inside")"
done
with setgid
is "CAP_SETGID, and a policy that its group may not write: silence" "$status $err" '0 '
chmod 664 inside/deep/p
with setgid
is "CAP_SETGID, and a policy that its group may write: an error when strict" "$status $err" \
	"125 ${prefix}error: $work/inside/deep/p: $(gift "$work/inside/deep/p" "$work/inside")"
chmod 644 inside/deep/p
if lacks userns; then
	skip_check 'capabilities of a user namespace' "${lacking[userns]}"
else
	run as_user unshare --user --map-root-user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/inside/deep/p" LANDLOCK_STRICT=1 cat /dev/null
	is "capabilities of a user namespace, which do not reach root's policy: silence, even when strict" "$status $err" '0 '
fi

# Whoever owns a file may change its mode, and then it. In a user namespace this number is that of whoever has none.
if [[ $(stat -Lc %i /proc/self/ns/user) != 4026531837 ]]; then
	skip_check 'policies that belong to another user' 'files of user 65534 may be those of others in a user namespace'
	finish
fi
chmod 755 outside
chown 65534 outside/p
told "another user's policy" "$work/outside/p" "$(owned "$work/outside/p")"
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/outside/p" LANDLOCK_STRICT=1 cat /dev/null
is "the user's own policy: silence, even when strict" "$status $err" '0 '
chown 0 outside/p
chown 65534 outside
told "a policy in another user's folder" "$work/outside/p" "$(owned "$work/outside/p by way of $work/outside")"
mkdir policies
cp outside/p policies/p.json
chown 65534 policies
confined "$work/policies" LANDLOCK_STRICT=1 true
is "another user's folder of policies: an error when strict" "$status ${err%%$'\n'*}" \
	"125 ${prefix}error: $work/policies/p.json: $(owned "$work/policies")"
chown 0 outside policies
chown 65534 "$lib"
told "another user's library" "$work/outside/p" "$(owned "$lib")"
chown 0 "$lib"
silent 'when that is put right as well' "$work/outside/p"
finish
