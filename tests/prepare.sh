# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Shared by tests/demo and tests/run: installs the Debian packages that are missing, and builds into
# build/. Sourced; leaves the project's root as the working directory.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# install PACKAGE...: those that are not there yet, by apt, with sudo where needed.
install_packages() {
	local package missing=() as_root=()
	for package in "$@"; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	echo "installing ${missing[*]}" >&2
	((EUID == 0)) || as_root=(sudo)
	"${as_root[@]}" apt-get update -q >&2
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

# cmake: Meson 1.0 finds Debian's doctest through it.
build_packages=(g++ meson ninja-build cmake pkgconf nlohmann-json3-dev doctest-dev)
# To boot Debian's kernels, which tests/vm/kernels fetches.
vm_packages=(qemu-system-x86 busybox-static cpio debian-archive-keyring)

# configure_build: a build folder of this version of Meson, with the tests.
configure_build() {
	[[ -f build/build.ninja ]] || meson setup build >&2
}
