#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# variable[].builtin: facts about this start. HOME is what the environment says, never a database.
mkdir -p home tmp runtime cwd policy other programs "by-$(id -u)"
cp "$(type -P cat)" programs/mycat
for folder in home tmp runtime cwd policy other programs "by-$(id -u)"; do echo text >$folder/file; done
export HOME=$work/home TMPDIR=$work/tmp XDG_RUNTIME_DIR=$work/runtime
make() {
	echo '{"preloadVersion":1,"variable":[{"name":"where","builtin":"'"$1"'"}],"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]},{"allowedAccess":["read_file"],"parent":["'"${2-}"'${where}"]}]}'
}
# means BUILTIN FOLDER [PREFIX]: it is this folder, and no other.
means() {
	make "$1" "${3-}" >policy/policy.json
	run env -C cwd LD_PRELOAD="$lib" LANDLOCK_POLICY=../policy/policy.json "$work/programs/mycat" "$work/$2/file" ../other/file
	[[ $1 != policyDir ]] || confined ./policy//policy.json programs/mycat "$work/$2/file" other/file
	needing landlock is "$1" "$status $out ${err##*: }" "1 text Permission denied"
}
means home home
means cwd cwd
means tmpdir tmp
means runtimeDir runtime
means exeDir programs
means policyDir policy
means uid "by-$(id -u)" "$work/by-"
policy=$(make exe)
confined "$policy" programs/mycat programs/mycat
needing landlock check 'exe' cmp -s .out programs/mycat
confined "$policy" programs/mycat programs/file
needing landlock is 'exe, and not its folder' "$status ${err##*: }" '1 Permission denied'

# refused NAME BUILTIN REASON SETTING...
refused() {
	local name=$1 policy=$2 reason=$3
	shift 3
	run env "$@" LD_PRELOAD="$lib" LANDLOCK_POLICY="$(make $policy)" touch ran
	is "$name: nothing runs" "$status $err" "125 liblandlock_preload: error: LANDLOCK_POLICY:/variable/0: $reason"
}
refused 'no HOME' home 'environment variable "HOME" is not set' -u HOME
refused 'an empty HOME' home 'HOME is "", which is empty' HOME=
refused 'a relative HOME' home 'HOME is "home", which is not an absolute path' HOME=home
refused 'a climbing HOME' home "HOME is \"$work/home/..\", which contains a \"..\" component" HOME="$work/home/.."
refused 'no runtime folder' runtimeDir 'environment variable "XDG_RUNTIME_DIR" is not set' -u XDG_RUNTIME_DIR
refused 'a climbing TMPDIR' tmpdir 'TMPDIR is "/tmp/..", which contains a ".." component' TMPDIR=/tmp/..
refused 'an inline policy has no folder' policyDir '"policyDir" needs a policy file' A=
check 'no program ran where a built-in path was unknown' test ! -e ran

# Deeper than the kernel can tell: the folder is not known, and must not become the root.
deep() (
	name=$(printf 'd%.0s' {1..250})
	for _ in {1..17}; do mkdir -p "$name" && cd "$name" || exit 99; done 2>/dev/null
	make policyDir >policy.json
	LD_PRELOAD=$lib LANDLOCK_POLICY=policy.json exec touch ran
)
run deep
is 'in a folder that is too deep: nothing runs' "$status $err" "125 liblandlock_preload: error: policy.json:/variable/0: \
cannot determine the policy's directory; name the policy by an absolute path without \".\" and \"..\""

run env -u TMPDIR LD_PRELOAD="$lib" LANDLOCK_POLICY="$(make tmpdir)" cat other/file
needing landlock is 'without TMPDIR: /tmp' "$status $out" '0 text'
run cat other/file programs/file
is 'without us every folder is read' "$status" 0
finish
