#!/bin/bash
# needs: python3
# SPDX-License-Identifier: MIT
# Who writes a policy in another format, or in what an editor made of JSON, is told which one it is.
# shellcheck disable=SC1111
. "$(dirname "$0")/../../lib/lib.sh"

# format NAME: what is on standard input is refused with this name.
format() {
	cat >policy
	tool check policy
	like "$1 is named" "$status $err" "1 landlock-policy: error: policy:*: this is $1; a policy is JSON in UTF-8"
}
# remedy NAME TEXT MESSAGE: the policy that is almost JSON is refused with these words.
remedy() {
	printf '%s' "$2" >policy
	tool check policy
	like "$1" "$status $err" "1 landlock-policy: error: policy:*: $3"
}

json='{"ruleset":[{"handledAccessFs":["read_file"]}]}'
format TOML <<<'abi = 6'
format TOML <<<$'# a comment\n\n[[ruleset]]\nhandled_access_fs = ["abi.all"]'
format TOML <<<$'[variable]\nname = "a"'
format TOML <<<$'"abi" = 6'
format 'INI, or variables of a shell' <<<$'[Service]\nProtectHome=yes'
format 'INI, or variables of a shell' <<<$'; a comment\nabi=six'
format 'INI, or variables of a shell' <<<$'export POLICY=/etc/x'
format YAML <<<$'---\nabi: 6'
format YAML <<<$'abi: 6\nruleset:\n  - handledAccessFs: [read_file]'
format YAML <<<$'ruleset:\n- handledAccessFs:\n  - read_file'
format YAML <<<$'# a comment\nruleset: # another\n'
format YAML <<<$'- handledAccessFs'
format YAML <<<$'%YAML 1.2\n---\n{}'
format 'XML or HTML' <<<'<?xml version="1.0"?><policy/>'
format HTML <<<'<!DOCTYPE html><html></html>'
format 'a script' <<<$'#!/bin/sh\necho'
format Markdown <<<$'```json\n'"$json"$'\n```'
format 'a merge conflict' <<<$'<<<<<<< HEAD\n'"$json"
format 'an unfilled template' <<<'{{ .Values.policy }}'
format 'a policy without its braces { }' <<<'"ruleset": [{"handledAccessFs": ["read_file"]}]'
format 'an AppArmor profile' <<<$'#include <tunables/global>\n/usr/bin/x {\n}'
for line in '/usr/bin/x {' '/usr/** r,' '/** rw,' '@{run}/x r,' 'owner @{HOME}/** rw,' 'deny /x w,' 'include <tunables/global>' 'abi <abi/4.0>,' $'# a comment\n#include <tunables/global>'; do
	format 'an AppArmor profile' <<<"$line"
done
for line in 'include /etc/firejail/globals.local' 'whitelist ${HOME}/.x' 'noexec /tmp' 'caps.drop all' $'# a profile\nquiet'; do
	format 'a firejail profile' <<<"$line"
done
for line in '--rox /usr --rw /tmp ls' 'bwrap --ro-bind / / sh' 'landrun --rox /usr ls'; do
	format 'a command line' <<<"$line"
done
format 'a list of paths' <<<$'/usr\n/lib'
format Base64 < <(base64 <<<"$json")
format 'gzip data' < <(gzip <<<"$json")
format 'xz data' < <(python3 -c 'import lzma, sys; sys.stdout.buffer.write(lzma.compress(b"{}"))')
format 'bzip2 data' < <(python3 -c 'import bz2, sys; sys.stdout.buffer.write(bz2.compress(b"{}"))')
format 'a zip archive' < <(python3 -c 'import sys, zipfile; zipfile.ZipFile("z.zip", "w").writestr("p", "{}"); sys.stdout.buffer.write(open("z.zip", "rb").read())')
for encoding in utf-16 utf-16-le utf-16-be utf-32 utf-32-le; do
	name=${encoding^^} name=${name%-[LB]E}
	format "$name" < <(python3 -c 'import sys; sys.stdout.buffer.write(sys.argv[1].encode(sys.argv[2]))' "$json" "$encoding")
done
tool check "$lib"
like 'the library as a policy is named' "$status $err" '1 *:1:1: this is a program or a library (ELF), not a policy; are LD_PRELOAD and LANDLOCK_POLICY swapped[?]'

remedy 'single quotes are named' "{'abi': 6}" "unexpected \"'\"; strings and keys stand in double quotes"
remedy 'typographic quotes are named' '{“abi”: 6}' 'unexpected U+201C, a typographic quotation mark; write "'
remedy 'guillemets are named' '{«abi»: 6}' 'unexpected U+00AB, a typographic quotation mark; write "'
remedy 'low quotes are named' '{„abi“: 6}' 'unexpected U+201E, a typographic quotation mark; write "'
remedy 'a no-break space is named' $'{\xc2\xa0"abi": 6}' 'unexpected U+00A0, an invisible character or a blank that is no space'
remedy 'a character without width is named' $'{\xe2\x80\x8b"abi": 6}' 'unexpected U+200B, an invisible character or a blank that is no space'
remedy 'an ideographic space is named' $'{"abi":\xe3\x80\x806}' 'unexpected U+3000, an invisible character or a blank that is no space'
remedy 'a colon of another script is named' '{"abi"：6}' 'unexpected U+FF1A'
remedy 'a key without quotes is named' '{abi: 6}' 'unexpected "abi"; strings and keys stand in double quotes'
remedy 'a path without quotes is named' '{"pathBeneath":[{"parent":[/usr]}]}' 'unexpected "/"; strings and keys stand in double quotes'
remedy 'a path in place of a policy is named' '/usr/share/policy.json' 'unexpected "/"; strings and keys stand in double quotes'
remedy 'a value without quotes is named' '{"ruleset":[{"handledAccessFs":[read_file]}]}' 'unexpected "read_file"; strings and keys stand in double quotes'
remedy 'True of Python is named' '{"preloadVersion": 1, "a": True}' 'unexpected "True"; write true'
remedy 'no of YAML is named' '{"preloadVersion": 1, "a": no}' 'unexpected "no"; write false'
remedy 'an equals sign is named' '{"abi" = 6}' 'unexpected "="; a key and its value are separated by ":"'
remedy 'a semicolon is named' '{"abi": 6; "name": "a"}' 'unexpected ";"; values are separated by ","'
remedy 'a variable of a shell is named' '{"abi": $ABI}' 'unexpected "$"; variables stand within strings'
remedy 'a missing comma is named' '{"abi": 6 "name": "a"}' 'unexpected "name"; a comma or colon is missing before it'
remedy 'a missing comma between objects is named' '{"ruleset":[{"scoped":["signal"]}{"scoped":["signal"]}]}' 'unexpected "{"; a comma or colon is missing before it'
remedy 'a merge conflict in the middle is named' $'{"abi": 6,\n<<<<<<< HEAD\n"name": "a"}' 'unexpected "<<<<<<<"; this is a merge conflict'
remedy 'a path in Latin-1 gets a remedy' $'{"pathBeneath":[{"parent":["/caf\xe9"]}]}' 'invalid UTF-8; in a path, "[?]" with "glob": true stands for such a byte'
remedy 'a path as Python escapes it gets a remedy' '{"pathBeneath":[{"parent":["/caf\udce9"]}]}' 'lone surrogate in a \\u escape; in a path, "[?]" with "glob": true stands for such a byte'

# In the variable itself, what does not begin with a brace is a path.
inline() {
	confined "$2" true
	like "$1" "$status $err" "125 liblandlock_preload: error: *: cannot open: No such file or directory; $3"
}
inline 'a policy in quotes' "'$json'" 'the quotation marks are part of the path; leave them out'
inline 'a policy in typographic quotes' "“$json”" 'the quotation marks are part of the path; leave them out'
inline 'TOML in the variable' $'abi = 6\n' 'this is TOML; a policy is JSON in UTF-8'
inline 'YAML in the variable' $'---\nabi: 6' 'this is YAML; a policy is JSON in UTF-8'
inline 'Base64 in the variable' "$(base64 -w0 <<<"$json")" 'this is Base64; a policy is JSON in UTF-8'
inline 'a byte order mark in the variable' $'\xef\xbb\xbf'"$json" 'a policy in place of a path begins with "{", not with a byte order mark'
inline 'a byte order mark and a blank in the variable' $'\xef\xbb\xbf'"${json/{/{ }" 'a policy in place of a path begins with "{", not with a byte order mark'
inline 'an array in the variable' "[$json]" 'a policy in place of a path begins with "{"'
inline 'an empty array in the variable' '[]' 'a policy in place of a path begins with "{"'
inline 'a comment in the variable' "/* sandbox */ ${json/{/{ }" 'a policy in place of a path begins with "{"'
inline 'options of a command' '--rox /usr' 'this is a command line; a policy is JSON in UTF-8'
for list in a.json:b.json /a:/b a.json,b.json '/a.json /b.json' '/a;/b'; do
	inline "the list $list" "$list" 'one path stands here; others are for its "include", or for a directory of policies'
done
inline 'a variable' '/x/${HOME}/p.json' 'variables are not expanded here'
inline 'a path that ends in a line feed' $'/none.json\n' 'the path begins or ends with a blank'
inline 'a descriptor without a colon' 'fd3' 'a descriptor is passed as fd:N, with N from 3 up'
inline 'standard input' '-' 'a descriptor is passed as fd:N, with N from 3 up'

finish
