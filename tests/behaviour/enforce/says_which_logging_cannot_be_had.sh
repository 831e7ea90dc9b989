#!/bin/bash
# needs: landlock
# also on: kernels:1- musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# log needs ABI 7, quiet ABI 10: on an older kernel, one word in the line about rights.
abi=$(abi)
echo secret >secret
rule='"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]},{"allowedAccess":["read_file"],"parent":["/dev/null"],"quiet":true}]'
start() { confined "$policy" "$@" cat secret; }
denied='cat: secret: Permission denied'
# needs NAME ABI WORD
needs() {
	start A=
	if ((abi >= $2)); then
		is "$1: silence" "$status $err" "1 $denied"
		start LANDLOCK_STRICT=1
		is "$1: silence when strict" "$status $err" "1 $denied"
		return
	fi
	is "$1: a warning" "$status $err" "1 liblandlock_preload: warning: LANDLOCK_POLICY: not enforced, because this kernel \
(Landlock ABI $abi) lacks it: $3; LANDLOCK_STRICT=1 refuses to start then, \"compatibility\": \"best_effort\" accepts it
$denied"
	start LANDLOCK_STRICT=1
	like "$1: an error when strict" "$status $out $err" "125  *: error: LANDLOCK_POLICY: *lacks it: $3; LANDLOCK_STRICT=1 *"
}
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"],"quietAccessFs":["read_file"]}],'"$rule"'}'
needs quietAccessFs 10 quiet
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"log":{"sameExec":false,"newExec":true,"subdomains":false},'"$rule"'}'
needs log 7 log
policy=${policy/'["read_file"]}'/'["read_file"],"quietAccessFs":["read_file"]}'}
if ((abi < 7)); then needs both 10 'quiet, log'; else needs both 10 quiet; fi

policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"log":{"sameExec":true,"newExec":false,"subdomains":true},'"$rule"'}'
start LANDLOCK_STRICT=1
is 'the defaults need nothing' "$status $err" "1 $denied"
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"],"quietAccessFs":["read_dir"]}],'"$rule"'}'
start A=
is 'quiet of what is not handled: an error' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY: quietAccessFs lists rights that are not handled: read_dir'

# What the kernel is asked to log, as it is asked.
if ((abi >= 7)) && command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
	flags() { strace -o trace -X raw -e trace=landlock_restrict_self -E LD_PRELOAD="$lib" -E LANDLOCK_LOG=error \
		-E LANDLOCK_POLICY='{"preloadVersion":1,"log":{'"$1"'},"ruleset":[{"handledAccessFs":["read_file"]}],'"$rule"'}' true
		echo $(($(sed -n 's/.*restrict_self(.*, \(0x[0-9a-f]*\|0\)) *= 0/\1/p' trace) & 7)); }
	is 'no key: no flag' "$(flags '"sameExec":true')" 0
	is sameExec "$(flags '"sameExec":false')" 1
	is newExec "$(flags '"newExec":true')" 2
	is subdomains "$(flags '"subdomains":false')" 4
fi
finish
