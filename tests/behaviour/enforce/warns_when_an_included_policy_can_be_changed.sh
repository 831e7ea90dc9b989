#!/bin/bash
# needs: landlock
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A policy is as safe as the least of its files.
mkdir -p safe open d
handled='"ruleset":[{"handledAccessFs":["read_file","write_file","make_reg","remove_file"]}]'
grant='{"allowedAccess":["read_file"],"parent":["/"]},{"allowedAccess":["write_file","make_reg","remove_file"],"parent":["'"$work"'/open"]}'
# told NAME POLICY FILE
told() {
	local finding="$2: the policy lets the program change $3 (by its rule on $work/open); keep it outside what is granted"
	confined "$2" sh -c 'echo changed >open/proof'
	is "$1: a warning" "$status $err" "0 liblandlock_preload: warning: ${4-$finding}"
	confined "$2" LANDLOCK_STRICT=1 touch ran
	is "$1: an error when strict" "$status $err" "125 liblandlock_preload: error: ${4-$finding}"
	check "$1: then nothing runs" test ! -e ran
}
echo '{"preloadVersion":1,"include":["../safe/part.json"],'"$handled"',"pathBeneath":['"$grant"']}' >safe/root.json
echo '{"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' | tee safe/part.json >open/part.json
confined safe/root.json LANDLOCK_STRICT=1 true
is 'all of it out of reach: silence, even when strict' "$status $err" '0 '
sed -i s,safe/part,open/part, safe/root.json
told 'an included file' safe/root.json safe/../open/part.json
ln -s ../open/part.json safe/link.json
sed -i s,../open/part,link, safe/root.json
told 'through a link' safe/root.json safe/link.json
rm safe/link.json
mv safe/part.json safe/link.json
chmod 666 safe/link.json
told 'one that everyone can write' safe/root.json '' \
	'safe/root.json: safe/link.json is world-writable; remove write permission for others'

echo '{'"$handled"',"pathBeneath":['"$grant"']}' | tee d/p.json >open/p.json
confined d LANDLOCK_STRICT=1 true
is 'a directory out of reach: silence' "$status $err" '0 '
ln -s ../open/p.json d/q.json
told 'a file in a directory' d d/q.json 'd/p.json: the policy lets the program change d/q.json (by its rule on '"$work"'/open); keep it outside what is granted'
rm d/q.json
sed -i "s,/open\",/d\"," d/p.json
confined "$work/d" sh -c 'echo "{}" >d/new.json'
like 'the directory itself' "$status $err" "0 liblandlock_preload: warning: $work/d/p.json: *change $work/d/p.json (by its rule on $work/d)*"
check 'which can be changed indeed' test -e d/new.json
finish
