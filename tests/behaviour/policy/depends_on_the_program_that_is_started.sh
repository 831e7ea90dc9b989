#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# exe and exeDir are the program's: never the tool's, never the loader's.
mkdir app other
cp /bin/cat app/show
echo data | tee app/data other/data >/dev/null
for name in exe exeDir; do
	echo '{"preloadVersion":1,"variable":[{"name":"e","builtin":"'$name'"}],"ruleset":[{"handledAccessFs":["read_file"]}],
		"pathBeneath":[{"allowedAccess":["read_file"],"parent":["${e}"]},{"allowedAccess":["read_file"],"parent":["/usr"]}]}' >$name.json
	for command in "resolve $name.json" "query $name.json read_file $work/app/data"; do
		# shellcheck disable=SC2086
		tool $command
		like "${command%% *}: $name is not known" "$status $out $err" \
			"[12]  landlock-policy: error: $name.json:/variable/0: its value depends on the program that is started; name that by --program FILE"
	done
	tool check $name.json
	is "check asks for no program: $name" "$status $out" "0 $name.json: ok"
done
tool resolve --program app/show exe.json
like 'resolve --program: exe' "$status $out" "0 *\"$work/app/show\"*"
tool resolve --program app/show exeDir.json
like 'resolve --program: exeDir' "$status $out" "0 *\"$work/app\"*"
PATH=$work/app:$PATH tool resolve --program show exe.json
like 'a program is found on PATH' "$status $out" "0 *\"$work/app/show\"*"
ln -s app/show link
tool resolve --program ./link exe.json
like 'a link leads to the program' "$status $out" "0 *\"$work/app/show\"*"
printf '#!%s/app/show\n' "$work" >script
chmod +x script
tool resolve --program ./script exe.json
like 'the program of a script is its interpreter' "$status $out" "0 *\"$work/app/show\"*"
tool resolve --program ./none exe.json
like 'a program that is missing is an error' "$status $out $err" '1  landlock-policy: error: ./none: No such file or directory'
tool query --program ./none exe.json read_file /
like 'a program that is missing gets no answer' "$status $out $err" '2  landlock-policy: error: ./none: No such file or directory'

if ! lacks landlock && ! lacks root_mount; then
	tool query --program app/show exeDir.json read_file app/data
	is 'query --program: the answer for that program' "$status $out" "0 allowed: exeDir.json:/pathBeneath/0/parent/0 ($work/app)"
	confined "$work/exeDir.json" app/show app/data
	is 'that program meets the answer of query' "$status $out $err" '0 data '
	tool query --program app/show exeDir.json read_file other/data
	is 'query --program: no other answer' "$status $out" '1 denied: no rule grants read_file'
	confined "$work/exeDir.json" app/show other/data
	like 'that program meets the other answer of query' "$status $out $err" '1  *Permission denied'
fi

# The loader as the program that is executed, with the real one as its argument.
loader=$(printf '%s\n' /lib64/ld-linux*.so.? /lib/ld-linux*.so.? | grep -vF -m 1 "*")
confined "$work/exeDir.json" "$loader" app/show app/data
needing landlock is 'under its loader, exeDir is that of the program' "$status $out $err" '0 data '
confined "$work/exeDir.json" "$loader" app/show "$loader"
needing landlock is 'the loader itself is granted as a part of /usr only' "$status" 0
cp "$loader" other/loader
confined "$work/exeDir.json" other/loader app/show other/data
needing landlock like 'the directory of the loader is not granted' "$status $out $err" '1  *other/data: Permission denied'
LANDLOCK_LOG=info confined "$work/exeDir.json" "$loader" app/show app/data
needing landlock like 'the program is named and not its loader' "$err" "*: confined $work/app/show (process *"
LANDLOCK_REPORT=$work/report confined "$work/exeDir.json" "$loader" app/show app/data
needing landlock like 'the report has the program and not its loader' "$(<report)" "*\"executable\":\"$work/app/show\"*"
# A program that is removed has no name, though another file may be called as the kernel calls it.
confined "$work/exeDir.json" app/show app/data
cp app/show app/gone
echo data >'app/gone (deleted)'
exec 7<app/gone
rm app/gone
for name in exe exeDir; do
	confined "$work/$name.json" /proc/self/fd/7 'app/gone (deleted)'
	needing landlock is "a program that is removed is an error: $name" "$status $out $err" \
		"125  liblandlock_preload: error: $work/$name.json:/variable/0: cannot determine the executable$([[ $name == exe ]] || echo "'s directory"); is /proc mounted, and the file still there?"
done
exec 7<&-
cp app/show 'app/here (deleted)'
confined "$work/exe.json" 'app/here (deleted)' 'app/here (deleted)'
needing landlock is 'a program of that name that is there is granted' "$status" 0
mkdir $'app/odd\\012\nname'
cp app/show $'app/odd\\012\nname/show'
confined "$work/exeDir.json" "$loader" $'app/odd\\012\nname/show' app/data
needing landlock like 'a name that cannot be read back is an error' "$status $out $err" \
	'125  liblandlock_preload: error: *exeDir.json:/variable/0: cannot determine *'
finish
