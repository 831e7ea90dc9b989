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
	local name=$1
	shift
	[[ -f $builds/$name/build.ninja ]] || meson setup "$builds/$name" "$project" \
		--cross-file "$toolchains/$name.ini" -Db_lto=false "-Doptimization=${OPTIMIZATION:-1}" >&2
	ninja -j "$(nproc)" -C "$builds/$name" "$@" >&2
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

# behaviours NAME...: runs these scripts, one check each, through the command in $around.
behaviours() {
	local name script
	local -x LANDLOCK_TESTS_NO_SKIP=1 # here, all of them can run
	local -x LANDLOCK_PRELOAD_LIBRARY=$LANDLOCK_PRELOAD_LIBRARY LANDLOCK_PRELOAD_PROBES=$LANDLOCK_PRELOAD_PROBES LANDLOCK_POLICY_TOOL=$LANDLOCK_POLICY_TOOL
	for name in "$@"; do
		script=$(compgen -G "$project/tests/interface/$name.sh" || compgen -G "$project/tests/behaviour/*/$name.sh")
		run "${around[@]}" bash "$script"
		check "$name" test "$status" = 0
		((status == 0)) || sed 's/^/# /' "$work/.out" "$work/.err"
	done
}

# behaviours_but REASONS: all behaviours that the lines "NAME: why it cannot run here" do not name.
behaviours_but() {
	local all
	all=$(cd "$project/tests/behaviour" && printf '%s\n' */*.sh | sed 's,.*/,,; s/\.sh$//')
	sed 's/^/# not run: /' <<<"$1"
	is 'what is not run exists' "$(cut -d: -f1 <<<"$1" | grep -vxF "$all")" ''
	# shellcheck disable=SC2046 # names
	behaviours $(grep -vxF "$(cut -d: -f1 <<<"$1")" <<<"$all")
}
around=()

# What a library of any kind does the same way, on every kernel.
of_every_library='accepts_documentation_in_policies checks_the_type_of_paths composes_a_directory_of_policies
	confines_all_threads_or_none confines_children_of_every_kind confines_constructors_of_linked_libraries
	denies_read_outside_policy denies_the_same_to_every_user denies_unix_sockets_outside dies_of_filters_that_kill
	expands_globs_at_start explains_missing_landlock fails_closed_without_memory follows_no_symlinks_where_asked
	includes_other_policies keeps_closed_streams_closed keeps_other_preloads leaves_capability_programs_alone
	leaves_descriptors_and_errno_alone leaves_one_consistent_environment leaves_setuid_programs_alone
	leaves_static_programs_unconfined leaves_the_process_as_it_was nests_up_to_sixteen_layers reads_large_policies
	reads_one_policy_while_it_is_replaced refuses_contradicting_variables refuses_policies_that_are_none
	refuses_reports_that_cannot_be_written refuses_to_start_when_linked_in_and_missing refuses_unknown_settings
	refuses_unusable_paths_where_asked refuses_what_is_no_policy_file reports_errors_without_memory
	reports_to_a_supervisor requires_a_kernel_as_new_as_asked requires_a_policy_when_asked_for
	says_which_logging_cannot_be_had sets_no_new_privs skips_optional_paths spares_literals_in_the_environment
	starts_among_many_preloads starts_among_many_variables starts_without_proc stays_confined_over_many_execs
	stays_inactive_when_loaded_late survives_signals_during_the_start takes_paths_from_the_environment
	warns_about_missing_paths warns_about_missing_rights warns_when_an_included_policy_can_be_changed
	warns_when_the_policy_can_be_changed'

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
