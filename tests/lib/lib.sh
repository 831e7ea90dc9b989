# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What every script starts with: TAP output, a scratch directory, and ways to run a program under
# the library. A script sources this, makes its checks, and ends with `finish`.
#
# What a script needs beyond coreutils, util-linux and the built files it says on its second line, as
# `# needs: landlock gcc`; where the machine lacks one of them (see `lacks`), sourcing this skips it. Where else
# than here it is to be tried says a line `# also on: musl kernels:7-`, which the runners of those places read.
#
# From the build: LANDLOCK_PRELOAD_LIBRARY, the .so, and LANDLOCK_PRELOAD_PROBES, the folder of the
# small programs in ../behaviour/probes/. LANDLOCK_TESTS_NO_SKIP=1 turns skips into failures.
set -u
export LC_ALL=C
# What changes how scripts run, and what files they make, is none of this machine's business.
umask 022
unset BASH_ENV CDPATH ENV POSIXLY_CORRECT TMPDIR
set +o posix
unset LD_PRELOAD LD_LIBRARY_PATH LANDLOCK_POLICY LANDLOCK_STRICT LANDLOCK_LOG LANDLOCK_REPORT LANDLOCK_THREADS LANDLOCK_LAYERS
# The library warns of variables of this prefix that it does not know.
for exported in $(compgen -v LANDLOCK_); do export -n "${exported?}"; done
unset exported
# Nor does what is started inherit descriptors of whoever runs the tests.
for fd in /proc/self/fd/*; do
	fd=${fd##*/}
	((fd < 3)) || eval "exec $fd>&-"
done

# $work is the working directory, readable by every user; the library and the probes are copied
# into its bin/ so that an unprivileged user can reach them wherever the build folder is.
work=$(mktemp -d /tmp/landlock-test.XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT
chmod 755 "$work"
mkdir "$work/bin"
cp "$LANDLOCK_PRELOAD_LIBRARY" "$work/bin/liblandlock_preload.so"
programs=()
for program in "$LANDLOCK_PRELOAD_PROBES"/probe_*; do
	[[ ! -f $program ]] || programs+=("$program")
done
[[ ! ${programs[*]-} ]] || cp "${programs[@]}" "$work/bin/"
lib=$work/bin/liblandlock_preload.so
probes=$work/bin
# The folder of all tests; a script may have been named relative to where it was started.
# shellcheck disable=SC2034
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034
examples=$(realpath "$tests/../src/share/examples" 2>/dev/null)
# shellcheck disable=SC2034
policies=$(realpath "$tests/../src/share/policies" 2>/dev/null)
{ read -r _ && read -r needs; } <"$0"
cd "$work" || exit 1
. "$tests/lib/needs.sh"

checks=0
failures=0
pass() { checks=$((checks + 1)); echo "ok $checks - ${1//$'\n'/ }"; }
fail() {
	checks=$((checks + 1)) failures=$((failures + 1))
	echo "not ok $checks - ${1//$'\n'/ }"
	shift
	local line
	# Meson shows what TAP's comments say in its log only, this at once.
	for line in "$@"; do sed 's/^/# /' <<<"$line" >&2; done
}

# check NAME COMMAND...: passes when the command succeeds.
check() {
	local name=$1
	shift
	if "$@"; then pass "$name"; else fail "$name" "failed: $*" "status: ${status-}" "out: ${out-}" "err: ${err-}"; fi
}

# is NAME GOT EXPECTED
is() {
	if [[ $2 == "$3" ]]; then pass "$1"; else fail "$1" "got:      $2" "expected: $3" "err: ${err-}"; fi
}

# like NAME TEXT GLOB
like() {
	# shellcheck disable=SC2053
	if [[ $2 == $3 ]]; then pass "$1"; else fail "$1" "got:  $2" "glob: $3"; fi
}

# run COMMAND...: keeps its exit status, standard output and standard error.
run() {
	status=0
	"$@" >"$work/.out" 2>"$work/.err" || status=$?
	# Bash leaves NUL bytes out, and says so.
	{ out=$(<"$work/.out") err=$(<"$work/.err"); } 2>/dev/null
}

# What `confined`, `granted` and `denied` start programs by: nothing, or (chroot root).
inside=()

# confined POLICY COMMAND...: run, under the library and this policy (text, path or fd:N).
confined() {
	local policy=$1
	shift
	run "${inside[@]}" env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$@"
}

# start [VARIABLE=VALUE]... COMMAND...: run, under $policy.
start() { confined "$policy" "$@"; }

# refused NAME POLICY MESSAGE: no program starts under this policy, and this is all that is said.
refused() {
	confined "$2" touch ran
	is "$1: the program does not start" "$status $out$(ls ran 2>/dev/null)" '125 '
	is "$1: the error says why" "$err" "liblandlock_preload: error: $3"
}

# tool ARGUMENT...: run landlock-policy. target: its verb that looks at programs, about this library.
tool() { run "$LANDLOCK_POLICY_TOOL" "$@"; }
target() { tool target --library "$lib" "$@"; }

# policy [KEY=JSON]... RIGHT,... PATH...: prints a policy that restricts these rights about files, and grants them on
# these paths, with these keys before.
policy() {
	local keys='' rights paths
	while [[ $1 == *=* ]]; do
		keys+="\"${1%%=*}\":${1#*=},"
		shift
	done
	rights=\"${1//,/\",\"}\"
	shift
	printf -v paths ',"%s"' "$@"
	echo "{$keys\"ruleset\":[{\"handledAccessFs\":[$rights]}],\"pathBeneath\":[{\"allowedAccess\":[$rights],\"parent\":[${paths#,}]}]}"
}

# granted NAME COMMAND...: works under $policy, and nothing is said.
granted() {
	local name=$1
	shift
	if lacks landlock; then skip_check "$name: granted" "${lacking[landlock]}" && return; fi
	confined "$policy" "$@"
	is "$name: granted" "$status $err" '0 '
}

# denied NAME COMMAND...: works without us, and not under $policy. That comes first: who is denied
# must be denied before the deed was done once.
denied() {
	local name=$1
	shift
	if lacks landlock; then skip_check "$name: denied" "${lacking[landlock]}" && return; fi
	confined "$policy" "$@"
	like "$name: denied" "$status $err" '[1-9]* *Permission denied*'
	run "${inside[@]}" "$@"
	is "$name: not without us" "$status" 0
}

# presets NAME...: a policy that denies every file right this kernel knows, but for these presets.
presets() {
	local names
	printf -v names ',"%s"' "$@"
	echo '{"preloadVersion":1,"abi":'"$(abi)"',"ruleset":[{"handledAccessFs":["abi.all"]}],"preset":['"${names#,}"']}'
}

# make_root PROGRAM...: root/, for chroot, of nothing but these, env, their libraries and us. Then
# nothing depends on the machine's own files.
make_root() {
	local program file files=()
	for program in env "$@"; do files+=("$(PATH=/usr/bin:/bin:/usr/sbin:/sbin command -v "$program")"); done
	mkdir root
	for file in "${files[@]}" $(ldd "${files[@]}" | grep -o '/[^ ]*\.so[^ ]*'); do
		cp --parents -L "$file" root/
	done
	cp "$lib" root/liblandlock_preload.so
	lib=/liblandlock_preload.so
	inside=(chroot root)
}

# find_rivals: sets $rivals to which preloads start before this library: none, those that LD_PRELOAD names `before` it,
# as under musl, or `after` it, as where libpthread has glibc's first slot. One tells that itself, by what it could read.
find_rivals() {
	local order
	echo free >"$work/.early"
	rivals=none
	for order in before after; do
		[[ $order == before ]] && set -- "$probes/probe_early_open.so:$lib" || set -- "$lib:$probes/probe_early_open.so"
		[[ $(env PROBE_FILE="$work/.early" LD_PRELOAD="$1" LANDLOCK_LOG=error \
			LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' \
			cat /dev/null 2>/dev/null) != *'constructor: read'* ]] || rivals=$order
	done
}

# warning_of_rivals LD_PRELOAD: the line that names the first of them, if there is one.
warning_of_rivals() {
	local name rival='' place=first
	local -a list
	# Each is loaded once, where it is named first.
	mapfile -t list < <(tr -s ' :' '\n' <<<"$1" | awk 'NF && !seen[$0]++')
	case $rivals in
	before) rival=${list[0]} ;;
	after)
		place=last
		for name in "${list[@]}" ''; do
			if [[ $rival == next ]]; then rival=$name && break; fi
			[[ $name != "$lib" ]] || rival=next
		done
		;;
	esac
	[[ ! $rival || $rival == "$lib" ]] ||
		echo "liblandlock_preload: warning: \"$rival\" started before this library, and so outside of its sandbox; name this library $place in LD_PRELOAD; LANDLOCK_STRICT=1 refuses to start then"
}

# as_user COMMAND...: as nobody, without capabilities; only root can change user.
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups -- "$@"; }

# skip REASON: the rest of the script cannot run here.
skip() {
	if [[ $checks == 0 && ${LANDLOCK_TESTS_NO_SKIP-} != 1 ]]; then
		echo "1..0 # SKIP $1"
		exit 0
	fi
	# A plan of no tests is an error to TAP once there has been one.
	skip_check 'the rest' "$1"
	finish
}

# skip_check NAME REASON: one check cannot be made here.
skip_check() {
	if [[ ${LANDLOCK_TESTS_NO_SKIP-} == 1 ]]; then
		fail "$1: must not be skipped: $2"
	else
		checks=$((checks + 1))
		echo "ok $checks - ${1//$'\n'/ } # SKIP $2"
	fi
}

# needing WORD CHECK NAME...: the check, where the machine does not lack that.
needing() {
	if lacks "$1"; then skip_check "$3" "${lacking[$1]}"; else "${@:2}"; fi
}

# rights CLASS: the rights that tests know of, "NAME FIRST_ABI" each; CLASS may be a pattern.
rights() { sed -nE "s/^RIGHT\\($1, [0-9]+, ([a-z_]+), ([0-9]+),.*/\\1 \\2/p" "$tests/lib/landlock_facts.inc"; }
newest_abi=$(sed -nE 's/^NEWEST_ABI\(([0-9]+)\)/\1/p' "$tests/lib/landlock_facts.inc")
# The kernel's Landlock ABI, from a raw system call; 0 without Landlock.
abi() { "$LANDLOCK_PRELOAD_PROBES/probe_abi"; }

finish() {
	echo "1..$checks"
	((failures == 0))
	exit
}

printf '#!/bin/sh\n' >"$work/bin/script"
chmod +x "$work/bin/script"
"$work/bin/script" 2>/dev/null || skip "nothing in ${work%/*} may be executed here, as where it is mounted noexec"
rm "$work/bin/script"
if [[ $needs == '# needs: '* ]]; then
	for need in ${needs#'# needs: '}; do
		! lacks "$need" || skip "${lacking[$need]}"
	done
fi
