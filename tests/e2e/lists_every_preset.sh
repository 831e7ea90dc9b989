#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# `landlock-policy presets` is what a policy with the preset comes to, on this machine.
run "$LANDLOCK_POLICY_TOOL" presets
is 'it lists them' "$status $err" '0 '
cp .out listed
is 'every one' "$(grep -v '^ ' listed | paste -sd ' ')" 'loader exec devices locale proc dns users tls tmp tty stdio'
is 'each line below is a grant' "$(grep '^ ' listed | grep -cvE '^  (/[^ :]+|\$TMPDIR|port [0-9]+|what descriptors [^:]*): [a-z_]+(, [a-z_]+)*$')" 0

# grants PRESET: "PATH RIGHT" of its list, globs matched; as the tool writes `resolve`, so that both can be compared.
grants() {
	sed -n "/^$1\$/,/^[a-z]/s/^  //p" listed | while IFS= read -r line; do
		target=${line%%: *} rights=${line#*: }
		case $target in
		'$TMPDIR') target=/tmpdir ;;
		'what '*) continue ;;
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
	is "$preset: a policy gets what is listed" "$(resolved <.out | tr -s '\n')" "$(grants "$preset")"
	[[ $preset == stdio ]] || check "$preset: that is something" test "$(grants "$preset" | wc -l)" -ge 1
done
run "$LANDLOCK_POLICY_TOOL" resolve policy.json
like 'stdio stays itself' "$out" '*"preset": [[]"stdio"[]]*'
finish
