#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `devices`: the five that every program may need, and no other.
policy=$(presets devices)
for device in null zero full random urandom; do
	granted "reading $device" sh -c "exec </dev/$device"
done
granted 'bytes' dd if=/dev/zero of=/dev/null count=1 status=none
granted 'chance' sh -c 'read -r line </dev/urandom'
for device in null zero full; do
	granted "writing $device" sh -c "exec >/dev/$device"
done
confined "$policy" dd if=/dev/zero of=/dev/full count=1
like 'full is full' "$status $err" '[1-9]* *No space left on device*'

denied 'writing random' sh -c 'exec >>/dev/random'
denied 'writing urandom' sh -c 'exec >>/dev/urandom'
if (: </dev/ptmx) 2>/dev/null; then
	denied 'another device' sh -c 'exec </dev/ptmx'
else
	echo '# /dev/pts is not mounted'
fi
denied 'the list of devices' ls /dev
disk=''
for node in /dev/*; do
	if [[ -b $node ]] && (: <"$node") 2>/dev/null; then disk=$node; fi
done
if [[ $disk ]]; then
	denied 'reading a disk' sh -c "exec <$disk"
	confined "$policy" sh -c "exec <>$disk"
	like 'writing a disk' "$status $err" '[1-9]* *Permission denied*'
else
	echo '# no disk here'
fi
if (($(abi) >= 5)); then
	confined "$policy" stty -F /dev/null
	like 'control of a device' "$status $err" '[1-9]* *Permission denied*'
	run stty -F /dev/null
	like 'which without us it only lacks' "$status $err" '[1-9]* *Inappropriate ioctl*'
fi

policy=$(presets loader)
denied 'without it' sh -c 'exec </dev/null'
finish
