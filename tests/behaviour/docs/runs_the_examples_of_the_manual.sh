#!/bin/bash
# needs: gcc /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Every command of landlock-policy in the manual does what its sentence says, in a directory that has what it names;
# and the program in landlock_preload(3) compiles and says what is so.
manual=$tests/../src/share/man
# Both stand for an installed library: the bare names are found.
PATH=$work/bin:$(dirname "$LANDLOCK_POLICY_TOOL"):$PATH
export LD_LIBRARY_PATH=$probes
mkdir -p bin project/policies
printf '#!/bin/sh\nread -r line <notes && echo "made $*"\n' >bin/make
printf '#!/bin/sh\necho "serves $*"; read -r line <%s && echo "$line"\n' "$work/secret" >bin/server
printf '#!/usr/bin/python3\n' >project/serve.py
printf '#!/bin/sh\necho "host kernel: audit: type=1423 audit(1.0:1): domain=1 blockers=fs.read_file path=\\"%s\\" dev=\\"vda2\\" ino=1"\n' "$work/secret" >bin/journalctl
chmod +x bin/* project/serve.py
echo secret >secret
cd project || exit 1
echo 'buy milk' >notes
policy read_file "$work/bin" | tee server.json >policies/server.json
echo '{"preloadVersion":1,"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' >extended.json

# examples PAGE: its commands, one a line, as a shell reads them.
examples() { sed -n 's/^\.Dl \$ //p' "$manual/$1" | sed 's/\\-/-/g; s,/etc/server\.json,server.json,g; s,/srv/www/page,../secret,'; }
denied="serves --port 8080*secret: Permission denied"
tried=0
for page in landlock-policy.1 landlock-preload.7; do
	while read -r command; do
		case $command in
		*landlock-policy* | *server.json* | export\ LD_PRELOAD=liblandlock_preload.so) ;;
		*) continue ;; # a pattern, or a change of a program that is the reader's
		esac
		tried=$((tried + 1))
		if [[ $command == export* ]]; then
			before=$command && continue
		fi
		run bash -c "${before:+$before; }$command"
		name="$page: $command" ended="$status $out$err"
		case $command in
		'landlock-policy learn '* | 'landlock-policy explain '*) needing landlock like "$name" "$ended" '0 made*' ;;
		*'server.json server --port 8080') needing landlock like "$name" "$ended" "* $denied*" ;;
		'journalctl -k |'*) needing landlock like "$name" "$ended" "0 *read_file on $work/secret*add to \"pathBeneath\" of server.json:*" ;;
		'landlock-policy check '*) like "$name" "$ended" '0 policies/server.json: ok*' ;;
		'landlock-policy resolve policy.json') needing landlock like "$name" "$ended" '0 {*"pathBeneath"*}*' ;;
		'landlock-policy resolve --plain '*) is "$name" "$status $(grep -c preloadVersion plain.json)" '0 0' ;;
		'landlock-policy target cat' | 'landlock-policy target server') like "$name" "$ended" '0 *: yes, a preload takes effect here*' ;;
		'landlock-policy target ./serve.py') like "$name" "$ended" '0 *: yes, *first process: *python3*' ;;
		'landlock-policy query '*)
			lacks landlock && check='needing landlock' || check='needing root_mount'
			$check like "$name" "$ended" '1 denied: *read_file*'
			;;
		'landlock-policy kernel') needing landlock like "$name" "$ended" '0 *udp*' ;;
		*) fail "$name: this script knows it" ;;
		esac
	done < <(examples "$page")
	before=''
done
check 'the manual has commands that can be tried' test "$tried" -ge 15

awk '/^\.Bd -literal$/ { on = 1; next } /^\.Ed/ { on = 0 } on' "$manual/landlock_preload.3" >client.c
run gcc -Wall -Wextra -Werror -D_GNU_SOURCE -I "$tests/../src" -o client client.c
is 'the program of landlock_preload(3) compiles' "$status $err" '0 '
run ./client
is 'without the library it does not say enforced' "$status $out" '0 '
confined "$(policy write_file "$work/bin")" ./client
needing landlock is 'with the library it says enforced' "$status $out" '0 enforced'
finish
