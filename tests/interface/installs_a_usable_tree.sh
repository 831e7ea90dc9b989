#!/bin/bash
# needs: meson pkg-config gcc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# `meson install` into a DESTDIR: every file where users and packagers look for it, and all of it works.
# Meson writes a log into the build folder, which may be somebody else's: this is one with logs of our own.
mkdir -p build/meson-logs
cp -r "$LANDLOCK_PRELOAD_BUILD/meson-private" build/
for entry in "$LANDLOCK_PRELOAD_BUILD"/*; do
	case $entry in
	*/meson-private | */meson-logs) ;;
	*) if [[ -d $entry ]]; then ln -s "$entry" build/; else cp "$entry" build/; fi ;;
	esac
done
run env DESTDIR="$work/root" meson install -C build --no-rebuild --quiet
is 'installs' "$status" 0
prefix=$(cd root && find . -name landlock_preload.h -printf '%h\n')
prefix=${prefix%/include}
prefix=${prefix#.}
library=$(cd "root$prefix" && find . -name liblandlock_preload.so -printf '%P\n')
is 'these files' "$(cd "root$prefix" && find . -type f -printf '%P\n' | grep -v -e '/examples/' -e '/policies/' | sort)" "$(sort <<END
bin/landlock-policy
include/landlock_preload.h
$library
${library%/*}/pkgconfig/landlock_preload.pc
share/bash-completion/completions/landlock-policy
share/doc/landlock-preload/LICENSE
share/doc/landlock-preload/NEWS.md
share/doc/landlock-preload/README.md
share/doc/landlock-preload/troubleshooting.md
share/landlock-preload/landlock-policy.schema.json
share/landlock-preload/landlock-report.schema.json
share/landlock-preload/python/landlock_preload.py
share/man/man1/landlock-policy.1
share/man/man3/landlock_preload.3
share/man/man5/landlock-policy.5
share/man/man7/landlock-preload-containers.7
share/man/man7/landlock-preload.7
share/zsh/site-functions/_landlock-policy
END
)"
is 'every ready policy' "$(cd "root$prefix/share/landlock-preload/policies" && ls)" "$(cd "$policies" && ls)"
mapfile -t examples < <(grep -oE '`examples/[^`]*`' "$tests/../README.md" | tr -d '`')
check 'README names examples' test "${#examples[@]}" -ge 4
for example in "${examples[@]}"; do
	check "what README names: $example" test -s "root$prefix/share/doc/landlock-preload/$example"
done

export PKG_CONFIG_LIBDIR=$work/root$prefix/${library%/*}/pkgconfig
preload=$(pkg-config --variable=preload landlock_preload)
is 'pkg-config names the preload' "$preload" "$prefix/$library"
is 'pkg-config names the version' "$(pkg-config --modversion landlock_preload)" "$("$LANDLOCK_POLICY_TOOL" --version | cut -d' ' -f2)"
is 'pkg-config makes nobody link the library' "$(pkg-config --libs landlock_preload | tr -d ' ')" ''

# A client is compiled by what pkg-config says, and confined by what it names.
cat >client.c <<'END'
#include <dlfcn.h>
#include <landlock_preload.h>
#include <stdio.h>
int main(void) {
	struct landlock_preload_status status = {0};
	status.size = sizeof(status);
	landlock_preload_get_status_by(dlsym(RTLD_DEFAULT, "landlock_preload_get_status"), &status);
	puts(status.state == LANDLOCK_PRELOAD_STATE_ENFORCED ? "confined" : "free");
	return 0;
}
END
read -ra flags < <(PKG_CONFIG_SYSROOT_DIR=$work/root pkg-config --cflags landlock_preload)
run gcc -D_GNU_SOURCE "${flags[@]}" -o client client.c
is 'the header compiles' "$status $err" '0 '
run ./client
is 'the program with the header runs without the library' "$out" free
run env LD_PRELOAD="$work/root$preload" LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["write_file"]}]}' ./client
needing landlock is 'the program with the header runs with the installed library' "$status $out $err" '0 confined '
run "root$prefix/bin/landlock-policy" presets
like 'the tool runs' "$status $out" '0 loader*'
run "root$prefix/bin/landlock-policy" check @git
like 'the tool finds ready policies' "$status $out" '0 */share/landlock-preload/policies/git.json: ok'
finish
