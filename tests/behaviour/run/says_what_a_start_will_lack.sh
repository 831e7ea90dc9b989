#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# What the program will be denied as the first thing that it does, and what is true of it and nowhere said, is a line.
note='landlock-policy: note:'
# hinted NAME LINE COMMAND...: under a policy that grants the start of nothing else.
hinted() {
	launched "$policy" "${@:3}"
	is "$1" "$(grep "^$note" <<<"$err")" "$2"
	never "$1"
	LANDLOCK_LOG=error launched "$policy" "${@:3}"
	is "$1: not where nobody wants to know" "$(grep "^$note" <<<"$err")" ''
}
hinted 'a program that starts no other' '' "$sentinel"

sh=$(command -v sh) env=$(command -v env) nice=$(command -v nice) loader=$(readelf -l "$sentinel" | grep -o '/[^]]*ld[^]]*')
printf '#!%s\n' "$sh" >script
printf '#!%s sentinel\n' "$env" >scripted
cp "$sentinel" sentinel
chmod 755 script scripted
hinted 'a script' "$note ./script: its interpreter $sh opens it, and the policy does not grant read_file on it" ./script
hinted 'env' "$note $env: it starts ./sentinel in the sandbox, and the policy does not grant execute, read_file on ./sentinel, \
and execute, read_file on its loader $loader" env A=1 ./sentinel
PATH=/usr/bin:/bin hinted 'env, for a program that is nowhere' "$note $env: it will not start \"none-such\": not found on PATH" env none-such
PATH=$work:$PATH hinted 'a script of env' "$note ./scripted: its interpreter $env opens it, and the policy does not grant read_file on it
$note $env: it starts $work/sentinel in the sandbox, and the policy does not grant execute, read_file on $work/sentinel, \
and execute, read_file on its loader $loader" ./scripted
policy='{"ruleset":[{"handledAccessFs":["execute"]}]}' hinted 'a program that starts others' \
	"$note $nice: it starts other programs, and the policy does not grant execute on any; grant execute and read_file on them \
and on their loader" nice ./sentinel
cp "$sentinel" tmux
hinted 'a client, which has a server' "$note ./tmux: it may ask a server to start programs; those are not confined" ./tmux
cp "$sentinel" privileged
chmod 4755 privileged
hinted 'a program of another user' "$note ./privileged: its set-user-ID or set-group-ID bit has no effect in a sandbox; \
it runs as user $(id -u)" ./privileged
finish
