#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

PATH=/usr/bin:/bin # what env finds is of the system

# What the kernel makes of "#!" is what `landlock-policy target` says, proved by executing it.
# script NAME LINE: a script of this one line.
script() {
	printf '%s\n' "$2" >"$1"
	chmod 755 "$1"
}
# executes NAME: what execve(2) itself says, without a libc or shell that helps.
executes() {
	/usr/bin/python3 -c 'import os, sys
try: os.execv(sys.argv[1], sys.argv[1:])
except OSError as error: print(error.strerror)' "$1"
}

script by-env '#!/usr/bin/env true'
target ./by-env
is 'through env: yes' "$status ${out%%$'\n'*}" '0 ./by-env: yes, a preload takes effect here'
like 'the line is shown' "$out" $'*\n./by-env: #! runs /usr/bin/env true\n*'
like 'the first process is env' "$out" $'*\nfirst process: /usr/bin/env (*'
like 'the second process is what env finds' "$out" $'*\nthen: *bin/true (*, loader *)\n*'
like 'the answer has what the policy must grant' "$out" $'*\n  execute and read_file on each program *'
script by-split '#!/usr/bin/env -S FOO=1 cat -u'
target ./by-split
like 'env -S is followed as well' "$out" $'*\nthen: *bin/cat (*'
script missed '#!/usr/bin/env cat -u'
target ./missed
like 'env gets all the rest as one name' "$out" '*warning: env will not start "cat -u": not found on PATH*'

script level1 '#!/bin/echo one  two '
script level2 "#! $work/level1 three"
target ./level2
is 'a chain of two interpreters: yes' "$status ${out%%$'\n'*}" '0 ./level2: yes, a preload takes effect here'
like 'both lines are shown' "$out" $'*\n./level2: #! runs '"$work/level1 three"$'\n'"$work/level1: #! runs /bin/echo one  two"$'\nfirst process: /bin/echo *'
is 'the kernel starts the script of two lines' "$(executes ./level2)" "one  two $work/level1 three ./level2"

for level in 3 4 5 6; do script "level$level" "#!$work/level$((level - 1))"; done
target ./level5
is 'five scripts in a row: yes' "$status" 0
like 'the kernel starts five scripts in a row' "$(executes ./level5)" 'one  two *'
target ./level6
is 'six: no' "$status $err" '1 landlock-policy: error: ./level6: more than 5 scripts start each other: Too many levels of symbolic links'
is 'the kernel refuses six scripts in a row' "$(executes ./level6)" 'Too many levels of symbolic links'

name=$(printf 'n%.0s' {1..200})
mkdir "$name"
cp /bin/true "$name/$(printf 'm%.0s' {1..50})"
script relative "#!$name/$(printf 'm%.0s' {1..50})"
target ./relative
like 'a long relative interpreter: yes' "$status $out" "0 *first process: $name/m*"
script too-long "#!./$name/$(printf 'm%.0s' {1..51})"
target ./too-long
like 'a name that does not fit into 255 bytes: no' "$status $out" '1 ./too-long: no: its #! line is longer than 255 bytes; execve fails with ENOEXEC*'
is 'the kernel refuses a name that does not fit into 255 bytes' "$(executes ./too-long)" 'Exec format error'
script cut "#!/bin/echo $(printf 'a%.0s' {1..300})"
target ./cut
cut=$(sed -n 's/.*runs //p' <<<"$out")
is 'a longer argument is cut' "$status ${#cut}" '0 253'
is 'the kernel cuts a longer argument' "/bin/echo $(executes ./cut)" "$cut ./cut"

script windows $'#!/bin/sh\r'
target ./windows
is 'a carriage return is a part of the name' "$status $err" \
	'1 landlock-policy: error: ./windows: its interpreter "/bin/sh\x0d": No such file or directory; its #! line ends with a carriage return'
script empty '#! '
target ./empty
like 'a line that names nothing: no' "$status $out" '1 ./empty: no: its #! line names no interpreter; execve fails with ENOEXEC*'
finish
