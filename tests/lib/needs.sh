# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the machine may lack, and how that is found out: sourced by lib.sh, which has $work and $probes.
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
	64-bit) [[ $(head -c 5 "$LANDLOCK_PRELOAD_LIBRARY" | tail -c 1) == $'\2' ]] || lacking[64-bit]='programs here are not of 64 bits' ;;
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
	bwrap)
		if ! command -v bwrap >/dev/null; then
			lacking[bwrap]='bubblewrap is not installed'
		else
			said=$(bwrap --dev-bind / / true 2>&1) || lacking[bwrap]="bubblewrap does not work here ($said)"
		fi
		;;
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
