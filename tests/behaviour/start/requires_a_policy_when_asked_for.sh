#!/bin/bash
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Whoever names the library wants a sandbox: a variable that got lost on the way must not remove it.
echo secret >secret
policy=$(policy read_file /usr)
message='liblandlock_preload: error: LANDLOCK_POLICY is not set although this library was preloaded; '\
'set it, or start with LD_PRELOAD= to run without a sandbox; '\
'set LANDLOCK_POLICY before LD_PRELOAD, since commands in $(...) are preloaded too'
linked_in='liblandlock_preload: error: LANDLOCK_POLICY is not set although this library is linked into the program; set it*'
cat=$(command -v cat)

# asked NAME COMMAND...: a command by which the library gets into cat.
asked() {
	local name=$1
	shift
	run "$@" secret
	is "$name, no policy: refused" "$status $out" '125 '
	like "$name, no policy: the reason" "$err" "$message"
	run env LANDLOCK_POLICY="$policy" "$@" secret
	needing landlock is "$name, a policy: confined" "$status $out" '1 '
	needing landlock like "$name, a policy: by the kernel" "$err" '*: secret: Permission denied'
}
asked LD_PRELOAD env LD_PRELOAD="$lib" "$cat"
asked 'LD_PRELOAD, not alone' env LD_PRELOAD=" :$lib:" "$cat"
ln -s "$lib" alias.so
asked 'LD_PRELOAD, by a link' env LD_PRELOAD="$work/alias.so" "$cat"
asked 'LD_PRELOAD, a bare name' env LD_LIBRARY_PATH="$work/bin" LD_PRELOAD=liblandlock_preload.so "$cat"

loader=$(LC_ALL=C readelf -l "$cat" 2>/dev/null | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
if [[ $loader ]] && "$loader" --help | grep -q -e --preload; then
	asked 'ld.so --preload' "$loader" --preload "$lib" "$cat"
	asked 'ld.so --preload, by a link' "$loader" --preload "$work/alias.so" "$cat"
fi
if command -v patchelf >/dev/null; then
	cp "$cat" linked
	patchelf --add-needed "$lib" linked
	message=$linked_in asked 'linked in' ./linked
fi

export LD_PRELOAD=$lib
LD_PRELOAD='' run cat secret
unset LD_PRELOAD
is 'LD_PRELOAD= takes it off again' "$status $out" '0 secret'
run env LANDLOCK_POLICY="$policy" cat secret
is 'a policy without the library does nothing' "$status $out" '0 secret'
finish
