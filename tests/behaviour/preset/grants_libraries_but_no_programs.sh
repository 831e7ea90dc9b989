#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `loader`: what a dynamic program needs to start, and no program.
loader=$(readelf -l "$(command -v cat)" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
python=/usr/bin/python3
mkdir programs
cp "$(command -v cat)" programs/mycat
echo text >file
load='import ctypes; ctypes.CDLL("libm.so.6")'

policy=$(presets loader)
granted 'a library loaded later' $python -ISc "$load"
denied 'a program' sh -c 'exec /usr/bin/env true'
denied 'a program elsewhere' sh -c 'exec programs/mycat /dev/null'
denied 'reading a program' cat "$(command -v cat)"
denied 'a program through the loader' sh -c "exec $loader programs/mycat /dev/null"
needing writable:/usr/lib denied 'writing to a library folder' touch "/usr/lib/landlock-test.$$"
rm -f "/usr/lib/landlock-test.$$"
confined "$(presets devices)" $python -ISc "$load"
check 'without it: no library loaded later' test "$status" != 0

# The documented limit: whoever may read a program can run it through its loader.
policy=$(presets loader)
policy=${policy%\}}',"pathBeneath":[{"allowedAccess":["read_file"],"parent":["programs","/dev/null"]}]}'
denied 'a readable program' sh -c 'exec programs/mycat /dev/null'
granted 'the same through the loader' sh -c "exec $loader programs/mycat /dev/null"
denied 'a program through the loader is confined' sh -c "exec $loader programs/mycat file"

# Only directories of libraries, and no other that begins like one.
if lacks chroot; then
	skip_check 'directories whose names begin like those of libraries' "${lacking[chroot]}"
else
	make_root cat
	for directory in /library /lib-books /libexec /usr/libexec /usr/library /usr/local/library /usr/lib.old; do
		mkdir -p "root$directory"
		echo secret >"root$directory/file"
	done
	mkdir -p root/lib/ld-directory root/usr/lib32
	cp root"$(type -P cat)" root/lib/ld-directory/program
	echo text | tee root/lib/file >root/usr/lib32/file
	policy=$(presets loader)
	for directory in /library /lib-books /libexec /usr/libexec /usr/library /usr/local/library /usr/lib.old; do
		denied "a file in $directory" cat "$directory/file"
	done
	granted 'a file in directories of libraries' cat /lib/file /usr/lib32/file
	cp "$(type -P env)" root/env
	denied 'a program in a directory that is named like a loader' /env /lib/ld-directory/program /lib/file
fi
finish
