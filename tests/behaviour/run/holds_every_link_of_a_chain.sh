#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# The kernel follows five #! lines, and opens each file on the way; none of them is granted by the policy.
mkdir scripts
echo "#!$sentinel" >scripts/1
for i in 2 3 4 5 6; do echo "#!$work/scripts/$((i - 1))" >scripts/$i; done
chmod 755 scripts/*
for i in 1 5; do
	run scripts/$i
	rm -f open/ran closed/ran
	launched --report "$work/report.$i" "$policy" scripts/$i
	like "a chain of $i scripts: confined" "$status $out" "0 $confined_words, *"
	never "a chain of $i scripts"
	is "a chain of $i scripts: both sandboxes stand" "$(walls report.$i)" 'launcher preload'
done
run scripts/6
like 'without us the kernel follows no sixth' "$status $err" '12[67] *evels of symbolic links*'
launched "$policy" scripts/6
is_refused 'a chain of six scripts' '12[56]'
printf '#!/none/interpreter\n' >scripts/none
printf '#!\n' >scripts/empty
printf '#!%s/scripts\n' "$work" >scripts/directory
printf '#!scripts/relative\n' >scripts/relative
mkfifo scripts/fifo
printf '#!%s/scripts/fifo\n' "$work" >scripts/to_fifo
chmod 755 scripts/*
inside=(timeout -s KILL 60)
for name in none empty directory relative fifo to_fifo; do
	launched "$policy" scripts/$name
	is_refused "a script: $name" '12[567]'
done

inside=()
# A script's interpreter reads the script once it runs, in its own sandbox.
printf '#!/bin/sh\nread -r line <open/file && echo $line\nread -r line <closed/file && echo $line\nexit 7\n' >shell
chmod 755 shell
wider=$(policy execute,read_file,write_file,make_reg "$work/open" "$work/shell")
launched "$wider" ./shell
is 'a script of a shell: confined' "$status $out" '7 public'
like 'a script of a shell: what is denied' "$err" '*closed/file: Permission denied'
never 'a script of a shell'
launched "$policy" ./shell
like 'a script that the policy does not grant cannot be read' "$status $out $err" '[1-9]*  *Permission denied*'
like 'what the script needs is printed' "$err" '*shell*'
never 'a script that the policy does not grant'

# Trampolines: what they start has to be granted, and is held as well.
files=("$sentinel")
for file in $(ldd "$sentinel" | grep -o '/[^ ]*'); do files+=("$(readlink -f "$file")"); done
printf -v list ',"%s"' "${files[@]}"
wider=${policy%]\}}",{\"allowedAccess\":[\"execute\",\"read_file\"],\"parent\":[${list#,}]}]}"
for starter in env 'env A=1' nice 'timeout 20' 'sh -c'; do
	run $starter "$sentinel"
	is "${starter%% *}: without us it reaches everything" "$status $out" "0 $free_words"
	launched "$wider" $starter "$sentinel"
	is_confined "${starter%% *}"
	launched "$policy" $starter "$sentinel"
	like "${starter%% *} cannot start what is not granted" "$status $err" '12[67] *'
	check "${starter%% *} cannot start what is not granted: nothing has run" test ! -e open/ran
	never "${starter%% *} of what is not granted"
done

# A loader as the program is a static one, which reads its argument in the sandbox.
loader=$(LC_ALL=C readelf -l "$sentinel" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
run "$loader" "$sentinel"
is 'the loader as the program: without us it reaches everything' "$status $out" "0 $free_words"
launched "$policy" "$loader" "$sentinel"
check 'the loader as the program: it cannot read what is not granted' test "$status" != 0 -a ! -e open/ran
never 'the loader as the program'
launched "$wider" "$loader" "$sentinel"
never 'the loader as the program, and what it needs granted'
is 'the loader as the program, and what it needs granted: it runs, confined' "$status $out" "0 $confined_words"
launched --require-preload "$wider" "$loader" "$sentinel"
check 'the loader as the program, where a preload is required: confined, or refused' test "$status $out" = "0 $confined_words" -o "$status" = 125
never 'the loader as the program, where a preload is required'

# What may be run and not be read cannot be looked at, either: what it needs has to be granted.
if lacks root; then
	skip_check 'a program of mode 0711' "${lacking[root]}"
else
	inside=(as_user)
	install -m 711 "$sentinel" unreadable
	is_free 'a program of mode 0711' ./unreadable
	launched "$policy" ./unreadable
	is_refused 'a program of mode 0711' 126 './unreadable: cannot execute: Permission denied; it cannot be read, so its loader is not known'
	launched --report "$work/open/report" "$wider" ./unreadable ./unreadable "$lib"
	is 'a program of mode 0711, and what it needs granted: it runs, confined' "$status $out $err" \
		"0 $confined_words, ./unreadable: -, $lib: - "
	never 'a program of mode 0711, and what it needs granted'
	is 'a program of mode 0711: the launcher'\''s sandbox stands alone' "$(walls open/report)" launcher
	launched --require-preload "$wider" ./unreadable
	is_refused 'a program of mode 0711, where a preload is required' 125 './unreadable: it may be executed but not read'
	install -m 4711 "$sentinel" privileged
	launched "$wider" ./privileged
	is_confined 'a program of mode 4711, and what it needs granted'
	like 'a program of mode 4711: it is said that it has no privilege' "$err" '*its set-user-ID*has no effect*'
	printf '#!%s\n' "$work/unreadable" >script
	chmod 755 script
	launched "$policy" ./script
	never 'a script for a program of mode 0711'
fi
finish
