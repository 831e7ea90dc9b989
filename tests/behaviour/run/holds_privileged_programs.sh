#!/bin/bash
# needs: landlock setuid
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

PATH=$PATH:/usr/sbin:/sbin
# With no_new_privs a set-id bit gives nothing, so that the loader heeds the preload, and the user stays who he is.
inside=(as_user)
install -m 4755 "$sentinel" set_user
install -m 2755 "$sentinel" set_group
install -m 4755 "$(readlink -f "$(command -v id)")" set_id
chmod 711 "$work"
for program in set_user set_group; do
	is_free "$program" "./$program"
	rm -f report && install -m 666 /dev/null report
	launched --report "$work/report" "$policy" "./$program"
	is_confined "$program"
	is "$program: both sandboxes stand" "$(walls report)" 'launcher preload'
	launched --require-preload "$policy" "./$program"
	is_confined "$program, where a preload is required"
done
run as_user ./set_id -u
is 'without us the user becomes root' "$status $out" '0 0'
launched "$policy" ./set_id -u
is 'the user stays who he is' "$status $out" '0 65534'

# File capabilities make a start secure, though they give nothing either.
cp "$sentinel" capable
chmod 755 capable
if setcap cap_net_bind_service+ep capable 2>/dev/null; then
	is_free 'file capabilities' ./capable
	rm -f report && install -m 666 /dev/null report
	launched --report "$work/report" "$policy" ./capable
	is_confined 'file capabilities'
	like 'file capabilities: the launcher tells which sandboxes stand' "$(walls report)" 'launcher*'
	launched --require-preload "$policy" ./capable
	[[ $status == 0 ]] && is_confined 'file capabilities, where a preload is required' ||
		is_refused 'file capabilities, where a preload is required'
else
	skip_check 'file capabilities' 'there are none here'
fi

# A process whose ids differ: every start of its is secure.
for id in euid egid ruid rgid; do
	inside=(setpriv "--$id" 65534 --keep-groups)
	launched "$policy" "$sentinel"
	is_confined_or_refused "another $id"
	launched --require-preload "$policy" "$sentinel"
	is_refused "another $id, where a preload is required"
done
finish
