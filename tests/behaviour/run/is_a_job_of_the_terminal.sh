#!/bin/bash
# needs: landlock terminal writable:/dev/ptmx
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# In a shell's terminal the program is a job as any other: ^Z stops it, fg continues it, ^C ends it.
[[ -x /usr/bin/python3 ]] || skip 'python3 is not installed'
cat >open/job <<'JOB'
echo "started $(tty <&0 >/dev/null && echo at a terminal)"
while read -r line; do echo "got $line"; done
JOB
sed -i 's/ \$(tty.*)/ in the terminal/' open/job
cat >job <<JOB
#!/bin/sh
exec "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$work/policy.json" /bin/sh open/job
JOB
chmod +x job
policy write_file,read_file /dev "$work/open" /usr >policy.json
export PS1='ready> '
run "$tests/programs/terminal" 'ready> ' './job\n' 'started in' 'one\n' 'got one' '\x1a' 'ready> ' 'fg\n' 'job' 'two\n' \
	'got two' '\x03' 'ready> ' 'echo "status $?"\n' 'status 1[0-9]' 'stty -a >state; exit\n' -- bash --norc --noprofile --noediting -i
is 'the job is started, stopped, continued and ended from the terminal' "$status $err" '0 '
like 'the shell sees that it was stopped' "$out" '*Stopped*job*'
like 'the shell sees that it was ended by SIGINT' "$out" '*status 130*'

# With --new-session it has no controlling terminal that it could type into.
cat >alone <<JOB
#!/bin/sh
"$LANDLOCK_POLICY_TOOL" run --new-session --library "$lib" "$work/policy.json" /bin/sh -c 'read -r stat </proc/self/stat; set -- \${stat##*)}; echo "session \$4 of \$\$ terminal \$5"'
echo "status \$?"
JOB
chmod +x alone
policy write_file,read_file /dev "$work/open" /usr /proc >policy.json
run script -qec ./alone /dev/null </dev/null
like 'a session of its own has no controlling terminal' "$out" $'session * of * terminal 0\r\nstatus 0*'
read -r _ session _ process _ <<<"$out"
is 'a session of its own is led by the program' "$session" "$process"
# Who leads a group, as each job of a shell does, cannot leave it.
sed -i 's/^"/exec "/' alone
run setsid -w ./alone
like 'a leader of a group: a session of its own, or refused' "$status $out" '*[05] *'
finish
