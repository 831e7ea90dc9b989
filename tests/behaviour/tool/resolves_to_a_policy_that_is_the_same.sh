#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# resolve TEXT: what it comes to, on one line without blanks.
resolve() {
	printf '%s\n' "$1" >policy.json
	shift
	tool resolve "$@" policy.json
	flat=$(tr -d ' \n' <.out)
}
# Groups.
resolve '{"abi":4,"ruleset":[{"handledAccessFs":["abi.read_execute"],"handledAccessNet":["abi.all"]}],
	"netPort":[{"allowedAccess":["abi.all"],"port":[80,443]}]}'
is 'groups are rights' "$flat" \
	'{"ruleset":[{"handledAccessFs":["execute","read_file","read_dir","refer"],"handledAccessNet":["bind_tcp","connect_tcp"]}],"netPort":[{"allowedAccess":["bind_tcp","connect_tcp"],"port":[80,443]}]}'
resolve '{"preloadVersion":1,"abi":1,"ruleset":[{"handledAccessFs":["abi.all"]}],"pathBeneath":[{"allowedAccess":["abi.read"],"parent":["/a"]}]}'
is 'an extended policy that needs nothing extended is plain' "${flat##*pathBeneath}" '":[{"allowedAccess":["read_file","read_dir"],"parent":["/a"]}]}'
like 'a plain policy is written without the marker' "$flat" '{"ruleset":*'

resolve '{"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/a","/b"]},{"allowedAccess":["execute"],"parent":["//a/."]}]}'
is 'the same path has the rights of all its rules' "${flat##*pathBeneath}" \
	'":[{"allowedAccess":["execute","read_file"],"parent":["/a"]},{"allowedAccess":["read_file"],"parent":["/b"]}]}'

# Variables, from everywhere.
rule='"pathBeneath":[{"allowedAccess":["read_file"],"parent":'
marker='"preloadVersion":1'
paths() { grep -o '"parent":\[[^]]*\]' <<<"$flat" | sed 's/"parent"://' | paste -sd ' '; }
resolve '{"variable":[{"name":"a","literal":["/x","/y"]},{"name":"b","literal":["1","2"]}],'"$rule"'["${a}/${b}","/$$HOME","/$"]}]}'
is 'variables are resolved, every combination; $ is $$' "$(paths)" '["/x/1","/x/2","/y/1","/y/2","/$$HOME","/$$"]'
resolve '{"variable":[{"name":"a","literal":["/x"]}],'"$rule"'["/$$HOME/${a}"]}]}' --unescaped
is '--unescaped: $ is $' "$(paths)" '["/$HOME//x"]'
list='"variable":[{"name":"e","env":"FOLDERS","split":":"},{"name":"d","env":"UNSET_FOLDER","default":"/default"},{"name":"h","builtin":"home"},
	{"name":"t","builtin":"tmpdir"},{"name":"c","builtin":"cwd"},{"name":"p","builtin":"policyDir"},{"name":"u","builtin":"uid"}]'
unset UNSET_FOLDER TMPDIR
export FOLDERS=/one::/two HOME=/home/me
resolve "{$marker,$list,$rule"'["${e}","${d}","${h}/f","${t}/f","${c}/f","${p}/g","/run/${u}"]}]}'
is 'values come from the environment and from what is built in' "$(paths)" \
	'["/one","/two","/default","/home/me/f","/tmp/f","'"$work/f\",\"$work/g\",\"/run/$(id -u)"'"]'
TMPDIR=/scratch resolve "{$marker,$list,$rule"'["${t}"]}]}'
is 'tmpdir is TMPDIR where that is set' "$(paths)" '["/scratch"]'
TMPDIR='' resolve "{$marker,$list,$rule"'["${t}"]}]}'
like 'TMPDIR that is empty is an error' "$status $err" '1 *TMPDIR is "", which is empty'

# Globs, presets, includes.
mkdir -p many/{a,b,'c$d'} none
resolve "{$marker,${rule}[\"$work/many/*\"],\"glob\":true}]}"
is 'a glob is what it matches now; plain then' "$(paths) ${flat:0:8}" "[\"$work/many/a\",\"$work/many/b\",\"$work/many/c\$\$d\"] {\"rulese"
resolve "{$marker,${rule}[\"$work/none/*\"],\"glob\":true}]}"
like 'one that matches nothing is kept' "$flat" "*\"parent\":[[]\"$work/none/\*\"[]],\"glob\":true*"
resolve "{$marker"',"ruleset":[{"handledAccessFs":["read_file"],"handledAccessNet":["connect_tcp"]}],"preset":["dns","devices"]}'
like 'presets are paths, optional, of what is handled' "$flat" \
	'{"preloadVersion":1,"ruleset":*"pathBeneath":[[]{"allowedAccess":[[]"read_file"[]],"parent":[[]"/etc/hosts",*"/dev/null",*[]],"optional":true}[]],"netPort":*"connect_tcp"[]],"port":[[]53[]]*'
check 'presets add no paths of what is not handled' test "${flat/write_file/}${flat/resolve_unix/}" = "$flat$flat"
printf '%s\n' "{\"abi\":1,${rule}[\"/included\"]},"'{"allowedAccess":["abi.all"],"parent":["/all"]}]}' >included.json
resolve "{$marker"',"abi":6,"minAbi":2,"include":["included.json"],"ruleset":[{"scoped":["abi.all"]}]}'
like 'includes are united, each with its own abi' "$flat" '{"preloadVersion":1,"minAbi":2,*"make_sym"[]],"scoped":*"/included"*"/all"*'
check 'which knew no refer' test "${flat/refer/}" = "$flat"

# What plain mode cannot say, and which key that is.
while read -r extended key; do
	resolve "{$marker,$extended,"'"ruleset":[{"handledAccessFs":["read_file"]}]}' --plain
	is "--plain refuses $extended" "$status $out $err" \
		"1  landlock-policy: error: policy.json: a plain policy cannot express $key; drop --plain"
	resolve "{$marker,$extended,"'"ruleset":[{"handledAccessFs":["read_file"]}]}'
	like "without --plain it is extended: $extended" "$status $flat" '0 {"preloadVersion":1,*'
done <<'END'
"minAbi":1 "minAbi"
"compatibility":"hard_requirement" "compatibility"
"log":{"newExec":true} "log"
"preset":["devices"] "optional" of "/dev/null"
"netPort":[{"allowedAccess":["bind_tcp"],"port":[1],"quiet":true}] "quiet"
"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/a"],"type":"file"}] "type" of "/a"
"netPort":[{"allowedAccess":["bind_tcp"],"port":[1],"errorIfAnyUnsupported":true}] "errorIfAnyUnsupported"
END
resolve "{$marker,"'"ruleset":[{"handledAccessFs":["read_file",20]}]}' --plain
like '--plain refuses a right by its number' "$status $err" '1 *: a plain policy cannot express rights by their number; drop --plain'
resolve '{"variable":[{"name":"v","literal":["/a"]}]}'
is 'a policy that handles nothing: {} and a warning' "$status $flat $err" '0 {} landlock-policy: warning: policy.json: policy restricts nothing'
resolve "{$marker,"'"minAbi":3,"compatibility":"hard_requirement","log":{"newExec":true},"preset":["loader"]}'
is 'whatever else it says' "$status $flat $err" '0 {} landlock-policy: warning: policy.json: policy restricts nothing'

# Several are composed: handled by all, granted by any.
echo '{"abi":3,"ruleset":[{"handledAccessFs":["read_file","write_file"],"scoped":["signal"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/a"]}]}' >one.json
echo '{"abi":1,"ruleset":[{"handledAccessFs":["read_file","write_file","execute"]}],"pathBeneath":[{"allowedAccess":["abi.read_execute"],"parent":["/b"]}]}' >two.json
composed='{"ruleset":[{"handledAccessFs":["write_file","read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":['
tool resolve one.json two.json
is 'several files are composed' "$status $(tr -d ' \n' <.out)" "0 $composed\"/a\",\"/b\"]}]}"
like 'composing warns of what the first file no longer restricts' "$err" '*warning: one.json: composed with the others, this file no longer restricts signal*'
like 'composing warns of what the second file no longer restricts' "$err" '*warning: two.json: composed with the others, this file no longer restricts execute*read_dir*'
tool resolve two.json one.json
is 'the order of composed files does not matter' "$status $(tr -d ' \n' <.out)" "0 $composed\"/b\",\"/a\"]}]}"
mkdir folder
mv one.json two.json folder
tool resolve folder
is 'a directory is the same' "$status $(tr -d ' \n' <.out)" "0 $composed\"/a\",\"/b\"]}]}"
echo "{$marker,\"ruleset\":[{\"scoped\":[\"signal\"]}]}" >extended.json
tool resolve extended.json folder/one.json
is 'an extended one cannot be composed' "$status $out" '1 '

# The output, resolved, is the output: for all there is.
mkdir odd
echo "{$marker,"'"ruleset":[{"handledAccessFs":["read_file"],"quietAccessFs":["read_file"]}],"preset":["loader","tmp","stdio","exec","tty"],"log":{"sameExec":false},
	"variable":[{"name":"v","literal":["~/x","$HOME/y","*","/a\\*b","/z${q}","$$","${","/tab\t","é"]}],
	"pathBeneath":[{"allowedAccess":["read_file",40],"parent":["${v}"],"optional":true},
	{"allowedAccess":["read_file"],"parent":["/a","/a/.","//a/","/b/../a"],"type":"directory","noSymlinks":true,"errorIfAnyUsablePath":true}]}' |
	sed 's/errorIfAnyUsablePath/errorIfAnyUnusablePath/' >odd/characters.json
echo "{$marker,"'"abi":1,"ruleset":[{"handledAccessFs":["read_file"]}],"netPort":[{"allowedAccess":["abi.all"],"port":[1],"errorIfAnyUnsupported":true}]}' >odd/requires-nothing.json
echo "{$marker,"'"abi":6,"ruleset":[{"scoped":["abi.all"],"errorIfAnyUnsupported":true}],"netPort":[{"allowedAccess":["abi.all"],"port":[{"first":5,"last":9}],"quiet":true}]}' >odd/requires.json
export SITE=/srv/www DOCUMENTS=/srv/in TMPDIR=/srv/scratch
echo "{$marker,"'"ruleset":[{"handledAccessFs":["make_block"],"quietAccessFs":["make_block"],"errorIfAnyUnsupported":true}]}' >odd/requires-logging.json
echo "{$marker,"'"ruleset":[{"handledAccessFs":["make_block"]},{"quietAccessFs":["make_block"],"errorIfAnyUnsupported":true}]}' >odd/requires-logging-alone.json
echo "{$marker,"'"ruleset":[{"handledAccessFs":["refer"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["/usr","/var"],"errorIfAnyUnsupported":true},
	{"allowedAccess":["refer"],"parent":["/usr"]}]}' >odd/requires-refer.json
count=0 problems=''
while IFS= read -r file; do
	count=$((count + 1))
	for options in '' --plain; do
		# shellcheck disable=SC2086
		tool resolve $options "$file"
		[[ $options$status != --plain1 ]] || continue
		[[ $status == 0 ]] || problems+=$'\n'"$file: $err"
		cp .out once.json
		# shellcheck disable=SC2086
		tool resolve $options once.json
		# What handles nothing is no policy any more.
		[[ $(<once.json)$status != '{}1' ]] || continue
		cmp -s .out once.json || problems+=$'\n'"$file: not the same again: $err"
	done
done < <(find "$tests/policies/good" "$examples"/*.json odd -name '*.json')
is 'the output resolves to itself, for every policy there is' "$problems" ''
check 'there are policies to resolve' test "$count" -ge 40

# What a policy requires of the kernel is required by what it resolves to.
requires_the_same() {
	local name=$1 before
	run "$LANDLOCK_POLICY_TOOL" resolve "odd/$name.json"
	cp .out again.json
	confined "odd/$name.json" true
	before="$status $(grep -o 'lacks [a-z_, ]*' <<<"$err")"
	confined again.json true
	needing landlock is "$name: the start with the output is as the one with the policy" "$status $(grep -o 'lacks [a-z_, ]*' <<<"$err")" "$before"
}
requires_the_same requires-logging
requires_the_same requires-logging-alone
run "$LANDLOCK_POLICY_TOOL" resolve odd/requires-refer.json
like 'what a rule requires is required of a rule, for refer of ABI 1 cannot be required of a ruleset' "$(tr -d ' \n' <.out)" \
	'*"parent":[[]"/usr","/var"[]],"errorIfAnyUnsupported":true*'

# JSON cannot hold a path that is not UTF-8: it is written as a pattern, where that is certain.
bytes=$'caf\xe9'
mkdir -p "latin/$bytes/in"
printf '%s\n' "{$marker,\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}],${rule}[\"$work/latin/caf?\"],\"glob\":true}]}" >bytes.json
tool resolve bytes.json
cp .out once.json
like 'a path that is not UTF-8 is a pattern' "$status $(tr -d ' \n' <once.json)" "0 *\"$work/latin/caf[?]\"[]],\"glob\":true*"
tool resolve once.json
check 'a path that is not UTF-8: the output resolves to itself' cmp once.json .out
tool resolve --plain bytes.json
is 'a path that is not UTF-8 is none of a plain policy' "$status $out $err" \
	"1  landlock-policy: error: bytes.json: a plain policy cannot express \"glob\" of \"$work/latin/caf\\xe9\"; drop --plain"
tool resolve --unescaped bytes.json
like 'a path that is not UTF-8 cannot be written as it is' "$status $out $err" "1  landlock-policy: error: bytes.json: path \"$work/latin/caf\\\\xe9\" is not UTF-8*"
export ODD=$work/latin/$bytes/in
printf '%s\n' "{$marker,\"variable\":[{\"name\":\"odd\",\"env\":\"ODD\"}],${rule}[\"\${odd}\"]}]}" >odd-bytes.json
tool resolve odd-bytes.json
like 'one from the environment is, too' "$status $(tr -d ' \n' <.out)" "0 *\"$work/latin/caf[?]/in\"[]],\"glob\":true*"
mkdir -p latin/cafe/in
tool resolve odd-bytes.json
like 'where the pattern matches another path as well, there is an error and no output' "$status $out $err" \
	"1  landlock-policy: error: odd-bytes.json: path *is not UTF-8* does not match it alone; rename it"

# A pattern, and a path with the characters of one, are written alike and merged.
printf '%s\n' "{$marker,\"variable\":[{\"name\":\"v\",\"literal\":[\"/none/[x]?\"]}],\"pathBeneath\":[
	{\"allowedAccess\":[\"read_file\"],\"parent\":[\"\${v}\"],\"glob\":true},{\"allowedAccess\":[\"execute\"],\"parent\":[\"\${v}\"]}]}" >alike.json
tool resolve alike.json
like 'a path with the characters of a pattern is merged with the pattern that means it' "$status $(tr -d ' \n' <.out)" \
	'0 *"allowedAccess":[[]"execute","read_file"[]],"parent":[[]"/none/\\\\[[]x[]]\\\\[?]"[]],"glob":true*'
sed -i 's/"glob":true/"createDirectory":true/' alike.json
tool resolve alike.json
is 'no directory is made of a pattern, so the path that needs one is refused' "$status $out $err" \
	'1  landlock-policy: error: alike.json: path "/none/[x]?" can only be written as a pattern, of which no directory is made'

# Nor is anything written that is too large to be read again.
ports='{"first":1,"last":65535}'
printf '%s\n' "{$marker,\"netPort\":[{\"allowedAccess\":[\"bind_tcp\"],\"port\":[$ports]}],\"variable\":[{\"name\":\"l\",\"literal\":[\"$(printf '%04000d' 0)\"]}],
	${rule}[$(for ((i = 0; i < 300; i++)); do printf '"/%d${l}",' "$i"; done)\"/\"]}]}" >large.json
tool resolve large.json
is 'a result larger than a policy may be is refused' "$status $out $err" \
	'1  landlock-policy: error: large.json: what is printed would not resolve to itself: it is larger than 1048576 bytes'
finish
