#!/bin/bash
# needs: meson /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# The fast suites where a machine lacks something: nothing fails, something passes, and each skip gives
# a reason that is true of that machine.
unset LANDLOCK_TESTS_NO_SKIP

# Meson writes its logs beside what it reads of a build folder. This one is for every user, and no
# other run of Meson writes into it.
mkdir build build/meson-logs
cp -r "$LANDLOCK_PRELOAD_BUILD/meson-private" build/
chmod -R a+rX build
chmod 1777 build build/meson-logs
suites=(unit kernel behaviour interface elf budget docs)
mapfile -t names < <(meson test -C build --no-rebuild --list "${suites[@]/#/--suite=}" 2>/dev/null | sed -n 's/^.* \/ //p')

# What may be so of the machine that all of this runs on.
anywhere=('* is not installed' 'libasan does not work here*' 'this kernel confines all threads by itself'
	'the samples are made for *' 'the description is one for x86-64' 'the library is not for glibc'
	'budgets are those of a build with the default flags' 'root may write to everything'
	'no FUSE filesystem can be mounted here*' 'no autofs can be mounted here*' 'bubblewrap does not work here*')
for word in landlock strace userns userns_proc root_mount mounts netns mknod personality chroot setuid terminal; do
	! lacks "$word" || anywhere+=("${lacking[$word]}")
done

# reasons LOG: why something was skipped in this run of Meson, each reason once.
reasons() {
	/usr/bin/python3 - "$1" <<-'END'
		import json, re, sys
		for line in open(sys.argv[1]):
		    test = json.loads(line)
		    found = re.findall(r"(?:# SKIP|MESSAGE: skipped:) (.*)", test.get("stdout", ""))
		    for reason in found or ["%s does not say why" % test["name"]] * (test["result"] == "SKIP"):
		        print(reason)
	END
}

# touching REGEX: the suite kernel, and those scripts in which it stands: all that one lack can touch.
touching() {
	echo kernel
	(cd "$tests" && grep -rlE --include='*.sh' "$1" behaviour interface bench) | sed 's|.*/||; s|\.sh$||' |
		sort | comm -12 - <(printf '%s\n' "${names[@]}" | sort)
}

# environment NAME REASON... -- COMMAND...: the suites, started by COMMAND; or what $only names of them. Each REASON is
# a glob that is true there, and which the suites find.
environment() {
	local name=$1 log=build/meson-logs/$1.json reason glob expected=() unknown='' missing=''
	shift
	while [[ $1 != -- ]]; do expected+=("$1") && shift; done
	shift
	run "$@" env HOME="$work" meson test -C "$work/build" --no-rebuild --logbase "$name" ${only:-"${names[@]}"}
	is "$name: nothing fails" "$status $(grep -E ' (FAIL|ERROR|TIMEOUT) ' <<<"$out")" '0 '
	check "$name: something passes" test "$(grep -c ' OK ' <<<"$out")" -ge "${least:-40}"
	mapfile -t found < <(reasons "$log" | sort -u)
	for reason in "${found[@]}"; do
		is_one_of "$reason" "${expected[@]}" "${anywhere[@]}" || unknown+=$'\n'$reason
	done
	is "$name: every reason to skip is true there" "$unknown" ''
	for glob in "${expected[@]}"; do
		any_is "$glob" "${found[@]}" || missing+=$'\n'$glob
	done
	is "$name: every reason that there is to skip is found" "$missing" ''
}
# is_one_of TEXT GLOB...
is_one_of() {
	local text=$1 glob
	# shellcheck disable=SC2053
	for glob in "${@:2}"; do [[ $text != $glob ]] || return 0; done
	return 1
}
# any_is GLOB TEXT...
any_is() {
	local glob=$1 text
	for text in "${@:2}"; do ! is_one_of "$text" "$glob" || return 0; done
	return 1
}

# A filter may only be set by who has no_new_privs.
filtered='no_new_privs is set here, so no set-id bit counts'
((EUID == 0)) || filtered='needs root*'
# Another errno for the same: what needs Landlock skips by it.
least=1 only="unit $(touching '^# needs:.* (landlock|setuid)')" environment eperm 'the landlock system calls are answered EPERM here' "$filtered" -- "$probes/probe_seccomp" 1

# A chroot as debootstrap leaves it: a directory, no mount; no /etc/hosts, no /sys; in a chroot there are
# no user namespaces. Of this machine it has what is mounted into it.
if lacks mounts; then
	skip_check 'a chroot' "${lacking[mounts]}"
else
	cat >chroot.sh <<-'END'
		root=$1 project=$2 build=$3
		shift 3
		mkdir -p "$root"/{usr,proc,dev,etc,sys,root,tmp,var/tmp} "$root$project" "$root$build" "$root$PWD"
		chmod 1777 "$root"/tmp "$root"/var/tmp
		cp -a /etc/. "$root/etc/"
		rm -f "$root/etc/hosts"
		for link in /bin /sbin /lib /lib32 /lib64 /libx32; do [[ ! -L $link ]] || cp -P "$link" "$root/"; done
		for folder in /usr /proc "$project" "$build" "$PWD"; do mount --bind "$folder" "$root$folder"; done
		mount --rbind /dev "$root/dev"
		exec chroot "$root" "$@"
	END
	environment chroot 'root is no mount point, so *' 'no user namespaces here*' 'no name of a host can be resolved here*' \
		'no binfmt_misc of a user namespace here*' 'no filesystem can be mounted here' -- \
		"${own_mounts[@]}" bash -eu chroot.sh "$work/root" "${tests%/*}" "$LANDLOCK_PRELOAD_BUILD"
fi
# A container as podman makes it, with a read-only root: few capabilities, a filter that forbids random addresses to
# be switched off, some of /proc hidden or read-only. And root without any capability.
if lacks mounts; then
	skip_check 'a container' "${lacking[mounts]}"
	skip_check 'a /tmp mounted noexec' "${lacking[mounts]}"
else
	cat >container.sh <<-'END'
		mount --bind /tmp /tmp
		mount -o remount,bind,ro /
		mount --bind /proc/sys /proc/sys
		mount -o remount,bind,ro /proc/sys
		for file in /proc/{kcore,keys,timer_list,sysrq-trigger}; do [[ ! -e $file ]] || mount --bind /dev/null "$file"; done
		capabilities=-all
		for capability in chown dac_override fowner fsetid kill net_bind_service setfcap setgid setpcap setuid sys_chroot; do
			capabilities+=,+$capability
		done
		exec setpriv --bounding-set "$capabilities" --inh-caps -all "$@"
	END
	environment container 'addresses must be random here*' '/usr/bin may not be written to here' \
		'/proc/sys/kernel/core_pattern may not be written to here' 'no device can be made here*' \
		'no /proc can be mounted in a user namespace here*' "$filtered" 'no_new_privs is set here already' 'no mount namespaces here*' 'no network namespaces here*' \
		'no filesystem can be mounted here' '/usr/lib may not be written to here' -- \
		"${own_mounts[@]}" bash -eu container.sh "$probes/probe_seccomp" 1:135
	printf '%s\n' 'mount --bind /tmp /tmp' 'mount -o remount,bind,noexec /tmp' 'exec "$@"' >noexec.sh
	least=1 environment noexec 'nothing in /tmp may be executed here*' -- "${own_mounts[@]}" bash -eu noexec.sh
fi
if lacks root; then
	skip_check 'root without capabilities' "${lacking[root]}"
else
	environment no-capabilities 'root may not become an ordinary user here*' 'chroot is not permitted here*' \
		'no mount namespaces here*' 'no network namespaces here*' 'no user namespaces here*' 'no binfmt_misc of a user namespace here*' 'no filesystem can be mounted here' -- setpriv --bounding-set -all --inh-caps -all
fi
finish
