#!/bin/bash
# needs: landlock 64-bit root_mount
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Why the rules that are there do not grant what was denied: it is another object by now, it is elsewhere, or it takes
# more than one of them. And what is proposed then works.
explain() { tool explain --library "$lib" "$@"; }
# proposed POLICY: the same with the rules that the last explanation proposes.
proposed() {
	local rules
	rules=$(sed -n 's/^  \({"allowedAccess".*\)$/,\1/p' <<<"$err" | tr -d '\n')
	echo "${1%\]\}}$rules]}"
}
mkdir in out a b
echo text | tee in/file in/other out/file >a/file
read='{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc","'

echo "$read$work/in/file\"]}]}" >policy.json
explain policy.json -- sh -c 'mv in/other in/file; cat in/file'
like 'a file that has taken the place of another' "$err" "*read_file on $work/in/file
    by cat, as in/file
    the rule policy.json:/pathBeneath/0/parent/2 ($work/in/file) is on the object that was there at the start, and another one is there now*"

echo "$read$work/in\"]}]}" >policy.json
ln -s ../out/file in/link
explain policy.json -- cat in/link
like 'a link that leads out of a rule' "$err" "*read_file on $work/out/file
    by cat, as in/link
    a link leads out of what the rule policy.json:/pathBeneath/0/parent/2 ($work/in) is on*"
explain policy.json -- cat in/../out/file
needing root_mount is 'not so where the path itself leads out' "$(grep -c 'a link leads' <<<"$err")" 0

ln -s in current
echo "$read$work/current\"]}]}" >policy.json
explain policy.json -- sh -c 'ln -sfn out current; cat current/file'
like 'a link that leads elsewhere by now' "$err" "*read_file on $work/out/file
    by cat, as current/file
    a link leads out of what the rule policy.json:/pathBeneath/0/parent/2 ($work/current) is on*"

# A move takes rights on both directories, and what is moved may gain none.
if (($(abi) >= 2)); then
	moves='{"ruleset":[{"handledAccessFs":["make_reg","refer"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["'$work/a'"]}]}'
	echo "$moves" >policy.json
	explain policy.json -- ln a/file b/linked
	like 'a link into another directory' "$status $err" "1 *make_reg, refer on $work/b
    by ln, as b/linked
    a move from one directory to another needs refer on both*"
	proposed "$moves" >wider.json
	explain wider.json -- ln a/file b/linked
	is 'what is proposed makes it work' "$status $err" '0 landlock-policy: ln ended with status 0; nothing was denied'
	gain='{"ruleset":[{"handledAccessFs":["write_file","make_reg","refer"]}],"pathBeneath":[{"allowedAccess":["make_reg","refer"],"parent":["'$work/a'"]},{"allowedAccess":["write_file","make_reg","refer"],"parent":["'$work/b'"]}]}'
	echo "$gain" >policy.json
	explain policy.json -- ln a/file b/gained
	like 'a file that would gain a right' "$status $err" "1 *write_file on $work/a
    by ln, for $work/a/file
    a file that is moved may gain no right, which these would be (EXDEV)*"
	proposed "$gain" >wider.json
	explain wider.json -- ln a/file b/gained
	is 'what is proposed makes it work, too' "$status $err" '0 landlock-policy: ln ended with status 0; nothing was denied'
fi

# What is listed where: what probably broke the program, what it only tried, and what no policy can grant.
echo "$read$work/in\"]}]}" >policy.json
tried='*denied, and probably not needed:
  read_file on *'
explain policy.json -- sh -c 'cat out/file; true'
like 'what a program could do without' "$status $err" "0 $tried"
is 'is no likely cause' "$(grep -c 'a likely cause' <<<"$err")" 0
explain policy.json -- cat out/file
like 'what it asked for last, and failed' "$status $err" '1 *a likely cause of a failure:
  read_file on *'
if ! lacks root && type -P umount >/dev/null; then
	explain policy.json -- umount "$work/in"
	like 'what no policy can allow' "$err" '*what no policy can allow:
  umount changed mounts, which is refused wherever rights to files are restricted*'
fi
finish
