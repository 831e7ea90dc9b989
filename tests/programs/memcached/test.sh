#!/bin/bash
# SPDX-License-Identifier: MIT
# memcached, with more values than it has memory for.
packages='memcached iproute2 python3'
. "$(dirname "$0")/../private.sh"

# Stores 400 values of 240 kB and fetches them all; then deletes and counts. What comes faster than it can be written to the
# disk is dropped, which is what caches do, so that such a value is stored again.
cat >"$work/client.py" <<'END'
import socket
stream = socket.create_connection(("127.0.0.1", 11211)).makefile("rwb")
def ask(request, *answers):
	stream.write(request + b"\r\n")
	stream.flush()
	for expected in answers:
		answer = stream.readline().rstrip(b"\r\n")
		assert answer == expected, (request[:40], answer[:40])
def value(number): return b"%06d" % number * 40000
def is_there(number):
	stream.write(b"get key%d\r\n" % number)
	stream.flush()
	answer = stream.readline()
	if answer == b"END\r\n": return False
	assert answer == b"VALUE key%d 7 240000\r\n" % number, answer
	assert stream.readline() == value(number) + b"\r\n", number
	assert stream.readline() == b"END\r\n", number
	return True
missing = range(400)
while missing:
	for number in missing:
		ask(b"set key%d 7 0 240000\r\n%s" % (number, value(number)), b"STORED")
	missing = [number for number in range(400) if not is_there(number)]
ask(b"set count 0 0 2\r\n41", b"STORED")
ask(b"incr count 1", b"42")
ask(b"delete key1", b"DELETED")
ask(b"get key1", b"END")
END
is_large() { (($(stat -c %b "$1") > 20000)); }

exercise() {
	local tool=/usr/share/memcached/scripts/memcached-tool
	fresh /run /var/cache
	install -d -o memcache /run/memcached /var/cache/memcached
	mkdir -m 777 "$work/$round/others"
	echo "name:$secret" >"$work/$round/passwords"
	start memcached -u memcache -l 127.0.0.1 -P /run/memcached/memcached.pid -m 32 \
		-o ext_path=/var/cache/memcached/values:1G
	until_true accepts 11211

	works 'storing and fetching what does not fit into memory' client /usr/bin/python3 "$work/client.py"
	until_true is_large /var/cache/memcached/values
	works 'statistics' client "$tool" 127.0.0.1:11211 stats
	like "$round: values come from the disk" "$out" '*get_extstore*[1-9]*'
	is "$round: the number of the process" "$(</run/memcached/memcached.pid)" "${servers[-1]}"

	stop
	memcached='memcached -u memcache -l 127.0.0.1'
	denied 'a password file outside' briefly $memcached -Y "$work/$round/passwords"
	like "$round: by the file" "$err" "$([[ $round == free ]] || echo '*passwords*ermission denied*')"
	denied 'values on a disk of others' briefly $memcached -o "ext_path=$work/$round/others/values:64M"
	denied 'a socket elsewhere' briefly $memcached -s "$work/$round/others/socket"
	min_abi=4 denied 'another port' briefly $memcached -p 11212
	is "$round: what is elsewhere" "$(ls "$work/$round/others")" "$([[ $round == confined ]] || printf 'socket\nvalues')"
}
prove exercise
