# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The two lines that tests/run begins with: what is going to be installed, and what cannot be tried on this
# machine. Everything is tried rather than guessed from names or versions. Sourced by tests/run, which has
# set $wanted and $suites.

# say_what_is_installed: the first line; what is in $missing then can be installed.
say_what_is_installed() {
	local line refused=() package
	find_missing "${wanted[@]}"
	if ((${#missing[@]} == 0)); then
		echo 'To install: nothing, as all that these tests need is here.'
		return
	fi
	if ! prepare_apt; then
		echo "To install: nothing, as $no_apt. Missing, and skipped if only tests need it: $(tell "${missing[@]}")$(advise_administrator)."
		missing=()
		return
	fi
	# Releases differ in what they have.
	if ! apt_install --simulate "${missing[@]}" >/dev/null 2>&1; then
		for package in "${missing[@]}"; do
			apt_install --simulate "$package" >/dev/null 2>&1 || refused+=("$package")
		done
		# shellcheck disable=SC2207
		missing=($(printf '%s\n' "${missing[@]}" | grep -vxF "$(printf '%s\n' "${refused[@]}")" || true))
	fi
	line=$(apt_install --print-uris "${missing[@]}" |
		awk '/^\047/ { bytes += $3 } / newly installed/ { count = $1 + $3 } END { printf "%d packages, %.0f MB to download", count, bytes / 1e6 }')
	((${#refused[@]} == 0)) || line+="; not to be had here: ${refused[*]}"
	echo "To install: $line."
}

# ask_kernel NAME: what the kernel says to landlock_create_ruleset, which asks for the ABI, or to ptrace:
# nothing, or the name of the error. By Perl, which the smallest Debian has, or by Python.
ask_kernel() {
	local number=444 arguments='0, 0, 1' # the same number on every architecture
	if [[ $1 == ptrace ]]; then
		arguments='0, 0, 0, 0' # PTRACE_TRACEME
		case $(uname -m) in
		x86_64) number=101 ;;
		aarch64 | riscv64) number=117 ;;
		*) return 0 ;;
		esac
	fi
	if type -P perl >/dev/null; then
		perl -e "syscall($number, $arguments) >= 0 or print((sort grep { \$!{\$_} } keys %!)[0])"
	elif type -P python3 >/dev/null; then
		python3 -c "import ctypes, errno; c = ctypes.CDLL(None, use_errno=True)
c.syscall($number, $arguments) >= 0 or print(errno.errorcode[ctypes.get_errno()], end='')"
	else
		echo 'not known, as neither Perl nor Python is here to ask'
	fi
}

# lacks WHAT COMMAND...: says WHAT, with the first line of the error, if the command fails.
lacks() {
	local what=$1 said
	shift
	said=$("$@" 2>&1 >/dev/null) || echo "$what (${said%%$'\n'*})"
}

can_execute_in_tmp() {
	local script status=0
	type -P mktemp >/dev/null || return 0
	script=$(mktemp /tmp/landlock-tests.XXXXXX)
	printf '#!/bin/sh\n' >"$script"
	chmod +x "$script"
	"$script" 2>/dev/null || status=$?
	rm "$script"
	return $status
}

# All that is lacking, one a line.
list_what_is_lacking() {
	local said
	((EUID == 0)) || echo "what needs root (this is user $EUID)"
	said=$(ask_kernel landlock)
	[[ ! $said ]] || echo "enforcing, for lack of Landlock (landlock_create_ruleset: $said)"
	said=$(ask_kernel ptrace)
	[[ ! $said ]] || echo "tracing and debugging (ptrace: $said)"
	((EUID != 0)) || lacks 'what needs an ordinary user, too' setpriv --reuid 65534 --regid 65534 --clear-groups true
	lacks 'starts at fixed addresses' setarch -R true
	can_execute_in_tmp || echo 'what is started in /tmp (mounted noexec)'
	lacks 'user namespaces' unshare --user --map-root-user true
	((EUID != 0)) || lacks 'mounting' unshare --mount --propagation unchanged true
	[[ $({ : </dev/tcp/127.0.0.1/1; } 2>&1) != *unreachable* ]] || echo "the network (its loopback is down: ip link set lo up)"
	if includes kernels || includes fleet || includes toolchains || includes programs; then
		type -P apt-get >/dev/null || echo 'what needs packages of Debian (no apt-get)'
		lacks 'downloads' timeout 10 bash -c ': </dev/tcp/deb.debian.org/80'
		[[ $(uname -m) == x86_64 ]] || echo "other kernels and toolchains ($(uname -m), not x86_64)"
	fi
}

cannot_be_tried() {
	local lacking
	lacking=$(list_what_is_lacking)
	lacking=${lacking:-nothing}
	echo "${lacking//$'\n'/; }"
}
