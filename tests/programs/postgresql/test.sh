#!/bin/bash
# SPDX-License-Identifier: MIT
# PostgreSQL: a new cluster, a benchmark with parallel queries, a crash and a recovery, and a superuser of
# the database who wants more of the machine.
packages='postgresql-15|postgresql-17 iproute2 python3'
. "$(dirname "$0")/../private.sh"
run_as postgres
find_installed "${packages%% *}"
release=${package#postgresql-}
PATH=/usr/lib/postgresql/$release/bin:$PATH
data=/var/lib/postgresql/$release/main
sql=(psql -X -q -A -t -v ON_ERROR_STOP=1 -h /run/postgresql -U postgres)
answers() { pg_isready -q -h 127.0.0.1; }
is_gone() { ! kill -0 "$1"; }

exercise() {
	fresh /var/lib/postgresql /run /dev/shm
	install -d -o postgres /run/postgresql /var/lib/postgresql/$release
	mkdir -m 777 "$work/$round/others"
	chown postgres "$TMPDIR" .
	chmod 1777 /dev/shm
	works 'initdb' initdb -D "$data" --no-sync --data-checksums --locale C.UTF-8 --auth trust
	echo "fsync = off" >>"$data/postgresql.conf"
	works 'pg_ctl start' pg_ctl -D "$data" -w -l "$data/log" -o '-k /run/postgresql -h 127.0.0.1' start
	server=$(head -n 1 "$data/postmaster.pid")
	works 'pgbench' client "${inside[@]}" bash -c 'pgbench -h 127.0.0.1 -i -q -s 2 postgres && pgbench -h 127.0.0.1 -c 4 -t 200 postgres'
	like "$round: no transaction failed" "$out" '*number of transactions actually processed: 800/800*'
	works 'parallel queries' client "${sql[@]}" -c "set min_parallel_table_scan_size = 0; set parallel_setup_cost = 0
		; set parallel_tuple_cost = 0; select count(*) from pgbench_accounts a join pgbench_accounts b using (aid)
		; explain (analyze, costs off) select count(*) from pgbench_accounts a join pgbench_accounts b using (aid)"
	like "$round: in parallel" "$out" '200000*Workers Launched: [1-9]*'
	works 'sorting on disk, extensions, VACUUM' client "${sql[@]}" -c "set work_mem = '64kB'" \
		-c "create table sorted as select * from pgbench_accounts order by abalance, aid desc" \
		-c 'create extension dblink' -c 'vacuum full pgbench_accounts'
	kill -KILL "$server"
	until_true is_gone "$server"
	works 'recovery after a crash' pg_ctl -D "$data" -w -l "$data/log" -o '-k /run/postgresql -h 127.0.0.1' start
	works 'nothing is lost' client "${sql[@]}" -c 'select count(*) from sorted'
	is "$round: the rows" "$out" 200000

	denied 'COPY from a file outside' client "${sql[@]}" -c "create temp table t (line text); copy t from '$outside/secret'"
	denied 'COPY to a file outside' client "${sql[@]}" -c "copy (select 1) to '$work/$round/others/planted'"
	is "$round: what was planted" "$(ls "$work/$round/others")" "$([[ $round == confined ]] || echo planted)"
	denied 'pg_read_file' client "${sql[@]}" -c "select pg_read_file('$outside/secret')"
	evidence='*not?executable*' denied 'COPY to another program' client "${sql[@]}" -c "copy (select 1) to program '/usr/bin/id'"
	# The listener says nothing, so that who is let to it waits: PostgreSQL 17 until the statement's time is over.
	min_abi=4 denied 'a connection elsewhere' client bash -c '"$@" 2>&1 | tee /dev/stderr | grep -q timeout' - "${sql[@]}" -c "set statement_timeout = '3s'" -c "select dblink_connect('host=127.0.0.1 port=$listening connect_timeout=2')"
	min_abi=6 denied 'a signal from another sandbox, as of pg_ctl' pg_ctl -D "$data" reload
	works 'stopping' client "${inside[@]}" pg_ctl -D "$data" -w -m fast stop
}
prove exercise
