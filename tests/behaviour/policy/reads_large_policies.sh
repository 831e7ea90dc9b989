#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The kernel limits a string of the environment to 128 KiB, NUL included; a file or a pipe may
# have 1 MiB.
echo secret >secret
policy=$(policy read_file /usr)
# padded SIZE: the policy, with blanks in its midst, in so many bytes.
padded() { printf '%s%*s%s' "${policy%,*}" $(($1 - ${#policy})) '' ",${policy##*,}"; }
exact() { (($(wc -c <"$1") == $2)) || fail "the test made $1 of the wrong size"; }

# confines NAME VALUE
confines() {
	confined "$2" cat secret
	needing landlock is "$1: confined" "$status $err" '1 cat: secret: Permission denied'
}
# refuses NAME VALUE SOURCE
refuses() { refused "$1" "$2" "$3: policy is larger than 1048576 bytes"; }
room=$((128 * 1024 - 1 - 16)) # NUL and "LANDLOCK_POLICY="
confines 'the largest value' "$(padded $room)"
confined "$(padded $((room + 1)))" true 2>/dev/null
is 'one byte more is beyond the kernel' "$status" 126

padded 1048576 >most.json
exact most.json 1048576
padded 1048577 >more.json
exact more.json 1048577
confines 'a file of 1 MiB' most.json
refuses 'a file of one byte more' more.json more.json
exec 9<most.json
confines 'a descriptor with 1 MiB' fd:9
exec 9<more.json
refuses 'a descriptor with one byte more' fd:9 fd:9
exec 9< <(padded 1048576)
confines 'a pipe with 1 MiB' fd:9
exec 9< <(padded 1048577)
refuses 'a pipe with one byte more' fd:9 fd:9
exec 9</dev/zero
refuses 'a descriptor without end' fd:9 fd:9
finish
