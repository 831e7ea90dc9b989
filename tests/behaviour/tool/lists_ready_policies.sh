#!/bin/bash
# needs: chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `landlock-policy list`: the policies that "@NAME" means, each with the first sentence of its comment.
make_root "$LANDLOCK_POLICY_TOOL"
own=/etc/landlock-preload/policies
list() { run "${inside[@]}" "$LANDLOCK_POLICY_TOOL" list "$@"; }
list
installed=${err##* nor in }
is 'where there is none' "$status $out $err" "1  landlock-policy: error: there is no policy in $own nor in $installed"
mkdir -p "root$own" "root$installed"
# put FILE [COMMENT]
put() { echo '{"preloadVersion":1,"pathBeneath":[{"comment":"no","allowedAccess":["read_file"],"parent":["/"]}],"name":"comment"'"${2+,\"comment\":\"$2\"}}" >"root$1"; }
put "$installed/b.json" 'The second. It has more to say'
put "$installed/a-long-name.json" 'One sentence.'
put "$installed/silent.json"
put "$installed/.hidden.json" 'no'
put "$installed/readme.txt" 'no'
put "$installed/Upper.json" 'no'
list
is 'installed ones, by name' "$status $err
$out" '0 
@a-long-name  One sentence
@b            The second
@silent       
The comment in '"$installed"'/NAME.json says how to start the program.'
put "$own/b.json" 'The own \"one\", \u001b[31min red\u001b[0m\nor so'
put "$own/only.json" 'Only here, v. 2'
list
is 'those of /etc come first' "$status $err
$out" '0 
@a-long-name  One sentence
@b            The own "one", \x1b[31min red\x1b[0m\x0aor so [own, hides the installed one]
@only         Only here, v [own]
@silent       
The comment in '"$installed"'/NAME.json says how to start the program.
[own]: in '"$own"
list --json
check 'JSON says the same' /usr/bin/python3 -c 'import json, sys
assert json.load(open(".out")) == {"policies": [
	{"name": "@a-long-name", "path": sys.argv[2] + "/a-long-name.json", "sentence": "One sentence", "own": False, "hides": False},
	{"name": "@b", "path": sys.argv[1] + "/b.json", "sentence": "The own \"one\", \x1b[31min red\x1b[0m\nor so", "own": True, "hides": True},
	{"name": "@only", "path": sys.argv[1] + "/only.json", "sentence": "Only here, v", "own": True, "hides": False},
	{"name": "@silent", "path": sys.argv[2] + "/silent.json", "sentence": "", "own": False, "hides": False}]}' "$own" "$installed"

# What is no policy is said, and the others are listed.
rm "root$own/b.json"
ln -s nowhere "root$own/b.json"
echo '{"preloadVersion":1,"pathBeneth":[]}' >"root$installed/silent.json"
list
like 'what is no policy' "$status $err" "1 landlock-policy: error: $own/b.json: cannot open: No such file or directory
landlock-policy: error: $installed/silent.json:/pathBeneth: unknown key \"pathBeneth\"; did you mean \"pathBeneath\"?*"
like 'the others are listed' "$out" '*@a-long-name  One sentence*@only *'
list more
like 'an operand is wrong usage' "$status $out" '2 '
finish
