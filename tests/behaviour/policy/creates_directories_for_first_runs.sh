#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# createDirectory: a cache that is not there yet is made first, with the directories that lead there:
# mode 0700 each, nothing else, and nothing in a start that is refused.
mkdir base outside
echo text >base/file
ln -s nowhere base/dangling
policy_with() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["write_file","make_reg"]}],"pathBeneath":[
		{"allowedAccess":["write_file"],"parent":["/dev/null"]},
		{"allowedAccess":["write_file","make_reg"],"parent":["'"$1"'"],"createDirectory":'"${2:-true}"'}]}'
}
umask 022
policy=$(policy_with "$work/base/cache")
granted 'a missing directory is made' sh -c 'echo text >base/cache/file; umask >base/cache/umask'
is 'the made directory is for its user alone' "$(stat -c %a base/cache)" 700
is 'the umask is as it was' "$(<base/cache/umask)" 0022
check 'the made directory is usable' test -s base/cache/file
denied 'outside of it' tee outside/file
chmod 750 base/cache
granted 'the next time it is used' tee base/cache/again
is 'a directory that was there stays as it is' "$(stat -c %a base/cache)" 750

# unusable NAME PATH REASON [CREATE]
unusable() {
	confined "$(policy_with "$2" "${4-}")" true
	like "$1: unusable" "$status $err" "0 *: 1 of 2 paths could not be opened (first: $2: $3)*"
}
unusable 'below a file' "$work/base/file/cache" 'Not a directory'
unusable 'a link to nowhere' "$work/base/dangling" 'No such file or directory'
check 'whose target is not made' test ! -e base/nowhere
unusable 'not asked for' "$work/base/new" 'No such file or directory' false
check 'a directory that may not be made is not made' test ! -e base/new

# As in a new home, a container or a CI job.
policy=$(policy_with "$work/base/a//b/./c")
granted 'missing parents are made' tee base/a/b/c/file </dev/null
is 'each for its user alone' "$(stat -c %a base/a base/a/b base/a/b/c | paste -sd ' ')" '700 700 700'
policy=$(policy_with relative/b/)
granted 'missing parents of a relative path are made' tee relative/b/file </dev/null
mkdir masked
policy=$(policy_with "$work/masked/a/b")
run sh -c 'umask 0777 && exec env LD_PRELOAD="$0" LANDLOCK_POLICY="$1" true' "$lib" "$policy"
is 'a umask that forbids everything is no matter' "$status $err" '0 '
is 'directories made under that umask have their mode' "$(stat -c %a masked/a masked/a/b | paste -sd ' ')" '700 700'

confined "$(policy_with "$work/base/new" 'true,"type":"file"')" true
is 'a directory cannot be made as a file' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/1: "createDirectory" makes no "type": "file"; leave one of them out'
check 'nothing is made as a file' test ! -e base/new

home_policy='{"preloadVersion":1,"variable":[{"name":"home","builtin":"home"}],"ruleset":[{"handledAccessFs":["write_file","make_reg"]}],
	"pathBeneath":[{"allowedAccess":["write_file","make_reg"],"parent":["${home}/.cache/app"],"createDirectory":true},
		{"allowedAccess":["write_file"],"parent":["/dev/null"]}]}'
mkdir fresh
HOME=$work/fresh confined "$home_policy" touch fresh/.cache/app/file
is 'the cache of a new home is made' "$status $err $(ls fresh/.cache/app)" '0  file'
HOME=$work/nonexistent/home confined "$home_policy" true
like 'a home that is not there is not made' "$status $err" "0 *: 1 of 2 paths could not be opened (first: $work/nonexistent/home/.cache/app: No such file or directory)*"
check 'nothing of a home that is not there is made' test ! -e nonexistent

# Links are followed where they lead somewhere, and with noSymlinks nowhere.
mkdir private
ln -s ../private base/link
policy=$(policy_with "$work/base/link/one/two")
granted 'a directory behind a link is made' tee base/link/one/two/file </dev/null
check 'the directory is made where the link leads' test -d private/one/two
unlinked() { sed 's/"createDirectory"/"noSymlinks":true,&/' <<<"$(policy_with "$1")"; }
for path in base/link/new base/link/new/two base/dangling base/dangling/new; do
	confined "$(unlinked "$work/$path")" true
	like "with noSymlinks $path is unusable" "$status $err" "0 *: 1 of 2 paths could not be opened (first: $work/$path: *"
done
is 'with noSymlinks nothing is made behind a link' "$(ls private base/nowhere 2>/dev/null | paste -sd ' ')" 'private: one'
confined "$(unlinked "$work/base/straight/two")" true
is 'with noSymlinks what lies behind no link is made' "$status $err $(ls base/straight)" '0  two'

# A start that is refused leaves nothing behind.
refused_after() {
	local pattern=$2
	confined "$1" touch ran
	like "refused: $3" "$status $err" "125 *$pattern*"
	check "nothing is left: $3" test ! -e left
}
rules='{"allowedAccess":["write_file","make_reg"],"parent":["'"$work"'/left/a/b"],"createDirectory":true}'
policy_of() { echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["write_file","make_reg"]}],"pathBeneath":['"$rules,$1"']}'; }
refused_after "$(policy_of '{"allowedAccess":["write_file"],"parent":["/none"],"errorIfAnyUnusablePath":true}')" errorIfAnyUnusablePath 'a later path'
LANDLOCK_STRICT=1 refused_after "$(policy_of '{"allowedAccess":["write_file"],"parent":["/none"]}')" LANDLOCK_STRICT 'a later path under STRICT'
V=/ refused_after "$(policy_of '{"allowedAccess":["write_file"],"parent":["/proc/self/root"],"glob":true}')" 'leads to "/"' 'the root by a pattern'
refused_after "$(policy_of '{"allowedAccess":["write_file"],"parent":["'"$work"'/base/file/x"],"createDirectory":true,"errorIfAnyUnusablePath":true}')" 'Not a directory' 'a directory that cannot be made'
mkdir left
confined "$(policy_of '{"allowedAccess":["write_file"],"parent":["/none"],"errorIfAnyUnusablePath":true}')" touch ran
is 'a directory that was there stays, empty' "$status $(ls -A left)" '125 '
check 'no program ran after the directory could not be made' test ! -e ran
# Another start, which is refused, has made it when this one wants to, and removed it before this one opens it.
rmdir left
if lacks strace; then
	skip_check 'a directory that another start removes is made' "${lacking[strace]}"
else
	run strace -o trace -e trace=mkdirat -e inject=mkdirat:error=EEXIST:when=1 -E LD_PRELOAD="$lib" \
		-E LANDLOCK_POLICY="$(policy_of '{"allowedAccess":["write_file"],"parent":["/dev/null"]}')" sh -c 'echo text >left/a/b/file'
	is 'a directory that another start removes is made' "$status $err $(grep -c INJECTED trace)" '0  1'
	# It is removed right after this start has opened it, where it is stopped until then.
	rm -r left/a/b/file trace
	run_stopped() {
		strace -o trace -e trace=openat2 -e inject=openat2:signal=SIGSTOP:when=1 -E LD_PRELOAD="$lib" \
			-E LANDLOCK_POLICY="$(policy_of '{"allowedAccess":["write_file"],"parent":["/dev/null"]}')" sh -c 'echo text >left/a/b/file' &
		local tracer=$!
		for _ in {1..300}; do
			grep -q 'stopped by SIGSTOP' trace 2>/dev/null && break || sleep 0.1
		done
		rmdir left/a/b && kill -CONT "$(<"/proc/$tracer/task/$tracer/children")"
		wait "$tracer"
	}
	run run_stopped
	is 'a directory that another start removes once it is open is made again' "$status $err $(cat left/a/b/file)" '0  text'
fi
finish
