#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# What a policy does beside granting is done as in a plain start: the launcher's sandbox is in nobody's way.
# agrees NAME POLICY COMMAND...: status and output are those of a plain start under the library, whoever says it.
agrees() {
	local name=$1 value=$2
	shift 2
	confined "$value" "$@"
	local expected="$status|$out|$err"
	launched "$value" "$@"
	err=${err//liblandlock_preload: /landlock-policy: }
	is "$name: as in a plain start" "$status|$out|$err" "${expected//liblandlock_preload: /landlock-policy: }"
}
sh=/bin/sh
agrees 'what is granted and denied' "$policy" $sh -c 'read -r line <open/file; echo $line; : >closed/file'

# createDirectory.
made='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["write_file","make_reg"]}],"pathBeneath":[
	{"allowedAccess":["write_file","make_reg"],"parent":["'$work/cache/a/b'"],"createDirectory":true}]}'
launched "$made" $sh -c 'umask; : >cache/a/b/file && : >closed/ran'
is 'a directory is made for the first run' "$(stat -c %a cache cache/a cache/a/b | paste -sd ' ') $(ls cache/a/b)" '700 700 700 file'
like 'and no more' "$status $out $err" '[12] 0022 *closed/ran: Permission denied'
never 'the program for which a directory was made'
launched "$made" $sh -c ': >cache/a/b/file'
is 'a directory that is there stays' "$status $err" '0 '
launched "${made/\"pathBeneath\":\[/\"pathBeneath\":[{\"allowedAccess\":[\"write_file\"],\"parent\":[\"/none\"],\"errorIfAnyUnusablePath\":true\},}" $sh -c :
is_refused 'a start that needs a path which is not there' 125 /none
rm -r cache
launched "${made/'],"createDirectory":true}'/'],"createDirectory":true},{"allowedAccess":["write_file"],"parent":["/none"],"errorIfAnyUnusablePath":true}'}" $sh -c :
is_refused 'a start that needs another path as well' 125 /none
check 'a start that is refused leaves no directory behind' test ! -e cache

# Variables: of the environment, of the program and of the policy's place.
mkdir -p tree/data temporary programs
echo data >tree/data/file
cat >tree/more.json <<-'MORE'
	{ "preloadVersion":1, "variable":[{"name":"here","builtin":"policyDir"}],
	  "pathBeneath":[{"allowedAccess":["read_file"],"parent":["${here}/data"]}] }
MORE
cat >tree/policy.json <<-'POLICY'
	{ "preloadVersion":1, "include":["more.json"], "preset":["stdio"],
	  "variable":[{"name":"tmp","builtin":"tmpdir"},{"name":"exe","builtin":"exe"},{"name":"exeDir","builtin":"exeDir"},
	    {"name":"cwd","builtin":"cwd"},{"name":"mine","env":"MINE"}],
	  "ruleset":[{"handledAccessFs":["read_file","write_file","make_reg","execute"]}],
	  "pathBeneath":[{"allowedAccess":["read_file","write_file","make_reg"],"parent":["${tmp}","${mine}"]},
	    {"allowedAccess":["read_file"],"parent":["${exeDir}"]},{"allowedAccess":["read_file"],"parent":["${cwd}/open"]}] }
POLICY
cp "$sentinel" programs/own
echo beside >programs/beside
mkdir mine
export TMPDIR=$work/temporary MINE=$work/mine
agrees 'the program is that of the policy, not the launcher' tree/policy.json programs/own programs/own programs/beside tree/data/file
is 'it reads what is beside it' "${out#*closed: - -}" ', programs/own: read, programs/beside: read, tree/data/file: read'
cat >tree/exe.json <<-'EXE'
	{ "preloadVersion":1, "variable":[{"name":"exe","builtin":"exeDir"}], "pathBeneath":[{"allowedAccess":["read_file"],"parent":["${exe}"]}] }
EXE
echo '{"preloadVersion":1,"include":["exe.json"],"ruleset":[{"handledAccessFs":["read_file"]}]}' >tree/by_include.json
mkdir links
ln -s ../programs/own links/own
agrees 'the program is where its link leads, to an included policy' tree/by_include.json links/own programs/beside links/own tree/data/file
is 'it reads what is beside it, and no more' "${out#*closed: - }" 'made, programs/beside: read, links/own: read, tree/data/file: -'
rm -f closed/ran
launched tree/policy.json $sh -c 'read -r line <tree/data/file; echo $line; : >temporary/file; : >mine/file; : >closed/ran'
like 'includes, policyDir, tmpdir and variables' "$status $out $err $(ls temporary mine | paste -sd ' ')" '[12] data *closed/ran: Permission denied mine: file  temporary: file'
never 'the program of a policy in a tree'
agrees 'a variable that is not set' "${policy/'$work/open'/'${none}'}" $sh -c :
launched tree/policy.json $sh -c 'echo again >&1; : </dev/stdin' <open/file
is 'preset stdio grants what the program has as standard streams' "$status $out $err" '0 again '

# A file may be linked or moved to another directory, or not, as in one sandbox.
mkdir from to
link() {
	local expected
	echo text >from/file && rm -f to/file
	confined "$2" ln from/file to/file
	expected="$status $err $(ls to)"
	echo text >from/file && rm -f to/file
	launched "$2" ln from/file to/file
	is "$1: as in a plain start" "$status $err $(ls to)" "$expected"
}
rules='"pathBeneath":[{"allowedAccess":["write_file","read_file","make_reg","remove_file"],"parent":["'$work/from'","'$work/to'"]}]'
handled='"handledAccessFs":["write_file","make_reg","remove_file"]'
link 'without refer' "{\"ruleset\":[{$handled}],$rules}"
like 'without refer a file has no second name in another directory' "$status $err" '1 *Invalid cross-device link*'
rules=${rules/make_reg/refer\",\"make_reg}
link 'with refer' "{\"ruleset\":[{$handled}],$rules}"
is 'with refer it has' "$status $err $(ls to)" '0  file'
link 'with a policy that says nothing of it' '{"ruleset":[{"handledAccessFs":["make_fifo"]}]}'
if (($(abi) >= 4)); then
	link 'with a policy of ports alone' '{"ruleset":[{"handledAccessNet":["bind_tcp"]}]}'
	is 'with a policy of ports alone it has' "$status $err $(ls to)" '0  file'
	link 'with a policy of scopes alone' '{"ruleset":[{"handledAccessNet":["connect_tcp"]}],"netPort":[{"allowedAccess":["connect_tcp"],"port":[443]}]}'
fi

# Two sandboxes are one tree: signals within, no signals out.
if (($(abi) >= 6)); then
	sleep 60 &
	stranger=$!
	scoped='{"ruleset":[{"scoped":["signal"]}]}'
	launched "$scoped" $sh -c 'sleep 60 & kill $! && echo own; kill '$stranger' && echo stranger; kill -0 $PPID && echo parent'
	is 'signals reach the processes of the program alone' "$out" own
	kill $stranger
fi
# A warning is given once.
launched "$(policy read_file "$work/none" "$work/open")" $sh -c :
agrees 'a path that is not there' "$(policy read_file "$work/none" "$work/open")" $sh -c :
agrees 'a policy that the program may change' "$(echo "$(policy write_file,make_reg "$work")" | tee open/policy.json >/dev/null; echo "$work/open/policy.json")" $sh -c :
LANDLOCK_STRICT=1 agrees 'a policy that the program may change, strictly' open/policy.json $sh -c :
finish
