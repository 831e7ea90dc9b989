#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# The loader needs the program's libraries: wherever they are it may read them, and nothing beside. One that is not found is
# an error that names it.
mkdir libraries programs absolute elsewhere
echo 'int number(void) { return 7; }' >number.c
echo 'int number(void); int twice(void) { return 2 * number(); }' >twice.c
{ sed 's/^int main(/int number(void); int sentinel(/' "$tests/behaviour/probes/probe_sentinel.c"
	echo 'int main(int argc, char** argv) { return number() == 7 ? sentinel(argc, argv) : 99; }'; } >program.c
cc -shared -fPIC number.c -o libraries/libnumber.so -Wl,-soname,libnumber.so
echo neighbour >libraries/neighbour
# program NAME LINKER_OPTION...
program() { cc program.c -o "programs/$1" -Llibraries -lnumber "${@:2}"; }

# A library for other processors, which no loader preloads here.
cp "$lib" foreign.so
printf '\xf3\0' | dd of=foreign.so bs=1 seek=18 conv=notrunc status=none
# starts NAME PROGRAM [VARIABLE=VALUE]...
starts() {
	local name=$1 program=$2
	shift 2
	is_free "$name" env "$@" "$program"
	rm -f report
	run env "$@" "$LANDLOCK_POLICY_TOOL" run --library "$lib" --report "$work/report" "$policy" "$program"
	is_confined "$name"
	is "$name: nothing is said" "$err" ''
	is "$name: both sandboxes stand" "$(walls report)" 'launcher preload'
	# Who has lost the preload is held by the launcher's sandbox: it reads its library, and not what lies beside.
	run env "$@" "$LANDLOCK_POLICY_TOOL" run --library "$work/foreign.so" "$policy" "$program" libraries/neighbour /etc/passwd
	is "$name: without the preload nothing beside the libraries is read" "$status $out" \
		"0 $confined_words, libraries/neighbour: -, /etc/passwd: -"
	never "$name, without the preload"
}
program runpath -Wl,--enable-new-dtags,-rpath,"$work/libraries"
starts 'a RUNPATH' programs/runpath
program rpath -Wl,--disable-new-dtags,-rpath,"$work/libraries"
starts 'a RPATH' programs/rpath
program origin -Wl,-rpath,'$ORIGIN/../libraries'
starts '$ORIGIN' programs/origin
ln -s ../programs/origin elsewhere/link
starts '$ORIGIN through a link' elsewhere/link
program plain
starts 'LD_LIBRARY_PATH' programs/plain LD_LIBRARY_PATH="$work/libraries"
starts 'a relative LD_LIBRARY_PATH' programs/plain LD_LIBRARY_PATH=none:libraries
cc program.c -o programs/by_path libraries/libnumber.so
cp libraries/libnumber.so absolute/
cc -shared -fPIC number.c -o absolute/libnumber.so
cc program.c -o programs/by_path "$work/absolute/libnumber.so"
starts 'a library by its path' programs/by_path
starts 'a library that is preloaded' programs/plain LD_PRELOAD="$work/absolute/libnumber.so" LD_LIBRARY_PATH="$work/libraries"
mkdir deep
cc -shared -fPIC twice.c -o deep/libtwice.so -Llibraries -lnumber -Wl,-soname,libtwice.so -Wl,-rpath,'$ORIGIN/../libraries'
sed 's/number()/twice()/; s/number(void)/twice(void)/; s/== 7/== 14/' program.c >program2.c
cc program2.c -o programs/deep -Ldeep -ltwice -Wl,-rpath,'$ORIGIN/../deep' -Wl,-rpath-link,libraries
starts 'a library of a library' programs/deep
ln -s libnumber.so libraries/libother.so
mkdir links
ln -s ../libraries/libnumber.so links/libnumber.so
program linked -Wl,-rpath,"$work/links"
starts 'a library that is a link' programs/linked
cp -r libraries 'a b'
program spaces -Wl,-rpath,"$work/a b"
starts 'a directory with a blank' programs/spaces
mkdir 'c => d (0x1)'
cp libraries/libnumber.so 'c => d (0x1)/'
program arrows -Wl,-rpath,"$work/c => d (0x1)"
is_free 'a directory that looks like what the loader prints' programs/arrows
launched "$policy" programs/arrows
is_confined 'a directory that looks like what the loader prints'
mkdir -p "x => $work/closed"
cc -shared -fPIC number.c -o closed/libnumber.so
cp closed/libnumber.so "x => $work/closed/"
cc program.c -o programs/forged -Wl,"$work/x => $work/closed/libnumber.so"
launched "$policy" programs/forged
is_confined 'a path that looks like what the loader prints'
run "$LANDLOCK_POLICY_TOOL" run --library "$work/foreign.so" "$policy" programs/forged closed/libnumber.so
is 'a path that looks like what the loader prints does not grant another one' "$status $out" "0 $confined_words, closed/libnumber.so: -"
# An interpreter of a script is a program, too.
printf '#!%s/programs/origin\n' "$work" >script
chmod 755 script
launched "$policy" ./script
like 'a script whose interpreter has libraries of its own' "$status $out" "0 $confined_words, *"
never 'a script whose interpreter has libraries of its own'

# Programs that nothing of the machine's default places is needed for: all in one tree, with a loader of its own.
loader=$(LC_ALL=C readelf -l programs/plain | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
mkdir -p store/lib
cp -L "$loader" libraries/libnumber.so "$(ldd "$sentinel" | grep -o '/[^ ]*libc\.so[^ ]*')" store/lib/
cc program.c -o programs/store -Llibraries -lnumber -Wl,--dynamic-linker="$work/store/lib/${loader##*/}" -Wl,-rpath,"$work/store/lib"
is_free 'a tree with a loader and a libc of its own' programs/store
launched "$policy" programs/store
is 'a loader of its own is not asked: it finds nothing that the policy does not grant' "$status $out" '127 '
like 'a loader of its own: the library and the remedy are named' "$err" "*$work/store/lib/${loader##*/} is not the system's*grant read_file*libnumber.so*"
check 'a loader of its own: nothing has run' test ! -e open/ran
strict=$policy
policy=${policy/"$work/open"/"$work/open\",\"$work/store/lib"}
starts 'a tree with a loader and a libc of its own, granted' programs/store
policy=$strict

program missing
is 'without us the program does not start' "$(programs/missing >/dev/null 2>&1; echo $?)" 127
launched "$policy" programs/missing
is_refused 'a library that is not found' 125 '*/programs/missing: its loader * does not find "libnumber.so"; install it, or name its directory in LD_LIBRARY_PATH'
LD_LIBRARY_PATH=$work/none launched "$policy" programs/missing
is_refused 'a library that is not found by LD_LIBRARY_PATH' 125 'does not find "libnumber.so"'
mkdir broken
echo text >broken/libnumber.so
LD_LIBRARY_PATH=$work/broken launched "$policy" programs/missing
check 'a library that is none: nothing runs' test "$status" != 0 -a ! -e open/ran
never 'a library that is none'

# The loader is asked in a process of its own, which may not be had.
if lacks root; then
	skip_check 'no second process' "${lacking[root]}"
elif [[ $(as_user prlimit --nproc=0 sh -c '(:) && echo made' 2>/dev/null) == made ]]; then
	skip_check 'no second process' 'processes are not limited here'
else
	inside=(as_user prlimit --nproc=0)
	cp "$LANDLOCK_POLICY_TOOL" tool # a clone may be where an ordinary user does not get to
	LANDLOCK_POLICY_TOOL=$work/tool launched "$policy" programs/origin
	is_confined_or_refused 'no second process'
fi
finish
