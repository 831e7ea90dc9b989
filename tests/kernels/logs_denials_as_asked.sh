#!/bin/bash
# on: kernels:7-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# What the kernel's audit log has of denials: of the program by default, and as "log" (ABI 7) and the
# quiet keys (ABI 10) say. "is logged" and "not logged" are of the same denial.
abi=$(abi)
echo secret >secret
read='"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]'
everything=${read/\/usr/\/}
denial="fs.read_file path=\"$work/secret\""

# try NAME EXPECTED POLICY COMMAND...: the program is denied what it tries, whatever the log is to say.
try() {
	local name=$1 expected=$2 policy=$3
	shift 3
	logged env LD_PRELOAD="$lib" LANDLOCK_LOG=error LANDLOCK_POLICY="{\"preloadVersion\":1,$policy}" "$@"
	like "$name: denied" "$status $out$err" '1 *ermi*' # Permission denied, or not permitted
	is "$name: in the log" "$logged" "$expected"
}
# A sandbox within one that itself denies nothing.
inner="LD_PRELOAD='$lib' LANDLOCK_POLICY='{$read}' exec cat secret"

try 'by default' "$denial" "$read" cat secret
# The README's command explains it, and what it proposes is what was missing.
if ((abi >= 7)); then
	echo "{$read}" >policy.json
	explained=$(dmesg | "$LANDLOCK_POLICY_TOOL" explain policy.json)
	like 'explain: what, by whom, and what to add' "$explained" "landlock-policy: this log has * denial*
  read_file on $work/secret
    by */cat[[]*[]]*add to \"pathBeneath\" of policy.json:
*{\"allowedAccess\": [[]\"read_file\"[]], \"parent\": [[]\"$work/secret\"[]]}*"
fi
like 'the log names the program, not us' "$(grep 'type=1424.*status=allocated' .log | head -1)" '* exe="*/cat" comm="cat"*'
try 'what it starts, by default' '' "$read" env cat secret
try 'within another sandbox' "$denial" "$everything" bash -c "$inner"
# A kernel that cannot log otherwise is told so, and logs as ever.
try 'sameExec off' '' "\"log\":{\"sameExec\":false},$read" cat secret
try 'newExec on' "$denial" "\"log\":{\"newExec\":true},$read" env cat secret
try 'newExec on, the program itself' "$denial" "\"log\":{\"newExec\":true},$read" cat secret
try 'subdomains off' '' "\"log\":{\"subdomains\":false},$everything" bash -c "$inner"
try 'subdomains off, the program itself' "$denial" "\"log\":{\"subdomains\":false},$read" cat secret

# quiet WHAT: nothing where the kernel can be quiet, else WHAT it logs.
quiet() { ((abi >= 10)) || echo "$1"; }
mkdir hushed
cp secret hushed/
quietly='"ruleset":[{"handledAccessFs":["read_file","write_file"],"quietAccessFs":["read_file"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["/usr"]},{"allowedAccess":["write_file"],"parent":["/dev/null"]},
	{"allowedAccess":["read_file"],"parent":["/dev/null"],"quiet":true},{"allowedAccess":["write_file"],"parent":["'$work/hushed'"],"quiet":true}]'
try 'beneath a quiet rule' "$(quiet "fs.read_file path=\"$work/hushed/secret\"")" "$quietly" cat hushed/secret
try 'elsewhere' "$denial" "$quietly" cat secret
try 'another right beneath a quiet rule' "fs.write_file path=\"$work/hushed/secret\"" \
	"${quietly/\"write_file\"],\"parent\":[\"$work/\"read_file\"],\"parent\":[\"$work}" dd if=/dev/null of=hushed/secret conv=notrunc
quietly='"ruleset":[{"handledAccessNet":["bind_tcp"],"quietAccessNet":["bind_tcp"]}],
	"netPort":[{"allowedAccess":["bind_tcp"],"port":[42110]},{"allowedAccess":["connect_tcp"],"port":[42111],"quiet":true}]'
try 'a quiet port' "$(quiet 'net.bind_tcp src=42111')" "$quietly" "$probes/probe_socket" bind tcp 42111
try 'another port' 'net.bind_tcp src=42112' "$quietly" "$probes/probe_socket" bind tcp 42112
sleep 1000 &
signal='"ruleset":[{"scoped":["signal"]}]'
try 'a signal' scope.signal "$signal" bash -c "kill $!"
try 'a quiet signal' "$(quiet scope.signal)" "${signal/\}/,\"quietScoped\":[\"signal\"]\}}" bash -c "kill $!"
kill $!

logged cat secret
is 'without us nothing is denied, and nothing logged' "$status $logged" '0 '
finish
