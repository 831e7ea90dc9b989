#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A name is looked up on PATH as execvp(3) does; what cannot be started is an error.
mkdir first second
cp /bin/true second/sample
target() { run env PATH="$path" "$tool" target --library "$lib" "$@"; }
tool=$LANDLOCK_POLICY_TOOL path=$work/first:$work/second

target sample
is 'found on PATH' "$status ${out%%$'\n'*}" "0 $work/second/sample: yes, a preload takes effect here"
echo data >first/sample
target sample
is 'what is not executable is passed over' "$status ${out%%$'\n'*}" "0 $work/second/sample: yes, a preload takes effect here"
chmod 644 second/sample
target sample
is 'if nothing else is there, it is named' "$status $err" "1 landlock-policy: error: $work/first/sample: not executable: Permission denied"
chmod 755 second/sample
rm first/sample
mkdir first/sample
target sample
is 'a directory that was passed over is named' "$status ${out%%$'\n'*}" "0 $work/second/sample: yes, a preload takes effect here"
cp /bin/true here
path=$work/first:
target here
is 'an empty item is the working directory' "$status ${out%%$'\n'*}" '0 ./here: yes, a preload takes effect here'
path=$work/first
target here
is 'which is not searched otherwise' "$status $err" '1 landlock-policy: error: here: not found on PATH'
run env -u PATH "$tool" target --library "$lib" cat
like 'without PATH: where libc looks' "$status $out" '0 /bin/cat: yes, *'

target ./missing
is 'a missing file' "$status $out $err" '1  landlock-policy: error: ./missing: No such file or directory'
target ./first
is 'a folder' "$status $err" '1 landlock-policy: error: ./first: not a regular file'
mkfifo pipe
chmod 755 pipe
target ./pipe
is 'a pipe, without waiting for it' "$status $err" '1 landlock-policy: error: ./pipe: not a regular file'
printf '#!/nowhere/sh\n' >orphan
chmod 755 orphan
target ./orphan
is 'a missing interpreter' "$status $err" '1 landlock-policy: error: ./orphan: its interpreter "/nowhere/sh": No such file or directory'
target $'./two\nlines\e'
is 'control characters are escaped' "$err" 'landlock-policy: error: ./two\x0alines\x1b: No such file or directory'
if lacks root; then
	skip_check 'what an ordinary user may not read' "${lacking[root]}"
else
	cp "$tool" tool
	chmod 711 here
	run as_user ./tool target --library "$lib" ./here
	is 'what may only be executed cannot be judged' "$status $err" \
		'1 landlock-policy: error: ./here: executable, but cannot be read, so the answer is unknown: Permission denied'
fi

usage='usage: landlock-policy target [--library FILE] PROGRAM [ARGUMENT...]'
for arguments in '' '--library x' '--nonsense cat' '--library'; do
	# shellcheck disable=SC2086
	run "$tool" target $arguments
	is "usage: target $arguments" "$status $out$(tail -1 .err)" "2 $usage"
done
run "$tool" target --library "$lib" cat
alone=$out
for arguments in '-n' '5 --library x' '-- --help'; do
	# shellcheck disable=SC2086
	run "$tool" target --library "$lib" cat $arguments
	is "what the program is started with changes nothing: $arguments" "$status $out$err" "0 $alone"
done
run "$tool" target "--library=$lib" -- cat
is 'the other way to write it' "$status" 0
finish
