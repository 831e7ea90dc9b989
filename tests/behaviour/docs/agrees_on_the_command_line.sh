#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What landlock-policy says of its command line, the manual and the completions say, and nothing else.
share=$tests/../src/share
manual=$share/man/landlock-policy.1
zsh_completion=$share/completions/_landlock-policy
tool=$LANDLOCK_POLICY_TOOL

# sorted WORD...: on one line, each once; sorted_lines: those of standard input.
sorted() { printf '%s\n' "$@" | sorted_lines; }
sorted_lines() { sort -u | paste -sd ' '; }
# completed_by_bash WORD...: what Tab offers for the last of them.
completed_by_bash() (
	. "$share/completions/landlock-policy.bash"
	COMP_WORDS=(landlock-policy "$@") COMP_CWORD=$#
	_landlock_policy
	sorted "${COMPREPLY[@]}"
)
# usage_in_mdoc: lines of mdoc(7) as the tool writes a usage.
usage_in_mdoc() {
	awk '{
		text = ""; macro = ""; is_optional = 0
		for (i = 1; i <= NF; i++) {
			word = $i
			if (word ~ /^\.?(It|Cm|Ar|Fl|Op|Oo|Oc)$/) {
				macro = word; sub(/^\./, "", macro)
				if (macro == "Op") is_optional = 1
				if (macro == "Op" || macro == "Oo") text = text " ["
				if (macro == "Oc") text = text "]"
				continue
			}
			if (macro == "Ar") word = toupper(word)
			if (macro == "Fl") word = "-" word
			text = text " " word
		}
		print text (is_optional ? "]" : "")
	}' | sed 's/\[ /[/g; s/ \.\.\./.../g; s/ | /|/g; s/^ *//' | paste -sd ' '
}

mapfile -t verbs < <("$tool" --help | sed -nE 's/^  ([a-z]+).*/\1/p')
check 'the tool lists its verbs' test ${#verbs[@]} -ge 7
all_options=(--help --version)
for verb in "${verbs[@]}"; do
	run "$tool" help "$verb"
	usage=${out%%$'\n'*}
	usage=${usage#usage: landlock-policy }
	check "--help has the usage that \`help $verb\` has" grep -qE "^  ${usage//[][|.]/\\&}( |$)" <("$tool" --help)
	is "the synopsis of the manual has the usage of $verb" \
		"$(sed -n "/^\.Sh SYNOPSIS/,/^\.Sh DESC/p" "$manual" | awk -v verb="$verb" '/^\.Nm/ || /^\.Sh/ { inside = 0 } $0 == ".Cm " verb { inside = 1 } inside' | usage_in_mdoc)" "$usage"
	is "the manual describes $verb under its usage" "$(grep -E "^\.It Cm $verb( |$)" "$manual" | usage_in_mdoc)" "$usage"
	mapfile -t options < <(grep -oE -- '--[a-z][a-z-]*' <<<"$usage")
	all_options+=("${options[@]}")
	is "help $verb explains its options" "$(sed -nE 's/^  (--[a-z][a-z-]*).*/\1/p' .out | sorted_lines)" "$(sorted "${options[@]}")"
	is "bash completes the options of $verb" "$(completed_by_bash "$verb" --)" "$(sorted "${options[@]}")"
	is "zsh completes the options of $verb" \
		"$(awk -v verb="$verb" '$0 == "\t\t" verb ")" { inside = 1 } /;;/ { inside = 0 } inside' "$zsh_completion" | grep -oE -- "'--[a-z][a-z-]*" | tr -d "'" | sorted_lines)" \
		"$(sorted "${options[@]}")"
done
is 'the manual explains all options, and no other' \
	"$(sed -nE 's/^\.It Fl (-[a-z][a-z-]*).*/-\1/p' "$manual" | sorted_lines)" "$(sorted "${all_options[@]}")"
is 'the synopsis of the manual has all verbs, and no other' \
	"$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.Cm //p' "$manual" | sorted_lines)" "$(sorted "${verbs[@]}")"
is 'bash completes all verbs, and no other' "$(completed_by_bash '')" "$(sorted --help --version "${verbs[@]}")"
is 'zsh completes all verbs, and no other' \
	"$(sed -nE "/verbs=\(/,/^\t\)/s/^\t\t'([a-z]+):.*/\1/p" "$zsh_completion" | sorted_lines)" "$(sorted "${verbs[@]}")"

# The rights and groups that `query` asks about: those of the kernel's interface, whatever this kernel has of them.
mapfile -t rights < <({ rights fs && rights net; } | cut -d ' ' -f 1
	grep -oE '"abi\.[a-z_]+"' "$share/policy.schema.json" | tr -d '"')
check 'rights and groups are found' test ${#rights[@]} -ge 26
is 'bash completes all rights and groups, and no other' "$(completed_by_bash query policy.json '')" "$(sorted "${rights[@]}")"
mapfile -t completed < <(tr '\t\n' '  ' <"$zsh_completion" | sed "s/.*:rights:_values -s , right //; s/'.*//" | tr -s ' ' '\n')
is 'zsh completes all rights and groups, and no other' "$(sorted "${completed[@]}")" "$(sorted "${rights[@]}")"

# Whatever the documents start it with is a verb.
mapfile -t named < <(grep -ohE '\blandlock-policy [a-z]+' "$tests/../README.md" "$tests/../src/NEWS.md" "$share"/troubleshooting.md "$share"/man/*.[1-9] | awk '{ print $NF }' | sort -u)
check 'the documents name verbs' test ${#named[@]} -ge 4
is 'the documents name no verb that there is not' "$(grep -vxF -f <(printf '%s\n' "${verbs[@]}") <<<"$(printf '%s\n' "${named[@]}")")" ''
finish
