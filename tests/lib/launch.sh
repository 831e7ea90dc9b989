# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the scripts of behaviour/run share; each sources it after lib.sh. $policy grants the directory open, all rights that
# it handles, and nothing else; closed is what a program must not reach, however its start went. probe_sentinel
# tries both: $confined_words are what it says in a sandbox, $free_words without one.
mkdir open closed
echo public >open/file
echo secret >closed/file
chmod 777 open closed
policy=$(policy execute,read_file,write_file,make_reg "$work/open")
confined_words='open: read made, closed: - -'
free_words='open: read made, closed: read made'
sentinel=$probes/probe_sentinel

# launched [OPTION]... POLICY COMMAND...: run, by `landlock-policy run`; `inside` starts it, as of `confined`.
launched() {
	command -p rm -f open/ran closed/ran
	run "${inside[@]}" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$@"
}

# never NAME: nothing of what is closed was reached; after every start.
never() {
	if [[ -e closed/ran || $out$err == *secret* || ($out == *closed:* && $out != *'closed: - -'*) ]]; then
		fail "$1: nothing is done that the policy denies" "status: $status" "out: $out" "err: $err" "closed: $(ls closed)"
	else
		pass "$1: nothing is done that the policy denies"
	fi
}

# is_confined NAME: the sentinel has run, and in a sandbox.
is_confined() {
	is "$1: it runs, confined" "$status $out" "0 $confined_words"
	never "$1"
}

# is_refused NAME [STATUS [GLOB]]: the launcher ends with 125 or STATUS, with a line that is like GLOB, and nothing has run.
is_refused() {
	like "$1: refused, with a reason" "$status $out $err" "${2-125}  landlock-policy: error: *${3-}*"
	check "$1: nothing has run" test ! -e open/ran
	never "$1"
}

# is_confined_or_refused NAME: one or the other.
is_confined_or_refused() {
	if [[ $status == 0 ]]; then is_confined "$1"; else is_refused "$1"; fi
}

# is_free NAME COMMAND...: without us the sentinel reaches everything, so that a denial above is ours.
is_free() {
	rm -f open/ran closed/ran
	run "${inside[@]}" "${@:2}"
	rm -f open/ran closed/ran
	is "$1: without us it reaches everything" "$status $out" "0 $free_words"
}

# walls FILE: which walls the report in FILE says stand, as `launcher preload`.
walls() { sed -n 's/.*"walls":\[\([^]]*\)\].*/\1/p' "$1" | tr -d '"' | tr , ' '; }

# is_held_alone NAME PROGRAM: a sentinel in which no preload takes effect; the launcher's sandbox holds it, in which it can
# read itself and no more, and says so where it is asked.
is_held_alone() {
	local name=$1 program=$2
	echo neighbour >"${program%/*}/neighbour"
	is_free "$name" "$program"
	rm -f report
	launched --report "$work/report" "$policy" "$program"
	is_confined "$name"
	is "$name: nothing is said" "$err" ''
	is "$name: the launcher's sandbox stands alone" "$(walls report) $(wc -l <report)" 'launcher 1'
	launched "$policy" "$program" "$program" "${program%/*}/neighbour" /etc/passwd "$lib"
	is "$name: it can read itself, and nothing beside" "$status $out" \
		"0 $confined_words, $program: read, ${program%/*}/neighbour: -, /etc/passwd: -, $lib: -"
	LANDLOCK_LOG=info launched "$policy" "$program"
	like "$name: the log says so" "$status $err" '0 *landlock-policy: note: *'
	launched --require-preload "$policy" "$program"
	is_refused "$name, where a preload is required"
}
