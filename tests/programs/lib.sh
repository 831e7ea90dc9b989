# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What every <name>/test.sh starts with. A test names its Debian packages in `packages` (the first one's
# version is the version tested; ONE|OTHER is one that each release calls otherwise), sources this, and defines
#
#   exercise()  the work of the program, in `works NAME COMMAND...`, and what it must not do, in
#               `denied NAME COMMAND...`
#
# It ends with `prove exercise`, which runs it twice, each time in a fresh folder: first without us, where
# everything must succeed, the forbidden too; then under policy.json with LANDLOCK_STRICT=1. The names are
# what results.tsv says, so they are literals, and read well in a list.
#
# With LANDLOCK_PROGRAMS_LEARNED=FOLDER there is a round between these, in which `landlock-policy learn` watches what
# `works`, and nothing else; the last one is then under the policy that it wrote, which is left in that folder.
#
# Each round has: the working directory; $HOME and $TMPDIR, empty; $outside, which no policy grants, with a
# file `secret` in it; $stranger, a process outside; $listening, a TCP port that a stranger listens on.
name=$(basename "$(cd "$(dirname "$0")" && pwd)")
. "$(dirname "${BASH_SOURCE[0]}")/../lib/lib.sh"
. "$tests/lib/examples.sh"
# No shims in front of the distribution's programs, and no settings of the machine's own.
for variable in $(compgen -e); do [[ $variable == LANDLOCK_* ]] || unset "$variable"; done
export PATH=/usr/bin:/bin:/usr/sbin:/sbin TERM=xterm LC_ALL=C.UTF-8
exec </dev/null
shopt -s extglob

# find_installed ONE|OTHER...: sets $package to the one of these that is installed.
find_installed() {
	for package in ${1//|/ }; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]] || return 0
	done
	return 1
}
missing=()
for needed in $packages; do find_installed "$needed" || missing+=("$package"); done
((${#missing[@]} == 0)) || skip "needs the package ${missing[*]}"

servers=()
# Each in a group of its own, so that what a server leaves behind ends with it.
stop() {
	local pid
	for pid in "${servers[@]}"; do kill "$pid"; done 2>/dev/null
	for pid in "${servers[@]}"; do wait "$pid"; kill -KILL -- "-$pid"; done 2>/dev/null
	servers=()
}
listen
sleep 1800 &
stranger=$!
trap 'stop; kill "$listener" "$stranger" 2>/dev/null; cd /; rm -rf --one-file-system "$work"' EXIT

# take_port NUMBER: the policy's port is `${port[NUMBER]}` in this run, one that nobody uses.
declare -A port=()
take_port() { port[$1]=$(free_port); }

# The policy as this machine can have it strictly: without what the kernel is too old for, ports exchanged. What starts a
# program under it is $sandbox: `landlock-policy run` if LANDLOCK_PROGRAMS_BY=run asks for that, or the test says
# is_static=1, of a program that takes no preload; else env with LD_PRELOAD.
take_policy() {
	if [[ ${LANDLOCK_PROGRAMS_LEARNED-} ]]; then
		policy=$work/learned.json
		cp "$work/learning/policy.json" "$policy"
		cp "$policy" "$LANDLOCK_PROGRAMS_LEARNED/$name.json"
		cp "$work/learning/facts" "$LANDLOCK_PROGRAMS_LEARNED/$name.facts"
		sandbox=(env "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" --)
		return
	fi
	local newest=$((kernel_abi < 10 ? kernel_abi : 10)) number strict=1
	policy=$work/policy/$name.json
	mkdir -p "$work/policy"
	cp "$policies/$name.json" "$policy"
	if ((kernel_abi >= 6)); then # below there are no scopes, so that nothing that asks for them is strict
		sed -i 's/^  "abi": 10,$/  "abi": '"$newest,/" "$policy"
		((kernel_abi >= 9)) || sed -i 's/, "resolve_unix"//' "$policy"
	else
		strict=0
	fi
	sandbox=(env "LANDLOCK_STRICT=$strict")
	if [[ ${is_static-} ]]; then
		sandbox+=("$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" --)
	elif [[ ${LANDLOCK_PROGRAMS_BY-} == run ]]; then
		sandbox+=("$LANDLOCK_POLICY_TOOL" run --require-preload --library "$lib" "$policy" --)
	else
		sandbox+=(LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy")
	fi
	for number in "${!port[@]}"; do
		grep -q "\"port\": .*\\b$number\\b" "$policy" || fail "the policy has the port $number"
		sed -i "s/\(\"port\": .*\)\\b$number\\b/\\1${port[$number]}/" "$policy"
	done
}

# put_in_sandbox COMMAND...: sets $command, which starts COMMAND by `inside` and in $sandbox. COMMAND may begin with NAME=VALUE.
put_in_sandbox() {
	command=("${inside[@]}" env)
	while [[ $1 == *=* ]]; do command+=("$1") && shift; done
	command+=("${sandbox[@]}" "$@")
}

# launch COMMAND...: run it, in the second round under the policy. COMMAND may begin with
# NAME=VALUE; one that begins with `client` is a stranger's, and never confined; one that begins with `briefly` is a server,
# which succeeds if it still runs after a second; and one that begins with `terminal {WAIT KEYS}... --` runs
# in a terminal, where KEYS are typed as WAIT appears.
launch() {
	local typed=() command
	case $1 in
	client) run timeout --foreground 120 env "${@:2}" ;;
	terminal)
		while [[ $1 != -- ]]; do typed+=("$1") && shift; done
		put_in_sandbox "${@:2}"
		run "$tests/programs/${typed[0]}" "${typed[@]:1}" -- "${command[@]}"
		;;
	briefly)
		put_in_sandbox "${@:2}"
		run timeout 1 "${command[@]}"
		((status != 124)) || status=0
		;;
	*)
		put_in_sandbox "$@"
		run timeout --foreground 120 "${command[@]}"
		;;
	esac
}

# start COMMAND...: in the background, until the round ends or `stop`; it prints to server.out and .err.
# `start client COMMAND...` is a stranger's server.
start() {
	local command
	if [[ $1 == client ]]; then command=("${inside[@]}" env "${@:2}"); else put_in_sandbox "$@"; fi
	setsid "${command[@]}" >server.out 2>server.err &
	servers+=($!)
}

# until_true COMMAND...: waits until it succeeds, for 60 s at most.
until_true() {
	local tries
	for ((tries = 0; tries < 600; tries++)); do
		! "$@" 2>/dev/null || return 0
		sleep 0.1
	done
	fail "in time: $*" "$(cat server.err 2>/dev/null)"
}
accepts() { (: <>"/dev/tcp/127.0.0.1/$1"); }

# works NAME COMMAND...: succeeds, and the library has nothing to say, nor the launcher, but for the note $noted of this program.
works() {
	works_names+=("$1")
	launch "${@:2}"
	[[ $round != learn ]] || return 0
	local said=$err
	[[ ! ${noted-} ]] || said=${err/"landlock-policy: note: $noted"/}
	if [[ $status == 0 && ($said != *@(liblandlock_preload|landlock-policy):* || $kernel_abi -lt 6) ]]; then
		pass "$round: $1"
	else
		fail "$round: $1" "failed: ${*:2}" "status: $status" "out: ${out:0:2000}" "err: $err"
	fi
}

# denied NAME COMMAND...: succeeds without us. Under the policy it fails and says so: $evidence is the glob of
# its exit status and what it prints, $min_abi the ABI that can deny it. Both may be set in front: `min_abi=4 denied ...`.
denied() {
	[[ $round != learn ]] || return 0
	denied_names+=("$1")
	local expected=${evidence:-*@(ermission denied|peration not permitted|EACCES|EPERM|terminal: said )*}
	launch "${@:2}"
	# shellcheck disable=SC2053
	if [[ $round == free ]]; then
		[[ $status == 0 ]] && pass "$round: $1" && return
	elif ((kernel_abi < ${min_abi:-1})); then
		pass "$round: $1 # SKIP needs Landlock ABI $min_abi" && return
	elif [[ $status != 0 && "$status $out$err" == $expected && "$out$err" != *"$secret"* ]]; then
		pass "$round: $1: denied" && return
	fi
	fail "$round: $1: $([[ $round == free ]] || echo denied)" "command: ${*:2}" "status: $status" "out: ${out:0:2000}" "err: $err"
}

# outside_is: what is outside, and what is in it.
outside_is() { (cd "$outside" && find . -printf '%p %y %m %s %l\n' -type f -exec sha256sum {} + | sort); }

# end_learning: ends what is still observed. Whether nobody observes any more, and so all that was learned is written.
end_learning() {
	local learner child learners=' '
	for learner in $(grep -lsa "$work/[l]earning/policy.json" /proc/[0-9]*/cmdline); do
		learner=${learner#/proc/}
		learners+="${learner%/cmdline} "
	done
	for learner in $learners; do
		for child in $(<"/proc/$learner/task/$learner/children"); do
			[[ $learners == *" $child "* ]] || kill "$child"
		done
	done
	[[ $learners == ' ' ]]
}

# prove FUNCTION: both rounds, then the result for `run --table`, if it asks for one.
prove() {
	local before tried
	secret=s3cret-$RANDOM$RANDOM
	for round in free ${LANDLOCK_PROGRAMS_LEARNED:+learn} confined; do
		export HOME=$work/$round/home TMPDIR=$work/$round/tmp
		outside=$work/$round/outside
		mkdir -p "$HOME" "$TMPDIR" "$outside" "$work/$round/here"
		echo "$secret" >"$outside/secret"
		before=$(outside_is)
		cd "$work/$round/here" || exit 1
		works_names=() denied_names=() sandbox=()
		[[ $round != confined ]] || { before_confined=("$checks" "$failures") && take_policy; }
		[[ $round != learn ]] || sandbox=(env "$LANDLOCK_POLICY_TOOL" learn --output "$work/learning/policy.json" --keep "$work/learning/facts" --merge --library "$lib" --)
		if [[ $round == learn ]]; then
			# Nothing is tried in it. Servers may run as users of their own.
			mkdir -m 777 "$work/learning"
			tried=("$checks" "$failures")
			"$1" >/dev/null 2>&1
			checks=${tried[0]} failures=${tried[1]}
		else
			"$1"
		fi
		stop
		[[ $round != learn ]] || until_true end_learning
		cd "$work" || exit 1
		[[ $round != confined ]] || is "$round: nothing outside has changed" "$(outside_is)" "$before"
		check "$round: the stranger lives" kill -0 "$stranger"
	done
	((${#denied_names[@]} >= 3)) || fail 'at least three things are denied'
	if [[ ${LANDLOCK_PROGRAMS_RESULT-} && ${LANDLOCK_PROGRAMS_LEARNED-} ]]; then
		write_comparison >"$LANDLOCK_PROGRAMS_RESULT"
	elif [[ ${LANDLOCK_PROGRAMS_RESULT-} ]] && ((failures == 0)); then
		write_result >"$LANDLOCK_PROGRAMS_RESULT"
	fi
	finish
}

# write_comparison: one line of learned.tsv: the checks of the confined round, and how many failed; and by hand and
# learned, what `count` counts.
write_comparison() {
	local by_hand learned
	cd "$work/confined/here" || exit 1
	read -r -a by_hand < <("$LANDLOCK_POLICY_TOOL" resolve "$policies/$name.json" | "$tests/programs/count" "$policies/$name.json")
	read -r -a learned < <("$LANDLOCK_POLICY_TOOL" resolve "$policy" | "$tests/programs/count" "$policy")
	printf '%s\t%s\t%s' "$name" $((checks - before_confined[0])) $((failures - before_confined[1]))
	printf '\t%s\t%s' "${by_hand[0]}" "${learned[0]}" "${by_hand[1]}" "${learned[1]}" "${by_hand[2]}" "${learned[2]}"
	echo
	cd "$work" || exit 1
}

# write_result: one line of results.tsv.
write_result() {
	local version rules list
	find_installed "${packages%% *}"
	version=$(dpkg-query -W -f '${Version}' "$package")
	rules=$(cd "$work/confined/here" && "$LANDLOCK_POLICY_TOOL" resolve "$policy" | /usr/bin/python3 -c 'import json, sys
policy = json.load(sys.stdin)
print(sum(len(rule["parent"]) for rule in policy.get("pathBeneath", [])) +
      sum(len(rule["port"]) for rule in policy.get("netPort", [])))')
	printf -v list '%s; ' "${works_names[@]}"
	printf '%s\t%s\t%s\t' "$name" "${version#*:}" "${list%; }"
	printf -v list '%s; ' "${denied_names[@]}"
	printf '%s\t%s\t%s\n' "${list%; }" "$rules" "$(wc -c <"$policies/$name.json")"
}
