#!/bin/bash
# needs: mandoc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What the library's tables know, the manual and the schema name, and the other way round.
src=$tests/../src
manual=$src/share/man/landlock-policy.5
schema=$src/share/policy.schema.json

# The words that the manual sets with .Cm, and the items among them with the line that follows.
sed 's/\\(dq//g' "$manual" | sed -nE 's/^\.(It )?Cm //p' | tr -s ' ,:;{}' '\n' | sort -u >manual.words
sed -nE '/^\.It Cm /{s/^\.It Cm //;N;s/\n/ /;p}' "$manual" >manual.items
# The schema's keys, and "WORD DESCRIPTION" of its enums, which are two lists side by side.
/usr/bin/python3 - "$schema" <<'END' || fail 'the schema is whole'
import json, sys
def walk(node):
	if isinstance(node, dict):
		keys.update(node.get("properties", {}))
		names, texts = node.get("enum", []), node.get("enumDescriptions", [])
		assert len(names) == len(texts), names
		enums.update(f"{name} {text}" for name, text in zip(names, texts))
	for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
		walk(child)
keys, enums = set(), set()
walk(json.load(open(sys.argv[1])))
open("schema.keys", "w").write("".join(f"{key}\n" for key in sorted(keys)))
open("schema.enums", "w").write("".join(f"{line}\n" for line in sorted(enums)))
END
cut -d' ' -f1 schema.enums | sort -u >schema.words

# lacks LIST WORDS...: which of the lines of LIST are not in any of the files.
lacks() {
	local list=$1
	shift
	grep -vxF -f <(cat "$@") "$list" | tr '\n' ' '
}
# listed NAME FILE LEAST: the list was found.
listed() { check "$1: at least $3 were found" test "$(wc -l <"$2")" -ge "$3"; }

sed -nE 's/^ *\{"([a-z_]+)", [a-z]+, [0-9]+, ([0-9]+), .*/\1 \2/p' "$src/landlock/rights.hpp" >rights
listed rights rights 23
wrong=''
while read -r right abi; do
	grep -q "^$right ($abi) " manual.items || wrong+=" $right (manual)"
	grep -q "^$right .*(ABI $abi)$" schema.enums || wrong+=" $right (schema)"
done <rights
is 'rights: manual and schema have each with its ABI' "$wrong" ''

sed -nE 's/^ *\{[a-z_]+, "([^"]+)",.*/\1/p' "$src/policy/json/grammar.hpp" | sort -u >keys
listed keys keys 35
is 'keys: each is in the manual' "$(lacks keys manual.words)" ''
is 'keys: each is in the schema' "$(lacks keys schema.keys)" ''
is 'keys: the schema has no other at the places of keys' \
	"$(lacks schema.keys keys <(printf '%s\n' first last sameExec newExec subdomains))" ''
is 'keys: the manual has those below a key, too' "$(lacks schema.keys manual.words)" ''
is 'groups, presets and all other words of the schema are in the manual' "$(lacks schema.words manual.words)" ''

sed -n '/^\.Ss Presets/,/^\.Sh/s/^\.It Cm //p' "$manual" | sort >manual.presets
/usr/bin/python3 -c 'import json, sys
root = json.load(open(sys.argv[1]))["definitions"]["extendedPolicy"]["properties"]
print(*sorted(root["preset"]["items"]["enum"]), sep="\n")' "$schema" >schema.presets
"$LANDLOCK_POLICY_TOOL" presets | sed -n '/^[a-z]/p' | sort >presets
listed presets presets 11
is 'presets: the manual has each, and no other' "$(<manual.presets)" "$(<presets)"
is 'presets: the schema has each, and no other' "$(<schema.presets)" "$(<presets)"

grep -o 'LANDLOCK_[A-Z_]*=' "$src/preload/environment.cpp" | tr -d = | sort -u >variables
listed variables variables 8
is 'variables: each is in the manual' "$(lacks variables <(sed -n 's/^\.It Ev //p' "$src/share/man/landlock-preload.7"))" ''

# Its examples are policies.
awk '/^\.Bd -literal$/ { file = "example" ++n ".json"; next } /^\.Ed/ { file = "" } file { print > file }' "$manual"
for example in example*.json; do
	run "$LANDLOCK_POLICY_TOOL" check "$example"
	is "$example is accepted" "$status" 0
done

finish
