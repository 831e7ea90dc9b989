#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# glibc's loader loads audit libraries (rtld-audit(7)) before all others, and runs their constructors. What
# they keep of the environment must stay where it is, and whoever wants a sandbox must know of them.
ldd --version 2>&1 | grep -qi 'glibc\|gnu libc' || skip 'the libc here is not glibc, and has no audit libraries'
cat >audit.c <<'END_OF_C'
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef VERSION
#define VERSION version
#endif
static const char *kept;
unsigned la_version(unsigned version) {
	kept = getenv("KEPT");
	return VERSION;
}
void la_preinit(uintptr_t *cookie) {
	(void)cookie;
	printf("kept: %s\n", kept != NULL ? kept : "nothing");
	fflush(stdout);
}
END_OF_C
cc -shared -fPIC audit.c -o audit.so || exit
cc -shared -fPIC -DVERSION=0 audit.c -o declines.so || exit
echo 'int main(void) { return 0; }' >program.c
cc program.c -o plain || exit
cc program.c -o audited -Wl,--audit="$work/audit.so" || exit
cc program.c -o depaudited -Wl,--depaudit="$work/audit.so" || exit
loader=$(readelf -lW plain | sed -n 's/.*interpreter: \(.*\)]/\1/p')
policy='{"ruleset":[{"scoped":["signal"]}]}'

start() {
	: >report
	run env A=1 LANDLOCK_REPORT="$work/report" LANDLOCK_POLICY="$policy" KEPT=precious LD_PRELOAD="$lib" "$@"
}
# audits NAME COMMAND...
audits() {
	local name=$1
	shift
	start "$@"
	is "$name: what the audit library kept stays" "$status $out" '0 kept: precious'
	is "$name: the audit library is named" "$err" "liblandlock_preload: warning: \"$work/audit.so\" started before \
this library, and so outside of its sandbox; start without audit libraries (LD_AUDIT, --audit, DT_AUDIT); LANDLOCK_STRICT=1 refuses to start then"
	like "$name: the report knows" "$(<report)" '*"early":false*"events":\[*started before this library*'
	start LANDLOCK_STRICT=1 "$@"
	is "$name: under STRICT it does not start" "$status" 125
}
audits LD_AUDIT LD_AUDIT="$work/audit.so" ./plain
audits DT_AUDIT ./audited
audits DT_DEPAUDIT ./depaudited
audits '--audit of the loader' "$loader" --audit "$work/audit.so" ./plain

start LD_AUDIT="$work/declines.so" ./plain
like 'an audit library that declines has run all the same, and is named' "$status $err" \
	"0 *\"$work/declines.so\" started before this library*"
start "$loader" --audit "$work/declines.so" ./plain
like 'an audit library of the loader that declines is known of' "$status $err" \
	'0 *"an audit library" started before this library*'

start LANDLOCK_STRICT=1 LD_AUDIT= ./plain
is 'an empty LD_AUDIT is none' "$status $err" '0 '
start LANDLOCK_STRICT=1 "$loader" ./plain
is 'the loader without --audit has none' "$status $err" '0 '
finish
