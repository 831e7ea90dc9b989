#!/bin/bash
# needs: chroot landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# "@NAME" is NAME.json in /etc/landlock-preload/policies, or else in the directory that the library is installed with,
# in LANDLOCK_POLICY, in "include" and on the tool's command line.
make_root cat mkdir touch "$LANDLOCK_POLICY_TOOL"
own=/etc/landlock-preload/policies
mkdir root/open root/own root/proc
echo public | tee root/open/file >root/own/file
confined @no-such-name cat /open/file
is 'a name that nothing has: the program does not start' "$status $out" '125 '
installed=${err##* nor in }
installed=${installed%%;*}
like 'the installed directory is said' "$installed" '/*/landlock-preload/policies'
is 'a name that nothing has: the error' "$err" \
	"liblandlock_preload: error: LANDLOCK_POLICY: \"@no-such-name\" is neither in $own nor in $installed; landlock-policy list shows what is there"

mkdir -p "root$installed"
rule() { echo '"preset":["loader"],"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["'"$1"'"]}]'; }
echo '{"preloadVersion":1,'"$(rule /open)"'}' >"root$installed/reader.json"
policy=@reader
granted 'an installed policy' cat /open/file
denied 'an installed policy: what it does not grant' cat /own/file
policy='{"preloadVersion":1,"include":["@reader"]}'
granted 'an included one' cat /open/file
denied 'an included one: what it does not grant' cat /own/file
run "${inside[@]}" "$LANDLOCK_POLICY_TOOL" run --library "$lib" @reader cat /open/file /own/file
is 'the launcher: confined' "$status $out" '1 public'
like 'the launcher: what is denied' "$err" '*/own/file: Permission denied'
run "${inside[@]}" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" cat /open/file /own/file
is 'the launcher, an included one: confined' "$status $out" '1 public'
refused 'a name that is misspelt' @raeder \
	"LANDLOCK_POLICY: \"@raeder\" is neither in $own nor in $installed; did you mean \"@reader\"?"
refused 'an included name that is misspelt' '{"preloadVersion":1,"include":["@raeder"]}' \
	"LANDLOCK_POLICY:/include/0: \"@raeder\" is neither in $own nor in $installed; did you mean \"@reader\"?"
for name in @../reader @Reader @ @/reader @.reader; do
	refused "no name: $name" "$name" "LANDLOCK_POLICY: \"$name\" names no policy: a name has a-z, 0-9, \".\", \"_\", \"+\" and \"-\"; write ./ before that of a file"
done

# The administrator's comes first, whatever it is.
mkdir -p "root$own"
echo '{"preloadVersion":1,'"$(rule /own)"'}' >"root$own/reader.json"
policy=@reader
granted "the administrator's" cat /own/file
denied "the administrator's: what only the installed one grants" cat /open/file
mv "root$own/reader.json" "root$own/other.json"
ln -s nowhere "root$own/reader.json"
refused 'a link there that leads nowhere' @reader "$own/reader.json: cannot open: No such file or directory"
rm "root$own/reader.json"
mkdir "root$own/reader.json"
refused 'a directory there' @reader "$own/reader.json: is a directory; name a file"
refused 'a directory there, included' '{"preloadVersion":1,"include":["@reader"]}' "LANDLOCK_POLICY:/include/0: \"$own/reader.json\" is a directory; name a file"
rmdir "root$own/reader.json"
rm -r "root$own/other.json" "root$own"
echo >"root$own"
refused 'a file in place of the directory' @reader "$own/reader.json: cannot open: Not a directory"
rm "root$own"
# A name of a file beside is a path.
cp "root$installed/reader.json" root/@file
inside=(chroot root env --chdir=/)
refused 'a file of that name' @file "LANDLOCK_POLICY: \"@file\" is neither in $own nor in $installed; landlock-policy list shows what is there"
policy=./@file
granted 'a file of that name, as a path' cat /open/file

# Whoever may make the one that comes first, or change either, changes the next start.
maker() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["make_dir","make_reg","write_file"]}],"pathBeneath":[
		{"allowedAccess":["make_dir","make_reg"],"parent":["'"$1"'"]}]}' >"root$installed/maker.json"
}
warned() {
	is "$1: a warning" "$status $out $err" "0  liblandlock_preload: warning: $2: the policy lets the program change $3; keep it outside what is granted"
}
maker /open
policy=@maker
granted 'a policy that is out of reach' mkdir /open/made
maker /etc
confined @maker mkdir /etc/made
warned 'one that may be hidden' "$installed/maker.json" "$own/maker.json (by its rule on /etc)"
confined '{"preloadVersion":1,"include":["@maker"]}' mkdir /etc/made-as-well
warned 'an included one that may be hidden' LANDLOCK_POLICY "$own/maker.json (by its rule on /etc)"
confined @maker LANDLOCK_STRICT=1 mkdir /etc/strict
like 'one that may be hidden: an error when strict' "$status $err" "125 *error: $installed/maker.json: the policy lets the program change $own/maker.json *"
maker "${installed%/*}"
confined @maker mkdir "${installed%/*}/made"
like 'one that may be replaced' "$err" "*the policy lets the program change $installed/maker.json (by its rule on ${installed%/*})*"
finish
