#!/bin/bash
# needs: landlock 64-bit probe_static probe_ring
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `learn` writes the policy that a run would have needed: with it, the same run works and another is denied.
learn() { tool learn --library "$lib" "$@"; }
# Where no rule on a directory that everybody shares would hide what was learned.
mkdir -p site/app site/other policies
cd site/app || exit 1
export HOME=$work/site
echo input >input
echo secret | tee ../other/secret >../other/third
# shellcheck disable=SC2016
work_of_program='cat input >/dev/null; mkdir -p out; echo x >out/result; mv out/result out/final; cat out/final'

learn --output ../../policies/p.json --keep ../../policies/facts -- sh -c "$work_of_program"
made="landlock-policy: note: the start makes $PWD/out; if the program fails because that exists, grant make_dir on $PWD instead"
is 'the run is that of the program, and it is noted what the start makes' "$status $out $err" "0 x $made"
check 'a policy is written' test -s ../../policies/p.json
like 'programs are called what they were started as, and not what that leads to' "$(<../../policies/p.json)" '*"programs that it starts: sh"*'
tool check ../../policies/p.json
is 'it is a good one' "$status" 0
check 'without a warning' test "${err/warning/}" = "$err"

rm -r out
explain() { tool explain --library "$lib" ../../policies/p.json -- "$@"; }
explain sh -c "$work_of_program"
like 'under it, from the start, the run works' "$status $out" '0 x'
is 'and nothing is denied' "$err" 'landlock-policy: sh ended with status 0; nothing was denied'
explain sh -c 'cat ../other/secret'
like 'another file is denied' "$status $out $err" '1  *read_file on */site/other/secret*'
explain sh -c 'echo x >../other/new'
like 'another place is not written to' "$status $err" '2 *make_reg on */site/other*'
explain sh -c 'id'
like 'another program is not started' "$status $err" '126 *execute*'

# What is there, and where, is no part of it.
mkdir -p "$work/elsewhere/app"
cp input "$work/elsewhere/app"
cd "$work/elsewhere/app" || exit 1
tool explain --library "$lib" "$work/policies/p.json" -- sh -c "$work_of_program"
like 'in another working directory, the same run works' "$status $out" '0 x'
cd "$work/site/app" || exit 1

# The same run has the same policy, to the byte; and another one adds to it.
rm -r out
learn --output ../../policies/again.json --keep ../../policies/again -- sh -c "$work_of_program"
is 'learned twice is the same' "$(cat ../../policies/again.json)" "$(cat ../../policies/p.json)"
learn --output ../../policies/p.json --keep ../../policies/facts --merge -- cat ../other/secret
explain sh -c "$work_of_program; cat ../other/secret"
like 'with --merge, both runs work' "$status $out" '0 x?secret'
sed -i 's/learned by landlock-policy learn/edited by hand/' ../../policies/p.json
learn --output ../../policies/p.json --keep ../../policies/facts --merge -- cat ../other/third
like 'once it was edited, the policy is only added to' "$status $err $(cat ../../policies/p.json)" '0 *note: ../../policies/p.json: added {*/other/third*edited by hand*/other/third*'
is 'what was needed is kept, sorted' "$(tail -n +2 ../../policies/facts | LC_ALL=C sort | cmp - <(tail -n +2 ../../policies/facts) && echo sorted)" sorted

# A policy that was edited since, or is somebody's own, is only added to.
# shellcheck disable=SC2016
own='{
	"preloadVersion": 1, "abi": 6,
	"comment": "mine: ] }",
	"ruleset" : [ {"handledAccessFs": ["read_file","write_file","make_reg","make_dir"]} ],
	"variable": [{"name": "here", "builtin": "cwd"}],

	"pathBeneath": [
		{"allowedAccess": ["read_file"], "parent": ["/usr", "/etc", "/lib64", "/lib", "/proc", "/dev/null", "${here}/input"] },
		{"comment": "what is made", "allowedAccess": ["make_reg", "write_file"], "parent": ["${here}/new"], "createDirectory": true, "optional": true}
	]
}
'
printf %s "$own" >../../policies/own.json
learn -o ../../policies/own.json --merge -- sh -c 'mkdir -p new; cat input >new/copy'
is 'nothing is missing: nothing is added' "$status $err$(cat ../../policies/own.json)" "0 ${own%$'\n'}"
rm -r new
learn -o ../../policies/own.json --merge -- sh -c 'mkdir -p new; cat input >new/copy; read -r _ <../other/secret; : >../other/new; exit 0'
mapfile -t added < <(sed -n 's/^landlock-policy: note: .*own.json: added //p' "$work/.err")
like 'what is missing is added, and said' "${#added[@]} ${added[*]}" '2 {*read_file*secret*} {*make_reg*other*}'
printf -v lines ',\n\t\t%s' "${added[@]}"
is 'at the end of the array, and nothing else is touched' "$(cat ../../policies/own.json)" "${own/$'\n\t]\n}\n'/"$lines"$'\n\t]\n}'}"
cp ../../policies/own.json ../../policies/before.json
learn -o ../../policies/own.json --merge -- sh -c 'mkdir -p new; cat input >new/copy; read -r _ <../other/secret; : >../other/new; exit 0'
is 'the same again adds nothing' "$status $err" '0 '
check 'not a byte' cmp ../../policies/own.json ../../policies/before.json

# By the variables that it declares, as whoever wrote it would.
cp ../../policies/before.json ../../policies/own.json
echo second >second
learn -o ../../policies/own.json --merge -- sh -c 'mkdir -p new; cat input >new/copy; read -r _ <second; exit 0'
like 'what is in the working directory is added by the variable that is declared for it' "$status $err" '0 *own.json: added {"allowedAccess": \["read_file"\], "parent": \["${here}/second"\]}'
cp second "$work/elsewhere/app"
cd "$work/elsewhere/app" || exit 1
tool explain --library "$lib" "$work/policies/own.json" -- sh -c 'read -r line <second; echo "$line"'
like 'so that it is granted in another one as well' "$status $out" '0 second'
cd "$work/site/app" || exit 1

# --check: the same again under the policy.
rm -r out
learn -o ../../policies/c.json --check -- sh -c "cat; $work_of_program" <input
is '--check: both runs work, and begin with the same input' "$status $out" $'0 input\nx\ninput\nx'
is '--check: that nothing was denied is said' "$err" "$made"$'\nlandlock-policy: note: starting it again, under the policy\nlandlock-policy: sh ended with status 0; nothing was denied'
learn -o ../../policies/c.json --check -- sh -c 'if test -e was_here; then : <../other/secret; fi; : >was_here'
is '--check: a run that is denied something' "$status" 1
like '--check: what it was is said' "$err" '*starting it again, under the policy*denied*on */site/other/secret*'
learn -o ../../policies/c.json --check -- sh -c 'if test -e was_there; then exit 3; fi; : >was_there'
is '--check: a run that ends otherwise' "$status $(tail -1 "$work/.err")" '1 landlock-policy: error: sh: it ended with status 3 under the policy, and with status 0 without'
learn -o ../../policies/c.json --check -- sh -c 'kill -TERM $$'
is '--check: a run that ends by the same signal' "$status" 0
learn -o ../../policies/c.json --check -- sh -c '(until test -e go; do sleep 0.1; done; echo late) & : >go'
is '--check: what is left running is waited for' "$status $out" $'0 late\nlate'
PATH=/usr/bin:/bin learn -o ../../policies/c.json --check -- missing
is '--check: a program that is not there' "$status" 127
learn --check -- true
is '--check needs a policy' "$status $(head -1 "$work/.err")" '125 landlock-policy: error: --check needs --output'

# A name that extended mode would take for a pattern is written as one that matches it alone.
echo strange >'../other/s*[1]?'
learn -o ../../policies/c.json --check -- cat '../other/s*[1]?'
is 'a name with "*": the policy is good, and grants it' "$status $out" $'0 strange\nstrange'
: >'../other/sx[1]y'
tool explain --library "$lib" ../../policies/c.json -- cat '../other/sx[1]y'
is 'and no other' "$status" 1

# Whatever is learned, these are no rules: a home, what everybody shares, a place of keys.
mkdir -p "$HOME/.ssh"
for file in a b c d; do echo x | tee "$HOME/.ssh/$file" >"$HOME/$file"; done
learn -- sh -c 'cat ../.ssh/* ../[a-d] /etc/passwd /etc/hosts /etc/host.conf >/dev/null; ls / /etc /usr .. ../.ssh >/dev/null'
rules=$(tr -d ' \n' <<<"$out")
check 'neither the home, nor /etc, nor the keys are read as a whole' test "${rules/\"abi.read\"],\"parent\":[*(\"\$\{home\}\"|\"\/etc\"|\"\/\"|\"\$\{home\}\/.ssh\")/}" = "$rules"
like 'keys are single files' "$rules" '*"${home}/.ssh/a","${home}/.ssh/b","${home}/.ssh/c","${home}/.ssh/d"*'
like 'what was listed may be listed, and that is said' "$rules $err" '*"allowedAccess":\["read_dir"\],"parent":\["/"\]*note: the rule on / (read_dir) covers all that is below it, too'

# Static programs, whose start nobody preloads, and children of every kind.
cp "$probes/probe_static" here_static
learn -- ./here_static input
like 'a static program: what it reads, and nothing of its start' "$status $(tr -d ' \n' <<<"$out")" '0*"pathBeneath":\[{"comment":"whatitreads:here_static","allowedAccess":\["abi.read"\],"parent":\["${cwd}"\]}\]}'
learn --output ../../policies/many.json -- sh -c 'i=0; while [ $((i += 1)) -le 200 ]; do ./here_static input >/dev/null & done; wait; echo done'
is 'two hundred children at once' "$status $out $err" '0 done '
like 'are in the policy' "$(tr -d ' \n' <../../policies/many.json)" '*programsthatitstarts:*"${cwd}/here_static"*'
learn -- "$probes/probe_ring" inherit 9 true
is 'a ring is not to be had while one learns' "$status" 77
like 'and that one was wanted is said' "$err" '*note: probe_ring was refused an io_uring, whose requests could not be seen; most programs do without*'

# A program that asks for nothing that is observed.
learn --output ../../policies/none.json --keep ../../policies/none -- true
is 'a program that asks for nothing: nothing is to be said' "$status $err" '0 '
check 'and what it needed is written' test -s ../../policies/none
tool check ../../policies/none.json
is 'and a good policy' "$status" 0
tool explain --library "$lib" ../../policies/none.json -- true
is 'under which it runs' "$status $err" '0 landlock-policy: true ended with status 0; nothing was denied'

# What goes wrong.
learn --output ../../policies/q.json -- sh -c 'cat input; exit 3'
is 'a program that fails: its status, and a warning' "$status $out $err" '3 input landlock-policy: warning: sh: it failed, and may need more when it succeeds'
check 'and the policy all the same' test -s ../../policies/q.json
learn -o ../../policies/ended.json -- sh -c 'kill -TERM $$'
is 'one that is told to end, as a server: no failure' "$status $err" \
	'143 landlock-policy: note: sh: it was ended by a signal, and may need more when it goes on'
learn --output inside.json -- sh -c 'echo x >here'
like 'a policy where the program may write: a warning' "$err" '*warning: inside.json: this policy lets the program change it*'
PATH=/usr/bin:/bin learn -- missing
like 'a program that is not there' "$status" 127
learn --merge -- true
is '--merge needs something to add to' "$status $(head -1 "$work/.err")" '125 landlock-policy: error: --merge needs --output or --keep'
echo nonsense >../../policies/wrong
learn --keep ../../policies/wrong --merge -- touch started
like 'facts that are none stop it before the run' "$status $err" '125 *wrong:1: is no file of what was learned*'
learn --output missing/p.json -- touch started
is 'so does a policy that cannot be written' "$status $err" '125 landlock-policy: error: missing/p.json: cannot be written: No such file or directory'
mkdir directory
learn --output directory -- touch started
is 'and a directory in its place' "$status $err" '125 landlock-policy: error: directory: cannot be written: Is a directory; name a file in it'
for keep in ../../policies/one.json ./../../policies/one.json; do
	learn --output ../../policies/one.json --keep "$keep" -- touch started
	is 'and one file for both' "$status $(head -1 "$work/.err")" '125 landlock-policy: error: --output and --keep need two files'
done
check 'nothing was started' test ! -e started
if [[ -w /dev/full ]]; then
	learn --output /dev/full -- true
	is 'a policy that is lost: the run has failed' "$status $err" '125 landlock-policy: error: /dev/full: cannot be written'
	learn --keep /dev/full --output ../../policies/q.json -- true
	is 'so it has where the facts are lost' "$status $err" '125 landlock-policy: error: /dev/full: cannot be written'
	status=0
	"$LANDLOCK_POLICY_TOOL" learn --library "$lib" -- true >/dev/full 2>.lost || status=$?
	is 'and on standard output' "$status $(cat .lost)" '125 landlock-policy: error: cannot write to standard output'
fi
learn --output /dev/null --keep /dev/null -- true
is 'a device may be both' "$status $err" '0 '

# Where nobody reads the policy, whoever asks for an end gets it: also where the program was gone before it was opened.
mkfifo ../../policies/fifo
# ended_by_term COMMAND...: the status of learn.
ended_by_term() {
	rm -f .begun
	"$@" "$LANDLOCK_POLICY_TOOL" learn --library "$lib" --output ../../policies/fifo -- sh -c 'trap "" TERM; echo started' >.begun &
	local waiting=$!
	for _ in {1..300}; do
		if [[ -s .begun ]] && ! kill -TERM "$waiting" 2>/dev/null; then break; fi
		sleep 0.1
	done
	kill -KILL "$waiting" 2>/dev/null || :
	status=0
	wait "$waiting" || status=$?
	# The observer of one that had to be ended goes, too.
	((status != 137)) || timeout 5 cat ../../policies/fifo >/dev/null
}
ended_by_term env
is 'a FIFO that nobody reads: TERM ends the wait, and the run has failed' "$status" 125
# The tracer's place is taken by the process itself, so that it is what TERM is sent to.
lacks strace || ended_by_term strace -D -qq -o .calls -e trace=pidfd_open -e inject=pidfd_open:error=ESRCH
needing strace is 'likewise where it ended before it was opened' "$status" 125
finish
