# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the tests of other toolchains share: building by a cross file of this folder, and running
# scripts against the result. Sourced first; `use` also sources what every script starts with.
set -eu
toolchains=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(realpath "$toolchains/../..")
builds=${LANDLOCK_TOOLCHAINS_BUILD:-$project/build/toolchains}
PATH=$toolchains:$PATH # for zig-c++
mkdir -p "$builds"

# build TOOLCHAIN TARGET...: into $builds/TOOLCHAIN, quickly; OPTIMIZATION is 1 unless set.
build() {
	local name=$1 lock
	shift
	exec {lock}>"$builds/$name.lock" # another test may want the same
	flock "$lock"
	[[ -f $builds/$name/build.ninja ]] || meson setup "$builds/$name" "$project" \
		--cross-file "$toolchains/$name.ini" -Db_lto=false "-Doptimization=${OPTIMIZATION:-1}" >&2
	ninja -j "$(nproc)" -C "$builds/$name" "$@" >&2
	exec {lock}>&-
}

# need_zig: has it in the cache, or ends the script with the reason. Before `use`, so without its `skip`.
need_zig() {
	local said
	said=$(fetch-zig 2>&1 >/dev/null) && return
	said=${said##*$'\n'}
	[[ ${LANDLOCK_TESTS_NO_SKIP-} != 1 ]] || { printf 'not ok 1 - must not be skipped: %s\n1..1\n' "$said" && exit 1; }
	echo "1..0 # SKIP $said" && exit
}

# use TOOLCHAIN: scripts, and what follows here, take the library, probes and command from there.
use() {
	export LANDLOCK_PRELOAD_LIBRARY=$builds/$1/src/liblandlock_preload.so
	export LANDLOCK_PRELOAD_PROBES=$builds/$1/tests/behaviour/probes
	export LANDLOCK_POLICY_TOOL=$builds/$1/src/landlock-policy
	. "$project/tests/lib/lib.sh"
	set +e
}
library=src/liblandlock_preload.so
probes_of() { # TOOLCHAIN: the names of the programs that scripts run; probe_oracle takes a minute to build
	sed -n "s|^build \(tests/behaviour/probes/probe_[a-z_]*\(\.so\)\?\): .*|\1|p" "$builds/$1/build.ninja" | grep -v oracle
}

# scripts_also_on WORD: those whose line "# also on:" has this word.
scripts_also_on() { grep -lE "^# also on:.* $1( |\$)" "$project"/tests/behaviour/*/*.sh; }

# try_scripts SCRIPT...: runs these, one check each, through the command in $around. All of them can run here, but for
# reasons that match the globs in $may_lack; those that do not run at all are counted in $skipped.
may_lack=()
skipped=0
try_scripts() {
	local script reason glob unknown
	local -x LANDLOCK_TESTS_NO_SKIP=1
	((${#may_lack[@]} == 0)) || LANDLOCK_TESTS_NO_SKIP=0
	local -x LANDLOCK_PRELOAD_LIBRARY=$LANDLOCK_PRELOAD_LIBRARY LANDLOCK_PRELOAD_PROBES=$LANDLOCK_PRELOAD_PROBES LANDLOCK_POLICY_TOOL=$LANDLOCK_POLICY_TOOL
	for script in "$@"; do
		run "${around[@]}" timeout 300 bash "$script" # one that hangs fails, and the others have their turn
		unknown=''
		while read -r reason; do
			for glob in "${may_lack[@]}"; do
				# shellcheck disable=SC2053
				[[ $reason != $glob ]] || continue 2
			done
			unknown+="; $reason"
		done < <(sed -n 's/.*# SKIP //p' <<<"$out")
		[[ $out != *'1..0 # SKIP'* ]] || skipped=$((skipped + 1))
		is "$(basename "$script" .sh)" "$status$unknown" 0
		((status == 0)) || sed 's/^/# /' "$work/.out" "$work/.err"
	done
}
around=()

# in_root FOLDER COMMAND...: in a root made by debian-root, with the project at the same place.
in_root() {
	unshare -m bash -euc '
		root=$1 project=$2
		shift 2
		mount --bind "$root" "$root" # a mount of its own, as / is elsewhere
		mount -t tmpfs -o mode=1777 tmpfs "$root/tmp" # first, as the project may be in it
		mkdir -p "$root$project"
		mount --bind "$project" "$root$project"
		mount --rbind /dev "$root/dev"
		mount -t proc proc "$root/proc"
		exec chroot "$root" /usr/bin/env -C "$project" PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' in_root "$1" "$project" "${@:2}"
}

# make_debian ARCHITECTURE RELEASE FOLDER PACKAGE...: such a root, or the end of the script with the one reason:
# nothing in it would be there.
make_debian() {
	run debian-root "$@"
	((status == 0)) || skip "no root of Debian $2 for $1 could be made: $(grep -m 1 '^E:' <<<"$err" || tail -n 1 <<<"$err")"
	finish_root "$3"
}

# finish_root FOLDER: what the packages' own scripts would have put there.
finish_root() {
	printf '%s\n' root:x:0:0::/root:/bin/sh nobody:x:65534:65534::/:/bin/false >"$1/etc/passwd"
	printf '%s\n' root:x:0: nogroup:x:65534: >"$1/etc/group"
	ln -sf mawk "$1/usr/bin/awk"
	ln -sf bash "$1/usr/bin/sh"
	mkdir -p "$1"/usr/local/{bin,lib,sbin} # from base-files
}
