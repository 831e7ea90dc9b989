#!/bin/bash
# needs: landlock perl python3 64-bit
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Programs write their title over the arguments and the variables, as far as those join, and the
# sanitizers read /proc/self/environ up to the first gap: all as without us, wherever we stood.
policy='{"ruleset":[{"scoped":["signal"]}]}'
filler=F=$(printf '%0300d' 0)
title='$0 = "T" x 200; open(my $file, "<", "/proc/self/cmdline"); my $line = <$file>; $line =~ s/\0//g; print length $line'
# orders PROGRAM...: runs it with our variables first, between the others, and last.
orders() {
	local program=("${@:2}")
	"$1" 'first of all' env -i LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$filler" "${options[@]}" "${program[@]}"
	"$1" 'in between' env -i "$filler" LANDLOCK_POLICY="$policy" LD_PRELOAD="$lib" "${options[@]}" "${program[@]}"
	"$1" 'around' env -i LANDLOCK_POLICY="$policy" "${options[@]}" "$filler" LD_PRELOAD="$lib" "${program[@]}"
	"$1" 'last' env -i "$filler" "${options[@]}" LANDLOCK_POLICY="$policy" LD_PRELOAD="$lib" "${program[@]}"
}

options=()
run env -i "$filler" perl -e "$title"
is 'without us perl has room for its title' "$out" 200
has_room() {
	run "${@:2}"
	is "$1: perl has as much room for its title" "$status $out$err" '0 200'
}
orders has_room perl -e "$title"

cat >overflow.c <<'C'
#include <limits.h>
#include <stdio.h>
int main(int count, char **words) { int most = INT_MAX; most += count; (void)words; printf("went on %d\n", most); return 0; }
C
unset UBSAN_OPTIONS # newer versions of Meson set it
options=(UBSAN_OPTIONS=halt_on_error=1)
if ! cc -fsanitize=undefined overflow.c -o overflow 2>/dev/null || ! run ./overflow || [[ $status != 0 ]]; then
	skip_check 'a sanitizer heeds its options' 'cc makes no program with the sanitizer of undefined behaviour here'
else
	run env -i "${options[@]}" ./overflow
	is 'without us the sanitizer ends the program' "$status $out" '1 '
	is_heeded() {
		run "${@:2}"
		is "$1: the sanitizer heeds its options" "$status $out" '1 '
		like "$1: the sanitizer has found what it looks for" "$err" '*runtime error: signed integer overflow*'
	}
	orders is_heeded ./overflow
fi

# As psutil and others read it, and as a program is started again from it.
env -i LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" B=2 C=3 perl -e '$| = 1; print "runs"; sleep 60' >ready &
sleeper=$!
for ((i = 0; i < 100; ++i)); do [[ ! -s ready ]] || break; sleep 0.1; done
python3 - "$sleeper" <<'PY' >found 2>&1
import sys
data = open(f"/proc/{sys.argv[1]}/environ").read()
found = {}
at = 0
while (end := data.find("\0", at)) > at:
    name, equals, value = data[at:end].partition("=")
    found[name] = value
    at = end + 1
print(sorted(found.items()), "rest:", len(data[at:].strip("\0")))
PY
kill $sleeper
is 'all variables are found up to the first gap' "$(<found)" "[('B', '2'), ('C', '3'), ('LANDLOCK_LAYERS', '1')] rest: 0"
finish
