#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# What tests/kernels/kernels says and does where the archive has no such kernel; here nothing answers at all.
type -P apt-get dpkg-deb >/dev/null || skip 'needs apt and dpkg'
[[ $(uname -m) == x86_64 ]] || skip 'needs an x86-64 machine'
mirror=http://127.0.0.1:9/debian
export LANDLOCK_KERNELS=$work/kernels DEBIAN_MIRROR=$mirror
unset LANDLOCK_KERNELS_ARCHITECTURE
kernels() { run "$tests/kernels/kernels" "$@"; }

kernels 2
is 'nothing in the cache: it fails' "$status $out" '1 '
is 'nothing in the cache: it ends with a line that says what is missing' "${err##*$'\n'}" \
	"kernels: no kernel of Landlock ABI 2 (from Linux 5.19 on, before 6.2) can be had from $mirror"
is 'nothing in the cache: a line each for the lists, their error and the kernel' "$(wc -l <<<"$err")" 3
kernels 3
is 'an ABI that Debian need not have: it fails, too, where that is asked for' "$status $out" '1 '

echo kernel >kernels/vmlinuz-5.10.0-1-cloud-amd64
echo kernel >kernels/vmlinuz-6.2.0-1-cloud-amd64
kernels 2
is 'kernels of other ABIs are not taken for it' "$status $out" '1 '
for version in 6.1.0-9 6.1.0-10; do echo kernel >"kernels/vmlinuz-$version-cloud-amd64"; done
kernels 2
is 'what was fetched before is taken, the newest of it' "$status $out" "0 2 $work/kernels/vmlinuz-6.1.0-10-cloud-amd64"
like 'what was fetched before: it says so' "$err" '*kernels: taking Linux 6.1.0-10-cloud-amd64, which was fetched before'
: >kernels/vmlinuz-6.1.0-11-cloud-amd64
kernels 2
is 'an empty file is no kernel' "$status $out" "0 2 $work/kernels/vmlinuz-6.1.0-10-cloud-amd64"

kernels 2 99
is 'an ABI that is not known' "$status $out$err" \
	"1 kernels: no Landlock ABI is called \"99\"; there are none $(seq -s ' ' "$(tail -n 1 "$tests/kernels/abis" | cut -d ' ' -f 1)")"
LANDLOCK_KERNELS=/proc/kernels kernels 2
is 'a cache that cannot be made' "$status $out$err" '1 kernels: cannot write to /proc/kernels; name another directory by LANDLOCK_KERNELS'
finish
