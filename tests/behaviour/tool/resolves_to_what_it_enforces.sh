#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The same program under a policy and under what that resolves to: it can do the same.
mkdir -p tree/{public,private,drafts,'odd $dir*'} tree/d{1,2}
for folder in public private drafts 'odd $dir*' d1 d2; do echo text | tee "tree/$folder/f" >"tree/$folder/g"; done
mkdir policies
echo "{\"abi\":2,\"pathBeneath\":[{\"allowedAccess\":[\"abi.read_write\"],\"parent\":[\"$work/tree/drafts\"]}]}" >policies/included.json
cat >policies/extended.json <<'END'
{"preloadVersion":1,"abi":3,"include":["included.json"],
 "variable":[{"name":"tree","env":"TREE"},{"name":"name","literal":["public","odd $dir*"]},{"name":"here","builtin":"policyDir"}],
 "ruleset":[{"handledAccessFs":["abi.all"]}],"preset":["loader","devices","stdio"],
 "pathBeneath":[{"allowedAccess":["abi.read"],"parent":["${tree}/${name}","${here}"]},
  {"allowedAccess":["read_file"],"parent":["${tree}/d[0-9]/f"],"glob":true},
  {"allowedAccess":["abi.read_execute"],"parent":["/usr","/bin"]},
  {"allowedAccess":["write_file"],"parent":["${tree}/d1/./f"]},
  {"allowedAccess":["read_file"],"parent":["/no/such"],"optional":true}]}
END
cat >policies/plain.json <<'END'
{"abi":2,"variable":[{"name":"d","literal":["d1","public"]}],"ruleset":[{"handledAccessFs":["abi.all"]}],
 "pathBeneath":[{"allowedAccess":["read_file","read_dir","write_file","make_reg","remove_file"],"parent":["tree/${d}","/dev/null"]},{"allowedAccess":["abi.read_execute"],"parent":["/usr","/bin","/lib"]},
 {"allowedAccess":["execute"],"parent":["tree//d1/"]}]}
END
# Every file is read, written and listed; what came of it is told, a line each.
cat >try.sh <<'END'
for folder in tree/{public,private,drafts,'odd $dir*',d1,d2}; do
	for file in f g; do
		{ read -r line <"$folder/$file"; } 2>/dev/null && echo "read $folder/$file"
		{ echo more >>"$folder/$file"; } 2>/dev/null && echo "write $folder/$file"
	done
	{ echo new >"$folder/new"; } 2>/dev/null && echo "make $folder/new" && rm -f "$folder/new"
	ln -s f "$folder/link" 2>/dev/null && echo "link $folder" && rm -f "$folder/link"
	[[ $(echo "$folder"/*) == *'/*' ]] || echo "list $folder"
done
/usr/bin/env true 2>/dev/null && echo 'run env'
exit 0
END
export TREE=$work/tree
try() { confined "$1" /bin/bash -c "$(<try.sh)"; }
run /bin/bash -c "$(<try.sh)"
all=$(wc -l <.out)
is 'without us, everything can be done' "$all" 43
for name in extended plain; do
	try "policies/$name.json"
	is "$name: the policy is enforced" "$status" 0
	before=$out
	check "$name: something is denied" test "$(wc -l <.out)" -lt "$all"
	check "$name: something is allowed" test "$(wc -l <.out)" -gt 5
	run "$LANDLOCK_POLICY_TOOL" resolve "policies/$name.json"
	cp .out "resolved-$name.json"
	try "$work/resolved-$name.json"
	is "$name: what it resolves to allows the same" "$status $out" "0 $before"
	like "$name: in a $name policy" "$(tr -d ' \n' <"resolved-$name.json")" "$([[ $name == plain ]] && echo '{"ruleset"*' || echo '{"preloadVersion"*')"
done
TREE=/none try "$work/resolved-extended.json"
is 'the resolved one no longer looks at the environment' "$status" 0
TREE=/none try policies/extended.json
check 'the other does' test "$status $(wc -l <.out)" != "0 $(wc -l <<<"$before")"
# Of the directory that a variable names a start makes nothing.
echo '{"preloadVersion":1,"variable":[{"name":"d","env":"PLACE"}],"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["${d}/new/deep"],"createDirectory":true}]}' >unmade.json
run env PLACE="$work/unmade/place" "$LANDLOCK_POLICY_TOOL" resolve unmade.json
is 'a variable that names no directory, and createDirectory: written' "$status $err" '0 '
echo "$out" >resolved.json
for file in unmade.json resolved.json; do
	run env PLACE="$work/unmade/place" LD_PRELOAD="$lib" LANDLOCK_POLICY=$file true
	needing landlock like "$file: nothing starts" "$status $err" '125 *the only required path could not be opened (*'
	check "$file: no directory is made" test ! -e unmade
done
finish
