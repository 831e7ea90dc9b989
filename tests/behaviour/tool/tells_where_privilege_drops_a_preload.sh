#!/bin/bash
# needs: setuid cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
PATH=$PATH:/usr/sbin:/sbin

# In secure mode the loader drops what the user asks for. The probe prints `secure: 1` then.
cc "$tests/behaviour/probes/probe_secure.c" -o probe
chmod 755 probe
echo secret >secret
policy=$(policy read_file /usr)
verdict() {
	run as_user "$LANDLOCK_POLICY_TOOL" target --library "$lib" "$1"
	echo "$status ${out%%$'\n'*}"
}
is_confined() { as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$1" secret 2>&1 | sed -n 's/^main: //p'; }
cp "$LANDLOCK_POLICY_TOOL" tool && LANDLOCK_POLICY_TOOL=$work/tool # where every user can reach it

is 'without privilege: yes' "$(verdict ./probe)" '0 ./probe: yes, a preload takes effect here'
needing landlock is 'a program without privilege is confined' "$(is_confined ./probe)" denied

# A process with different real and effective ids has it in whatever it starts.
for id in ruid rgid; do
	run setpriv --$id 65534 --keep-groups "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./probe
	like "another $id: no, and what to do" "$status $out" '1 ./probe: no: *real than effective user or group*: setpriv --reuid=*'
	run setpriv --$id 65534 --keep-groups env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ./probe secret
	like 'a program with another id is not confined' "$out" '*main: read*'
done

chmod 4755 probe
is 'setuid: no' "$(verdict ./probe)" \
	'1 ./probe: no: it is setuid (uid 0), so the loader ignores LD_PRELOAD for everyone but uid 0'
is 'a setuid program is not confined' "$(is_confined ./probe)" read
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./probe
is 'setuid: no for its owner too, who is told' "$status ${out%%$'\n'*}" \
	'1 ./probe: no: it is setuid (uid 0), so the loader ignores LD_PRELOAD for everyone but uid 0, which you are'

# no_new_privs takes the privilege away, and all that is started from here has it.
unprivileged() {
	run as_user setpriv --no-new-privs "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./probe
	echo "$status $out"
}
runs_unprivileged() { as_user setpriv --no-new-privs env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ./probe secret 2>&1 | sed -n 's/^main: //p'; }
like 'setuid under no_new_privs: yes, with a warning' "$(unprivileged)" \
	'0 ./probe: yes, a preload takes effect here*warning: its set-id bit does not count here, as no_new_privs is set*'
needing landlock is 'a setuid program under no_new_privs is confined' "$(runs_unprivileged)" denied

chmod 644 secret
chmod 2755 probe
is 'setgid: no' "$(verdict ./probe)" \
	'1 ./probe: no: it is setgid (gid 0), so the loader ignores LD_PRELOAD for everyone but gid 0'
is 'a setgid program is not confined' "$(is_confined ./probe)" read
chmod 2745 probe
is 'setgid without execution for the group counts for nothing: yes' "$(verdict ./probe)" \
	'0 ./probe: yes, a preload takes effect here'
is 'setgid without execution for the group leaves the program confined' "$(is_confined ./probe)" denied
chmod 755 probe

setcap cap_net_bind_service+p probe || skip 'no file capabilities here'
is 'file capabilities: no' "$(verdict ./probe)" \
	'1 ./probe: no: it has file capabilities, so the loader ignores LD_PRELOAD for everyone but root'
is 'a program with file capabilities is not confined' "$(is_confined ./probe)" read
like 'file capabilities under no_new_privs: yes, as nothing is gained' "$(unprivileged)" '0 ./probe: yes, *'
needing landlock is 'a program with permitted capabilities under no_new_privs is confined' "$(runs_unprivileged)" denied
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./probe
is 'file capabilities: no for root too, who is told' "$status ${out%%$'\n'*}" \
	'1 ./probe: no: it has file capabilities, so the loader ignores LD_PRELOAD for everyone but root, which you are'
setcap cap_net_bind_service+ep probe
like 'effective file capabilities under no_new_privs: no' "$(unprivileged)" '1 ./probe: no: it has file capabilities*'
is 'a program with effective capabilities under no_new_privs is not confined' "$(runs_unprivileged)" read

# Of a file's inheritable capabilities, a process has those that are in its inheritable set.
setcap cap_net_bind_service+i probe
run as_user "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./probe
like 'inheritable file capabilities: yes for whoever has none, with a warning' "$status $out" \
	'0 ./probe: yes, a preload takes effect here*warning: it has inheritable file capabilities; *'
needing landlock is 'a program with inheritable file capabilities is confined' "$(is_confined ./probe)" denied
# judged SETPRIV-OPTION...: what the tool says to such a caller, and what becomes of the program
judged() {
	local caller=(setpriv --reuid 65534 --regid 65534 --clear-groups "$@")
	run "${caller[@]}" "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./probe
	local answer=${out#./probe: }
	run "${caller[@]}" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ./probe secret
	echo "${answer%%[,:]*} $(sed -n 's/^main: //p' <<<"$out")"
}
may=--inh-caps=+net_bind_service
ambient=("$may" --ambient-caps=+net_bind_service)
needing landlock is 'inheritable capabilities, a caller with another: yes' "$(judged --inh-caps=+net_raw)" 'yes denied'
is 'inheritable capabilities, a caller with the same: no' "$(judged $may)" 'no read'
is 'inheritable capabilities, an ambient one of the caller: no' "$(judged "${ambient[@]}")" 'no read'
needing landlock is 'inheritable capabilities under no_new_privs, none permitted: yes' "$(judged $may --no-new-privs)" 'yes denied'
is 'inheritable capabilities under no_new_privs, an ambient one: no' "$(judged "${ambient[@]}" --no-new-privs)" 'no read'
setcap cap_net_bind_service+p probe
is 'permitted capabilities under no_new_privs, an ambient one: no' "$(judged "${ambient[@]}" --no-new-privs)" 'no read'
setcap -r probe

printf '#!%s/probe\n' "$work" >script
chmod 4755 script
is 'a set-id bit on a script counts for nothing: yes' "$(verdict ./script)" '0 ./script: yes, a preload takes effect here'
is 'the interpreter of a set-id script is confined' "$(is_confined ./script)" denied
chmod 4755 probe
is 'one on its interpreter counts: no' "$(verdict ./script)" \
	"1 ./script: no: $work/probe: it is setuid (uid 0), so the loader ignores LD_PRELOAD for everyone but uid 0"
is 'a set-id interpreter is not confined' "$(is_confined ./script)" read
finish
