#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
# refuses FILE WHY: a no, and for good reason: with it, the program runs unconfined.
refuses() {
	run "$LANDLOCK_POLICY_TOOL" target --library "$1" /bin/cat
	is "$2: no" "$status ${out%%$'\n'*}" "1 /bin/cat: no: the library cannot be preloaded: $2"
	run env LD_PRELOAD="$1" LANDLOCK_POLICY="$policy" cat secret
	is "$2: and the program runs unconfined" "$out" secret
}

run "$LANDLOCK_POLICY_TOOL" target --library "$lib" /bin/cat
is 'the library as built: yes' "$status ${out%%$'\n'*}" '0 /bin/cat: yes, a preload takes hold here'
like 'it is named' "$out" $'*\nlibrary: '"$lib (given)"*

refuses "$work/missing.so" 'cannot open: No such file or directory'
refuses "$work" 'not a regular file'
mkdir 'a b' a:b
cp "$lib" 'a b/'
cp "$lib" a:b/
refuses "$work/a b/liblandlock_preload.so" 'its name has a space or colon, which separate the items of LD_PRELOAD'
refuses "$work/a:b/liblandlock_preload.so" 'its name has a space or colon, which separate the items of LD_PRELOAD'
: >empty.so
refuses "$work/empty.so" 'not an ELF file'
head -c 60 "$lib" >short.so
refuses "$work/short.so" 'damaged ELF file: it ends too early'
echo 'int unused;' | cc -x c - -shared -o other.so -Wl,-soname,libother.so.1
refuses "$work/other.so" 'another library: its SONAME is "libother.so.1", not "liblandlock_preload.so"'
cp /bin/true program
refuses "$work/program" 'another library: its SONAME is "", not "liblandlock_preload.so"'
if ((EUID == 0)); then
	cp "$lib" private.so
	chmod 600 private.so
	cp "$LANDLOCK_POLICY_TOOL" tool
	run as_user ./tool target --library "$work/private.so" /bin/cat
	is 'unreadable: no' "$status ${out%%$'\n'*}" \
		'1 /bin/cat: no: the library cannot be preloaded: cannot open: Permission denied'
	run as_user env LD_PRELOAD="$work/private.so" LANDLOCK_POLICY="$policy" cat secret
	is 'unreadable: and the program runs unconfined' "$out" secret
fi

# Without --library: what is installed, or what lies next to the command.
mkdir -p prefix/bin prefix/lib/x86_64-linux-gnu
cp "$LANDLOCK_POLICY_TOOL" prefix/bin/landlock-policy
run prefix/bin/landlock-policy target /bin/cat
like 'the library it looked at is named' "$out" $'*\nlibrary: /*/liblandlock_preload.so (installed)*'
[[ $out != *': no:'* ]] || like 'and what to do without it' "$out" '*; name another with --library FILE'$'\n*'
if [[ $out == *': no:'* ]]; then
	cp "$lib" prefix/lib/x86_64-linux-gnu/
	run prefix/bin/landlock-policy target /bin/cat
	like 'one next to it is found' "$status $out" \
		$'0 *\nlibrary: '"$work/prefix/lib/x86_64-linux-gnu/liblandlock_preload.so (next to this command; none at "*
fi
finish
