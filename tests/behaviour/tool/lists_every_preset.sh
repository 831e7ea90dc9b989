#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `landlock-policy presets` is what a policy with the preset comes to, on this machine.
run "$LANDLOCK_POLICY_TOOL" presets
is 'presets lists every preset' "$status $err" '0 '
mark=' \[replaced\]$'
sed "s/$mark//" .out | grep -v '^\[' >listed
like 'what the mark means stands at the end' "$out" *$'\n''[[]replaced[]]: a file that tools replace (useradd, a DHCP or VPN client, ldconfig); *the next start'
for file in /etc/passwd /etc/group /etc/resolv.conf /etc/hosts /etc/ld.so.cache /etc/localtime /etc/nsswitch.conf; do
	check "$file is marked as a file that is replaced" grep -qx "  $file: read_file, read_dir \[replaced\]" .out
done
is 'no directory that is granted is marked' "$(sed -n "s/: .*$mark//p" .out | while read -r path; do [[ ! -d $path ]] || echo "$path"; done)" ''
is 'each line below is a grant' "$(grep '^ ' listed | grep -cvE '^  (/[^ :]+|\$TMPDIR|port [0-9]+|what descriptors [^:]*|the programs that [^:]*): [a-z_]+(, [a-z_]+)*$')" 0

# The executable files that links in the directories of `exec` lead to, outside of these.
linked_programs() {
	/usr/bin/python3 -c 'import os
named = """/bin /sbin /usr/bin /usr/sbin /usr/libexec /usr/lib/git-core /usr/local/bin /usr/local/sbin""".split()
real = {os.path.realpath(path) for path in named if os.path.isdir(path)}
found = set()
for entry in (entry for path in real for entry in os.scandir(path) if entry.is_symlink()):
	path = os.path.realpath(entry.path)
	if ".so" in os.path.basename(path): continue  # the loader
	if os.path.isfile(path) and os.stat(path).st_mode & 0o111 and not any(path.startswith(top + "/") for top in named + list(real)):
		found.add(path)
print(*sorted(found), sep="\n")'
}

# grants PRESET: "PATH RIGHT" of its list, globs matched; as the tool writes `resolve`, so that both can be compared.
grants() {
	sed -n "/^$1\$/,/^[a-z]/s/^  //p" listed | while IFS= read -r line; do
		target=${line%%: *} rights=${line#*: }
		case $target in
		'$TMPDIR') target=/tmpdir ;;
		'what '*) continue ;;
		'the programs that '*) target=$(linked_programs) || continue ;;
		# Loaders are files.
		*ld-*'*'*)
			target=$(compgen -G "$target" | while read -r path; do [[ ! -f $path ]] || echo "$path"; done)
			[[ $target ]] || continue # 32-bit Debian has no /lib64/ld-linux-*
			;;
		*'*'*) target=$(compgen -G "$target") || continue ;;
		esac
		while IFS= read -r path; do
			for right in ${rights//, / }; do echo "$path $right"; done
		done <<<"$target"
	done | sort -u
}
resolved() {
	/usr/bin/python3 -c 'import json, sys
policy = json.load(sys.stdin)
assert all(rule.get("optional") for rule in policy.get("pathBeneath", []))
print(*sorted({f"{path} {right}" for rule in policy.get("pathBeneath", []) for path in rule["parent"] for right in rule["allowedAccess"]} |
	{f"port {port} {right}" for rule in policy.get("netPort", []) for port in rule["port"] for right in rule["allowedAccess"]}), sep="\n")' | sort -u
}
export TMPDIR=/tmpdir
for preset in $(grep -v '^ ' listed); do
	echo '{"preloadVersion":1,"abi":10,"ruleset":[{"handledAccessFs":["abi.all"],"handledAccessNet":["abi.all"]}],"preset":["'"$preset"'"]}' >policy.json
	run "$LANDLOCK_POLICY_TOOL" resolve policy.json
	is "$preset: a policy gets what is listed" "$(diff -B <(resolved <.out | tr -s '\n') <(grants "$preset"))" ''
	[[ $preset == stdio ]] || check "$preset: that is something" test "$(grants "$preset" | wc -l)" -ge 1
done
run "$LANDLOCK_POLICY_TOOL" resolve policy.json
like 'stdio stays itself' "$out" '*"preset": [[]"stdio"[]]*'
finish
