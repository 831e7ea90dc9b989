#!/bin/bash
# needs: landlock loopback
# also on: kernels:1-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# UDP by ports, from ABI 10 on. The trap for authors: who sends without having bound a port takes one,
# which is binding port 0.
abi=$(abi)
mkfifo hold
"$probes/probe_socket" serve udp 42101 <hold >ready &
exec 9>hold
until [[ -s ready ]]; do sleep 0.1; done

# attempt EXPECTED HANDLED RULES COMMAND...: what comes of it under a policy that handles these rights,
# and a right on files, so that there is always something to enforce.
attempt() {
	local expected=$1 handled=$2 rules=$3
	shift 3
	confined '{"ruleset":[{"handledAccessFs":["make_block"],"handledAccessNet":['"$handled"']}]'"${rules:+,\"netPort\":[$rules]}"'}' \
		"$probes/probe_socket" "$@"
	if ((abi >= 10)); then
		is "$* with ${rules:-no rule}" "$out $err" "$expected "
	else
		is "$* with ${rules:-no rule}, before ABI 10" "$out" 'done'
		like 'UDP ports without ABI 10 are warned of' "$err" '*: warning: *lacks it: *_udp*'
	fi
}
both='"bind_udp","connect_send_udp"'
bind() { echo '{"allowedAccess":["bind_udp"],"port":['"$1"']}'; }
send='{"allowedAccess":["connect_send_udp"],"port":[42101]}'
no='Permission denied'

for port in 0 42102; do
	attempt "$no" "$both" '' bind udp $port
	attempt 'done' "$both" "$(bind $port)" bind udp $port
done
attempt "$no" "$both" "$(bind 0)" bind udp 42102
attempt "$no" "$both" "$(bind 42102)" bind udp 0
for verb in send connect; do
	attempt "$no" "$both" '' $verb udp 42101
	attempt "$no" "$both" "$send" $verb udp 42101
	attempt 'done' "$both" "$send,$(bind 0)" $verb udp 42101
	attempt "$no" "$both" "$send,$(bind 0)" $verb udp 42102
	attempt 'done' '"connect_send_udp"' "$send" $verb udp 42101
done
attempt 'done' "$both" "$send,$(bind 42102)" rebind udp 42102 42101
attempt 'done' "$both" '' bind tcp 0

for verb in send connect; do
	run "$probes/probe_socket" $verb udp 42101
	is "without us: $verb" "$out" 'done'
done
finish
