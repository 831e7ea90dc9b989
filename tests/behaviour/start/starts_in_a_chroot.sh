#!/bin/bash
# needs: chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Nothing is there but two programs, their libraries and us: no /proc, no /etc, no /usr to speak of.
cat=$(command -v cat) env=$(command -v env)
mkdir -p root/inside
for file in "$cat" "$env" $(ldd "$cat" "$env" | grep -o '/[^ ]*\.so[^ ]*'); do
	cp --parents -L "$file" root/
done
cp "$lib" root/liblandlock_preload.so
echo public >root/inside/file
echo secret >root/secret
policy=$(policy read_file /inside)
inside() { run chroot root "$env" "$@" "$cat" /inside/file /secret; }

inside LD_PRELOAD=/liblandlock_preload.so LANDLOCK_POLICY="$policy"
needing landlock is 'paths are those of the chroot' "$out" public
needing landlock like 'what the policy does not grant in the chroot is denied' "$status $err" '1 *: /secret: Permission denied'
inside LD_PRELOAD=/liblandlock_preload.so
is 'a policy is required' "$status $out" '125 '
inside LD_PRELOAD=/liblandlock_preload.so LANDLOCK_POLICY="${policy/inside/"${work#/}"}"
is 'paths of the outside do not exist' "$status $out" '125 '

inside A=
is 'without us the program reads both' "$out" $'public\nsecret'
finish
