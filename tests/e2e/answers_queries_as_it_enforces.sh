#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# landlock-policy query: what it answers is what a program then meets.
tool=$LANDLOCK_POLICY_TOOL
mkdir -p site/public site/private made
echo text | tee site/public/page >site/private/key
ln -s ../private/key site/public/link
cat >p.json <<'END'
{"ruleset":[{"handledAccessFs":["read_file","write_file","make_reg"]}],
 "pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","site/public"]},
  {"allowedAccess":["write_file"],"parent":["site/public/page"]},
  {"allowedAccess":["make_reg","write_file"],"parent":["made"]}]}
END
# answers EXPECTED-STATUS EXPECTED-OUTPUT ARGUMENT...
answers() {
	local expected=$1 text=$2
	shift 2
	run "$tool" query "$@"
	if [[ $text == denied* && $text != *bind_tcp ]]; then
		needing root_mount is "$*" "$status $out" "$expected $text"
	else
		is "$*" "$status $out" "$expected $text"
	fi
}
answers 0 'allowed: p.json:/pathBeneath/0/parent/1 (site/public)' p.json read_file site/public/page
answers 0 'allowed: p.json:/pathBeneath/1/parent/0 (site/public/page)' p.json read_file,write_file site/public/page
answers 0 'allowed: p.json:/pathBeneath/2/parent/0 (made)' p.json make_reg,write_file made/new
answers 0 'allowed: not restricted' p.json execute site/private/key
answers 1 'denied: no rule grants read_file' p.json read_file site/private/key
answers 1 'denied: no rule grants read_file' p.json read_file site/public/link
answers 1 'denied: no rule grants write_file' p.json read_file,write_file site/private/../public
answers 1 'denied: no rule grants write_file, read_file' p.json read_file,write_file,execute "$work/site"
answers 1 'denied: no rule grants make_reg' p.json make_reg site/public/new
answers 1 '' p.json read_file site/public/page/none
is 'what cannot be told is said, and is no yes' "$err" \
	'landlock-policy: error: site/public/page/none: unknown: Not a directory'

# The same questions, put to the kernel.
policy=$(<p.json)
granted 'reading the page' cat site/public/page
denied 'reading the key' cat site/private/key
denied 'reading the key through a link' cat site/public/link

if (($(abi) >= 4)); then
	echo '{"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,8080]}]}' >net.json
	answers 0 'allowed: net.json:/netPort/0/port/1' net.json bind_tcp 8080
	answers 1 'denied: no rule grants bind_tcp' net.json bind_tcp 81
	answers 0 'allowed: not restricted' net.json connect_tcp 81
fi

# Nothing is made or changed by asking.
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["/usr"]},
	{"allowedAccess":["read_file"],"parent":["cache"],"createDirectory":true}]}' >make.json
answers 1 'denied: no rule grants read_file' make.json read_file cache
check 'no directory is made' test ! -e cache

# Mistakes: of the command line 2, of the policy 1.
mistake() {
	local text=$1
	shift
	run "$tool" query "$@"
	is "$*: usage" "$status $out" '2 '
	like "$*: this is why" "$err" "*$text*"
}
mistake 'query FILE ACCESS PATH' p.json read_file
mistake 'query FILE ACCESS PATH' p.json read_file a b
mistake 'unknown right "raed_file"; did you mean "read_file"[?]' p.json raed_file /
mistake 'unknown right ""' p.json read_file, /
mistake '"signal" is a scope' p.json signal /
mistake 'cannot be asked for at once' p.json read_file,bind_tcp /
mistake '"65536" is not a port' p.json bind_tcp 65536
mistake '"80x" is not a port' p.json bind_tcp 80x
mistake 'unknown option "--all"' p.json --all read_file /
mistake 'the path is empty' p.json read_file ''
run "$tool" query none.json read_file /
is 'no such policy' "$status $out $err" '1  landlock-policy: error: none.json: cannot open: No such file or directory'
echo '{"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/none"]}]}' >none.json
run "$tool" query none.json read_file /
is 'a policy that would not start' "$status $out" '1 '
finish
