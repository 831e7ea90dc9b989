#!/bin/bash
# needs: landlock strace cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Each system call that the launcher makes fails in turn, by strace's hand: the start ends with one line, or the program
# runs, confined by the launcher at least.
mkdir libraries parts
{ sed 's/^int main(/int number(void); int sentinel(/' "$tests/behaviour/probes/probe_sentinel.c"
	echo 'int main(int argc, char** argv) { return number() == 7 ? sentinel(argc, argv) : 99; }'; } >program.c
echo 'int number(void) { return 7; }' >number.c
cc -shared -fPIC number.c -o libraries/libnumber.so -Wl,-soname,libnumber.so
cc program.c -o asking -Llibraries -lnumber -Wl,-rpath,"$work/libraries"
made=cc
cc "$tests/behaviour/probes/probe_sentinel.c" -o static -static 2>/dev/null || made=''
echo '{"preloadVersion":1,"variable":[{"name":"here","builtin":"policyDir"}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["${here}"]}]}' >parts/more.json
cat >policy.json <<-POLICY
	{ "preloadVersion":1, "include":["parts/more.json"], "preset":["stdio"],
	  "variable":[{"name":"exe","builtin":"exe"},{"name":"cwd","builtin":"cwd"}],
	  "ruleset":[{"handledAccessFs":["execute","read_file","write_file","make_reg"]}],
	  "pathBeneath":[{"allowedAccess":["execute","read_file","write_file","make_reg"],"parent":["\${cwd}/open"]},
	   {"allowedAccess":["read_file"],"parent":["\${exe}"]},{"allowedAccess":["read_file"],"parent":["/no/such"],"optional":true}] }
POLICY
echo "$policy" >plain.json

# start PROGRAM POLICY OPTION...: by the launcher under strace, which sees what is called until the program is executed.
start() {
	local program=$1 policy=$2
	shift 2
	rm -f open/ran closed/ran
	run env -i PATH=/usr/bin:/bin strace "$@" -o trace "$LANDLOCK_POLICY_TOOL" run --library "$lib" --report "$work/report" "$policy" "$program"
}
# sweep PROGRAM POLICY
sweep() {
	local name number call error fault bad='' faults=0 refused=0
	start "$1" "$2"
	is "$1, $2: with no fault it is confined" "$status $out $err" "0 $confined_words "
	# The last execve is the program's: what follows it is not the launcher's.
	awk -v program="$1" '/^execve/ && !/landlock-policy/ { exit }
		/^[a-z_0-9]+\(/ { name = $0; sub(/\(.*/, "", name); if (name != "execve") print name, ++seen[name], $0 }' trace >calls
	while read -r name number call; do
		for error in ENOMEM EMFILE EPERM; do
			case $error:$name in
			ENOMEM:* | EMFILE:open* | EMFILE:pipe2 | EMFILE:memfd_create | EMFILE:fcntl | EMFILE:dup2 | EPERM:open* | EPERM:landlock_* | EPERM:prctl | EPERM:clone) ;;
			*) continue ;;
			esac
			fault=error=$error
			[[ $name != brk ]] || fault=retval=0
			start "$1" "$2" -e trace="$name" -e inject="$name:$fault:when=$number"
			faults=$((faults + 1))
			if [[ -e closed/ran || $out$err == *secret* || ($out && $out != "$confined_words") || (! $out && -e open/ran) ]]; then
				bad+="$error of $name $number, $call: $status $out $err"$'\n'
			elif [[ ! $out ]]; then
				refused=$((refused + 1))
				# Without memory a static program ends before its main.
				[[ $status != 0 && ($err || $name == brk) ]] || bad+="$error of $name $number, $call: nothing is said: $status"$'\n'
			fi
		done
	done < <(sort -u -k1,2 calls)
	is "$1, $2: refused aloud, or confined" "$bad" ''
	check "$1, $2: $refused of $faults faults end the start" test $((refused * 6)) -gt "$faults"
	for name in openat landlock_create_ruleset landlock_add_rule landlock_restrict_self prctl; do
		check "$1, $2: among them of $name" grep -q "^$name " calls
	done
}
sweep ./asking plain.json
[[ ! $made ]] || sweep ./static policy.json
# The loader's process is a child, in which each of these calls is the first of its name.
for call in dup2 prctl landlock_restrict_self close_range; do
	start ./asking plain.json -f -e trace="$call" -e inject="$call:error=EPERM:when=1"
	check "$call fails in the loader's process: nothing runs" test "$status" != 0 -a ! -e open/ran
	never "$call fails in the loader's process"
done
run "$sentinel"
is 'without us it reaches everything' "$status $out" "0 $free_words"
finish
