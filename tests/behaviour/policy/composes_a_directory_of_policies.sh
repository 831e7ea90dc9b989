#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A directory: what all its files restrict is restricted, what any grants is granted. Where that would
# take away what one of them protects, nothing runs.
mkdir -p d a b c
for folder in a b c; do echo text >$folder/file; done
policy=$work/d
make() { echo '{"abi":'"${4:-1}"',"ruleset":[{"handledAccessFs":["'"$2"'"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["/usr","'"$work/$3"'"]}]}' >"d/$1"; }
make 10-a.json read_file a
granted 'one file' cat a/file
denied 'what it does not grant' cat b/file
make 20-b.json read_file b 2
granted 'two files' cat a/file b/file
denied 'what none grants' cat c/file
echo 'no policy' | tee d/README d/.hidden.json >d/30-c.json.bak
granted 'other files are left alone' cat a/file
confined d LANDLOCK_LOG=info true
needing landlock like 'a file that is not read is noted' "$status $err" '0 *note: d/30-c.json.bak: not read: only \*.json counts
liblandlock_preload: note: d/README: not read: *'
check 'none on what is hidden' test "$(grep -c hidden .err)" = 0
rm d/README d/.hidden.json d/30-c.json.bak

lost() { echo "composed with the others, this file no longer restricts $1; write one extended policy that includes them all"; }
make 20-b.json 'write_file","read_file' b
refused 'a right that one file loses' d "d/20-b.json: $(lost write_file)"
echo '{"ruleset":[{"handledAccessNet":["bind_tcp"]}]}' >d/20-b.json
refused 'a class that each loses' d "d/10-a.json: $(lost read_file)
liblandlock_preload: error: d/20-b.json: $(lost bind_tcp)"
make 10-a.json abi.all a 3
make 20-b.json abi.all b 2
run "$LANDLOCK_POLICY_TOOL" check d
like 'check says what the groups of a file lose by the abi of another' "$status $err" "1 *d/10-a.json: $(lost truncate)*"
refused 'what the groups of a file lose by the abi of another' d "d/10-a.json: $(lost truncate)"
make 10-a.json read_file a
make 20-b.json read_file b
echo '{"preloadVersion":1,"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' >d/30-c.json
refused 'an extended file' d 'd/30-c.json: an extended policy cannot be composed with others; include them in it instead'
rm d/30-c.json
mkdir d/40-d.json
refused 'a folder' d 'd/40-d.json: is a directory'
rmdir d/40-d.json
ln -s nowhere d/40-d.json
refused 'a link to nowhere' d 'd/40-d.json: cannot open: No such file or directory'
rm d/*
refused 'no file at all' d 'd: no *.json in this directory'
run cat a/file b/file c/file
is 'without us all are read' "$status" 0
finish
