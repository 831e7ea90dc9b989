#!/bin/bash
# needs: landlock cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Two files of this library are two libraries to the loader. The one that starts first takes the policy;
# the other finds none and answers "inactive", maybe to the program's own question.
policy='{"ruleset":[{"handledAccessFs":["read_file"]}]}'
echo secret >secret
cp "$lib" copy.so
cat >asks.c <<'END_OF_C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
int main(void) {
	size_t (*report)(char *, size_t) = (size_t(*)(char *, size_t))dlsym(RTLD_DEFAULT, "landlock_preload_report");
	char text[65536] = "";
	if (report != NULL) report(text, sizeof text);
	printf("%.40s %s\n", text, open("secret", O_RDONLY) < 0 ? "denied" : "read");
	return 0;
}
END_OF_C
cc -w asks.c -o asks -ldl || exit
: >report
run env LANDLOCK_REPORT="$work/report" LANDLOCK_POLICY="$policy" LD_PRELOAD="$work/copy.so $lib" ./asks
like 'with two copies the program is confined' "$status $out" '0 * denied'
is 'the copy that confines names the other' "$err" "liblandlock_preload: warning: \"$work/copy.so\" is another copy \
of this library, which stays inactive and may answer the program in place of this one; load one of them; LANDLOCK_STRICT=1 refuses to start then"
like 'the report has the other copy as an event' "$(<report)" '*"state":"enforced"*"events":\[*another copy of this library*'
run env LANDLOCK_STRICT=1 LANDLOCK_POLICY="$policy" LD_PRELOAD="$work/copy.so $lib" ./asks
like 'with two copies, STRICT does not start' "$status $err" '125 liblandlock_preload: error: "*copy.so" is another copy *'
run env LANDLOCK_STRICT=1 LANDLOCK_POLICY="$policy" LD_PRELOAD="$lib $lib" ./asks
like 'one file that is named twice is one copy' "$status $out $err" '0 *"enforced"* denied '
finish
