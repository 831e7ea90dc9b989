#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Where the tool takes a policy, it takes what a pipeline has: standard input, a descriptor, a pipe.
policy make_block /usr >p.json
tool resolve p.json
resolved=$out

tool check - <p.json
is 'check reads a file that is standard input' "$status $out" '0 -: ok'
tool resolve - <p.json
is 'resolve reads standard input' "$status $out" "0 $resolved"
tool resolve - < <(cat p.json)
is 'resolve reads a pipe that is standard input' "$status $out" "0 $resolved"
tool resolve /dev/stdin < <(cat p.json)
is 'resolve reads a pipe by the name of standard input' "$status $out" "0 $resolved"
tool resolve /dev/stdin <p.json
is 'resolve reads a file by the name of standard input' "$status $out" "0 $resolved"
tool resolve <(cat p.json)
is 'resolve reads what a shell gives a name of' "$status $out" "0 $resolved"
mkfifo pipe
cat p.json >pipe &
tool check pipe
is 'check reads a named pipe' "$status $out" '0 pipe: ok'
wait
exec 5<p.json
tool check fd:5
is 'check reads a descriptor' "$status $out" '0 fd:5: ok'
tool resolve fd:5
is 'a descriptor of a file is read from its beginning' "$status $out" "0 $resolved"
exec 5<&-
exec 5< <(cat p.json)
tool resolve fd:5
is 'resolve reads a pipe that is a descriptor' "$status $out" "0 $resolved"
exec 5<&-
tool query - make_block /usr/x <p.json
needing landlock is 'query reads standard input' "$status $out" '0 allowed: -:/pathBeneath/0/parent/0 (/usr)'
tool resolve - p.json <p.json
is 'a stream is composed with a file' "$status $out" "0 $resolved"

# A name that looks like a stream is written with its directory.
cp p.json ./-
cp p.json fd:7
for name in ./- ./fd:7; do
	tool check "$name"
	is "$name is a file" "$status $out" "0 $name: ok"
done

# What cannot be read is an error that says so.
tool check fd:7
is 'a descriptor that is not open' "$status $out $err" '1  landlock-policy: error: fd:7: cannot read: Bad file descriptor'
for name in fd: fd:x fd:-1 fd:3x fd:99999999999; do
	tool check "$name"
	is "$name is no descriptor" "$status $out $err" \
		"1  landlock-policy: error: $name: is no descriptor; write fd:N with a number, or ./$name for a file"
done
tool check - </dev/null
like 'an empty stream' "$status $out $err" '1  landlock-policy: error: -:1:1: the policy ends too early'
tool check - <.
is 'a directory as standard input' "$status $out $err" '1  landlock-policy: error: -: cannot read: Is a directory'
tool check - < <(head -c 1100000 /dev/zero | tr '\0' ' ')
is 'a stream that is too large' "$status $out $err" '1  landlock-policy: error: -: policy is larger than 1048576 bytes'
tool check /dev/zero
is 'a device without an end' "$status $out $err" '1  landlock-policy: error: /dev/zero: policy is larger than 1048576 bytes'

# A stream lies in no directory.
echo '{"preloadVersion":1,"include":["p.json"]}' >include.json
echo '{"preloadVersion":1,"variable":[{"name":"p","builtin":"policyDir"}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["${p}"]}]}' >directory.json
for name in - /dev/stdin; do
	tool resolve "$name" < <(cat include.json)
	is "$name has no relative include" "$status $out $err" \
		"1  landlock-policy: error: $name:/include/0: a relative include needs a policy file; write an absolute path"
	tool resolve "$name" < <(cat directory.json)
	is "$name has no policyDir" "$status $out $err" "1  landlock-policy: error: $name:/variable/0: \"policyDir\" needs a policy file"
done
finish
