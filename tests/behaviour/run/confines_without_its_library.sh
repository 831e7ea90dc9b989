#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Whatever is wrong with the library, the loader goes on without it, and the launcher's own sandbox holds the program.
# With --require-preload nothing starts.
mkdir libraries
flaw() { cp "$lib" "libraries/$1.so" && printf "$3" | dd of="libraries/$1.so" bs=1 seek="$2" conv=notrunc status=none; }
flaw class 4 "\\$((3 - $(od -An -tu1 -j4 -N1 "$lib")))" # the other one
flaw machine 18 '\xf3\0'
flaw type 16 '\2\0'
head -c 5000 "$lib" >libraries/truncated.so
touch libraries/empty.so
echo text >libraries/text.so
mkdir libraries/directory.so
ln -s nowhere libraries/dangling.so
ln -s loop.so libraries/loop.so
cp "$lib" 'libraries/with space.so'
cp "$lib" libraries/with:colon.so
cp "$lib" 'libraries/with$ORIGIN.so'
chmod 755 libraries

is_free 'a program' "$sentinel"
launched "$policy" "$sentinel"
is_confined 'the library as it should be'

for name in missing class machine type truncated empty text directory dangling loop; do
	lib=$work/libraries/$name.so
	launched "$policy" "$sentinel"
	is_confined_or_refused "library: $name"
	launched --require-preload "$policy" "$sentinel"
	is_refused "library: $name, required"
done
# The loader takes these characters for its own, so that it looks for other files.
for name in 'with space' with:colon 'with$ORIGIN'; do
	lib=$work/libraries/$name.so
	launched "$policy" "$sentinel"
	is_confined_or_refused "library: $name"
	launched --require-preload "$policy" "$sentinel"
	[[ $status == 0 ]] && is_confined "library: $name, required" || is_refused "library: $name, required"
done

# It is a library, and not ours: nobody can tell before.
lib=$probes/probe_harmless.so
launched "$policy" "$sentinel"
is_confined_or_refused "library: another one"

# By a relative path it is that of the working directory, wherever the program lies, and whichever it changes to.
lib=bin/liblandlock_preload.so
launched --require-preload "$policy" "$sentinel"
is_confined 'a relative path'
cd open || exit
lib=../bin/liblandlock_preload.so
run "$LANDLOCK_POLICY_TOOL" run --require-preload --library "$lib" "$policy" /bin/sh -c "cd .. && read -r line <open/file && echo \$line && read -r line <closed/file || echo denied"
is 'a relative path after cd: confined' "$status $out" $'0 public\ndenied'
lib=./liblandlock_preload.so
run "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" /bin/sh -c 'cd .. && read -r line <closed/file && echo $line'
cd ..
never 'a relative path that was meant for another directory'
check 'a relative path that was meant for another directory: it does not succeed' test "$status" != 0

# A bare name is what the loader finds, or nothing.
lib=liblandlock_preload.so
launched "$policy" "$sentinel"
is_confined_or_refused 'a bare name that is nowhere'
LD_LIBRARY_PATH=$work/bin launched --require-preload "$policy" "$sentinel"
is_confined 'a bare name that is in LD_LIBRARY_PATH'

if lacks root; then
	skip_check 'a library that may not be read' "${lacking[root]}"
else
	cp bin/liblandlock_preload.so libraries/private.so
	chmod 600 libraries/private.so
	inside=(as_user)
	lib=$work/libraries/private.so
	is_free 'an ordinary user' "$sentinel"
	launched "$policy" "$sentinel"
	is_confined_or_refused 'library: not readable'
	launched --require-preload "$policy" "$sentinel"
	is_refused 'library: not readable, required'
fi
finish
