#!/bin/bash
# SPDX-License-Identifier: MIT
# Debian's redis-server with its own configuration, as user redis; and a visitor who may give any order.
packages='redis-server iproute2 python3'
. "$(dirname "$0")/../private.sh"
run_as redis

answers() { [[ $(redis-cli ping) == PONG ]]; }
logged() { grep -q "$1" /var/log/redis/redis-server.log; }
is_saved() { [[ $(redis-cli info persistence) == *"$1:ok"* ]]; }
not_running() { [[ $(redis-cli info persistence) == *"rdb_bgsave_in_progress:0"*"aof_rewrite_in_progress:0"* ]]; }
start_redis() {
	start redis-server /etc/redis/redis.conf --daemonize no --appendonly yes --unixsocket /run/redis/redis.sock \
		--enable-protected-configs local --enable-module-command local --bind 127.0.0.1
	until_true answers
}

exercise() {
	fresh /var/lib/redis /var/log/redis /run
	mkdir /run/redis "$work/$round/others"
	chown redis:redis /var/lib/redis /var/log/redis /run/redis "$work/$round/others"
	install -o redis /dev/null /run/redis/redis-server.pid
	echo 1000000 >/run/redis/redis-server.pid # as a crash leaves it
	start client redis-server --port 7000 --save '' --bind 127.0.0.1 --dir /
	start_redis
	is "$round: the number of the process" "$(</run/redis/redis-server.pid)" "${servers[-1]}"

	works 'strings, lists and streams over TCP' client bash -c 'set -e
		redis-cli -e set key "value $RANDOM" >set; redis-cli -e get key >get
		redis-cli -e rpush list {1..1000} >pushed; redis-cli -e xadd stream 1-1 field x >added'
	works 'scripts in Lua' client redis-cli -e eval 'return redis.call("llen", "list") + 1' 0
	is "$round: the script's answer" "$out" 1001
	works 'a UNIX socket' client redis-cli -e -s /run/redis/redis.sock lrange list 998 -1
	is "$round: over the socket" "$out" $'999\n1000'
	works 'many clients at once' client redis-benchmark -q -n 20000 -c 50 -P 8 -r 1000 -t set,get
	works 'saving in the background (RDB)' client redis-cli -e bgsave
	until_true not_running
	check "$round: it was saved" is_saved rdb_last_bgsave_status
	like "$round: the file is whole" "$(redis-check-rdb /var/lib/redis/dump.rdb)" '*RDB looks OK*'
	works 'rewriting the append-only file' client redis-cli -e bgrewriteaof
	until_true not_running
	check "$round: it was rewritten" is_saved aof_last_bgrewrite_status
	check "$round: a second file is there" test -s /var/lib/redis/appendonlydir/appendonly.aof.2.base.rdb
	keys=$(redis-cli dbsize)
	works 'stopping' client redis-cli -e shutdown
	printf '*2\r\n$' >>/var/lib/redis/appendonlydir/appendonly.aof.2.incr.aof # as a crash leaves it
	start_redis
	works 'starting with what was saved' client redis-cli -e dbsize
	is "$round: nothing was lost" "$out" "$keys"

	redis-cli config set dir "$work/$round/others" dbfilename planted >/dev/null
	evidence='1*ERR' denied 'saving into a folder of others' client redis-cli -e save
	is "$round: what was planted" "$(ls -A "$work/$round/others")" "$([[ $round == confined ]] || echo planted)"
	redis-cli config set dir /var/lib/redis dbfilename dump.rdb >/dev/null
	min_abi=4 evidence='1*IOERR*' denied 'sending data to another server' client redis-cli -e migrate 127.0.0.1 7000 list 0 5000
	evidence='*Unable*' min_abi=4 denied 'listening on another port' client redis-cli -e config set port 7001
	[[ $round == free ]] || {
		check "$round: the kernel denied the file" logged 'opening the temp RDB file .*: Permission denied'
		((kernel_abi < 4)) || check "$round: and the port" logged 'listening socket .*:7001: .*: Permission denied'
		((kernel_abi < 4)) || is "$round: the other server got nothing" "$(redis-cli -p 7000 dbsize)" 0
	}
}
prove exercise
