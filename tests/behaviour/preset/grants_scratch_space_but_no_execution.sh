#!/bin/bash
# needs: landlock chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `tmp`: files of every ordinary kind. Nothing to run, no device, no socket of others.
make_root dash cat ls mkdir mkfifo mktemp mknod ln mv rm rmdir truncate
mkdir -p root/tmp root/var/tmp root/dev/shm root/scratch root/other
mv "root$(PATH=/usr/bin:/bin command -v dash)" root/sh
cp root/sh root/tmp/program

policy=$(presets loader exec tmp)
for folder in /tmp /var/tmp /dev/shm /scratch; do
	run chroot root env TMPDIR=/scratch LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" /sh -ec "cd $folder; echo text >file; echo more >>file; mkdir folder; mv file folder/; cat folder/file
		ln -s x link; mkfifo fifo; truncate -s 0 folder/file; rm -r link fifo folder; ls; mktemp -p ."
	like "$folder: everything ordinary" "$status $out $err" $'0 text\nmore\n*./tmp.?????????? '
done
denied 'another folder' mktemp -p /other
denied 'without TMPDIR, that one' mktemp -p /scratch
denied 'a program' /sh -c 'exec /tmp/program -c :'
needing mknod denied 'a device' mknod /tmp/device c 1 3
needing mknod denied 'a disk' mknod /tmp/disk b 7 0

policy=${policy/tmp/tmp\",\"devices}
for value in relative /scratch/../other ''; do
	run chroot root env TMPDIR=$value LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ls /tmp
	case $value in
	'') is 'an empty TMPDIR is none' "$status $err" '0 ' ;;
	*) like "TMPDIR=$value: nothing runs" "$status $err" "125 *TMPDIR is \"$value\"*" ;;
	esac
done
run chroot root env TMPDIR=/ LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ls /tmp
like 'TMPDIR=/: nothing runs' "$status $err" '125 *TMPDIR expands to "/"*'

# A socket of another program, in /tmp.
inside=() lib=$work/bin/liblandlock_preload.so
listen='import socket; s = socket.socket(socket.AF_UNIX); s.bind("socket"); s.listen()'
/usr/bin/python3 -ISc "$listen; print(1, flush=True); import time; time.sleep(100)" >ready &
server=$!
trap 'kill $server; rm -rf --one-file-system "$work"' EXIT
until [[ -s ready ]]; do sleep 0.1; done
connect='import socket; socket.socket(socket.AF_UNIX).connect("socket")'
confined "$policy" /usr/bin/python3 -ISc "$connect"
if (($(abi) >= 9)); then
	like 'a socket of others: denied' "$status $err" '1 *Permission denied*'
else
	is 'below ABI 9, a socket of others: open' "$status" 0
fi
like 'the library, being in /tmp, is told of' "$err" '*the policy lets the program change *'
run /usr/bin/python3 -ISc "$connect"
is 'a socket of others: without us' "$status" 0
confined "$policy" /usr/bin/python3 -ISc "${listen/socket\"/own\"}; ${connect/\"socket/\"own}"
is 'a socket of its own' "$status" 0
finish
