#!/bin/bash
# SPDX-License-Identifier: MIT
#
# One build for every glibc since 2.17: what the file needs, and that it confines here and on Debian 11,
# whose glibc 2.31 has a libpthread of its own, which takes the first slot from us.
. "$(dirname "$0")/lib.sh"
need_zig
build portable "$library"
# shellcheck disable=SC2046 # names
build portable $(probes_of portable)
use portable

dynamic=$(readelf -dW "$lib")
symbols=$(readelf --dyn-syms -W "$lib")
is 'needs no version newer than GLIBC_2.17' \
	"$(grep -oE '@GLIBC_[0-9.]+' <<<"$symbols" | sed 's/@GLIBC_//' | sort -uV | awk -F. '$1 > 2 || $2 > 17')" ''
check 'it needs versions of glibc' grep -q '@GLIBC_2' <<<"$symbols"
is 'needs what glibc consisted of' \
	"$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic" | grep -vxE 'lib(c\.so\.6|pthread\.so\.0|dl\.so\.2)')" ''
for flag in NOW NODELETE INITFIRST; do
	like "FLAGS_1 has $flag" "$(grep FLAGS_1 <<<"$dynamic")" "*$flag*"
done
is 'exports what is ours' "$(awk '$7 ~ /^[0-9]+$/ { print $8 }' <<<"$symbols" | grep -v '^landlock_preload_')" ''

mapfile -t scripts < <(scripts_also_on portable)
try_scripts "${scripts[@]}"

# linked FILE COMMAND...: a program with a library whose constructor reads FILE as well; who was first,
# and what our report says of it. COMMAND is how to start it.
linked() {
	local file=$1
	shift
	run "$@" env "PROBE_FILE=$file" "LD_PRELOAD=$LANDLOCK_PRELOAD_LIBRARY" LANDLOCK_REPORT=fd:9 LANDLOCK_POLICY='
		{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' \
		"$LANDLOCK_PRELOAD_PROBES/probe_linked" "$file" 9>"$work/report"
	early=$(grep -o '"early":[a-z]*' "$work/report")
}
file=$project/meson.build
linked "$file"
is 'here we start before the libraries of the program' "$status $out" $'0 constructor: denied\nmain: denied'
is 'here the report says that we were first' "$early" '"early":true'

if ((EUID != 0)); then
	echo '# not root: no Debian 11 to look at'
	finish
fi
root=$builds/root-bullseye
make_debian amd64 bullseye "$root" bash coreutils findutils grep mawk sed util-linux
around=(in_root "$root")
run in_root "$root" /lib/x86_64-linux-gnu/libc.so.6
like 'Debian 11 has another glibc' "$out" '*version 2.31.*'
# There, the library is not the first, and strace does not know the system calls of Landlock.
mapfile -t scripts < <(scripts_also_on glibc-2.31)
try_scripts "${scripts[@]}"

linked "$file" "${around[@]}"
is 'there we start after the libraries of the program, and before its own code' \
	"$status $out" $'0 constructor: read\nmain: denied'
is 'there the report says that we were not first' "$early" '"early":false'
finish
