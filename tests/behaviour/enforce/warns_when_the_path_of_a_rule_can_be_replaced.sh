#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A start opens the paths of its rules anew. What one start may put in their place, the next grants.
prefix='liblandlock_preload: '
changes='"write_file","make_reg","make_dir","make_sym","remove_file","remove_dir","read_file","read_dir"'
system='{"allowedAccess":["read_file"],"parent":["/usr","/lib","/lib64","/etc","/dev","'"$work/bin"'"]}'
# make RULE...: p.json, which handles all of that, and grants reading the system and these rules.
make() {
	local rules
	printf -v rules ',%s' "$@"
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":['"$changes"']}],"pathBeneath":['"$system$rules"']}' >p.json
}
replaces() { echo "the policy lets the program replace $1 (by its rule on $2), and the next start grants what a link there leads to; set noSymlinks"; }
replaces_by_any() { echo "the policy lets the program replace $1 (by its rule on $2), and the next start grants what is put there; keep it outside what that rule grants"; }
# carried_out NAME FINDING DEED PATH: a warning, an error when strict; the first start, which did DEED, may not
# read the secret, and the second reads it as PATH.
carried_out() {
	local hidden=${secret:-secret/key}
	confined p.json LANDLOCK_STRICT=1 touch ran
	is "$1: an error when strict" "$status $err" "125 ${prefix}error: p.json: $2"
	confined p.json sh -c "cat $work/$hidden; $3"
	is "$1: a warning, and the secret is denied" "$status $out $err" \
		"0  ${prefix}warning: p.json: $2"$'\n'"cat: $work/$hidden: Permission denied"
	confined p.json LANDLOCK_LOG=error cat "$4"
	is "$1: the next start grants it" "$status $out" '0 secret'
}
quiet() {
	confined p.json LANDLOCK_STRICT=1 cat /dev/null
	is "$1: nothing is said" "$status $err" '0 '
}
mkdir secret
echo secret >secret/key

mkdir -p app/public
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/app"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/app/public"'"]}'
carried_out 'a directory below a granted one' "$(replaces "$work/app/public" "$work/app")" \
	"rmdir app/public; ln -s $work/secret app/public" app/public/key
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/app"'"]}' \
	'{"allowedAccess":["read_file"],"parent":["'"$work/app/public"'"],"noSymlinks":true,"optional":true}'
mv app/public app/link
mkdir app/public
quiet 'noSymlinks'
rmdir app/public
mv app/link app/public
confined p.json cat app/public/key
like 'noSymlinks: the link is not followed' "$status $err" '1 *Permission denied*'

mkdir -p mid/a/b
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/mid"'"]}' '{"allowedAccess":["read_file"],"parent":["mid/a/b"]}'
mkdir secret/b
cp secret/key secret/b/key
carried_out 'a directory in the middle, by a relative path' "$(replaces mid/a/b "$work/mid")" \
	"mv mid/a mid/old; ln -s $work/secret mid/a" mid/a/b/key

mkdir own
ln -s own/later way
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/own"'"]}' \
	'{"allowedAccess":["read_file"],"parent":["'"$work/way"'"],"optional":true}'
carried_out 'a path that is not there yet, through a link' "$(replaces "$work/way" "$work/own")" \
	"ln -s $work/secret own/later" way/key

mkdir -p glob/one
make '{"allowedAccess":["make_sym"],"parent":["'"$work/glob"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/glob/*"'"],"glob":true}'
carried_out 'a glob, to which a name can be added' "$(replaces "$work/glob/one" "$work/glob")" \
	"ln -s $work/secret glob/two" glob/two/key

mkdir -p first made
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/first"'"]}' \
	'{"allowedAccess":["read_file"],"parent":["'"$work/first/cache"'"],"createDirectory":true}'
carried_out 'a directory that the start makes' "$(replaces "$work/first/cache" "$work/first")" \
	"rmdir first/cache; ln -s $work/secret first/cache" first/cache/key

mkdir -p many/{a,b,c}
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/many"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/many/a"'","'"$work/many/b"'","'"$work/many/c"'"]}'
confined p.json cat /dev/null
is 'several: one is named, the others are counted' "$err" "${prefix}warning: p.json: $(replaces "$work/many/a and 2 more of its own paths" "$work/many")"

mkdir -p beside/x still/x
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/beside/x"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/beside/x"'","'"$work/still/x"'"]}'
quiet 'directories beside each other'
make '{"allowedAccess":["read_file","write_file","make_reg","make_dir","remove_file","remove_dir"],"parent":["'"$work/still"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/still/x"'"]}'
quiet 'what lies beside is granted as well'
make '{"allowedAccess":["write_file","make_reg"],"parent":["'"$work/still"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/still/x"'"]}'
quiet 'a program that cannot remove what is there'

mkdir -p moved/{public,private}
echo secret >moved/private/key
make '{"allowedAccess":["make_dir","remove_dir"],"parent":["'"$work/moved"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/moved/public"'"]}'
secret=moved/private/key carried_out 'a directory, by one beside it' "$(replaces_by_any "$work/moved/public" "$work/moved")" \
	'mv moved/public moved/old; mv moved/private moved/public' moved/public/key

mkdir files
echo public >files/key
echo secret >files/private
make '{"allowedAccess":["make_reg","remove_file"],"parent":["'"$work/files"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/files/key"'"]}'
secret=files/private carried_out 'a file, by one beside it' "$(replaces_by_any "$work/files/key" "$work/files")" \
	'mv -f files/private files/key' files/key

mkdir -p ready/{current/data,other}
ln -s "$work/secret" ready/other/data
make '{"allowedAccess":["make_dir","remove_dir"],"parent":["'"$work/ready"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/ready/current/data"'"]}'
carried_out 'a directory on the way, by one with a ready link in it' \
	"$(replaces_by_any "$work/ready/current/data" "$work/ready")" \
	'mv ready/current ready/old; mv ready/other ready/current' ready/current/data/key

# Neither remove_dir nor anything else that changes names is handled here, but for make_sym.
mkdir -p free/public
echo '{"ruleset":[{"handledAccessFs":["read_file","make_sym"]}],"pathBeneath":['"$system"',
	{"allowedAccess":["make_sym"],"parent":["'"$work/free"'"]},{"allowedAccess":["read_file"],"parent":["'"$work/free/public"'"]}]}' >p.json
carried_out 'a right that is not handled' "$(replaces "$work/free/public" "$work/free")" \
	"mv free/public free/old; ln -s $work/secret free/public" free/public/key

# strictly NAME FINDING: an error when strict.
strictly() {
	run env LD_PRELOAD="$lib" LANDLOCK_POLICY=p.json LANDLOCK_STRICT=1 true
	is "$1: an error when strict" "$status $err" "125 ${prefix}error: p.json: $2"
}
mkdir -p later match
echo public >match/one
echo public >later/file
make '{"allowedAccess":["make_dir","write_file"],"parent":["'"$work/later"'"]}' \
	'{"allowedAccess":["read_file"],"parent":["'"$work/later/opt/bin"'"],"optional":true,"noSymlinks":true}'
strictly 'a directory that is not there yet, and may be made' "$(replaces_by_any "$work/later/opt/bin" "$work/later")"
make '{"allowedAccess":["make_dir","remove_file"],"parent":["'"$work/later"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/later/file"'"]}'
strictly 'a file, by a directory that is made in its place' "$(replaces_by_any "$work/later/file" "$work/later")"
make '{"allowedAccess":["make_dir"],"parent":["'"$work/later"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/later/file"'"]}'
quiet 'a program that cannot remove the file in the place of which it would make a directory'
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file","write_file","make_reg","make_dir","remove_file","remove_dir"]}],
	"pathBeneath":['"$system"',{"allowedAccess":["remove_file"],"parent":["'"$work/match"'"]},
	{"allowedAccess":["read_file"],"parent":["'"$work/match/*"'"],"glob":true}]}' >p.json
carried_out 'a match of a glob, by a link that may be made everywhere' "$(replaces "$work/match/one" "$work/match")" \
	"rm match/one; ln -s $work/secret/key match/one" match/one

# The working directory has a name that is longer than any path.
mkdir deep
step=$(printf '%0200d' 0)
cd deep || exit 1
for ((i = 0; i < 25; i++)); do mkdir "$step" && cd "$step" || exit 1; done
mkdir data
make '{"allowedAccess":['"$changes"'],"parent":["."]}' '{"allowedAccess":["read_file"],"parent":["data"]}'
mv p.json "$work/deep.json"
unseen='it cannot be seen who may replace . and 1 more of its own paths; name it by a shorter, absolute path'
confined "$work/deep.json" LANDLOCK_STRICT=1 touch ran
is 'a working directory too deep to be named: an error when strict' "$status $err" "125 ${prefix}error: $work/deep.json: $unseen"
confined "$work/deep.json" cat "$work/secret/key"
is 'a working directory too deep to be named: a warning, and the secret is denied' "$status $out $err" \
	"1  ${prefix}warning: $work/deep.json: $unseen"$'\n'"cat: $work/secret/key: Permission denied"
confined "$work/deep.json" LANDLOCK_LOG=error mv data old
confined "$work/deep.json" LANDLOCK_LOG=error ln -s "$work/secret" data
confined "$work/deep.json" LANDLOCK_LOG=error cat data/key
is 'a working directory too deep to be named: the next start grants it' "$status $out" '0 secret'
make '{"allowedAccess":["read_file"],"parent":["old"]}'
mv p.json "$work/deep.json"
confined "$work/deep.json" LANDLOCK_STRICT=1 true
is 'a working directory too deep to be named, and nothing may be replaced: nothing is said' "$status $err" '0 '
cd "$work" || exit 1

# A preset follows links out of the directories of programs, so these may lead anywhere as well.
mkdir -p way
if lacks mounts; then
	skip_check 'a link that a preset follows' "${lacking[mounts]}"
	skip_check 'another mount of a directory' "${lacking[mounts]}"
else
	# by_mount NAME PATH FINDING [OPTION]: of a rule on PATH below shown, another mount of seen, where anything may be changed.
	mkdir -p seen/data shown
	by_mount() {
		make '{"allowedAccess":['"$changes"'],"parent":["'"$work/seen"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/$2"'"]'"${4-}"'}'
		run "${own_mounts[@]}" sh -c 'mount --bind "$1/seen" "$1/shown" && shift && exec "$@"' \
			- "$work" env LD_PRELOAD="$lib" LANDLOCK_POLICY=p.json LANDLOCK_STRICT=1 true
		is "$1" "$status $err" "$3"
	}
	by_mount 'a path through another mount: an error when strict' shown/data \
		"125 ${prefix}error: p.json: $(replaces "$work/shown/data" "$work/seen")"
	by_mount 'a path through another mount that is not there yet: an error when strict' shown/later \
		"125 ${prefix}error: p.json: $(replaces "$work/shown/later" "$work/seen")" ',"optional":true'
	by_mount 'a path beside another mount: nothing is said' secret/key '0 '
	cp /bin/cat way/secret
	make '{"allowedAccess":["make_sym","remove_file"],"parent":["'"$work/way"'"]}'
	sed -i 's/"ruleset"/"preset":["exec"],&/; s/"read_dir"\]}\]/"read_dir","execute"]}]/' p.json
	ln -s /bin/cat way/program
	# As /usr/bin is, with one link more.
	run "${own_mounts[@]}" sh -c 'mount -t tmpfs none /usr/local/bin && ln -s "$1/way/program" /usr/local/bin/program && shift && exec "$@"' \
		- "$work" env LD_PRELOAD="$lib" LANDLOCK_POLICY=p.json LANDLOCK_STRICT=1 true
	finding="the policy lets the program replace $work/way/program (by its rule on $work/way), and the next start grants what a link there leads to; keep it outside what that rule grants"
	is 'a link that a preset follows: an error when strict' "$status $err" "125 ${prefix}error: p.json: $finding"
fi

if lacks root; then
	skip_check 'paths of other users' "${lacking[root]}"
	finish
fi
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/many"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/many/a"'"]}'
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY=p.json LANDLOCK_STRICT=1 true
is "where the user may not write: nothing is said" "$status $err" '0 '
mkdir -m 1777 sticky
mkdir sticky/kept
make '{"allowedAccess":['"$changes"'],"parent":["'"$work/sticky"'"]}' '{"allowedAccess":["read_file"],"parent":["'"$work/sticky/kept"'"]}'
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY=p.json LANDLOCK_STRICT=1 true
is 'what the sticky bit keeps from the user: nothing is said' "$status $err" '0 '
confined p.json LANDLOCK_STRICT=1 true
is 'the sticky bit keeps nothing from root: an error when strict' "$status $err" \
	"125 ${prefix}error: p.json: $(replaces "$work/sticky/kept" "$work/sticky")"
mkdir -m 1777 shared
as_user ln -s "$work/secret" shared/app
make '{"allowedAccess":["read_file"],"parent":["'"$work/shared/app"'"],"createDirectory":true}'
finding="other users may replace $work/shared/app (file mode), and the next start grants what a link there leads to; set noSymlinks"
confined p.json LANDLOCK_STRICT=1 true
if [[ $(</proc/sys/fs/protected_symlinks) == 0 ]]; then
	is "another user's link in a shared directory: an error when strict" "$status $err" "125 ${prefix}error: p.json: $finding"
else
	skip_check "another user's link in a shared directory" 'fs.protected_symlinks keeps the kernel from following it'
fi
finish
