#!/bin/bash
# needs: landlock strace
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A server may leave thousands of descriptors open. What each is, is asked by its number: a list of /proc
# costs the kernel a hundred times as much.
ulimit -Sn "$(ulimit -Hn)"
echo text >file
policy=$(policy read_file /usr /etc)
# among COUNT COMMAND...: with that many descriptors of a file above 2.
among() (
	count=$1
	shift
	for ((i = 0; i < count; i++)); do exec {fd}<file || exit; done
	exec "$@"
)
traced() {
	run among "$1" strace -f -o trace -e trace=getdents64 -E LANDLOCK_REPORT="$work/report" \
		-E LANDLOCK_POLICY="$policy" -E LD_PRELOAD="$lib" true
}
if [[ $(among 300 stat -c %s /proc/self/fd) -lt 300 ]]; then
	skip_check 'many descriptors are not listed' 'this kernel does not count descriptors by the size of /proc/self/fd (Linux 6.2 does)'
else
	traced 900
	is 'a program starts among 900 descriptors' "$status $err" '0 '
	is 'of 900 descriptors no list is read' "$(grep -c getdents64 trace)" 0
	like 'of 900 descriptors the report says that they are a gap' "$(<report)" '*"inherited_descriptors"*'
fi
finish
