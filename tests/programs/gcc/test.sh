#!/bin/bash
# SPDX-License-Identifier: MIT
# make and gcc: a library, a program with link-time optimisation, dependencies, several jobs at once, tests
# that are run; and a make file, a source and a test of a stranger.
packages='gcc make libc6-dev binutils'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir src
	export TMPDIR=$PWD/build
	[[ $round == confined ]] || mkdir build
	for number in {1..6}; do
		printf '#include "all.h"\nint f%s(int a) { return a + %s; }\n' "$number" "$number" >"src/f$number.c"
		echo "int f$number(int);" >>src/all.h
	done
	printf '#include <stdio.h>\n#include "all.h"\nint main(void) { printf("%%d\\n", f1(f2(f3(f4(f5(f6(0))))))); return 0; }\n' >src/main.c
	cat >src/attempt.c <<-'END'
		#include <arpa/inet.h>
		#include <signal.h>
		#include <stdio.h>
		#include <stdlib.h>
		int main(int argc, char **argv)
		{
			struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
			int failed = argc == 2 ? connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&there, sizeof there)
					       : kill(atoi(argv[1]), SIGCONT);
			if (failed) perror(argv[0]);
			return failed != 0;
		}
	END
	echo "#include \"$outside/secret\"" >src/include.c
	cat >Makefile <<-'END'
		CFLAGS = -O2 -flto=auto -Wall -MMD
		OBJECTS = $(patsubst %,build/f%.o,1 2 3 4 5 6)
		build/app: build/main.o build/libf.a ; gcc $(CFLAGS) -o $@ $^
		build/libf.a: $(OBJECTS) ; rm -f $@ && gcc-ar rcs $@ $^
		build/attempt: src/attempt.c ; gcc -o $@ $<
		build/%.o: src/%.c ; mkdir -p build && gcc $(CFLAGS) -c -o $@ $<
		check: build/app ; test "$$(build/app)" = 21 && touch build/checked
		clean: ; rm -f build/*.[oda] build/app
		-include $(wildcard build/*.d)
		program: ; /usr/bin/id
		write: ; echo x >$(WHERE)
		include: ; gcc -E src/include.c
	END
	works 'a library and a program, four jobs at once' make -j4
	is "$round: the program" "$(build/app)" 21
	works 'its tests' make check
	works 'building what has changed' make -W src/all.h
	like "$round: again" "$out" '*-c -o build/main.o*'
	works 'one more program' make build/attempt
	works 'cleaning up' make clean

	denied 'a secret as a header' make include
	denied 'writing outside' make write "WHERE=$outside/planted"
	denied 'changing a source' make write WHERE=src/planted.c
	denied 'another program' make program
	min_abi=4 denied 'a TCP connection of what was built' build/attempt "$listening"
	min_abi=6 denied 'a signal to a stranger' build/attempt "$stranger" signal
}
prove exercise
