#!/bin/bash
# needs: landlock loopback gcc /usr/bin/make /usr/bin/ar /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/examples.sh"
PATH=/usr/bin:/bin
listen

mkdir -p project/src
echo secret >secret
echo '#include "sum.h"' | tee project/src/sum.c >project/src/main.c
echo 'int sum(int a, int b) { return a + b; }' >>project/src/sum.c
printf '#include <stdio.h>\nint main(void) { printf("%%d\\n", sum(40, 2)); return 0; }\n' >>project/src/main.c
echo 'int sum(int a, int b);' >project/src/sum.h
# The recipes of a stranger: the job, and what else they may try. The shell's own words need no tool.
cat >project/Makefile <<'END'
all: build/obj/sum.o build/app
build/obj/%.o: src/%.c src/sum.h
	mkdir -p build/obj
	gcc -O2 -Wall -Werror -c -o $@ $<
build/libsum.a: build/obj/sum.o
	rm -f $@
	ar rcs $@ $^
build/app: build/obj/main.o build/libsum.a
	gcc -o $@ $^ 2>/dev/null
clean:
	rm -rf build/obj build/app build/libsum.a
read: ; @read line <../secret && echo "$$line"
write: ; @echo x >../planted && echo planted
source: ; @echo x >>src/sum.h && echo changed
makefile: ; @echo x >>c-build.json && echo changed
program: ; @/usr/bin/echo started
built: ; @build/app
kill: ; @kill -0 $(OTHER) && echo sent
END

build() { run env -C project TMPDIR="$work/project/build" "$@"; }
# What a stranger's recipe tries: name, what it prints when it can.
attacks=(read secret write planted source changed makefile changed program started built 42)
((kernel_abi < 6)) || attacks+=(kill sent)
mkdir project/build
touch project/c-build.json
cp -a project pristine
build make
is 'without us: it builds' "$status $(project/build/app)" '0 42'
for ((i = 0; i < ${#attacks[@]}; i += 2)); do
	build make "OTHER=$listener" "${attacks[i]}"
	is "without us: ${attacks[i]}" "$status $out" "0 ${attacks[i + 1]}"
done
run /bin/bash -c "$connect" "$listening"
is 'without us: connects' "$status $out" '0 connected'

for mode in "${modes[@]}"; do
	rm -rf project planted
	cp -a pristine project
	rmdir project/build
	take_example c-build.json "$work/project/c-build.json" "$mode"
	build env "${settings[@]}" make
	is "$mode: it builds" "$status $(project/build/app)" '0 42'
	says_what_it_should "$mode" "$mode" .err
	is "$mode: the build folder was made for us alone" "$(stat -c %a project/build)" 700
	is "$mode: no temporary file is left" "$(ls project/build)" $'app\nlibsum.a\nobj'
	echo >>project/src/sum.h
	build env "${settings[@]}" make
	like "$mode: it builds again what has changed" "$status $out" '0 *gcc -O2*sum.c*gcc -O2*main.c*'
	find project -path project/build -prune -o -type f -print0 | sort -z | xargs -0 sha256sum >before
	for ((i = 0; i < ${#attacks[@]}; i += 2)); do
		build env "${settings[@]}" make "OTHER=$listener" "${attacks[i]}"
		check "$mode: ${attacks[i]}: fails" test "$status" = 2
		is "$mode: ${attacks[i]}: nothing of it happened" "$out" ''
		like "$mode: ${attacks[i]}: the kernel denied it" "$err" '*@(ermission denied|peration not permitted)*'
	done
	check "$mode: the sources are as they were" sha256sum --quiet -c before
	check "$mode: nothing was planted" test ! -e planted
	((kernel_abi < 4)) || {
		build env "${settings[@]}" /bin/bash -c "$connect" "$listening"
		like "$mode: connects: no" "$status $out$err" '1 *Permission denied'
	}
	build env "${settings[@]}" make clean
	is "$mode: it cleans up" "$status $(ls project/build)" '0 '
done
finish
