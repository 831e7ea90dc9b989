#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A release of Debian as a user meets it, from nothing each time: the demo, the README's lines that
# install, the fast suites, and these by the other compilers that the release has.
#
#   debian.sh RELEASE [COMPILER...]
. "$(dirname "$0")/../lib/lib.sh"
release=$1
shift
((EUID == 0)) || skip 'needs root, to mount a root of its own'
type -P debootstrap >/dev/null || skip 'needs debootstrap'
fresh() {
	run "$tests/toolchains/fresh-root" "$release" "$@"
	err=$(tail -n 3 <<<"$err") # the log of a build before it has its place in $work/.err
}

# passed NAME: the last command did; else what it said of it, as its log has thousands of lines.
passed() {
	if ((status == 0)); then pass "$1"; return; fi
	fail "$1" "status: $status"
	grep -ahE -A9 'FAIL|ERROR|TIMEOUT|^not ok|^# (got|expected|failed|err):|error:|^skipped: ' "$work/.out" "$work/.err" | tail -n 60 >&2
	tail -n 5 "$work/.err" >&2
}

# The kernel is this one, so nothing is skipped; but libabigail writes another format since 2.8.
skipped=0
[[ $release != sid ]] || skipped=1

fresh tests/demo
passed 'tests/demo'
like 'the demo shows what is allowed and what is denied' "$out" '*/link/passwd * 200*/index.txt * 200*/link/passwd * 404*exit status 125*'
fresh tests/toolchains/pastes_the_install_lines --here
passed 'the lines of the README that install'
fresh sh -c 'tests/run && tests/toolchains/by-compilers "$@"' sh "$@"
passed "tests/run${*:+, and by $*}"
while read -r line; do
	like "$line" "$line" "*[1-9]* passed, 0 failed, $skipped skipped"
done < <(grep -E '(^|: )[0-9]+ passed, [0-9]+ failed' <<<"$out")
# The root lies on an overlay, whose files are not collapsed, and whose inodes get numbers that are not used again.
is 'no part of a test is skipped' "$(grep -E '^skipped in part' <<<"$out" | grep -vE 'abidw|cannot collapse files|not given anew')" ''
is 'each of them ran' "$(grep -cE '(^|: )[1-9][0-9]+ passed, 0 failed' <<<"$out")" $(($# + 1))
finish
