#!/bin/bash
# needs: landlock chroot
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A preset grants of what is handled, and never adds to it. So where no preset grants anything,
# whatever is not handled is allowed all the same.
make_root touch tee ls rm ln mkfifo rmdir mkdir
every='"preset":["loader","exec","devices","locale","proc","dns","users","tls","tmp","tty","stdio"]'
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["make_dir"]}],'"$every"'}'
mkdir -p root/elsewhere/folder root/tmp
cp "$(type -P rm)" root/elsewhere/program
for attempt in 'make_reg: touch new' 'write_file: tee -a new' 'read_dir: ls .' 'remove_file: rm new' \
	'make_sym: ln -s x link' 'make_fifo: mkfifo fifo' 'execute: ./program -f x' 'remove_dir: rmdir folder'; do
	# shellcheck disable=SC2086
	granted "${attempt%%:*} is not handled" env -C /elsewhere ${attempt#*: }
done
denied 'make_dir is, here' mkdir /elsewhere/made
granted 'a right is granted where a preset says so' mkdir /tmp/made

policy='{"preloadVersion":1,'"$every"'}'
confined "$policy" touch /elsewhere/ran
is 'presets alone restrict nothing: nothing runs' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY: policy restricts nothing'
check 'no program ran under presets alone' test ! -e root/elsewhere/ran

inside=() lib=$work/bin/liblandlock_preload.so
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["make_dir"]}],'"$every"'}'
bind='import socket; socket.create_server(("127.0.0.1", 0)); s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("", 0))'
LANDLOCK_LOG=error granted 'ports are not handled' /usr/bin/python3 -ISc "$bind"
finish
