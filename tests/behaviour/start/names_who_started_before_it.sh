#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# glibc has one place before all constructors, and gives it to the last library that wants it.
policy='{"ruleset":[{"scoped":["signal"]}]}'
cc -w -shared -fPIC -Wl,-z,initfirst -D_GNU_SOURCE "$tests/behaviour/probes/early_open.c" -o rival.so || exit
echo '' | cc -w -shared -fPIC -x c - -o plain.so || exit
echo 'int main(void) { return 0; }' | cc -x c - -o program -Wl,--no-as-needed -L. -l:rival.so -Wl,-rpath,"$work" || exit
export PROBE_FILE=$work/rival.so
start() {
	: >report
	run env LANDLOCK_REPORT="$work/report" LANDLOCK_POLICY="$policy" "$@"
	early=$(grep -o '"early":[a-z]*' report)
}
# rival NAME PATH COMMAND...
rival() {
	local name=$1 path=$2
	shift 2
	start "$@"
	is "$name: it starts, and is named" "$status $err" "0 liblandlock_preload: warning: \"$path\" started \
before this library, and so outside of its sandbox; link it without -z initfirst, of which the loader heeds one; LANDLOCK_STRICT=1 refuses to start then"
	is "$name: the report knows" "$early" '"early":false'
	like "$name: the report has it as an event" "$(<report)" "*\"events\":\[*started before this library*"
	start env LANDLOCK_STRICT=1 "$@"
	is "$name: under STRICT it does not start" "$status $err" "125 liblandlock_preload: error: \"$path\" started \
before this library, and so outside of its sandbox; link it without -z initfirst, of which the loader heeds one; LANDLOCK_STRICT=1 makes this an error"
}
rival 'a preload behind us' ./rival.so env LD_PRELOAD="$lib ./rival.so" true
rival 'a library of the program' "$work/rival.so" env LD_PRELOAD="$lib" ./program
# A library is no part of libc for beginning with the same word.
for name in linux-tools.so.1 ld-tools.so libm.tools.so; do
	cc -w -shared -fPIC -Wl,-z,initfirst -Wl,-soname,"$name" -D_GNU_SOURCE "$tests/behaviour/probes/early_open.c" -o "$name" || exit
	rival "a preload behind us that is $name" "./$name" env LD_PRELOAD="$lib ./$name" true
done

first() {
	local name=$1
	shift
	start env LANDLOCK_STRICT=1 "$@"
	is "$name: nothing is said" "$status $err" '0 '
	is "$name: the report says that we were first" "$early" '"early":true'
}
first 'a preload with the flag, before us' env LD_PRELOAD="./rival.so $lib" true
first 'a preload without the flag, behind us' env LD_PRELOAD="$lib ./plain.so" true
first 'a preload without the flag, before us' env LD_PRELOAD="./plain.so $lib" true
finish
