#!/bin/bash
# needs: python3
# SPDX-License-Identifier: MIT
# The words of other sandboxes, of the kernel's header and of everyday speech are answered with the
# words that a policy has for them.
. "$(dirname "$0")/../../lib/lib.sh"

check_policy() {
	echo "$1" >policy.json
	run "$LANDLOCK_POLICY_TOOL" check policy.json
}
# says NAME MESSAGE
says() { is "$1" "$status $(grep error .err)" "1 landlock-policy: error: policy.json:$2"; }
# right KEY WORD HINT: in a ruleset
right() {
	check_policy '{"ruleset":[{"'"$1"'":["'"$2"'"]}]}'
	says "$2 in $1" "/ruleset/0/$1/0: unknown $4 \"$2\"$3"
}
fs() { right handledAccessFs "$1" "; write $2" 'fs right'; }
net() { right handledAccessNet "$1" "; write $2" 'net right'; }
scope() { right scoped "$1" "; write $2" scope; }

for word in r ro RO Read readonly read-only ReadOnly; do fs "$word" '"read_file", "read_dir"'; done
for word in w write Write; do fs "$word" '"write_file", "truncate", "make_reg", "remove_file"'; done
for word in rw RW read_write ReadWrite read-write; do fs "$word" '"abi.read_write"'; done
for word in x exec Exec; do fs "$word" '"execute"'; done
for word in rx xr; do fs "$word" '"read_file", "read_dir", "execute"'; done
for word in rwx all ALL '*'; do fs "$word" '"abi.all"'; done
for word in ReadFile readFile READ_FILE read-file AccessFs::ReadFile ACCESS_FS_READ_FILE fs.read_file; do fs "$word" '"read_file"'; done
fs Execute '"execute"'
fs IoctlDev '"ioctl_dev"'
fs delete '"remove_file", "remove_dir"'
fs rename '"refer"'
fs mkdir '"make_dir"'
right handledAccessFs chmod '; Landlock has no right for that' 'fs right'
right handledAccessFs 'read_file,write_file' '; each right is a string of its own' 'fs right'
right handledAccessFs 'read_file | write_file' '; each right is a string of its own' 'fs right'
right handledAccessFs banana '; landlock-policy(5) lists them' 'fs right'
check_policy '{"ruleset":[{"handledAccessFs":["LANDLOCK_ACCESS_FS_READ_FILE"]}]}'
says 'the name of the header' '/ruleset/0/handledAccessFs/0: "LANDLOCK_ACCESS_FS_READ_FILE" is the C name; use "read_file"'
net bind '"bind_tcp"'
net Connect '"connect_tcp"'
net tcp '"bind_tcp", "connect_tcp"'
net BindTcp '"bind_tcp"'
net CONNECT_TCP '"connect_tcp"'
net udp '"bind_udp", "connect_send_udp"'
scope AbstractUnixSocket '"abstract_unix_socket"'
scope Signal '"signal"'
scope kill '"signal"'

preset() {
	check_policy '{"preloadVersion":1,"ruleset":[{"scoped":["signal"]}],"preset":["'"$1"'"]}'
	says "the preset $1" "/preset/0: unknown preset \"$1\"; $2"
}
for word in ssl certificates ca-certificates TLS; do preset "$word" 'write "tls"'; done
for word in libc lib ld.so; do preset "$word" 'write "loader"'; done
for word in dev null DEVICES; do preset "$word" 'write "devices"'; done
for word in shm tmpfs; do preset "$word" 'write "tmp"'; done
preset resolver 'write "dns"'
preset passwd 'write "users"'
preset zoneinfo 'write "locale"'
preset x11 'one of loader, exec, devices, locale, proc, dns, users, tls, tmp, tty, stdio'

key() {
	check_policy "$2"
	says "the key of $1" "$3"
}
key 'the root: paths' '{"abi":6,"paths":["/usr"],"ruleset":[{"scoped":["signal"]}]}' '/paths: unknown key "paths"; write "pathBeneath"'
key 'the root: rw' '{"rw":["/usr"],"ruleset":[{"scoped":["signal"]}]}' '/rw: unknown key "rw"; write "pathBeneath"'
key 'the root: handledAccessFs' '{"handledAccessFs":["read_file"],"ruleset":[{"scoped":["signal"]}]}' '/handledAccessFs: unknown key "handledAccessFs"; write "ruleset"'
key 'the root: PATH-BENEATH' '{"PATH-BENEATH":[],"ruleset":[{"scoped":["signal"]}]}' '/PATH-BENEATH: unknown key "PATH-BENEATH"; write "pathBeneath"'
key 'the root: blacklist' '{"blacklist":["/"],"ruleset":[{"scoped":["signal"]}]}' '/blacklist: Landlock can only allow; leave the path out of every rule'
for word in ReadOnlyPaths ReadWritePaths ExecPaths BindPaths ro-bind dev-bind bind rox; do
	key "the root: $word" '{"'$word'":["/usr"],"ruleset":[{"scoped":["signal"]}]}' "/$word: unknown key \"$word\"; write \"pathBeneath\""
done
for word in PrivateTmp ProtectSystem ProtectHome NoNewPrivileges SystemCallFilter tmpfs unshare-net seccomp caps.drop; do
	key "the root: $word" '{"'$word'":["/usr"],"ruleset":[{"scoped":["signal"]}]}' "/$word: unknown key \"$word\"; Landlock has no right for that"
done
for word in InaccessiblePaths NoExecPaths noexec; do
	key "the root: $word" '{"'$word'":["/usr"],"ruleset":[{"scoped":["signal"]}]}' "/$word: Landlock can only allow; leave the path out of every rule"
done
key 'the root: IPAddressDeny' '{"IPAddressDeny":["any"],"ruleset":[{"scoped":["signal"]}]}' '/IPAddressDeny: Landlock knows ports, not addresses; use a firewall for those'
key 'a rule: path' '{"pathBeneath":[{"path":"/usr","allowedAccess":["read_file"],"parent":["/"]}]}' '/pathBeneath/0/path: unknown key "path"; write "parent"'
key 'a rule: perms' '{"pathBeneath":[{"perms":"ro","allowedAccess":["read_file"],"parent":["/"]}]}' '/pathBeneath/0/perms: unknown key "perms"; write "allowedAccess"'
key 'a variable: value' '{"variable":[{"name":"a","value":"b"}],"ruleset":[{"scoped":["signal"]}]}' '/variable/0/value: unknown key "value"; write "literal"'

port() {
	check_policy '{"netPort":[{"allowedAccess":["bind_tcp"],"port":['"$1"']}]}'
	says "the port $1" "/netPort/0/port/0: $1 is not a port (0..65535); $2"
}
port '"80"' 'leave the quotation marks out'
port '"${port}"' 'variables stand in paths only'
port '"http"' 'a port is a number'
port '"80/tcp"' 'a port is a number'
port '"8000-8080"' 'a range is {"first": N, "last": N}'

echo '{"ruleset":[{"handledAccessFs":["read_file"]}]}' >policy.json
for word in exec:execute ReadFile:read_file ConnectTcp:connect_tcp; do
	run "$LANDLOCK_POLICY_TOOL" query policy.json "${word%:*}" /
	like "a query of ${word%:*}" "$status $err" "2 landlock-policy: error: unknown right \"${word%:*}\"; write \"${word#*:}\"*"
done

finish
