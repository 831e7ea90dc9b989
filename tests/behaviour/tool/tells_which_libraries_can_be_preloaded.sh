#!/bin/bash
# needs: cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

echo secret >secret
policy=$(policy read_file /usr)
# refuses FILE WHY: a no, and for good reason: with it, the program runs unconfined.
refuses() {
	run "$LANDLOCK_POLICY_TOOL" target --library "$1" /bin/cat
	is "$2: no" "$status ${out%%$'\n'*}" "1 /bin/cat: no: the library cannot be preloaded: $2"
	run env LD_PRELOAD="$1" LANDLOCK_POLICY="$policy" cat secret
	is "$2: the program runs unconfined" "$out" secret
}

run "$LANDLOCK_POLICY_TOOL" target --library "$lib" /bin/cat
is 'the library as built: yes' "$status ${out%%$'\n'*}" '0 /bin/cat: yes, a preload takes effect here'
like 'the library as built is named' "$out" $'*\nlibrary: '"$lib (given)"*

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
if lacks root; then
	skip_check 'what an ordinary user may not read' "${lacking[root]}"
else
	cp "$lib" private.so
	chmod 600 private.so
	cp "$LANDLOCK_POLICY_TOOL" tool
	run as_user ./tool target --library "$work/private.so" /bin/cat
	is 'unreadable: no' "$status ${out%%$'\n'*}" \
		'1 /bin/cat: no: the library cannot be preloaded: cannot open: Permission denied'
	run as_user env LD_PRELOAD="$work/private.so" LANDLOCK_POLICY="$policy" cat secret
	is 'unreadable: the program runs unconfined' "$out" secret
fi

# Without --library it is the name that all examples have. Where the loader does not find it, the answer names
# the file that was meant: the installed one, or what lies next to the command.
mkdir -p prefix/bin prefix/lib/x86_64-linux-gnu
cp "$LANDLOCK_POLICY_TOOL" prefix/bin/landlock-policy
LD_PRELOAD=liblandlock_preload.so LANDLOCK_POLICY="$policy" cat secret >free 2>/dev/null
if [[ $(<free) == secret ]]; then
	run prefix/bin/landlock-policy target /bin/cat
	is 'a name that is not found: no' "$status ${out%%$'\n'*}" '1 /bin/cat: no: the library cannot be preloaded: the loader does not find "liblandlock_preload.so", and would run the program unconfined'
	like 'a name that is not found: the answer says what to do' "$out" $'*\ninstall it, or write the path of its file: LD_PRELOAD=/path/to/liblandlock_preload.so'
	cp "$lib" prefix/lib/x86_64-linux-gnu/
	run prefix/bin/landlock-policy target /bin/cat
	like 'a file next to it is no answer' "$status" 1
	file=$work/prefix/lib/x86_64-linux-gnu/liblandlock_preload.so
	like 'a file next to it is named' "$out" $'*\nits file is '"$file. Either write that path:"$'\n'"  LD_PRELOAD=$file"$'\nor run ldconfig*'
	run env LD_PRELOAD="$(sed -n 's/^  LD_PRELOAD=//p' .out)" LANDLOCK_POLICY="$policy" cat secret
	needing landlock is 'the program is confined by what the answer says' "$status $out" '1 '
	run env LD_LIBRARY_PATH="${file%/*}" prefix/bin/landlock-policy target /bin/cat
	like 'found: yes' "$status $out" $'0 *\nlibrary: liblandlock_preload.so is '"$file (found by LD_LIBRARY_PATH)"
else
	echo '# a library is installed on this machine: what is said without one is not shown'
fi
finish
