#!/bin/bash
# needs: /usr/bin/python3 openssl ps
# SPDX-License-Identifier: MIT
#
# Every row of the table of troubles in troubleshooting.md: the message appears, word by word, where nothing is granted,
# and no more once the policy has what the row says. In a message, … stands for anything.
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/examples.sh"
PATH=/usr/bin:/bin
LANDLOCK_LOG=error # $work is in /tmp, with the library in it
export LANDLOCK_LOG
listen
sed -n '/^## Messages of programs$/,/^## Messages of our own$/s/^| \(.*\) |$/\1/p' "$tests/../src/share/troubleshooting.md" | sed 1d >rows
check 'the table of troubles has rows' test -s rows

export HOME=$work/home
mkdir -p a b home/.cache tight
echo x >a/x
echo one >tight/text
: >tight/db
base='{"preloadVersion": 1, "abi": '"$((kernel_abi < 10 ? kernel_abi : 10))"',
	"variable": [{"name": "home", "builtin": "home"}],
	"ruleset": [{"handledAccessFs": ["abi.all"], "handledAccessNet": ["abi.all"], "scoped": ["abi.all"]}],
	"pathBeneath": [
		{"allowedAccess": ["abi.read"], "parent": ["'"$work"'", "/usr/lib"]},
		{"allowedAccess": ["write_file", "truncate"], "parent": ["'"$work/tight/text"'", "'"$work/tight/db"'"]},
		{"allowedAccess": ["make_reg", "write_file"], "parent": ["'"$work/a"'", "'"$work/b"'"]}]}'

# with POLICY: that, and what the third cell of $row says to add.
with() {
	/usr/bin/python3 - "$1" "$row" "$listening" <<-'END'
		import json, re, sys
		policy = json.loads(sys.argv[1])
		for code in re.findall(r"`([^`]+)`", sys.argv[2].split(" | ")[2]):
		    more = json.loads(code if code.startswith("{") else "{%s}" % code)
		    if "port" in more:
		        more["port"] = [int(sys.argv[3])]
		    if "scoped" in more:
		        policy["ruleset"][0].update(more)
		    elif "preset" in more:
		        policy.setdefault("preset", []).extend(more["preset"])
		    else:
		        policy.setdefault("netPort" if "port" in more else "pathBeneath", []).append(more)
		print(json.dumps(policy))
	END
}

rows_seen=0
# find_row START: the row that begins so, and a glob for its message.
find_row() {
	row=$(awk -v start="\`$1" 'index($0, start) == 1' rows)
	is "$1: is in one row" "$(grep -c . <<<"$row")" 1
	message=$(sed 's/^`\([^`]*\)`.*/\1/; s/[][*?\\]/\\&/g; s/…/*/g' <<<"$row")
	rows_seen=$((rows_seen + 1))
}

# untried START REASON: that row cannot be tried here.
untried() {
	find_row "$1"
	skip_check "$1: is what is seen, and is solved" "$2"
}

# shows: the message is a line of what was printed.
shows() {
	local line
	while IFS= read -r line; do
		# shellcheck disable=SC2053
		[[ ${line%$'\r'} != $message ]] || return 0
	done <<<"$out"$'\n'"$err"
	return 1
}

# try POLICY COMMAND...: confined; COMMAND may begin with `terminal`.
try() {
	cd "$in" || return
	if [[ $2 == terminal ]]; then
		run "$tests/programs/terminal" -- env LD_PRELOAD="$lib" LANDLOCK_POLICY="$1" "${@:3}"
	else
		confined "$@"
	fi
	cd "$work" || return
}

# trouble START COMMAND...: in the folder $in, under $base, which lacks only what the row adds.
in=$work
trouble() {
	find_row "$1"
	if lacks landlock; then skip_check "$1: is what is seen, and is solved" "${lacking[landlock]}" && return; fi
	try "$base" "${@:2}"
	if shows; then pass "$1: is what is seen"; else fail "$1: is what is seen" "$message" "$out$err"; fi
	try "$(with "$base")" "${@:2}"
	check "$1: is solved" test "$status" = 0
	if shows; then fail "$1: is seen no more" "$out$err"; fi
}

trouble 'bash: line 1: /dev/null' bash -c 'echo x >/dev/null'
trouble 'bash: line 1: /usr/bin/ls' bash -c /usr/bin/ls
trouble 'env:' env python3 -c 1
tar -czf a/x.tgz a/x
trouble 'tar (child)' tar -tzf a/x.tgz
trouble 'ln:' ln a/x b/x
in=$work/tight trouble 'sed:' sed -i s/one/two/ text
in=$work/tight trouble 'sqlite3.OperationalError' /usr/bin/python3 -c '
import sqlite3
with sqlite3.connect("db") as database: database.execute("create table if not exists t(a)")'
trouble 'mktemp:' mktemp
[[ ${out-} != /tmp/tmp.* ]] || rm -f "$out"
trouble 'mkdir:' mkdir -p "$HOME/.cache/app"
if [[ -w /dev/shm ]]; then
	trouble 'PermissionError: [Errno 13] Permission denied`' python3 -c 'import multiprocessing; multiprocessing.get_context("fork").Lock()'
else
	untried 'PermissionError: [Errno 13] Permission denied`' 'this user may not write to /dev/shm'
fi
trouble 'PermissionError: [Errno 13] Permission denied: ' python3 -c 'import os, sys
if os.path.exists(sys.argv[1]): open(sys.argv[1])' /etc/debian_version
trouble 'bash: line 1: /dev/stdout' bash -c 'echo x >/dev/stdout'
if lacks terminal; then
	untried 'stty:' "${lacking[terminal]}"
else
	trouble 'stty:' terminal stty -F /dev/tty
fi
trouble 'Error, do this' ps -p $$
trouble 'whoami:' whoami
if [[ -f /usr/share/zoneinfo/Europe/Berlin ]]; then
	TZ=Europe/Berlin trouble 'Europe' date +%Z
else
	untried 'Europe' 'there is no /usr/share/zoneinfo/Europe/Berlin'
fi
if lacks fc-match; then
	untried 'Fontconfig error' "${lacking[fc-match]}"
else
	trouble 'Fontconfig error' fc-match sans
fi
if getent hosts localhost >/dev/null; then
	trouble 'socket.gaierror' python3 -c 'import socket; socket.getaddrinfo("localhost", 80)'
else
	untried 'socket.gaierror' 'no name of a host can be resolved here, not even localhost (no /etc/hosts)'
fi
trouble "Can't open" openssl req -new -newkey ed25519 -nodes -keyout a/key -out a/csr -subj /CN=x
if ((kernel_abi < 4)); then
	find_row 'bash: connect'
elif lacks loopback; then
	untried 'bash: connect' "${lacking[loopback]}"
else
	trouble 'bash: connect' bash -c ": <>/dev/tcp/127.0.0.1/$listening"
fi
((kernel_abi < 6)) && find_row 'bash: line 1: kill' || trouble 'bash: line 1: kill' bash -c "kill -CONT $listener"

# What was started may not read its libraries, though it and the loader may be started.
base=${base/', "/usr/lib"]'/']'}
loader=$(readlink -f /lib64/ld-linux-* /lib/ld-linux-* 2>/dev/null | head -n 1)
base=${base/'"pathBeneath": ['/'"pathBeneath": [{"allowedAccess": ["execute", "read_file"], "parent": ["/usr/bin/ls", "'"$loader"'"]},'}
trouble 'ls: error' bash -c ls

find_row 'Bad system call'
run "$probes/probe_seccomp" kill env LD_PRELOAD="$lib" LANDLOCK_POLICY="$base" true
needing landlock is "$message: is the exit status 159" "$status" 159
run bash -c '"$0" kill env LD_PRELOAD="$1" LANDLOCK_POLICY="$2" true; exit' "$probes/probe_seccomp" "$lib" "$base"
needing landlock like "$message: is what is seen" "$err" "*$message*"
is 'every row was tried' "$rows_seen" "$(wc -l <rows)"
finish
