#!/bin/bash
# SPDX-License-Identifier: MIT
#
# 64-bit ARM: what the file is; and, in a boot of Debian's newest arm64 kernel with Debian's programs, that `explain`
# says of each call what that kernel does. As `aarch64.sh boot` also programs of 32 bits, the behaviours that name this
# architecture, as root and as an ordinary user, and the kernel suite. That takes many minutes, as the processor is
# emulated, so it is not part of tests/run.
. "$(dirname "$0")/lib.sh"
build aarch64 "$library" src/landlock-policy
# shellcheck disable=SC2046 # names
build aarch64 $(probes_of aarch64)
[[ ${1-} != boot ]] || build aarch64 tests/kernel/kernel_tests
use aarch64

file=$LANDLOCK_PRELOAD_LIBRARY
like 'the library is for AArch64' "$(readelf -h "$file")" '*Machine: *AArch64*'
dynamic=$(readelf -dW "$file")
for flag in NOW NODELETE INITFIRST; do
	like "FLAGS_1 has $flag" "$(grep FLAGS_1 <<<"$dynamic")" "*$flag*"
done
is 'exports what is ours' \
	"$(readelf --dyn-syms -W "$file" | awk '$4 != "SECTION" && $7 ~ /^[0-9]+$/ { print $8 }' | grep -v '^landlock_preload_')" ''
# Kernels have pages of up to 64 KiB there: a segment aligned to less could not be mapped.
is 'fits pages of 64 KiB' "$(readelf -lW "$file" | awk '$1 == "LOAD" { print $NF }' | sort -u)" 0x10000

for program in cpio qemu-system-aarch64; do
	type -P "$program" >/dev/null || skip "$program is not installed"
done
root=$builds/root-aarch64
packages=(bash busybox-static coreutils findutils grep libstdc++6 mawk sed strace util-linux)
[[ ${1-} != boot ]] || packages+=(dash gdb python3)
make_debian arm64 bookworm "$root" "${packages[@]}"
copies=(--copy "$root:")
if [[ ${1-} == boot ]]; then
	ln -sf dash "$root/usr/bin/sh" # which opens no terminal
	debian-root armhf bookworm "$builds/root-armhf" busybox-static >&2
	copies+=(--copy "$builds/root-armhf/usr/bin/busybox:/32-bit/busybox")
fi
cat >"$work/guest" <<'GUEST'
export LANDLOCK_PRELOAD_LIBRARY=/build/liblandlock_preload.so LANDLOCK_PRELOAD_PROBES=/build
export LANDLOCK_POLICY_TOOL=/build/landlock-policy
uname -m
/build/probe_kernel
bash /tests/kernels/explains_each_denial.sh && echo 'passed explains_each_denial as root'
[[ $1 == boot ]] || exit 0
echo '{"ruleset":[{"handledAccessFs":["make_char"]}]}' >/policy.json
"$LANDLOCK_POLICY_TOOL" explain --library "$LANDLOCK_PRELOAD_LIBRARY" /policy.json -- bash -c '/32-bit/busybox true; exit' 2>&1
for as in 'root env' 'user setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/user'; do
	for script in $(grep -lE '^# also on:.* aarch64( |$)' /tests/behaviour/*/*.sh); do
		${as#* } bash "$script" && echo "passed $(basename "$script" .sh) as ${as%% *}"
	done
done
/build/kernel_tests
GUEST
for folder in behaviour kernels lib; do copies+=(--copy "$project/tests/$folder:/tests/$folder"); done
for file in "$builds"/aarch64/{src/liblandlock_preload.so,src/landlock-policy,tests/kernel/kernel_tests,tests/behaviour/probes/probe_*}; do
	[[ ! -f $file ]] || copies+=(--copy "$file:/build/${file##*/}")
done
"$project/tests/kernels/pack" --busybox "$root/usr/bin/busybox" "${copies[@]}" --copy "$work/guest:/guest" "$work/initrd" -- /bin/bash /guest "${1-}"
read -r abi kernel < <(LANDLOCK_KERNELS_ARCHITECTURE=arm64 "$project/tests/kernels/kernels" 11)
run "$project/tests/kernels/boot" --timeout 3000 --append 'audit=1 audit_backlog_limit=0' "$kernel" "$work/initrd"
sed 's/^/# /' "$work/.out" "$work/.err"
like 'an arm64 kernel boots, with the ABI of its version' "$out" $'aarch64\n*\nabi '"$abi"$'\n*'
passed() { like "$1, as $2" "$out" "*passed $1 as $2*"; }
passed explains_each_denial root
is 'the machine ends well' "$status" 0
[[ ${1-} == boot ]] || finish

like 'a child of 32 bits is named' "$out" '*no denial was seen, but not all could be seen*/32-bit/busybox makes system calls of another architecture, which are not seen here*'
is 'nothing is skipped but what takes a compiler' "$(sed -n 's/.*# SKIP //p' <<<"$out" | grep -v -e '^no program of 32 bits ' -e '^no 32-bit calls ' -e '^needs root')" ''
for script in $(scripts_also_on aarch64); do
	for user in root user; do passed "$(basename "$script" .sh)" "$user"; done
done
check 'the kernel suite runs as a whole' grep -qE 'test cases: +1[2-9][0-9] [|] +1[2-9][0-9] passed [|] +0 failed [|] +0 skipped' "$work/.out"
finish
