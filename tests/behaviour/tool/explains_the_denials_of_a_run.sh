#!/bin/bash
# needs: landlock 64-bit probe_static probe_ring
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What `explain` says of a run, and that the run is otherwise the same.
explain() { tool explain --library "$lib" "$@"; }
mkdir in out other
echo text >in/file
echo secret >out/file
policy='{"ruleset":[{"handledAccessFs":["read_file","write_file","make_reg","make_dir","read_dir"]}],"pathBeneath":[{"allowedAccess":["read_file","read_dir"],"parent":["/usr","/etc","/dev","/proc","'$work/in'"]}]}'
echo "$policy" >policy.json

explain policy.json -- cat in/file
is 'nothing denied: the output is the program'\''s' "$status $out" '0 text'
is 'nothing denied: that is said' "$err" 'landlock-policy: cat ended with status 0; nothing was denied'
explain policy.json cat in/file
is 'the dashes may be left out' "$status $out" '0 text'

explain policy.json -- cat in/file out/file
is 'a denial: status and output are the program'\''s' "$status $out" '1 text'
needing root_mount is 'a denial: what, by whom, as it was written, and what would grant it' "$(sed 1d <<<"$err")" "landlock-policy: cat ended with status 1 after 1 denial
denied, and a likely cause of a failure:
  read_file on $work/out/file
    by cat, as out/file
to grant all of it, add to \"pathBeneath\" of policy.json:
  {\"allowedAccess\": [\"read_file\"], \"parent\": [\"$work/out/file\"]}"
explain policy.json -- sh -c 'for i in 1 2 3; do cat out/file; done; echo x >in/new; mkdir other/made; exit 0'
is 'what a child was denied is told once' "$(grep -c 'read_file on' <<<"$err")" 1
like 'and how often' "$err" '*by cat, 3 times, as out/file*'
like 'a file that cannot be made is a likely cause' "$err" "*likely cause of a failure:
  write_file, make_reg on $work/in*probably not needed:
  read_file on $work/out/file*"
like 'the nearest rule is named' "$err" "*the nearest rule, policy.json:/pathBeneath/0/parent/4 ($work/in), grants read_file, read_dir*"
like 'no rule speaks of rights that the policy leaves alone' "$err" "*\"allowedAccess\": \\[\"write_file\", \"make_reg\"\\], \"parent\": \\[\"$work/in\"\\]*"
# What was proposed grants what was denied.
rules=$(sed -n 's/^  \({"allowedAccess".*\)$/,\1/p' <<<"$err" | tr -d '\n')
echo "${policy%\]\}}$rules]}" >wider.json
explain wider.json -- sh -c 'cat out/file; echo x >in/new; mkdir other/made'
is 'with what was proposed, nothing is denied' "$status $err" '0 landlock-policy: sh ended with status 0; nothing was denied'

# What was granted on a directory is not once it is elsewhere.
mkdir in/moved
echo text >in/moved/file
echo '{"ruleset":[{"handledAccessFs":["read_file","refer"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["'$work'"]},{"allowedAccess":["read_file"],"parent":["/usr","/etc","'$work/in'"]}]}' >moves.json
explain moves.json -- sh -c 'read text <in/moved/file && mv in/moved out && read text <out/moved/file'
needing root_mount like 'a directory that was moved has the rights of its new place' "$status $(sed 1d <<<"$err")" "2 *
  read_file on $work/out/moved/file
*"
rm -r out/moved

# By the variables that the policy declares, as `learn --merge` adds it.
echo '{"preloadVersion":1,"variable":[{"name":"here","builtin":"cwd"}],"preset":["loader"],"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr/bin"]}]}' >here.json
explain here.json -- cat out/file
like 'what is in the working directory is proposed by the variable that is declared for it' "$status $err" '1 *
  {"allowedAccess": \["read_file"\], "parent": \["${here}/out/file"\]}*'

# A program goes on without the files of its locale.
if [[ -e /usr/share/locale/locale.alias ]]; then
	echo '{"preloadVersion":1,"preset":["loader"],"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr/bin"]}]}' >no-locale.json
	explain no-locale.json -- cat /usr/share/locale/locale.alias out/file
	like 'what a locale is made of is only tried' "$err" "*likely cause of a failure:
  read_file on $work/out/file
*probably not needed:
  read_file on /*/locale.alias
*"
fi

explain --live policy.json -- sh -c 'cat out/file; echo after >&2; exit 3'
like '--live: it is said when it happens' "$status $err" '3 landlock-policy: denied: read_file on */out/file (cat)
cat: out/file: Permission denied
after
landlock-policy: sh ended with status 3 after 1 denial*'
explain --json policy.json -- cat out/file
needing root_mount like '--json: a line of JSON' "$(tail -1 .err)" '{"explanationVersion":1,"status":1,"denied":\[{"rights":\["read_file"\],"path":"*/out/file","written":\["out/file"\],"programs":\["cat"\],"times":1,"likely":true,"certain":true,"byMove":false}\],"never":\[\],"unseen":\[\],*}'

# What means the one who asks is the program's own, and not the observer's.
echo '{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc","/proc/self"]}]}' >self.json
explain self.json -- cat /proc/self/comm
is 'its own files in /proc' "$status $out $err" '0 cat landlock-policy: cat ended with status 0; nothing was denied'
explain self.json -- sh -c 'cat /proc/self/comm; exit'
like 'those of a child are others' "$err" '*read_file on /proc/PID/comm
    by cat, as /proc/self/comm*add to "pathBeneath" of self.json:
  {"allowedAccess": \["read_file"\], "parent": \["/proc"\]}
before you add it:
  the rules of the preset "proc" are among these'

# Denials of ports, and of the other scope.
if (($(abi) >= 6)) && ! lacks loopback; then
	echo '{"abi":6,"ruleset":[{"handledAccessNet":["abi.all"],"scoped":["abi.all"]}]}' >net.json
	explain net.json -- bash -c ': </dev/tcp/127.0.0.1/9; kill -0 1'
	like 'a port is named' "$err" '*  connect_tcp on port 9*add to "netPort" of net.json:
  {"allowedAccess": \["connect_tcp"\], "port": \[9\]}*'
fi

# The status is the program's, or says that there was none.
explain policy.json -- sh -c 'kill -KILL $$'
like 'a program that is killed' "$status $err" '137 *sh was ended by signal 9; nothing was denied'
PATH=/usr/bin:/bin explain policy.json -- missing
is 'a program that is not there' "$status $err" '127 landlock-policy: error: missing: not found on PATH'
explain missing.json -- true
is 'a policy that is not there' "$status $err" '125 landlock-policy: error: missing.json: cannot open: No such file or directory'
cp "$probes/probe_static" in
explain policy.json -- in/probe_static out/file
like 'a static program is confined, and explained, too' "$err" "*the launcher's sandbox confines it alone*read_file on $work/out/file*"
echo '{"ruleset":[{"handledAccessFs":["make_char"]}],"pathBeneath":[{"allowedAccess":["make_char"],"parent":["/usr"]}]}' >little.json
explain little.json -- "$LANDLOCK_POLICY_TOOL" explain --library "$lib" little.json -- touch in/started
like 'where another observer is, nothing is started' "$status $err" '125 *it runs under another observer, and a program can have one only (EBUSY)*'
check 'nor is anything else' test ! -e in/started
explain - -- cat out/file <policy.json
like 'a policy from standard input' "$status $err" '1 *add to "pathBeneath" of -:*'
explain policy.json
is 'without a program: wrong usage' "$status" 125
explain policy.json --
is 'with nothing behind the dashes: wrong usage' "$status" 125

# The run is that of a plain start: descriptors, dispositions and masks of signals, standard streams.
plain() { confined "$PWD/policy.json" "$@"; }
for question in 'ls -l /proc/self/fd | wc -l' 'grep -E "^Sig[PBIC]" /proc/self/status' 'ulimit -a; umask; pwd' 'cat'; do
	plain sh -c "$question" <in/file
	expected=$out
	explain policy.json -- sh -c "$question" <in/file
	is "as without: $question" "$out" "$expected"
done
explain policy.json -- sh -c 'echo "$LD_PRELOAD$LANDLOCK_REPORT$LANDLOCK_POLICY"'
is 'no variable of ours is left' "$out" ''

# Where SIGCHLD is ignored, which shells do not pass on.
confined_without_sigchld() { run timeout --kill-after=1 60 env --ignore-signal=CHLD "$LANDLOCK_POLICY_TOOL" "$@"; }
if env --ignore-signal=CHLD true 2>/dev/null; then
	confined_without_sigchld run --library "$lib" policy.json grep -E '^Sig[BIC]' /proc/self/status
	expected=$out
	confined_without_sigchld explain --library "$lib" policy.json grep -E '^Sig[BIC]' /proc/self/status
	is 'SIGCHLD ignored: the program has it so, and the run ends' "$status $out" "0 $expected"
	like 'and is explained' "$err" '*landlock-policy: grep ended with status 0; nothing was denied'
fi

# A program that asks for nothing that is observed ends before anything of it is seen.
explain policy.json -- true
is 'a program that asks for nothing: that nothing was denied is said' "$status $err" '0 landlock-policy: true ended with status 0; nothing was denied'
explain policy.json -- sh -c 'exit 44'
is 'and how it ended' "$status $err" '44 landlock-policy: sh ended with status 44; nothing was denied'
explain --json policy.json -- true
like 'and as JSON' "$status $err" '0 {"explanationVersion":1,"status":0,"denied":\[\],*'

# What the first program leaves running is observed to its end, and nobody waits for it.
mkfifo in/go
# shellcheck disable=SC2016
echo 'sh -c "read -r line <$1; cat out/file" & echo started' >in/leave.sh
: >.later
"$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh in/leave.sh "$work/in/go" >.first 2>.later &
status=0
wait $! || status=$?
is 'the end of the first program is the end' "$status $(cat .first)" '0 started'
like 'that something is left is said' "$(cat .later)" '*what it left running is still observed*'
echo 1<>in/go # opened for both: this script does not wait where nobody reads
for _ in {1..100}; do
	if grep -q 'after 1 denial' .later; then break; fi
	sleep 0.1
done
like 'and what it was denied is told at its end' "$(cat .later)" "*read_file on $work/out/file*"

# Where nobody reads what there is to say, whoever asks for an end gets it.
mkfifo full
exec {reader}<>full
for size in 4096 1; do dd if=/dev/zero of=full bs=$size oflag=nonblock status=none 2>/dev/null || :; done
declare -A waiting=()
for signal in TERM INT HUP; do
	# shellcheck disable=SC2016
	"$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh -c 'trap "" TERM INT HUP; cat in/file' >".$signal" 2>full &
	waiting[$signal]=$!
done
for signal in TERM INT HUP; do
	for _ in {1..300}; do
		if [[ -s .$signal ]] && ! kill -"$signal" "${waiting[$signal]}" 2>/dev/null; then break; fi
		sleep 0.1
	done
	status=0
	kill -KILL "${waiting[$signal]}" 2>/dev/null || :
	wait "${waiting[$signal]}" || status=$?
	is "a full pipe as standard error: $signal ends the wait" "$status $(cat ".$signal")" '0 text'
done
exec {reader}>&-

# Closed standard streams are closed for the program, and nothing of ours takes their place.
echo '{"ruleset":[{"handledAccessFs":["make_fifo"]}]}' >wide.json
for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
	for verb in 'run wide.json' 'explain wide.json' 'learn --output learned.json'; do
		status=0
		eval 'PROBE_OUTPUT=open "$LANDLOCK_POLICY_TOOL" '"${verb/ / --library \"\$lib\" }"' -- "$probes/probe_descriptors" '"$closed" || status=$?
		echo "$status" >>open
		mv open ".open ${verb%% *}"
	done
	is "explain: $closed" "$(cat '.open explain')" "$(cat '.open run')"
	is "learn: $closed" "$(cat '.open learn')" "$(cat '.open run')"
done

# Without /proc nothing can be observed.
if lacks mounts; then
	skip_check 'without /proc' "${lacking[mounts]}"
else
	around=(unshare -m --propagation unchanged bash -c 'mount --make-rprivate / 2>/dev/null; umount -l /proc && exec "$@"' no_proc)
	for verb in 'explain wide.json' learn; do
		# shellcheck disable=SC2086
		run "${around[@]}" "$LANDLOCK_POLICY_TOOL" $verb -- touch started
		is "without /proc, ${verb%% *}: that is said" "$status $err" '125 landlock-policy: error: /proc/self/exe: cannot be executed: No such file or directory; a program is observed by what /proc says of it: mount /proc'
	done
	check 'and nothing is started' test ! -e started
fi

# What cannot be seen is said.
explain policy.json -- "$probes/probe_ring" inherit 9 true
((status == 77)) || like 'io_uring is named' "$err" '*no denial was seen, but not all could be seen*probe_ring used io_uring, whose requests are not seen here*'
if ! lacks root; then
	# Of a program that its user may not read, an ordinary user sees nothing.
	cp /bin/cat in/unreadable
	chmod 711 in/unreadable
	run as_user "$LANDLOCK_POLICY_TOOL" explain --library "$lib" policy.json -- sh -c 'in/unreadable out/file'
	like 'a program that lets nobody look is named' "$err" '*not all could be seen*unreadable lets nobody look into it*'
fi
finish
