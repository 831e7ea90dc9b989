# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Shared by tests/demo, tests/run and others: finds out which packages are missing, installs them on
# Debian and Ubuntu, names them elsewhere, and configures build/. Sourced; leaves the project's root as
# the working directory.
unset BASH_ENV CDPATH ENV POSIXLY_CORRECT
set +o posix
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # where setcap and its like are for users, too

library_packages=(g++ meson ninja-build pkgconf nlohmann-json3-dev)
build_packages=("${library_packages[@]}" doctest-dev)
# To boot Debian's kernels, which tests/kernels/kernels fetches.
vm_packages=(qemu-system-x86 busybox-static cpio debian-archive-keyring)

# A package counts as there if dpkg knows it or if all these are found: programs, of which a comma separates
# alternatives, <headers>, pkg-config:MODULES, and /files. Others are looked for by a program of their name.
declare -A upstream_name=() looked_for=()
while IFS='|' read -r package name probes; do
	upstream_name[$package]=$name looked_for[$package]=$probes
done <<EOT
abigail-tools|libabigail|abidw abidiff
binutils|binutils|readelf nm objdump
bsdutils|script of util-linux|script
busybox-static|a static busybox|busybox
bsdextrautils|col of util-linux|col
bubblewrap|bubblewrap|bwrap
clang|clang|clang clang++
curl|curl|curl
debian-archive-keyring|the keys of Debian's archive|/usr/share/keyrings/debian-archive-keyring.gpg
doctest-dev|doctest|<doctest/doctest.h>
g++|a C++20 compiler|${CXX:-c++,g++,clang++}
g++-aarch64-linux-gnu|GCC for AArch64|aarch64-linux-gnu-g++
g++-i686-linux-gnu|GCC for 32-bit x86|i686-linux-gnu-g++
gcc-i686-linux-gnu|a C compiler for 32-bit x86|i686-linux-gnu-gcc
groff-base|groff|groff
iproute2|iproute2|ip
libc6-dev-i386-cross|glibc for 32-bit x86|/usr/i686-linux-gnu/include/stdio.h
libcap2-bin|libcap|setcap
libjemalloc2|jemalloc|/usr/lib/*/libjemalloc.so.2
libmimalloc-dev|mimalloc|/usr/lib/*/libmimalloc.so
libtcmalloc-minimal4|tcmalloc|/usr/lib/*/libtcmalloc_minimal.so.4
meson|Meson|meson
musl-tools|musl|musl-gcc
ncurses-base|ncurses|infocmp
ncurses-bin|ncurses|infocmp
ninja-build|ninja|ninja,ninja-build,samu
nlohmann-json3-dev|nlohmann_json|pkg-config:nlohmann_json
pkgconf|pkg-config|pkg-config
procps|procps|ps
python3|Python 3|/usr/bin/python3
python3-jsonschema|jsonschema for Python|/usr/lib/python3*/*-packages/jsonschema
qemu-system-arm|QEMU for ARM|qemu-system-aarch64
qemu-system-x86|QEMU|qemu-system-x86_64
util-linux|util-linux|setpriv unshare
vim-tiny|vim|vi
EOT

# is_found PROBE: whether that, or one of its alternatives, is on this machine.
is_found() {
	local one
	for one in ${1//,/ }; do
		case $one in
		'<'*) ${CXX:-c++} -x c++ -fsyntax-only - <<<$'#if !__has_include('"$one"$')\n#error\n#endif' 2>/dev/null && return ;;
		pkg-config:*) pkg-config --exists "${one#*:}" 2>/dev/null && return ;;
		/*) compgen -G "$one" >/dev/null && return ;;
		*) type -P "$one" >/dev/null && return ;;
		esac
	done
	return 1
}

# find_missing PACKAGE...: into $missing, those that are not there.
find_missing() {
	local package probe installed
	missing=()
	installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
	for package in "$@"; do
		[[ $installed != *" installed:$package "* ]] || continue
		for probe in ${looked_for[$package]-$package}; do
			is_found "$probe" || { missing+=("$package") && break; }
		done
	done
}

# tell PACKAGE...: by the names that they have everywhere, and how each was looked for.
tell() {
	local package text=''
	for package in "$@"; do
		text+=", ${upstream_name[$package]-$package} (looked for ${looked_for[$package]-$package})"
	done
	echo "${text#, }"
}

# prepare_apt: whether packages can be installed here; else $no_apt says why not.
prepare_apt() {
	local said
	as_root=() no_apt=''
	if ! type -P apt-get >/dev/null; then
		no_apt='there is no apt-get'
	elif ((EUID != 0)) && ! type -P sudo >/dev/null; then
		no_apt='this is not root, and there is no sudo'
	elif ((EUID != 0)) && [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; then
		no_apt='this is not root, and sudo asks for a password'
	else
		((EUID == 0)) || as_root=(sudo)
		said=$("${as_root[@]}" apt-get update -qq -o APT::Update::Error-Mode=any 2>&1) ||
			no_apt="apt-get update failed: $(grep -m 1 '^[EW]:' <<<"$said" || echo "$said")"
	fi
	[[ ! $no_apt ]]
}

# advise_administrator: who may install packages, where this user may not, is asked to run this.
advise_administrator() {
	! type -P apt-get >/dev/null || ((EUID == 0)) ||
		echo "; as root: apt-get install --no-install-recommends ${missing[*]}"
}

apt_install() { LC_ALL=C apt-get install -y --no-install-recommends "$@"; }

# What was missing until now is installed, with what it depends on.
install_missing() {
	((${#missing[@]})) || return 0
	echo "installing ${missing[*]}" >&2
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

# install_packages PACKAGE...: those that are not there yet, by apt, with sudo where needed.
install_packages() {
	local missing as_root no_apt
	find_missing "$@"
	((${#missing[@]})) || return 0
	prepare_apt || { echo "cannot install what is missing, as $no_apt: $(tell "${missing[@]}")$(advise_administrator)" >&2 && return 1; }
	install_missing
}

# configure_build: build/, of this version of Meson.
configure_build() {
	local folder=build
	[[ -e build ]] || folder=.
	if [[ ! -w $folder ]]; then
		local why
		why=$(touch "$folder/build.tried" 2>&1) || true # set -e would end it before a word
		echo "cannot build in $PWD/build (${why##*: }; $folder belongs to $(stat -c %U $folder), and this is $(id -un)): copy the project" >&2
		return 1
	fi
	if [[ ! -f build/build.ninja ]]; then
		meson setup build >&2
	elif [[ $(find tests/behaviour tests/interface -type d -newer build/build.ninja) ]]; then
		meson setup --reconfigure build >&2 # there may be other scripts
	fi
}
