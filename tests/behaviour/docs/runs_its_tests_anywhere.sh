#!/bin/bash
# needs: python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What tests/run says before it starts and at its end, on machines that have less than this one: nothing but
# what is in machine/, with an apt-get and a dpkg-query of ours where there are some.
project=$tests/..
mkdir machine
for program in awk bash cat dirname grep id mapfile sed sort timeout tr uname unshare; do
	file=$(type -P "$program") && ln -s "$file" machine/
done
# PATH gets /usr/sbin and its like, which a machine of merged folders fills with all of /usr/bin.
for folder in usr/local/sbin usr/sbin sbin; do mkdir -p "none/$folder"; done
mkdir -p there/tests
sed "s|:/usr/local/sbin:/usr/sbin:/sbin||" "$project/tests/prepare.sh" >there/tests/prepare.sh
cp "$project"/tests/{run,machine.sh,summary} there/tests/
sed -i 's|/usr/bin/python3|python3|' there/tests/prepare.sh
here() { run env -u CXX PATH="$work/machine" "$(type -P bash)" there/tests/run "$@"; }

run "$project/tests/run" --help
like '--help explains what tests/run does' "$status $out" '0 Runs the tests, from nothing:*tests/run --all *tests/run --suite SUITE *'
for words in '--nix:unknown option --nix' '--suite nix:unknown suite nix' '--suite:--suite needs a name' '-j:-j needs a value'; do
	# shellcheck disable=SC2086 # words
	run "$project/tests/run" ${words%%:*}
	is "refused by name: ${words%%:*}" "$status $out $err" "2  tests/run: ${words#*:}; tests/run --help lists what there is"
done

# Without apt: what is missing by the names that it has everywhere.
here --suite unit
is 'without apt and without a compiler tests/run ends' "$status" 1
mapfile -t lines <<<"$out"
is 'without a compiler it ends after two lines' "${#lines[@]}" 2
like 'the first says why nothing is installed, and what is missing' "${lines[0]}" \
	'To install: nothing, as there is no apt-get. Missing, and skipped if only tests need it: doctest (looked for <doctest/doctest.h>), a C++20 compiler (looked for c++,g++,clang++), Meson (looked for meson), *'
like 'the second says what it could not ask' "${lines[1]}" 'Cannot be tried here: *as neither Perl nor Python is here to ask*'
like 'the last words are what it cannot build without' "$err" \
	'tests/run: nothing can be built without a C++20 compiler (*), Meson (*), ninja (*), pkg-config (*), nlohmann_json (*), doctest (*)'

# What is found is there, though no dpkg knows it.
for program in meson ninja; do
	printf '#!/bin/sh\n' >machine/$program
	chmod +x machine/$program
done
here --suite unit
like 'programs of no package count as there' "$err" 'tests/run: nothing can be built without a C++20 compiler (*), pkg-config (*), nlohmann_json (*), doctest (*)'

# With apt: its own count. 2 to be installed, of which one replaces an older one; 3.5 MB in two archives.
cat >machine/apt-get <<'END'
#!/bin/sh
case "$*" in
*update*) [ ! "$FAILS" ] || { echo "E: Failed to fetch http://127.0.0.1/debian" && exit 100; } ;;
*--print-uris*)
	echo "1 upgraded, 1 newly installed, 0 to remove and 0 not upgraded."
	echo "'http://127.0.0.1/a.deb' a.deb 1500000 SHA256:0"
	echo "'http://127.0.0.1/b.deb' b.deb 2000000 SHA256:0"
	;;
*--simulate*) case "$*" in *doctest-dev*) echo "E: Unable to locate package doctest-dev" && exit 100 ;; esac ;;
*) echo "$*" >>"$ASKED" ;;
esac
END
cp machine/apt-get apt-get
chmod +x machine/apt-get
# Root is asked for by sudo, and sudo by us.
printf '#!/bin/sh\n[ "$1" != -n ] || shift\nexec "$@"\n' >machine/sudo
printf '#!/bin/sh\nwhile [ "${1#*=}" != "$1" ]; do export "$1"; shift; done\nexec "$@"\n' >machine/env
ln -sf "$(type -P true)" machine/true
chmod +x machine/{sudo,env}
ASKED=$work/asked here --suite unit
mapfile -t lines <<<"$out"
is 'apt tells how much will be installed, and what it has not' "${lines[0]}" \
	'To install: 2 packages, 4 MB to download; not to be had here: doctest-dev.'
is 'apt installs what it has' "$(<asked)" 'install -y -q --no-install-recommends g++ nlohmann-json3-dev pkgconf'
rm asked
FAILS=1 ASKED=$work/asked here --suite unit
like 'without network the first line says so' "$out" \
	'To install: nothing, as apt-get update failed: E: Failed to fetch http://127.0.0.1/debian. Missing, *'
check 'without network nothing is installed' test ! -e asked

# The end: each skip once, with its reason, and the counts.
log() { printf '{"name": "p:s / %s", "result": "%s", "stdout": "%s", "stderr": "%s"}\n' "$@"; }
{
	log a OK 'ok 1 - x\nok 2 - y # SKIP no zsh\n1..2\n' ''
	log b SKIP '1..0 # SKIP needs root\n' ''
	log c SKIP '' 'this kernel has no Landlock\n'
	log unit OK 'x.cpp:1: MESSAGE: skipped: root may read\n' ''
} >good.log
LANDLOCK_TESTS_NO_SKIP='' run python3 "$project/tests/summary" good.log
is 'each skip is listed with its reason' "$status $out" '0 skipped in part: a: no zsh
skipped: b: needs root
skipped: c: this kernel has no Landlock
skipped in part: unit: root may read
2 checks were skipped in tests that ran
2 passed, 0 failed, 2 skipped'
LANDLOCK_TESTS_NO_SKIP=1 run python3 "$project/tests/summary" good.log
is 'a skip is a failure where everything can be done' "$status" 1
head -n 1 good.log >part.log
LANDLOCK_TESTS_NO_SKIP=1 run python3 "$project/tests/summary" part.log
is 'a skip of a part is a failure where everything can be done' "$status" 1
{ cat good.log && log d ERROR '' ''; } >bad.log
LANDLOCK_TESTS_NO_SKIP='' run python3 "$project/tests/summary" bad.log
is 'a failure is one' "$status ${out##*$'\n'}" '1 2 passed, 1 failed, 2 skipped'
log c SKIP '' 'none' >none.log
LANDLOCK_TESTS_NO_SKIP='' run python3 "$project/tests/summary" none.log
is 'nothing passed is no success' "$status ${out##*$'\n'}" '1 0 passed, 0 failed, 1 skipped'

# A folder that may not be written to, by whoever runs them: the cause, in a line.
read_only() {
	run "${own_mounts[@]}" bash -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && . "$1/tests/prepare.sh" && set -e && configure_build' \
		sh "$work/unwritable"
	like "$1" "$status $err" "1 *cannot build in $work/unwritable/build (Read-only file system; *"
}
mkdir -p unwritable/tests
cp "$tests/prepare.sh" unwritable/tests/
needing mounts read_only 'a read-only folder: the cause is said'
finish
