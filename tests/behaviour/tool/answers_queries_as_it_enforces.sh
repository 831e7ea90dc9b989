#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# landlock-policy query: what it answers is what a program then meets.
tool=$LANDLOCK_POLICY_TOOL
mkdir -p site/public site/private made
echo text | tee site/public/page >site/private/key
ln -s ../private/key site/public/link
cat >p.json <<'END'
{"ruleset":[{"handledAccessFs":["read_file","write_file","make_reg"]}],
 "pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","site/public"]},
  {"allowedAccess":["write_file"],"parent":["site/public/page"]},
  {"allowedAccess":["make_reg","write_file"],"parent":["made"]}]}
END
# answers EXPECTED-STATUS EXPECTED-OUTPUT ARGUMENT...
answers() {
	local expected=$1 text=$2
	shift 2
	run "$tool" query "$@"
	if [[ $text == denied* && $text != *bind_tcp ]]; then
		needing root_mount is "$*" "$status $out" "$expected $text"
	else
		is "$*" "$status $out" "$expected $text"
	fi
}
answers 0 'allowed: p.json:/pathBeneath/0/parent/1 (site/public)' p.json read_file site/public/page
answers 0 'allowed: p.json:/pathBeneath/1/parent/0 (site/public/page)' p.json read_file,write_file site/public/page
answers 0 'allowed: p.json:/pathBeneath/2/parent/0 (made)' p.json make_reg,write_file made/new
answers 0 'allowed: not restricted' p.json execute site/private/key
answers 1 'denied: no rule grants read_file' p.json read_file site/private/key
answers 1 "denied: no rule grants read_file
site/public/link leads to $work/site/private/key" p.json read_file site/public/link
answers 1 'denied: no rule grants write_file' p.json read_file,write_file site/private/../public
answers 1 'denied: no rule grants write_file, read_file' p.json read_file,write_file,execute "$work/site"
answers 1 'denied: no rule grants make_reg' p.json make_reg site/public/new
answers 3 '' p.json read_file site/public/page/none
is 'what cannot be told is said, and is no yes' "$err" \
	'landlock-policy: error: site/public/page/none: unknown: Not a directory'

# The same questions, put to the kernel.
policy=$(<p.json)
granted 'reading the page' cat site/public/page
denied 'reading the key' cat site/private/key
denied 'reading the key through a link' cat site/public/link

if (($(abi) >= 4)); then
	echo '{"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,8080]}]}' >net.json
	answers 0 'allowed: net.json:/netPort/0/port/1' net.json bind_tcp 8080
	answers 1 'denied: no rule grants bind_tcp' net.json bind_tcp 81
	answers 0 'allowed: not restricted' net.json connect_tcp 81
fi

# Nothing is made or changed by asking.
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["/usr"]},
	{"allowedAccess":["read_file"],"parent":["cache"],"createDirectory":true}]}' >make.json
ln -s . by-link
for path in cache ./cache "$work/cache" cache/file by-link/cache; do
	answers 0 'allowed: make.json:/pathBeneath/1/parent/0 (cache), which a start makes' make.json read_file "$path"
done
answers 1 'denied: no rule grants read_file' make.json read_file cached
check 'no directory is made' test ! -e cache
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file","make_reg"]}],"pathBeneath":[
	{"allowedAccess":["read_file","make_reg"],"parent":["only"],"createDirectory":true}]}' >only.json
answers 0 'allowed: only.json:/pathBeneath/0/parent/0 (only), which a start makes' only.json make_reg,read_file only/new
answers 1 'denied: no rule grants make_reg' only.json make_reg only
check 'no directory is made for the only rule' test ! -e only

# A confined program may trace none outside, so that the kernel shows it neither of these.
echo '{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/"]}]}' >all.json
ln -s "/proc/$$/mem" traced
for path in "/proc/$$/root/etc/hostname" "/proc/$$/cwd/all.json" "/proc/$$/mem" "/proc/$$/task/$$/mem" traced; do
	run "$LANDLOCK_POLICY_TOOL" query all.json read_file "$path"
	like "$path, of another process: unknown" "$status $err" '3 *unknown: the kernel shows it to who may trace that process*'
	confined all.json head -c 1 "$path"
	needing landlock like "$path, of another process: denied" "$status $err" '1 *Permission denied*'
done
for path in /proc/self/root/etc/hostname /proc/self/maps "/proc/$$/status" "/proc/$$/../version"; do
	run "$LANDLOCK_POLICY_TOOL" query all.json read_file "$path"
	like "$path: allowed" "$status $out" '0 allowed: all.json:/pathBeneath/0/parent/0 (/)*'
done

# A setting with which nothing starts is no answer either.
for setting in LANDLOCK_STRICT=yes LANDLOCK_STRICT= LANDLOCK_STRICT=2 LANDLOCK_LOG=debug LANDLOCK_THREADS=yes LANDLOCK_STRIKT=1; do
	strict=(env "$setting")
	[[ $setting != *STRIKT* ]] || strict+=(LANDLOCK_STRICT=1)
	run "${strict[@]}" LD_PRELOAD="$lib" LANDLOCK_POLICY=all.json true
	needing landlock like "$setting: nothing starts" "$status $err" '125 liblandlock_preload: error: *'
	said=${err#*: error: }
	run "${strict[@]}" "$LANDLOCK_POLICY_TOOL" query all.json read_file /dev/null
	needing landlock is "$setting: no answer" "$status $err" "2 landlock-policy: error: $said"
done
run env LANDLOCK_STRIKT=1 "$LANDLOCK_POLICY_TOOL" query all.json read_file /dev/null
like 'an unknown variable without LANDLOCK_STRICT is none of them' "$status $out" '0 allowed: *'

# Who swaps the operands is told their order.
for operands in 'all.json /dev/null read_file' 'read_file all.json /dev/null' 'all.json 80 bind_tcp' '/dev/null all.json read_file,write_file'; do
	# shellcheck disable=SC2086
	run "$LANDLOCK_POLICY_TOOL" query $operands
	like "$operands: the order is told" "$status $err" '2 landlock-policy: error: *; the order is FILE ACCESS PATH|PORT*'
done
run "$LANDLOCK_POLICY_TOOL" query all.json raed_file /dev/null
check 'of what is misspelt no order is told' test "${err/order/}" = "$err"

# What a start cannot make is the unusable path that it is to the start.
creating() { echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file","write_file"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["'"$1"'"],"createDirectory":true'"${2-}"'}]}' >create.json; }
# agrees NAME COMMAND...: neither does the library start, nor is there an answer.
agrees() {
	local name=$1
	shift
	run "$@" env LD_PRELOAD="$lib" LANDLOCK_POLICY=create.json true
	is "$name: nothing starts" "$status" 125
	run "$@" "$LANDLOCK_POLICY_TOOL" query create.json read_file fresh/new/file
	like "$name: no answer" "$status $out $err" '2 *error: create.json: the only required path could not be opened (*'
}
mkdir fresh
cp "$LANDLOCK_POLICY_TOOL" landlock-policy
LANDLOCK_POLICY_TOOL=$work/landlock-policy
ln -s nowhere fresh/new
creating fresh/new
agrees 'a link that leads nowhere'
creating fresh/new/file
agrees 'a link on the way that leads nowhere'
rm fresh/new
creating by-link/fresh/new ',"noSymlinks":true'
agrees 'a link on the way, and noSymlinks'
creating /proc/new
agrees 'a directory of the kernel'
creating fresh/new
if lacks root; then
	skip_check 'a directory in which the user may make nothing' "${lacking[root]}"
else
	agrees 'a directory in which the user may make nothing' as_user
fi
# Several rules, on what one of them makes.
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file","write_file","make_reg"]}],"pathBeneath":[
	{"allowedAccess":["read_file"],"parent":["fresh/new/deep"],"createDirectory":true},
	{"allowedAccess":["write_file"],"parent":["fresh/new"]},
	{"allowedAccess":["make_reg"],"parent":["fresh"]}]}' >several.json
answers 0 'allowed: several.json:/pathBeneath/0/parent/0 (fresh/new/deep), which a start makes' several.json read_file,write_file,make_reg fresh/new/deep/file
answers 0 'allowed: several.json:/pathBeneath/1/parent/0 (fresh/new), which a start makes' several.json write_file fresh/new/file
answers 0 'allowed: several.json:/pathBeneath/2/parent/0 (fresh)' several.json make_reg fresh/file
run env LD_PRELOAD="$lib" LANDLOCK_POLICY=several.json LANDLOCK_LOG=error sh -c 'echo >fresh/new/deep/file'
needing landlock is 'several rules on what one of them makes: the program may' "$status" 0
rm -rf fresh

# A slash behind a link changes nothing for whoever removes it: rmdir(2) does not follow it.
mkdir -p slash/a/full slash/b
ln -s ../a/full slash/b/link
policy remove_dir slash/a >slash.json
answers 1 'denied: no rule grants remove_dir' slash.json remove_dir slash/b/link
answers 1 'denied: no rule grants remove_dir' slash.json remove_dir slash/b/link/
answers 1 'denied: no rule grants remove_dir' slash.json remove_dir slash/b/link//
answers 0 'allowed: slash.json:/pathBeneath/0/parent/0 (slash/a)' slash.json remove_dir slash/a/full/
confined "$(<slash.json)" rmdir slash/b/link/
needing landlock like 'removing a link with a slash' "$status $err" '1 *Permission denied'

# Groups mean what they do at the policy's abi.
echo '{"abi":3,"ruleset":[{"handledAccessFs":["abi.all"]}],"pathBeneath":[{"allowedAccess":["read_file","read_dir"],"parent":["site"]}]}' >groups.json
answers 1 'denied: no rule grants execute, refer' groups.json abi.read_execute site/private/key
answers 1 'denied: no rule grants write_file, truncate' groups.json write_file,truncate site/private/key
answers 0 'allowed: groups.json:/pathBeneath/0/parent/0 (site)' groups.json abi.read site/private
answers 1 'denied: no rule grants execute' groups.json abi.read,execute site/private/key
if (($(abi) >= 4)); then
	echo '{"abi":4,"ruleset":[{"handledAccessNet":["abi.all"]}],"netPort":[{"allowedAccess":["abi.all"],"port":[8080]}]}' >groups-net.json
	answers 0 'allowed: groups-net.json:/netPort/0/port/0' groups-net.json abi.all 8080
	answers 1 'denied: no rule grants bind_tcp, connect_tcp' groups-net.json abi.all 81
fi

# For execute, what the kernel opens to start a program is judged, too.
cp /bin/cat site/program
run "$tool" target --library "$lib" site/program
loader=$(sed -n 's/^first process: .*, loader \(.*\))$/\1/p' <<<"$out")
printf '#!%s/site/program\n' "$work" >site/script
chmod +x site/script
execution() {
	local granted=$1
	echo '{"ruleset":[{"handledAccessFs":["execute","read_file"]}],"pathBeneath":[{"allowedAccess":["execute","read_file"],"parent":['"$granted"']},
		{"allowedAccess":["read_file"],"parent":["/usr","/etc"]}]}' >execute.json
}
execution '"site"'
answers 1 "denied: its loader $loader: no rule grants execute" execute.json execute "$work/site/program"
answers 1 "denied: its interpreter's loader $loader: no rule grants execute" execute.json execute "$work/site/script"
execution "\"site\",\"$loader\""
answers 0 'allowed: execute.json:/pathBeneath/0/parent/0 (site)' execute.json execute "$work/site/program"
answers 0 'allowed: execute.json:/pathBeneath/0/parent/0 (site)' execute.json execute,read_file "$work/site/script"
execution "\"site/script\",\"$loader\""
answers 1 "denied: its interpreter $work/site/program: no rule grants execute, read_file" execute.json execute "$work/site/script"
echo '{"ruleset":[{"handledAccessFs":["execute","read_file"]}],"pathBeneath":[{"allowedAccess":["execute"],"parent":["site"]}]}' >execute.json
answers 1 'denied: to start it, no rule grants read_file' execute.json execute "$work/site/program"
answers 0 'allowed: execute.json:/pathBeneath/0/parent/0 (site)' execute.json execute "$work/site/private/key"
# The kernel opens it for reading before it looks what it is.
echo text >site/text
echo '#!/none' >site/lost
printf '#!/bin/sh\r\n' >site/carriage
chmod 755 site/text site/lost site/carriage
for file in text lost carriage; do
	answers 1 'denied: to start it, no rule grants read_file' execute.json execute "$work/site/$file"
done

# A start that would be refused allows nothing.
mkdir granted
echo '{"preloadVersion":1,"compatibility":"hard_requirement","ruleset":[{"handledAccessFs":["write_file","make_reg"]}],
	"pathBeneath":[{"allowedAccess":["write_file","make_reg"],"parent":["granted"]}]}' >granted/policy.json
answers 2 '' granted/policy.json write_file granted/policy.json
like 'the policy in a granted directory is why' "$err" 'landlock-policy: error: granted/policy.json: *'
confined "$work/granted/policy.json" true
needing landlock is 'the policy in a granted directory is why the start fails' "$status" 125
sed 's/"compatibility":"hard_requirement",//' granted/policy.json >granted/lenient.json
answers 0 'allowed: granted/lenient.json:/pathBeneath/0/parent/0 (granted)' granted/lenient.json write_file granted/lenient.json
LANDLOCK_STRICT=1 answers 2 '' granted/lenient.json write_file granted/lenient.json

# Nor does the seventeenth of nested sandboxes start.
nested() { # COMMAND..., which is dynamic: in sixteen of them
	local layer command=("$@")
	for ((layer = 0; layer < 16; layer++)); do
		command=(env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["make_block"]}]}' "${command[@]}")
	done
	run "${command[@]}"
}
if ! lacks landlock; then
	nested env "$tool" query p.json read_file site/public/page
	like 'the seventeenth sandbox would not start' "$status $out $err" '2  landlock-policy: error: this process already has 16 Landlock layers*'
fi

# In a chroot the kernel sees more than we do, and the answer says so.
if ! lacks chroot && ! lacks landlock; then
	make_root cat
	cp "$LANDLOCK_POLICY_TOOL" root/tool
	for file in $(ldd "$LANDLOCK_POLICY_TOOL" | grep -o '/[^ ]*\.so[^ ]*'); do cp -n --parents -L "$file" root/; done
	cp p.json root/
	mkdir -p root/site/public root/made root/usr
	echo text >root/site/public/page
	run chroot root /tool query p.json read_file /tool
	is 'in a chroot, a refusal is unknown, with the reason' "$status $out $err" \
		'3  landlock-policy: error: /tool: unknown: the root is no mount point here, as in a chroot, and only the kernel can see the directories above it'
	run chroot root /tool query p.json write_file /site/public/page
	is 'in a chroot, what is granted is granted' "$status $out" '0 allowed: p.json:/pathBeneath/1/parent/0 (site/public/page)'
fi

# Mistakes, of the command line and of the policy: 2.
mistake() {
	local text=$1
	shift
	run "$tool" query "$@"
	is "$*: usage" "$status $out" '2 '
	like "$*: the error says why" "$err" "*$text*"
}
mistake 'query [[]--program PROGRAM] FILE ACCESS PATH' p.json read_file
mistake 'query [[]--program PROGRAM] FILE ACCESS PATH' p.json read_file a b
mistake 'unknown right "raed_file"; did you mean "read_file"[?]' p.json raed_file /
mistake 'unknown right ""' p.json read_file, /
mistake '"signal" is a scope' p.json signal /
mistake 'cannot be asked for at once' p.json read_file,bind_tcp /
mistake '"65536" is not a port' p.json bind_tcp 65536
mistake '"80x" is not a port' p.json bind_tcp 80x
mistake 'unknown option "--all"' p.json --all read_file /
mistake 'the path is empty' p.json read_file ''
run "$tool" query none.json read_file /
is 'no such policy' "$status $out $err" '2  landlock-policy: error: none.json: cannot open: No such file or directory'
echo '{"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/none"]}]}' >none.json
run "$tool" query none.json read_file /
is 'a policy that would not start' "$status $out" '2 '
finish
