#!/bin/bash
# needs: landlock python3
# SPDX-License-Identifier: MIT
# What a shell, a service manager or another sandbox would expand or act on in a path means nothing
# here. Wherever a path stands, that is said, with what to write instead.
# shellcheck disable=SC2088,SC1083
. "$(dirname "$0")/../../lib/lib.sh"

# policy KEYS PARENT [OPTIONS]
policy() { echo '{'"$1"'"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["'"$2"'"]'"${3-}"'}]}'; }
extended='"preloadVersion":1,'
# in_parent PATH MESSAGE [OPTIONS]: an error in an extended policy, and a note in a plain one.
in_parent() {
	policy "$extended" "$1" "${3-}" >policy.json
	tool check policy.json
	is "$1 as a parent: an error" "$status $(grep error .err)" "1 landlock-policy: error: policy.json:/pathBeneath/0/parent/0: $2"
	[[ ! ${3-} ]] || return
	policy '' "$1" >policy.json
	tool check policy.json
	like "$1 as a parent of a plain policy: a note" "$status $err" '0 *landlock-policy: note: policy.json:/pathBeneath/0/parent/0: *'
	# What it is to be replaced by is there in extended policies only.
	[[ $2 != *declare* && $2 != *'"optional"'* ]] ||
		like "$1 as a parent of a plain policy: the remedy needs the marker" "$err" \
			"*: $2, which needs \"preloadVersion\": 1"
}
as_home='write "${home}" and declare it, as by {"name":"home","builtin":"home"}'
as_variable='write "${NAME}" and declare it, as by {"name":"NAME","env":"NAME"}'

for path in '~' '~/x' '~user/x'; do in_parent "$path" "\"~\" is not expanded; $as_home"; done
for path in '%h' '%h/x'; do in_parent "$path" "\"%h\" is not expanded; $as_home"; done
in_parent '%t/x' '"%t" is not expanded; write "${runtimeDir}" and declare it, as by {"name":"runtimeDir","builtin":"runtimeDir"}'
in_parent '%E/x' '"%E" is not expanded; write "${name}" and declare it, as by {"name":"name","env":"name"}'
for word in HOME PATH; do
	for path in "\$$word" "%$word%" "@{$word}" "%{$word}" "{{$word}}"; do
		in_parent "$path/x" "\"$path\" is not expanded; ${as_variable//NAME/$word}"
	done
done
in_parent '$(pwd)/x' '"$" is not expanded; write "${name}" and declare it, as by {"name":"name","env":"name"}'
in_parent '-/x' '"-" before a path means nothing here; leave it out, and write "optional": true'
in_parent '+/x' '"+" before a path means nothing here; leave it out'
in_parent '!/x' '"!" before a path means nothing here; leave it out'
in_parent 'file:///x' '"file:" is not part of a path; leave it out'
in_parent 'unix:/x' '"unix:" is not part of a path; leave it out'
in_parent "'/x'" 'the quotation marks are part of the path; leave them out'
in_parent '\"/x\"' 'the quotation marks are part of the path; leave them out'
in_parent '/{a,b}' '"/{a,b}" is not expanded; write each path'
in_parent '/x{1..3}' '"/x{1..3}" is not expanded; write each path'
in_parent '/{a,b}/*' '"{" is no alternative here; write each path out, and "[{]" for the character itself' ',"glob":true'
in_parent '/x/**' '"/x/**" is not expanded; a rule covers all that is beneath its path'
in_parent '/x/**/y' '"**" does not search directories below; a rule on a directory covers all that is in it, so name the directory, or write one "*" for each level' ',"glob":true'

# What means itself can be written, and resolve writes it so.
names=('~' '$HOME' '%h' '@{HOME}' '-' "'" '{a,b}' 'x**' 'a*')
for name in "${names[@]}"; do
	mkdir -p "./$name/dir"
	echo content >"./$name/dir/file"
done
policy "$extended" './~/dir","./$$HOME/dir","./%h/dir","./@{HOME}/dir","./-/dir","./'"'"'/dir' >policy.json
tool check policy.json
is 'with "./" in front, each means itself' "$status $(grep -c expanded .err)" '0 0'
confined policy.json cat '~/dir/file' '$HOME/dir/file' '%h/dir/file' '@{HOME}/dir/file' ./-/dir/file "'/dir/file"
is 'with "./" in front, each is granted' "$status" 0
policy '' '~/dir","$$HOME/dir","%h/dir","@{HOME}/dir","-/dir","'"'/dir"'","{a,b}/dir","x**/dir","a*/dir' >plain.json
tool resolve --plain plain.json
is 'a plain policy has no need of it' "$status $(grep -c '"~/dir",' .out)" '0 1'
echo '{"preloadVersion":1,"minAbi":1,"include":["plain.json"]}' >includes.json
tool resolve includes.json
cp .out resolved.json
is 'names of every kind are resolved' "$status" 0
tool resolve resolved.json
is 'what they are resolved to means the same' "$status $out" "0 $(<resolved.json)"
confined resolved.json cat '~/dir/file' '$HOME/dir/file' '%h/dir/file' '@{HOME}/dir/file' '{a,b}/dir/file' 'x**/dir/file' 'a*/dir/file'
is 'what they are resolved to grants the same' "$status $err" '0 '

for list in '/none /x' '/none,/x' '/none:/x' '/none;/x'; do
	policy '' "$list" >policy.json
	confined policy.json true
	is "the list $list gets a hint" "$status $err" "125 liblandlock_preload: error: policy.json: the only required path could not be opened ($list: No such file or directory; each path is a string of its own)"
done

# Variables, includes, files.
variable() { policy "$extended"'"variable":[{"name":"v",'"$1"'}],' '${v}/x'; }
variable '"literal":["~"]' >policy.json
tool check policy.json
like '~ as the value of a variable is noted' "$status $err" "0 *landlock-policy: note: policy.json:/variable/0/literal/0: \"~\" is not expanded; $as_home*"
variable '"literal":["/srv"]' >policy.json
tool check policy.json
is 'an absolute path as the value of a variable is not' "$status $(grep -c literal .err)" '0 0'
variable '"env":"V"' >policy.json
for value in '~/x' '$HOME/x' 'file:///x' '-/x' '"/x"'; do
	run env V="$value" "$LANDLOCK_POLICY_TOOL" resolve policy.json
	like "$value from the environment gets a hint" "$status $err" '1 *, which is not an absolute path; *'
done
variable '"env":"V","default":"${HOME}/x"' >policy.json
tool check policy.json
is '${HOME} as a default gets a hint' "$status $err" '1 landlock-policy: error: policy.json:/variable/0/default: "${HOME}/x" is not an absolute path; "${HOME}" is not expanded; write the path out'
variable '"literal":["/x/${HOME}"]' >policy.json
tool check policy.json
like '${HOME} in the value of a variable is noted' "$status $err" '0 *landlock-policy: note: policy.json:/variable/0/literal/0: "/x/${HOME}" is taken literally: values of variables are not expanded*'
for word in '$HOME' '${HOME}' '%HOME%' '@{HOME}'; do
	policy "$extended"'"variable":[{"name":"'"$word"'","literal":["/srv"]}],' / >policy.json
	tool check policy.json
	is "$word as the name of a variable gets a hint" "$status $err" "1 landlock-policy: error: policy.json:/variable/0/name: bad variable name \"$word\"; write \"HOME\""
done
for word in '$HOME' '${HOME}'; do
	variable '"env":"'"$word"'"' >policy.json
	tool check policy.json
	is "$word as the name of an environment variable gets a hint" "$status $err" "1 landlock-policy: error: policy.json:/variable/0/env: \"$word\" is not a valid environment variable name; write \"HOME\""
done
undeclared() {
	policy "$1" "\${$2}/x" >policy.json
	tool check policy.json
	is "\${$2} without a declaration gets a hint" "$status $(grep error .err)" "1 landlock-policy: error: policy.json:/pathBeneath/0/parent/0: variable \"$2\" is not declared; $3"
}
undeclared "$extended" HOME 'declare it, as by {"name":"HOME","env":"HOME"}'
undeclared '' HOME 'declare it, as by {"name":"HOME","env":"HOME"}, which needs "preloadVersion": 1'
undeclared "$extended" exeDir 'declare it, as by {"name":"exeDir","builtin":"exeDir"}'
undeclared "$extended" data 'declare it in "variable"'
undeclared "$extended"'"variable":[{"name":"home","builtin":"home"}],' hoem 'did you mean "home"?'
variable '"env":"V","default":"~/x"' >policy.json
tool check policy.json
is '~ as a default gets a hint' "$status $err" '1 landlock-policy: error: policy.json:/variable/0/default: "~/x" is not an absolute path; "~" is not expanded; write the path out'
for path in '~/p.json' '$HOME/p.json' '${home}/p.json' '%h/p.json' 'file:///p.json' '-/p.json'; do
	echo '{"preloadVersion":1,"include":["'"$path"'"]}' >policy.json
	tool check policy.json
	like "$path as an include is an error" "$status $err" '1 landlock-policy: error: policy.json:/include/0: *; *'
done
for path in '~/p.json' '$HOME/p.json' '%h/p.json' '@{HOME}/p.json' 'file:///p.json' '-/p.json' '"/p.json"' '/{a,b}.json' '/*.json'; do
	[[ $path == *[*]* || $path == */{* ]] || {
		run env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"ruleset":[{"scoped":["signal"]}]}' LANDLOCK_REPORT="$path" true
		like "$path as LANDLOCK_REPORT gets a hint" "$status $err" '125 *, or an absolute path; *'
	}
	confined "$path" true
	like "$path as LANDLOCK_POLICY gets a hint" "$status $err" '125 *: cannot open: No such file or directory; *'
	for verb in check resolve; do
		tool $verb -- "$path"
		[[ $path == -* ]] || tool $verb "$path"
		[[ $path == -* ]] || like "$path as an argument of $verb gets a hint" "$status $err" '1 *: cannot open: No such file or directory; *'
	done
done
policy '' / >policy.json
for path in '~/none' '$HOME/none' 'file:///etc/passwd' '@{HOME}/none'; do
	tool query policy.json read_file "$path"
	like "$path as the path of a query gets a hint" "$status $err" '2 *: "*"*; *'
	tool target "$path"
	like "$path as a program gets a hint" "$status $err" '2 *: "*"*; *'
	tool target --library "$path" /bin/true
	like "$path as a library gets a hint" "$status $err" '2 *: "*"*; *'
done

finish
