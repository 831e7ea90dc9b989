#!/bin/bash
# on: kernels:1-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# What the kernel's tracepoints (Linux 7.3) saw of a start: one ruleset, the rules of the policy and no
# more, one domain, enforced on the whole process with no_new_privs.
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
cd /sys/kernel/tracing || exit 1
echo secret >"$work/secret"
if [[ ! -d events/landlock ]]; then
	check 'no such tracepoints before ABI 11' test "$(abi)" -lt 11
	finish
fi
echo 1 >events/landlock/enable
echo >trace
confined '{"ruleset":[{"handledAccessFs":["read_file","write_file"],"handledAccessNet":["bind_tcp","connect_tcp"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/lib/../usr"]}],
	"netPort":[{"allowedAccess":["bind_tcp"],"port":[42120]}]}' cat "$work/secret"
echo 0 >events/landlock/enable
is 'the program is confined' "$status" 1
events() { sed -n "s/^ *cat-[0-9]* .* $1: //p" trace; }
count() { events "$1" | wc -l; }
is 'one ruleset' "$(count landlock_create_ruleset)" 1
like 'the ruleset handles what the policy handles' "$(events landlock_create_ruleset)" '* handled_fs=write_file|read_file handled_net=bind_tcp|connect_tcp scoped='
# The kernel adds to each rule what is not handled.
is 'a rule for each object' "$(count landlock_add_rule_path_beneath)" 1
like 'each rule of an object has its right, and not the other' "$(events landlock_add_rule_path_beneath)" '* access_rights=execute|read_file|read_dir|* path=/usr'
is 'there is a rule for each port' "$(count landlock_add_rule_net_port)" 1
like 'each rule of a port has its right, and not the other' "$(events landlock_add_rule_net_port)" '* access_rights=bind_tcp|bind_udp|connect_send_udp port=42120'
is 'one domain' "$(count landlock_create_domain)" 1
is 'enforced once' "$(count landlock_enforce_domain)" 1
like 'the domain is on the whole process' "$(events landlock_enforce_domain)" '*complete=1 process_wide=1 no_new_privs=1*'
domain=$(events landlock_create_domain | sed 's/.*domain=\([0-9a-f]*\).*/\1/')
like 'the domain denies the secret' "$(events landlock_deny_access_fs)" "domain=$domain *blockers=read_file *path=$work/secret*"
echo >trace
echo 1 >events/landlock/enable
run cat "$work/secret"
echo 0 >events/landlock/enable
is 'without us there is no domain' "$status $(count landlock_create_domain)" '0 0'
finish
