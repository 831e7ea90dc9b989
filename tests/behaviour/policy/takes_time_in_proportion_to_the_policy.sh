#!/bin/bash
# needs: strace valgrind
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Twice the paths cost twice the work. Counted in instructions and system calls, not by a clock: from
# 2000 paths to 4000 may cost twice what 1000 to 2000 does, and a bit for sorting and growing.
mkdir one
touch one/file

# plain PATHS and extended PATHS: a policy of so many, by every way there is.
rule() { rules+=',{"allowedAccess":["'"$1"'"],"parent":["'"$2"'"]'"${3-}}"; }
plain() {
	local i rules='' variables=''
	for ((i = 0; i < $1; i += 2)); do
		variables+=',{"name":"v'$i'","literal":["/usr/'$i'"]}'
		rule abi.read_execute '${v'$i'}/a","/srv/'$i
	done
	echo '{"abi":7,"ruleset":[{"handledAccessFs":["abi.all"]}],"variable":['"${variables#,}"'],"pathBeneath":['"${rules#,}"']}'
}
extended() {
	local i rules='' includes=''
	for ((i = 0; i < $1; i += 4)); do
		rule abi.read '$$/~'$i'","/srv/'$i ',"optional":true'
		rule read_file "/usr/$i" ',"optional":true,"noSymlinks":true'
		rule read_file "$work/one/f*" ',"glob":true'
	done
	for i in 1 2 3 4 5 6 7; do includes+=',"'"$work/1000plain.json"'"'; done
	echo '{"preloadVersion":1,"abi":7,"preset":["loader","exec","devices","locale","proc","dns","users","tls","tmp","tty","stdio"],
		"include":['"${includes#,}"'],"ruleset":[{"handledAccessFs":["abi.all"]}],"pathBeneath":['"${rules#,}"']}'
}
for paths in 1000 2000 4000; do
	plain $paths >"${paths}plain.json"
	extended $paths >"${paths}extended.json"
done

# in_proportion COUNTER KIND: of policies of that kind.
in_proportion() {
	local few more most
	few=$("$1" "1000$2.json") more=$("$1" "2000$2.json") most=$("$1" "4000$2.json")
	check "$1, $2: something was counted ($few $more $most)" test $((more - few)) -gt 1000
	check "$1, $2: twice the paths, twice the cost" test $((10 * (most - more))) -lt $((23 * (more - few)))
}
# How many it takes to resolve a policy.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$LANDLOCK_POLICY_TOOL" resolve "$1" 2>&1 >/dev/null |
		sed -n 's/.*Collected : //p'
}
# How many a start under it takes.
system_calls() {
	strace -f -qq -o calls -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$1" -E LANDLOCK_LOG=error true
	wc -l <calls
}
in_proportion instructions plain
in_proportion instructions extended
in_proportion system_calls extended
finish
