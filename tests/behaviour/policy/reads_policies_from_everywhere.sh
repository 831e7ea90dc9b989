#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

mkdir folder
echo secret >secret
policy=$(policy read_file /usr)
echo "$policy" >policy.json
cp policy.json folder/inner.json
cp policy.json '{odd}'
cp policy.json 'fd-policy with spaces'
ln -s folder/inner.json link

# from SOURCE: cat is confined by it, and free of errors.
from() {
	confined "$1" cat secret
	is "${2-$1}: confined" "$status $out" '1 '
	is "${2-$1}: with nothing said by us" "$err" 'cat: secret: Permission denied'
}
from "$policy" 'the value itself'
from $' \n\t\r'"$policy"$'\n ' 'the value, after blanks'
from "$work/policy.json" 'an absolute path'
from policy.json 'a relative path'
from folder/../folder//inner.json 'a path with dots'
from link 'a link'
from './{odd}' 'a path that looks like JSON'
from 'fd-policy with spaces' 'a path with spaces'

exec 9<policy.json
from fd:9 'a descriptor'
from fd:9 'a descriptor of a file that was read to its end by the start before'
read -r -n 5 <&9
from fd:9 'a descriptor that somebody has begun to read'
# Each says it to a file of its own: cat writes a line in parts.
shared() { seq 8 | xargs -P 4 -I{} sh -c 'exec env LD_PRELOAD="$0" LANDLOCK_POLICY=fd:9 cat secret 2>said.{}' "$lib"; }
run shared
is 'starts that share a descriptor are all confined' "$out$(cat said.* | sort | uniq -c | xargs)" '8 cat: secret: Permission denied'
exec 9< <(echo "$policy")
from fd:9 'a pipe'
exec 9< <(echo "${policy%\"path*}" && sleep 0.3 && echo "\"path${policy#*\"path}")
from fd:9 'a slow pipe'
exec 9<<<"$policy"
from fd:9 'a here-document'
exec 9<&-

descriptors() { confined "$1" ls /proc/self/fd 9<policy.json; }
descriptors fd:9
is 'a descriptor that brought the policy is closed' "$status $(grep -cx 9 <<<"$out")" '0 0'
descriptors policy.json
is 'one that did not is left alone' "$status $(grep -cx 9 <<<"$out")" '0 1'
run cat secret
is 'without us the program reads the file' "$status $out" '0 secret'
finish
