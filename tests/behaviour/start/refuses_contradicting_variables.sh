#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Which of two values counts depends on who looks; so neither does.
echo secret >secret
policy=$(policy read_file /usr)
wider=${policy/\/usr/\/}

# with ENTRY...: cat, in an environment of these entries and LD_PRELOAD.
with() {
	printf '%s\0' "$@" LD_PRELOAD="$lib" >entries
	run "$probes/probe_exec_env" entries "$(command -v cat)" secret
}
# twice VARIABLE VALUE OTHER [ENTRY...]
twice() {
	local name=$1 value=$2 other=$3 order
	shift 3
	for order in "$value|$other" "$other|$value"; do
		with "$name=${order%|*}" "$@" "$name=${order#*|}"
		is "$name=$order: refused" "$status $out" '125 '
		is "$name=$order: the error says why" "$err" \
			"liblandlock_preload: error: $name is set twice, to different values; leave one of them"
	done
	with "$name=$value" "$@" "$name=$value"
	needing landlock like "$name=$value, twice: confined" "$status $err" "1 *cat: secret: Permission denied"
}
twice LANDLOCK_POLICY "$policy" "$wider"
twice LANDLOCK_POLICY "$policy" ''
twice LANDLOCK_POLICY "$policy" "$policy "
twice LANDLOCK_STRICT 1 0 LANDLOCK_POLICY="$policy"
twice LANDLOCK_STRICT 0 '' LANDLOCK_POLICY="$policy"
twice LANDLOCK_LOG warning error LANDLOCK_POLICY="$policy"
twice LANDLOCK_REPORT '' fd:3 LANDLOCK_POLICY="$policy"

with LANDLOCK_POLICY="$policy" LANDLOCK_LAYERS=1 LANDLOCK_LAYERS=2
needing landlock is 'LANDLOCK_LAYERS is nobody'\''s request: no contradiction' "$status $out" '1 '
with LANDLOCK_POLICY="$wider"
needing landlock is 'a policy that grants it lets the program read' "$status $out" '0 secret'
finish
