#!/bin/bash
# SPDX-License-Identifier: MIT
#
# 64-bit ARM: what the file is; and, as `aarch64.sh boot`, in a boot of Debian's newest arm64 kernel with
# Debian's programs, the kernel suite, and two behaviours as root and as an ordinary user. That takes
# minutes, as the processor is emulated, so it is not part of tests/run.
. "$(dirname "$0")/lib.sh"
build aarch64 "$library" src/landlock-policy tests/kernel/kernel_tests
# shellcheck disable=SC2046 # names
build aarch64 $(probes_of aarch64)
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

[[ ${1-} == boot ]] || finish

(. "$project/tests/prepare.sh" && install_packages cpio qemu-system-arm)
root=$builds/root-aarch64
make_debian arm64 bookworm "$root" bash busybox-static coreutils findutils grep libstdc++6 mawk sed strace util-linux
cat >"$work/guest" <<'EOF'
export LANDLOCK_PRELOAD_LIBRARY=/build/liblandlock_preload.so LANDLOCK_PRELOAD_PROBES=/build
export LANDLOCK_POLICY_TOOL=/build/landlock-policy LANDLOCK_TESTS_NO_SKIP=1
uname -m
/build/probe_kernel
for as in 'root env' 'user setpriv --reuid 1000 --regid 1000 --clear-groups env HOME=/home/user'; do
	for script in $(grep -lE '^# also on:.* aarch64( |$)' /tests/behaviour/*/*.sh); do
		${as#* } bash "$script" && echo "${as%% *} passed $(basename "$script" .sh)"
	done
done
/build/kernel_tests
EOF
copies=(--copy "$root:" --copy "$project/tests/behaviour:/tests/behaviour" --copy "$project/tests/lib:/tests/lib" --copy "$work/guest:/guest")
for file in "$builds"/aarch64/{src/liblandlock_preload.so,src/landlock-policy,tests/kernel/kernel_tests,tests/behaviour/probes/probe_*}; do
	[[ -d $file ]] || copies+=(--copy "$file:/build/${file##*/}")
done
"$project/tests/kernels/pack" --busybox "$root/usr/bin/busybox" "${copies[@]}" "$work/initrd" -- /bin/bash /guest
read -r abi kernel < <(LANDLOCK_KERNELS_ARCHITECTURE=arm64 "$project/tests/kernels/kernels" 11)
run "$project/tests/kernels/boot" --timeout 3000 "$kernel" "$work/initrd"
sed 's/^/# /' "$work/.out" "$work/.err"
like 'an arm64 kernel boots, with the ABI of its version' "$out" $'aarch64\n*\nabi '"$abi"$'\n*'
for user in root user; do
	like "as $user it confines" "$out" "*$user passed denies_read_outside_policy*"
	like "as $user \`landlock-policy kernel\` shows what there is" "$out" "*$user passed tells_what_the_kernel_accepts*"
done
is 'the kernel suite' "$status" 0
check 'the kernel suite runs as a whole' grep -qE 'test cases: +1[2-9][0-9] [|] +1[2-9][0-9] passed [|] +0 failed [|] +0 skipped' "$work/.out"
finish
