#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A build as distributions make theirs, by their own flags (Ubuntu's and Fedora's ask for link-time optimisation
# with objects of both kinds), in which no warning of the preprocessor or the linker is left.
. "$(dirname "$0")/lib.sh"
flags='-g -O2 -flto=auto -ffat-lto-objects -fstack-protector-strong -Wformat -Werror=format-security'
[[ -f $builds/distribution/build.ninja ]] ||
	CXXFLAGS=$flags CPPFLAGS='-Wdate-time -D_FORTIFY_SOURCE=2' LDFLAGS='-Wl,-z,relro' \
		meson setup "$builds/distribution" "$project" --prefix=/usr --buildtype=plain -Dtests=false >&2
said=$(ninja -j "$(nproc)" -C "$builds/distribution" "$library" 2>&1) && built=yes || built=no
use distribution

is 'it builds' "$built" yes
is 'no warning is left' "$(grep warning: <<<"$said")" ''
is 'it asks no other library for __stack_chk_fail' "$(readelf --dyn-syms -W "$lib" | grep __stack_chk_fail)" ''
run env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["read_file"]}]}' cat "$project/meson.build"
is 'it confines' "$status $out" '1 '
finish
