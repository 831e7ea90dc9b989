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
{ read -r _ && read -r needs; } <"$0"
cd "$work" || exit 1

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
		echo "liblandlock_preload: warning: \"$rival\" started before this library, and unconfined; name this library $place in LD_PRELOAD; LANDLOCK_STRICT=1 refuses to start then"
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

# lacks WORD: whether this machine lacks that, found out by trying it; ${lacking[WORD]} says why. Any
# word that find_lack does not know is a program.
declare -A lacking=()
lacks() {
	if [[ ! -v lacking[$1] ]]; then
		lacking[$1]=''
		find_lack "$1"
	fi
	[[ ${lacking[$1]} ]]
}
find_lack() {
	local said
	case $1 in
	landlock) lacking[landlock]=$("$LANDLOCK_PRELOAD_PROBES/probe_abi" why-none) ;;
	root)
		if ((EUID != 0)); then
			lacking[root]='needs root'
		else
			said=$(as_user true 2>&1) || lacking[root]="root may not become an ordinary user here ($said)"
		fi
		;;
	chroot)
		if ((EUID != 0)); then
			lacking[chroot]='needs root, to chroot'
		else
			said=$(chroot / true 2>&1) || lacking[chroot]="chroot is not permitted here ($said)"
		fi
		;;
	root_mount)
		# Each line of mountinfo names a mount point, as its fifth word.
		awk '$5 == "/" { found = 1 } END { exit !found }' /proc/self/mountinfo ||
			lacking[root_mount]='root is no mount point, so the library cannot see all that is above a file'
		;;
	mknod)
		said=$(mknod "$work/bin/device" c 1 3 2>&1) || lacking[mknod]="no device can be made here ($said)"
		rm -f "$work/bin/device"
		;;
	64-bit) [[ $(getconf LONG_BIT) == 64 ]] || lacking[64-bit]='programs here are not of 64 bits' ;;
	jsonschema) /usr/bin/python3 -c 'import jsonschema' 2>/dev/null || lacking[jsonschema]='the Python module jsonschema is not installed' ;;
	probe_*) [[ -x $probes/$1 ]] || lacking[$1]="$1 is not built" ;;
	strace_stacks)
		if lacks strace; then
			lacking[strace_stacks]=${lacking[strace]}
		else
			said=$(strace -k -o /dev/null true 2>&1) || lacking[strace_stacks]="strace shows no stacks here (${said##*$'\n'})"
		fi
		;;
	personality) said=$(setarch -R true 2>&1) || lacking[personality]="addresses must be random here ($said)" ;;
	userns) said=$(unshare --user --map-root-user true 2>&1) || lacking[userns]="no user namespaces here ($said)" ;;
	mounts) find_own_mounts ;;
	netns) said=$(unshare --net true 2>&1) || lacking[netns]="no network namespaces here ($said)" ;;
	loopback)
		said=$({ : </dev/tcp/127.0.0.1/1; } 2>&1)
		[[ $said != *unreachable* ]] || lacking[loopback]="the network's loopback is down (connecting to 127.0.0.1: Network is unreachable)"
		;;
	fuse)
		if lacks mounts; then
			lacking[fuse]=${lacking[mounts]}
		else
			said=$("${own_mounts[@]}" "$probes/probe_same_inode" "$work/bin" name text -- true 2>&1) ||
				lacking[fuse]="no FUSE filesystem can be mounted here ($said)"
		fi
		;;
	strace)
		if ! command -v strace >/dev/null; then
			lacking[strace]='strace is not installed'
		else
			said=$(strace -o /dev/null true 2>&1) || lacking[strace]="ptrace is not permitted here (${said##*$'\n'})"
		fi
		;;
	setuid) find_setuid ;;
	userns_proc)
		said=$(unshare --user --map-root-user --pid --fork --mount-proc true 2>&1) ||
			lacking[userns_proc]="no /proc can be mounted in a user namespace here ($said)"
		;;
	writable:*) [[ -w ${1#*:} ]] || lacking[$1]="${1#*:} may not be written to here" ;;
	terminal) said=$(script -qec 'test -t 0' /dev/null </dev/null 2>&1) || lacking[terminal]="no pseudo terminals here ($said)" ;;
	*) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null || lacking[$1]="$1 is not installed" ;;
	esac
}

# Whether a set-id bit counts where the scratch directory is.
find_setuid() {
	if lacks root; then
		lacking[setuid]="${lacking[root]}, for a setuid program"
	elif grep -q '^NoNewPrivs:[[:space:]]*1' /proc/self/status; then
		lacking[setuid]='no_new_privs is set here, so no set-id bit counts'
	else
		install -m 4755 "$probes/probe_secure" "$work/bin/set_id"
		[[ $(as_user "$work/bin/set_id" /dev/null 2>&1) == 'secure: 1'* ]] ||
			lacking[setuid]="no set-id bit counts in ${work%/*} here"
		rm "$work/bin/set_id"
	fi
}

# Starts a command in a mount namespace of its own, for scripts that need `mounts`.
own_mounts=(unshare --mount)
find_own_mounts() {
	local said
	if ((EUID != 0)); then
		lacking[mounts]='needs root, to mount'
		return
	fi
	said=$("${own_mounts[@]}" mount -t tmpfs none "$work/bin" 2>&1) && return
	# unshare makes all mounts private, beginning with /, which has to be a mount point. Where it is
	# none, as in a plain chroot, they stay as they are: then none must be seen outside, either.
	own_mounts+=(--propagation unchanged)
	if ! said=$("${own_mounts[@]}" mount -t tmpfs none "$work/bin" 2>&1); then
		lacking[mounts]="no mount namespaces here ($said)"
	elif mountpoint -q "$work/bin"; then
		umount "$work/bin"
		lacking[mounts]='root is no mount point and lies on a shared mount, so that no mount can be made for a test alone'
	fi
}

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
