#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# A preset grants of what is handled, and never adds to it.
every='["loader","exec","devices","locale","proc","dns","users","tls","tmp","tty","stdio"]'
policy='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["make_dir"]}],"preset":'"$every"'}'
export LANDLOCK_LOG=error # $work is in /tmp, with all that is in it
mkdir folder
cp "$(type -P true)" mytrue
cd / || exit 1
for attempt in 'make_reg: touch new' 'write_file: tee -a new' 'read_dir: ls .' 'remove_file: rm new' \
	'make_sym: ln -s x link' 'make_fifo: mkfifo fifo' 'execute: ./mytrue' 'remove_dir: rmdir folder'; do
	granted "${attempt%%:*} is not handled" env -C "$work" ${attempt#*: }
done
denied 'make_dir is, elsewhere' mkdir "/landlock-e2e.$$"
rmdir "/landlock-e2e.$$"
granted 'and granted where the preset says' mkdir "$work/made"
if (($(abi) >= 4)); then
	granted 'bind_tcp is not handled' /usr/bin/python3 -ISc 'import socket; socket.create_server(("127.0.0.1", 0))'
fi

confined '{"preloadVersion":1,"preset":'"$every"'}' true
is 'presets alone restrict nothing: nothing runs' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY: policy restricts nothing'
finish
