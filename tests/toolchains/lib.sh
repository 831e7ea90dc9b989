# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the tests of other toolchains share: building by a cross file of this folder, and running e2e
# scripts against the result. Sourced first; `use` also sources what every e2e script starts with.
set -eu
toolchains=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(realpath "$toolchains/../..")
builds=${LANDLOCK_TOOLCHAINS_BUILD:-$project/build/toolchains}
PATH=$toolchains:$PATH # for zig-c++
mkdir -p "$builds"

# build TOOLCHAIN TARGET...: into $builds/TOOLCHAIN, quickly; OPTIMIZATION is 1 unless set.
build() {
	local name=$1
	shift
	[[ -f $builds/$name/build.ninja ]] || meson setup "$builds/$name" "$project" \
		--cross-file "$toolchains/$name.ini" -Db_lto=false "-Doptimization=${OPTIMIZATION:-1}" >&2
	ninja -j "$(nproc)" -C "$builds/$name" "$@" >&2
}

# use TOOLCHAIN: e2e scripts, and what follows here, take the library, probes and command from there.
use() {
	export LANDLOCK_PRELOAD_LIBRARY=$builds/$1/src/liblandlock_preload.so
	export LANDLOCK_PRELOAD_PROBES=$builds/$1/tests/e2e
	export LANDLOCK_POLICY_TOOL=$builds/$1/src/landlock-policy
	. "$project/tests/e2e/lib.sh"
	set +e
}
library=src/liblandlock_preload.so
probes_of() { # TOOLCHAIN: the names of the programs that e2e scripts run; probe_oracle takes a minute to build
	sed -n "s|^build \(tests/e2e/probe_[a-z_]*\(\.so\)\?\): .*|\1|p" "$builds/$1/build.ninja" | grep -v oracle
}

# behaviours NAME...: runs these e2e scripts, one check each, through the command in $around.
behaviours() {
	local name; local -x LANDLOCK_TESTS_NO_SKIP=1 # here, all of them can run
	for name in "$@"; do
		run "${around[@]}" bash "$project/tests/e2e/$name.sh"
		check "$name" test "$status" = 0
		((status == 0)) || sed 's/^/# /' "$work/.out" "$work/.err"
	done
}

# behaviours_but REASONS: all that the lines "NAME: why it cannot run here" do not name.
behaviours_but() {
	local all
	all=$(cd "$project/tests/e2e" && printf '%s\n' *.sh | sed 's/\.sh$//' | grep -vxE 'lib|examples')
	sed 's/^/# not run: /' <<<"$1"
	is 'what is not run exists' "$(cut -d: -f1 <<<"$1" | grep -vxF "$all")" ''
	# shellcheck disable=SC2046 # names
	behaviours $(grep -vxF "$(cut -d: -f1 <<<"$1")" <<<"$all")
}
around=()

# in_root FOLDER COMMAND...: in a root made by debian-root, with the project at the same place.
in_root() {
	unshare -m bash -euc '
		root=$1 project=$2
		shift 2
		mkdir -p "$root$project"
		mount --bind "$project" "$root$project"
		mount --rbind /dev "$root/dev"
		mount -t proc proc "$root/proc"
		mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
		exec chroot "$root" /usr/bin/env -C "$project" PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' in_root "$1" "$project" "${@:2}"
}

# finish_root FOLDER: what the packages' own scripts would have put there.
finish_root() {
	printf '%s\n' root:x:0:0::/root:/bin/sh nobody:x:65534:65534::/:/bin/false >"$1/etc/passwd"
	printf '%s\n' root:x:0: nogroup:x:65534: >"$1/etc/group"
	ln -sf mawk "$1/usr/bin/awk"
	ln -sf bash "$1/usr/bin/sh"
}
