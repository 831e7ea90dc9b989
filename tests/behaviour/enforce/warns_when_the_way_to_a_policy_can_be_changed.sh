#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Whoever may change an entry of any directory on the way to a policy, or the policy by another name,
# chooses what the next start reads. Each way is gone to its end here, by a confined program.
prefix='liblandlock_preload: '
rights='"write_file","make_reg","make_dir","make_sym","remove_file","remove_dir"'
(($(abi) < 3)) || rights+=',"truncate"'
echo secret >secret
# make FILE DIRECTORY: a policy that grants all of that in DIRECTORY, and reading but for the secret.
make() {
	echo '{"ruleset":[{"handledAccessFs":['"$rights"',"read_file"]}],"pathBeneath":[
		{"allowedAccess":["read_file"],"parent":["/usr","/lib","/lib64","/etc","/dev","'"$work/bin"'"]},
		{"allowedAccess":['"$rights"',"read_file"],"parent":["'"$2"'"]}]}' >"$1"
	chmod 644 "$1"
}
changes() { echo "the policy lets the program change $1 (by its rule on $2); keep it outside what is granted"; }
# carried_out NAME WHO POLICY FINDING DEED: a warning, an error when strict, and the next start reads the secret
# although the first, which did DEED, could not.
carried_out() {
	local name=$1 who=$2 policy=$3 finding=$4 deed=$5
	run $who env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" LANDLOCK_STRICT=1 touch ran
	is "$name: an error when strict" "$status $err" "125 ${prefix}error: $policy: $finding"
	check "$name: nothing runs then" test ! -e ran
	run $who env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" sh -c "cat secret; $deed"
	is "$name: a warning, and the secret is denied" "$status $out $err" \
		"0  ${prefix}warning: $policy: $finding"$'\n''cat: secret: Permission denied'
	run $who env LD_PRELOAD="$lib" LANDLOCK_LOG=error LANDLOCK_POLICY="$policy" cat secret
	is "$name: the next start reads it" "$status $out" '0 secret'
}
other='{"ruleset":[{"handledAccessFs":["make_block"]}]}'

mkdir -p etc data
make etc/p.json "$work/data"
ln etc/p.json data/cache
carried_out 'a hard link in a granted directory' '' "$work/etc/p.json" \
	"the policy may let the program change $work/etc/p.json by another name, a hard link (by its rule on $work/data); use a copy that has one name" \
	"echo '$other' >data/cache"
rm data/cache
make etc/p.json "$work/data"
confined "$work/etc/p.json" LANDLOCK_STRICT=1 cat /dev/null
is 'a policy of one name: nothing is said' "$status $err" '0 '

mkdir -p app opt/rel/1
make opt/rel/1/p.json "$work/app"
ln -s ../opt/rel/1 app/current
carried_out 'a link in the middle' '' "$work/app/current/p.json" "$(changes "$work/app/current/p.json" "$work/app")" \
	"rm app/current; mkdir app/current; echo '$other' >app/current/p.json"

mkdir -p app2/hop opt2/real
make opt2/real/p.json "$work/app2"
ln -s ../../opt2/real app2/hop/real
ln -s app2/hop/real way
carried_out 'a directory that a link leads through' '' "$work/way/p.json" "$(changes "$work/way/p.json" "$work/app2")" \
	"rm app2/hop/real; mkdir app2/hop/real; echo '$other' >app2/hop/real/p.json"

mkdir -p other inner/conf
make inner/conf/p.json "$work/inner"
carried_out '".." and a relative name' '' other/../inner/conf/p.json "$(changes other/../inner/conf/p.json "$work/inner")" \
	"mv inner/conf inner/old; mkdir inner/conf; echo '$other' >inner/conf/p.json"

mkdir -p held
make held/p.json "$work/held"
confined fd:7 true 7<held/p.json
is 'a file behind a descriptor: a warning' "$status $err" \
	"0 ${prefix}warning: fd:7: $(changes "$work/held/p.json" "$work/held")"
run bash -c 'exec 7<held/p.json; rm held/p.json; exec env "$@"' - LD_PRELOAD="$lib" LANDLOCK_POLICY=fd:7 LANDLOCK_STRICT=1 true
is 'a file behind a descriptor that has no name any more: nothing is said' "$status $err" '0 '

everyone() { echo "$2 is world-writable, so everyone may change $1; remove write permission for others"; }
mkdir -p pub/conf
make pub/conf/p.json "$work/data"
chmod 777 pub
confined "$work/pub/conf/p.json" cat /dev/null
is 'a directory above that everyone may write to: a warning' "$status $err" \
	"0 ${prefix}warning: $work/pub/conf/p.json: $(everyone "$work/pub/conf/p.json" "$work/pub")"
chmod 1777 pub
confined "$work/pub/conf/p.json" cat /dev/null
is 'a sticky one: nothing is said' "$status $err" '0 '

if lacks root; then
	skip_check 'directories of two users' "${lacking[root]}"
	finish
fi
# Root may make a mount writable again, by mount_setattr, but not a filesystem that is read-only.
if lacks mounts; then
	skip_check 'read-only mounts' "${lacking[mounts]}"
else
	mkdir ro
	make p.json "$work/ro"
	start='cp p.json ro/ && mount -o remount,"$1" ro && shift && exec "$@"'
	strict=(env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/ro/p.json" LANDLOCK_STRICT=1 true)
	run "${own_mounts[@]}" sh -c "mount -t tmpfs none ro && $start" - bind,ro "${strict[@]}"
	is 'a mount that is read-only: an error when strict' "$status $err" \
		"125 ${prefix}error: $work/ro/p.json: $(changes "$work/ro/p.json" "$work/ro")"
	if [[ $(printf '%s\n' 6.8 "$(uname -r)" | sort -V | head -1) != 6.8 ]]; then
		skip_check 'a filesystem that is read-only' 'statmount(2), which tells, is there from Linux 6.8 on'
	else
		run "${own_mounts[@]}" sh -c "mount -t tmpfs none ro && $start" - ro "${strict[@]}"
		is 'a filesystem that is read-only: nothing is said' "$status $err" '0 '
	fi
fi
# The file and its directory are root's, and the directory above is the user's.
chmod 644 secret
mkdir -p home/conf
make home/conf/p.json "$work/home"
chown 65534:65534 home
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/home/conf/p.json" true
is "in a directory of root's below one of the user's: a warning" "$status $err" \
	"0 ${prefix}warning: $work/home/conf/p.json: $(changes "$work/home/conf/p.json" "$work/home")"
carried_out "there" as_user "$work/home/conf/p.json" "$(changes "$work/home/conf/p.json" "$work/home")" \
	"mv home/conf home/old; mkdir home/conf; echo '$other' >home/conf/p.json"
mkdir -p home2/conf
make home2/conf/p.json "$work/home2"
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/home2/conf/p.json" LANDLOCK_STRICT=1 true
is "granted directories that the user may not write to: nothing is said" "$status $err" '0 '
chown 65534:65534 home2/conf
chmod 555 home2/conf
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/home2/conf/p.json" true
is 'the owner of a read-only directory may make it writable: a warning' "$status $err" \
	"0 ${prefix}warning: $work/home2/conf/p.json: $(changes "$work/home2/conf/p.json" "$work/home2")"
# Capabilities of an ordinary user, as systemd's AmbientCapabilities= gives them, last beyond no_new_privs.
mkdir caps
make caps/p.json "$work/caps"
run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/caps/p.json" LANDLOCK_STRICT=1 true
is "root's file in root's directory, for a user without capabilities: nothing is said" "$status $err" '0 '
for capability in dac_override fowner; do
	if ! setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps +$capability --ambient-caps +$capability true; then
		skip_check "a user with the capability $capability" 'this capability cannot be passed on here'
		continue
	fi
	run setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps +$capability --ambient-caps +$capability \
		env LD_PRELOAD="$lib" LANDLOCK_POLICY="$work/caps/p.json" true
	is "a user with the capability $capability: a warning" "$status $err" \
		"0 ${prefix}warning: $work/caps/p.json: $(changes "$work/caps/p.json" "$work/caps")"
done
finish
