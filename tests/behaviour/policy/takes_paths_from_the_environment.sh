#!/bin/bash
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# variable[].env: what the environment says, as far as it names absolute paths and nothing else.
mkdir -p a b c
for folder in a b c; do echo text >$folder/file; done
policy_with() {
	echo '{"preloadVersion":1,"variable":[{"name":"where","env":"WHERE"'"${1-}"'}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr"]},{"allowedAccess":["read_file"],"parent":["${where}"]}],
		"ruleset":[{"handledAccessFs":["read_file"]}]}'
}
# reads NAME FOLDERS: exactly what is in these can be read, without a word.
reads() {
	local folder can=''
	for folder in a b c; do
		confined "$policy" cat $folder/file
		((status != 0)) || can+=$folder
		[[ $err == '' || $err == "cat: $folder/file: Permission denied" ]] || can+=" $err"
	done
	needing landlock is "$1" "$can" "$2"
}
# refuses NAME REASON: under this policy, whose variable is wrong.
refuses() { refused "$1" "$policy" "LANDLOCK_POLICY:/variable/0: $2"; }
policy=$(policy_with)
WHERE=$work/a reads 'one path' a
refuses unset 'environment variable "WHERE" is not set; set it or give the variable a "default"'
export WHERE
while IFS='|' read -r WHERE reason; do
	refuses "WHERE=$WHERE" "WHERE is \"$WHERE\", which $reason"
done <<'END'
|is empty
a|is not an absolute path
./a|is not an absolute path
../a|is not an absolute path
~/a|is not an absolute path; "~" is not expanded; write the path out
/tmp/../etc|contains a ".." component
/tmp/./x|contains a "." component
/..|contains a ".." component
END
WHERE=$(printf '/%04096d' 0)
confined "$policy" true
like 'a value too long' "$status $err" '125 *, which is longer than a path can be'

policy=$(policy_with ',"split":":"')
WHERE=$work/a:$work/c reads 'a list' ac
WHERE=::$work/b: reads 'a list with empty items' b
WHERE=$work/a:b refuses 'a list with a relative item' 'WHERE has the item "b", which is not an absolute path'
WHERE=:: refuses 'a list of nothing' 'WHERE is "::", which has no items'
policy=$(policy_with)
WHERE=$work/a:$work/c
confined "$policy" cat a/file
needing landlock like 'without split it is one path' "$status $err" "1 *first: $WHERE: No such file or directory; a list of paths needs \"split\"*"

policy=$(policy_with ',"default":"'"$work/c"'"')
WHERE=$work/a reads 'the default is not used' a
unset WHERE
reads 'unless it is unset' c
confined "$(policy_with ',"default":"c"')" true
is 'a relative default' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY:/variable/0/default: "c" is not an absolute path'
run cat a/file b/file c/file
is 'without us all are read' "$status" 0
finish
