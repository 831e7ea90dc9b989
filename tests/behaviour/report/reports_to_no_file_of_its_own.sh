#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A report that was appended to a policy, or to the library, would keep every start after it from running.
prefix='liblandlock_preload: error: '
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["make_block"]}]}'
# spared NAME POLICY REPORT ERROR FILE...: the start ends with that error, and the files are as they were.
spared() {
	local name=$1 value=$2 report=$3 error=$4 before
	shift 4
	before=$(sha256sum "$@")
	confined "$value" LANDLOCK_REPORT="$report" sh -c 'echo started'
	is "$name: an error" "$status $out $err" "125  $prefix$error"
	is "$name: nothing was written" "$(sha256sum "$@")" "$before"
}
itself() { echo "LANDLOCK_REPORT is \"$1\", which is $2; name another file"; }
echo "$policy" >p.json
ln p.json hard
spared 'the policy' p.json "$work/p.json" "$(itself "$work/p.json" 'the policy itself')" p.json
spared 'the policy, by another name' "$work/p.json" "$work/hard" "$(itself "$work/hard" 'the policy itself')" p.json
exec 7>>p.json
spared 'the policy, by a descriptor' p.json fd:7 "$(itself fd:7 'the policy itself')" p.json
exec 7>&-
spared 'the library' "$policy" "$lib" "$(itself "$lib" 'this library')" "$lib"
echo '{' >broken.json
spared 'a policy with an error' broken.json "$work/broken.json" "$(itself "$work/broken.json" 'the policy itself')" broken.json
spared 'the library, and a policy with an error' broken.json "$lib" "$(itself "$lib" 'this library')" "$lib" broken.json

also='LANDLOCK_REPORT names this file as well; name another one there'
echo '{"preloadVersion":1,"include":["part.json"]}' >root.json
echo "$policy" >part.json
spared 'an included policy' root.json "$work/part.json" "root.json:/include/0: \"part.json\": $also" root.json part.json
rm part.json
spared 'an included policy that is missing' root.json "$work/part.json" "root.json:/include/0: \"part.json\": $also" root.json
check 'an included policy that is missing: it is not made' test ! -e part.json
exec 7<>p.json
spared 'a policy read from a descriptor' fd:7 "$work/p.json" "fd:7: $also" p.json
spared 'one descriptor of a file for both' fd:7 fd:7 'LANDLOCK_REPORT is "fd:7", as LANDLOCK_POLICY is; only a socket can be both, so use another one' p.json
exec 7>&-

mkdir d
plain='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
echo "$plain" | tee d/a.json >d/b.json
spared 'a policy of a directory' d "$work/d/b.json" "LANDLOCK_REPORT is \"$work/d/b.json\", which would be a policy of the directory \"d\"; name a file elsewhere" d/a.json d/b.json
spared 'a new name among policies' "$work/d" "$work/d/../d/report.json" \
	"LANDLOCK_REPORT is \"$work/d/../d/report.json\", which would be a policy of the directory \"$work/d\"; name a file elsewhere" d/a.json d/b.json
check 'a new name among policies: it is not made' test ! -e d/report.json
exec 7>>d/b.json
spared 'a policy of a directory, by a descriptor' d fd:7 "d/b.json: $also" d/a.json d/b.json
exec 7>&-
for report in d/report d/.report.json elsewhere.json; do
	confined d LANDLOCK_REPORT="$work/$report" true
	is "$report is no policy" "$status $err $(grep -c '"state":"enforced"' $report)" '0  1'
done
confined d true
is 'the next start is as before' "$status $err" '0 '
finish
