#!/bin/bash
# needs: landlock vi
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
vi=$(type -P vi)

# Presets are there so that a policy need not name a system's files: with them, and a few folders,
# what people run works as ever. Each program does something, so that what it misses would show.
policy=$(presets loader exec devices locale proc dns users tls tmp tty stdio)
policy=${policy%\}}',"pathBeneath":[{"allowedAccess":["read_file","read_dir"],"parent":["/usr/share"]},
	{"allowedAccess":["read_file","read_dir"],"optional":true,"parent":["/etc/alternatives","/etc/vim"]}]}'
export LANDLOCK_LOG=error # $work is in /tmp, with the library in it
export HOME=$work TERM=xterm
script='import hashlib, json, os, socket, subprocess, tempfile, threading
threading.Thread(target=lambda: None).start()
with tempfile.TemporaryFile() as file: file.write(os.urandom(10))
print(subprocess.run(["true"]).returncode, socket.gethostbyname("127.0.0.1"), flush=True)'

# same NAME COMMAND...: prints what it prints without us.
same() {
	local name=$1 expected
	shift
	run "$@"
	expected="0 $out "
	check "$name: works without us" test "$status" = 0
	confined "$policy" "$@"
	is "$name: works the same under the policy" "$status $out $err" "$expected"
}
same date date '+%Y %Z'
same id id
same getent getent passwd root
same openssl openssl version -a
same 'openssl, computing' openssl dgst -sha256 "$lib"
same bash bash -c 'set -o pipefail; for i in {1..3}; do echo $i; done | sort -r | sed s/1/one/ >"$HOME/made" && cat "$HOME/made"'
same python3 /usr/bin/python3 -c "$script"
same tput tput -T xterm setaf 1
same ps ps -o comm= -p $$
same find find /usr/bin -maxdepth 0
same 'what waits for others' timeout 5 sh -c 'sleep 0.1 & wait; mktemp -u XXXX | wc -c'
printf 'one\ntwo\n' >text
confined "$policy" "$vi" -es -c '%s/two/2/' -c wq text
is vi "$status $(paste -sd ' ' text) $err" '0 one 2 '

denied 'other files, however' ls /var
finish
