#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# $schema, name and comment say something to people, and nothing to us.
echo secret >secret
doc='"comment":"why, in \"words\" \u00e9"'
policy='{"$schema":"https://example.org/landlock-policy.schema.json","preloadVersion":1,"name":"backup",'"$doc"',
	"variable":[{"name":"usr","literal":["/usr"],'"$doc"'}],
	"ruleset":[{"handledAccessFs":["read_file"],'"$doc"'}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["${usr}","/dev/null"],'"$doc"'}]'
net=',"netPort":[{"allowedAccess":["bind_tcp"],"port":[80],'"$doc"'}]'
if (($(abi) >= 4)); then policy+=$net; fi
policy+='}'
granted 'documented everywhere' cat /dev/null
denied 'the documented policy is in force' cat secret
echo "$policy" >policy.json
confined policy.json LANDLOCK_STRICT=1 cat /dev/null
needing landlock is 'even when strict, in silence' "$status $err" '0 '
for key in '"$schema"' '"name"' '"comment"'; do
	confined "{$key:1,\"preloadVersion\":1,\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}]}" true
	like "$key: only text" "$status $err" '125 *: expected string, is *'
	confined "{$key:\"x\",\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}]}" true
	like "$key: not in a plain policy" "$status $err" '125 *: needs "preloadVersion": 1'
done
confined "${policy/comment/commment}" true
like 'a typo is an error still' "$status $err" '125 *did you mean "comment"*'
finish
