#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

[[ -x /usr/bin/python3 ]] || skip 'python3 is not installed'
# The program takes the launcher's place: it finds what it would find if it had been started without it.
wide='{"ruleset":[{"handledAccessFs":["make_fifo"]}]}'
narrow=$(policy read_file,read_dir,write_file /usr /etc /proc /dev "$work/open")
echo "$narrow" >policy.json
mkdir folder
plain() { "$@"; }
unusual() {
	(
		cd folder && umask 017 && ulimit -n 100 && trap '' PIPE USR1 && export LC_ALL=C.UTF-8 && exec nice -n 3 "$@"
	)
}
blocked() {
	/usr/bin/python3 -c 'import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE, signal.SIGTERM, signal.SIGCHLD])
os.kill(os.getpid(), signal.SIGPIPE)
os.execvp(sys.argv[1], sys.argv[1:])' "$@"
}
broken() { "$probes/probe_broken_pipe" "$@"; }
launch=("$LANDLOCK_POLICY_TOOL" run --library "$lib")

# Where LD_LIBRARY_PATH is set, the loader is asked in a process of its own, of which nothing may be left.
asking() { LD_LIBRARY_PATH=/none "$@"; }
asking_blocked() { LD_LIBRARY_PATH=/none blocked "$@"; }
# with_children WORD COMMAND...: SIGCHLD is ignored, which shells do not pass on; blocked; or pending, from before.
with_children() {
	LD_LIBRARY_PATH=/none /usr/bin/python3 -c 'import os, signal, sys
if sys.argv[1].startswith("ignored"): signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if sys.argv[1] != "ignored": signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
if sys.argv[1] == "pending": os.kill(os.getpid(), signal.SIGCHLD)
os.execvp(sys.argv[2], sys.argv[2:])' "$@"
}
asking_ignored() { with_children ignored "$@"; }
asking_ignored_blocked() { with_children ignored_blocked "$@"; }
asking_pending() { with_children pending "$@"; }
for around in plain unusual blocked broken asking asking_blocked asking_ignored asking_ignored_blocked asking_pending; do
	run $around "$probes/probe_state"
	expected=$out
	check "$around: the probe works" test "$status$(wc -l <<<"$out")" -gt 20
	for value in "$wide" "$narrow" "$work/policy.json"; do
		run $around "${launch[@]}" "$value" "$probes/probe_state"
		is "$around: the program finds what it finds without us" "$status $out" "0 $expected"
	done
done

# Names and numbers: the process itself, its parent, group, session and terminal; arguments, name, file.
cat >open/who <<'END_OF_WHO'
import os
with open('/proc/self/stat') as file: stat = file.read().rpartition(')')[2].split()
print(os.getpid())
print(*stat[1:5])
for name in ('cmdline', 'comm', 'limits', 'loginuid', 'oom_score_adj', 'personality', 'timerslack_ns', 'cgroup'):
    try: print(name, open('/proc/self/' + name).read().replace('\0', ' '))
    except OSError as error: print(name, error.errno)
print(os.readlink('/proc/self/exe'), os.readlink('/proc/self/cwd'), os.readlink('/proc/self/root'))
END_OF_WHO
python=(/usr/bin/python3 -IS open/who)
# The shell's own process becomes the launcher, and that the program.
run sh -c 'echo $$; exec "$@"' sh "${launch[@]}" "$narrow" "${python[@]}"
is 'the launcher becomes the program' "$status $(sed -n 2p <<<"$out")" "0 $(sed -n 1p <<<"$out")"
expected=$("${python[@]}" | sed 1,2d)
check 'the program says much of itself' test "$(wc -l <<<"$expected")" -gt 20
is 'arguments, name, limits and file are as without us' "$("${launch[@]}" "$narrow" "${python[@]}" | sed 1,2d)" "$expected"
# Parent, group and session: the shell's, as those of any child that it starts.
run sh -c '"$@"; echo $$; :' sh "${launch[@]}" "$narrow" "${python[@]}"
is 'parent, group, session and terminal are as without us' "$(sed -n 2p <<<"$out")" \
	"${out##*$'\n'} $(sed 's/.*) //' /proc/$$/stat | cut -d ' ' -f 3-5)"
run "${launch[@]}" "$narrow" cat /proc/self/cmdline
is 'the name is as it was typed' "$out" 'cat/proc/self/cmdline'
run "${launch[@]}" "$narrow" -- /usr/bin/../bin/cat /proc/self/comm
is 'the name of the process is that of the program' "$out" cat
# No process is left beside the program: it has no child, and no descriptor that it did not inherit.
run asking "${launch[@]}" "$narrow" sh -c 'read -r line </proc/$$/task/$$/children; echo "$line"'
is 'it has no child' "$status $out" '0 '

usual() { "$@" </dev/null; }
inherited() { "$@" </dev/null 3<open/file 4<>folder/new 9<folder 10</dev/null; }
closed_input() { "$@" <&-; }
closed_all() { "$@" <&- >&- 2>&-; }
asking_closed() { asking "$@" <&- >&- 2>&-; }
for descriptors in usual inherited closed_input closed_all asking asking_closed; do
	PROBE_OUTPUT=$work/open/without run $descriptors "$probes/probe_descriptors"
	for value in "$wide" "$narrow" "$work/policy.json"; do
		rm -f open/with
		PROBE_OUTPUT=$work/open/with run $descriptors "${launch[@]}" "$value" "$probes/probe_descriptors"
		is "$descriptors: the program has the descriptors that it has without us" "$(<open/with)" "$(<open/without)"
		is "$descriptors: nothing is said" "$status $out $err" '0  '
	done
done
PROBE_OUTPUT=$work/open/without inherited "$probes/probe_descriptors" 5<&-
PROBE_OUTPUT=$work/open/with inherited "${launch[@]}" fd:5 "$probes/probe_descriptors" 5<policy.json
is 'a descriptor that brings the policy is used up' "$(<open/with)" "$(<open/without)"
PROBE_OUTPUT=$work/open/with inherited "${launch[@]}" --report 5 "$wide" "$probes/probe_descriptors" 5>report
is 'a descriptor that takes the report is used up' "$(<open/with)" "$(<open/without)"
check 'the report is there' test -s report

# The environment: every view of it, but for the number of layers.
for view in main environ getenv proc child block title auxv; do
	run env -i PATH=/usr/bin A=1 Z= "$probes/probe_environment" $view
	expected=$out
	for variables in '' LD_PRELOAD= LD_PRELOAD="$lib" LANDLOCK_POLICY="$narrow"; do
		run env -i PATH=/usr/bin A=1 Z= ${variables:+"$variables"} "${launch[@]}" "$narrow" "$probes/probe_environment" $view
		[[ $view != child ]] || continue # its program is denied
		is "${variables:-no variable of ours} before: $view: nothing is there that was not" \
			"$status $(grep -v '^LANDLOCK_LAYERS=2$\|^LD_PRELOAD=$' <<<"$out")" "0 $expected"
	done
done
mkdir other
cp "$probes/probe_harmless.so" other/
run env -i LD_PRELOAD="$work/other/probe_harmless.so" A=1 "${launch[@]}" "$narrow" "$probes/probe_environment" main
is 'other preloads stay' "$status $(grep -v ^LANDLOCK_LAYERS=2 <<<"$out" | sort)" "0 A=1"$'\n'"LD_PRELOAD=$work/other/probe_harmless.so"
finish
