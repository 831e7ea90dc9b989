#!/bin/bash
# needs: mounts
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# /etc/ld.so.preload puts a library into every program, setuid or not. The machine's own /etc is never
# touched: a few copies take its place, in a mount namespace of their own.
mkdir etc
for file in /etc/{passwd,group,nsswitch.conf,ld.so.cache}; do [[ ! -e $file ]] || cp "$file" etc/; done
echo "# everywhere
$lib" >etc/ld.so.preload
# shellcheck disable=SC2016
everywhere() { run "${own_mounts[@]}" bash -c 'mount --bind "$0/etc" /etc && exec "$@"' "$work" "$@"; }

echo secret >secret
policy=$(policy read_file /usr)
wider=${policy/\/usr/\/usr\",\"$work\/bin\",\"\/etc\",\"\/proc}

everywhere grep -c liblandlock_preload.so /proc/self/maps
check 'every program of the namespace has the library' test "$out" -gt 0
everywhere cat secret
is 'without a policy it does nothing' "$status $out" '0 secret'
is 'without a policy the library says nothing' "$err" ''

# The loader separates names by blanks, tabs, colons and ends of lines, and reads all of the file (rtld.c).
forms=(tabs colons 'a long comment')
for text in "$lib\t$probes/probe_harmless.so" "$probes/probe_harmless.so:$lib" "#$(printf 'x%.0s' {1..20000})\n$lib"; do
	printf "$text" >etc/ld.so.preload
	everywhere cat secret
	is "without a policy it does nothing, where the file has ${forms[0]}" "$status ${out##*$'\n'}" '0 secret'
	forms=("${forms[@]:1}")
done
echo "$lib" >etc/ld.so.preload

everywhere env LANDLOCK_POLICY="$policy" cat secret
needing landlock is 'with a policy it confines' "$status $out" '1 '
needing landlock like 'with a policy it is the kernel that denies' "$err" 'cat: secret: Permission denied'
everywhere env LANDLOCK_POLICY="$wider" sh -c 'grep -c liblandlock_preload.so /proc/self/maps; cat secret; exit 7'
needing landlock check 'its children load the library again' test "$out" -gt 0
needing landlock is 'children that load the library again just stay confined' "$status $err" '7 cat: secret: Permission denied'

everywhere env LD_PRELOAD="$lib" cat secret
is 'named by LD_PRELOAD too, it asks for a policy' "$status $out" '125 '

if lacks patchelf; then
	skip_check 'linked in, it asks for a policy all the same' "${lacking[patchelf]}"
else
	patchelf --add-needed "$lib" --output linked "$(realpath "$(command -v cat)")"
	chmod 755 linked
	everywhere ./linked secret
	like 'linked in, it asks for a policy all the same' "$status $out$err" '125 *is linked into the program; set it*'
fi

run env LANDLOCK_POLICY="$policy" cat secret
is 'outside of the namespace the program reads the file' "$status $out" '0 secret'

chmod 600 secret
if lacks setuid; then
	skip_check 'a setuid program is left alone' "${lacking[setuid]}"
else
	chmod 4755 "$probes/probe_secure"
	everywhere setpriv --reuid 65534 --regid 65534 --clear-groups env -i LANDLOCK_POLICY="$policy" \
		LANDLOCK_REPORT="$work/report" KEPT=yes "$probes/probe_secure" secret
	is 'a setuid program is left alone, and told nothing' "$(tr -s '\n' <<<"$out")" 'secure: 1
main: read
LANDLOCK_POLICY: unset
LANDLOCK_REPORT: unset
KEPT=yes'
	is 'a setuid program hears nothing of the library' "$status $err" '0 '
fi
finish
