#!/bin/sh
# SPDX-License-Identifier: MIT
#
# searched_by_loader.sh DIRECTORY...: writes those in which this machine's loader finds a library by its bare
# name once ldconfig has run. Status 2 and nothing where that cannot be found out: with musl, and where ldconfig
# fails, does not end, or names none of the directories that are built into every loader.
#
# ldconfig itself says which they are: those of /etc/ld.so.conf and those that are built in. The ones that do
# not exist yet it complains of; they count, as an installation makes them. It writes nothing here.
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
real() { readlink -f "$1" || echo "$1"; } # a link (/lib) and its target are one directory

said=$(timeout -k 1 10 ldconfig -v -N -X 2>&1 </dev/null) || exit 2
echo "$said" | grep -qE '^/[^:]*: \(from <builtin>|^/(usr/)?lib(64)?:( \(from .*)?$' || exit 2
searched=$(echo "$said" | sed -n \
	-e 's/^\(\/[^:]*\):\( (.*\)\{0,1\}$/\1/p' \
	-e "s/^[^ ]*ldconfig: Can't stat \(.*\): No such file or directory.*/\1/p")
for directory in "$@"; do
	real=$(real "$directory")
	echo "$searched" | while read -r one; do
		[ "$(real "$one")" != "$real" ] || { echo "$directory" && break; }
	done
done
