#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A program that loads the library late may have allocated the strings of its environment, and free
# them; or its environment may be an array of constants.
policy='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
export LANDLOCK_POLICY=$policy
name=libnamed.so && cp "$lib" "$name"

run bash -c 'export A=1; /bin/true; enable -f "$1" nothing; export Z=1; /bin/true; echo "runs $?"' bash "$work/$name"
is 'bash exports its variables anew after it has loaded the library' "$status $out" '0 runs 0'
like 'bash: the sandbox is there' "$(bash -c 'enable -f "$1" nothing; grep NoNewPrivs /proc/self/status' bash "$work/$name" 2>&1)" '*NoNewPrivs:?1'

if perl -MDynaLoader -e 1 2>&1; then
	load='DynaLoader::dl_load_file($ARGV[0], 0) or die;'
	show='print map {"$_\n"} grep {/^LANDLOCK/} split /\0/, `cat /proc/self/environ`;'
	run perl -MDynaLoader -e "$load $show" "$work/$name"
	is 'perl frees the variables that it was started with' "$status $out$err" '0 LANDLOCK_LAYERS=1'
	for set in LANDLOCK_LAYERS= LANDLOCK_REPORT=/dev/null LD_PRELOAD=nothing:liblandlock_preload.so; do
		run perl -MDynaLoader -e "\$ENV{'${set%%=*}'} = '${set#*=}'; \$ENV{LANDLOCK_POLICY} .= ' '; $load print 'runs'" "$work/$name"
		is "perl frees the variables that it has set, with $set" "$status $out$err" '0 runs'
	done
else
	skip_check 'perl frees the variables that it was started with' 'no perl here'
fi
unset LANDLOCK_POLICY

cat >constant.c <<'END'
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>
extern char **environ;
static char *const literals[] = {"A=1", "LANDLOCK_POLICY={\"ruleset\":[{\"handledAccessFs\":[\"make_block\"]}]}", 0};
static char string[] = "LANDLOCK_POLICY={\"ruleset\":[{\"handledAccessFs\":[\"make_block\"]}]}";
static char *const strings[] = {"A=1", string, 0};
int main(int argc, char **argv) {
	environ = (char **)(argc == 2 ? literals : strings);
	if (!dlopen(argv[1], RTLD_NOW)) return 2;
	return write(1, getenv("LANDLOCK_LAYERS") ? "1\n" : "0\n", 2) != 2;
}
END
cc -w constant.c -o constant -ldl || exit
run ./constant "$lib"
is 'an array of constants with a literal policy: refused, and why' "$status $out$err" \
	'125 liblandlock_preload: error: environ is in read-only memory, so LANDLOCK_POLICY cannot be taken out of it'
run ./constant "$lib" strings
is 'an array of constants with a policy that can be written to: confined' "$status $out$err" '0 1'
finish
