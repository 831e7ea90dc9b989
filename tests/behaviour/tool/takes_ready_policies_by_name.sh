#!/bin/bash
# needs: landlock 64-bit
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# "@NAME" in place of a policy, for a tool that lies elsewhere than it was installed to: with its policies beside it, as
# where it was built.
mkdir -p tools/policies open
echo public >open/file
cp "$LANDLOCK_POLICY_TOOL" tools/landlock-policy
LANDLOCK_POLICY_TOOL=$work/tools/landlock-policy
ready=$work/tools/policies/test-reader.json
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"preset":["loader"],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["'"$work"'/open"]}]}' >"$ready"

tool check @test-reader
is 'check' "$status $out" "0 $ready: ok"
tool resolve @test-reader
is 'resolve' "$status $out" "0 $("$LANDLOCK_POLICY_TOOL" resolve "$ready")"
tool query @test-reader read_file open/file
like 'query' "$status $out" '0 *'
tool query @test-reader read_file "$work"
needing root_mount like 'query: what is not granted' "$status $out" '1 *'
tool run --library "$lib" @test-reader -- cat open/file "$ready"
is 'run: confined' "$status $out" '1 public'
like 'run: what is denied' "$err" "cat: $ready: Permission denied"
tool run --library "$lib" @test-reader -- "$probes/probe_static" "$ready"
is 'run: a static program' "$status $out" '0 main: denied'
tool explain --library "$lib" @test-reader -- cat open/file "$ready"
like 'explain' "$status $out $err" "1 public *read_file on $ready
*to grant all of it, add to \"pathBeneath\" of a policy of your own, with \"include\": \[\"@test-reader\"\]:*"
echo '{"preloadVersion":1,"include":["@test-reader"]}' >including.json
tool check including.json
is 'an included one' "$status $out" '0 including.json: ok'

tool check @test-raeder
like 'a name that is misspelt' "$status $out $err" '1  landlock-policy: error: "@test-raeder" is neither in /etc/landlock-preload/policies nor in '"$work/tools/policies"'; did you mean "@test-reader"?'
tool run @test-raeder cat open/file
like 'run: a name that is misspelt' "$status $out $err" '125  landlock-policy: error: "@test-raeder" is neither in *; did you mean "@test-reader"?'
tool run @/etc/passwd cat open/file
like 'run: what is no name' "$status $out $err" '125  landlock-policy: error: "@/etc/passwd" names no policy: *; write ./ before that of a file'
cp "$ready" ./@file
tool check ./@file
is 'a file of that name, as a path' "$status $out" '0 ./@file: ok'
tool learn --library "$lib" -o @test-new -- true
is 'learn writes none' "$status $out $err" '125  landlock-policy: error: @test-new: names a ready policy, which is not written; write ./@test-new for a file'
check 'learn has written none' test ! -e @test-new
tool learn --library "$lib" -o ./@test-new -- true
check 'learn writes a file of that name, as a path' test -s @test-new
# A program in PATH of that name is none.
cp "$work/tools/landlock-policy" "$work/bin/@test-reader"
run env PATH="$work/bin:$PATH" "$LANDLOCK_POLICY_TOOL" run --library "$lib" @test-reader cat open/file
is 'a program of that name' "$status $out $err" '0 public '

finish
