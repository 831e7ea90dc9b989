#!/bin/bash
# SPDX-License-Identifier: MIT
# sqlite3: transactions with a journal and with a write-ahead log, tables from text, sorting on disk,
# backups, repair.
packages='sqlite3 coreutils'
. "$(dirname "$0")/../lib.sh"

exercise() {
	seq 1 3000 | sed 's/.*/&,text &/' >rows.csv
	works 'tables from text' sqlite3 -bail data.db 'create table rows (n integer, text)' '.import --csv rows.csv rows'
	works 'transactions' sqlite3 -bail data.db 'begin; delete from rows where n > 2000; commit; begin; delete from rows; rollback; select count(*) from rows'
	is "$round: the rows" "$out" 2000
	works 'a write-ahead log' sqlite3 -bail data.db 'pragma journal_mode = wal; insert into rows select n + 5000, text from rows; select count(*) from rows'
	is "$round: more rows" "$out" $'wal\n4000'
	works 'sorting on disk' sqlite3 -bail data.db 'pragma temp_store = file; pragma cache_size = 1; create index by_text on rows (printf("%.*c", 1000, text))'
	works 'indexes and joins' sqlite3 -bail data.db 'select count(*) from rows a join rows b on a.n + 5000 = b.n'
	is "$round: joined" "$out" 2000
	works 'backup and vacuum' sqlite3 -bail data.db '.backup copy.db' 'vacuum into "small.db"' vacuum
	works 'integrity' sqlite3 -bail copy.db 'pragma integrity_check'
	is "$round: whole" "$out" ok
	works 'output as JSON into a file' sqlite3 -bail data.db '.mode json' '.once one.json' 'select n from rows where n = 7'
	is "$round: the file" "$(<one.json)" '[{"n":7}]'

	evidence='*cannot open*' denied 'reading a secret' sqlite3 -bail data.db ".import --csv $outside/secret secret"
	evidence='*cannot open*' denied 'writing outside' sqlite3 -bail data.db ".once $outside/planted" 'select 1'
	evidence='*unable to open database*' denied 'attaching a database outside' sqlite3 -bail data.db "attach '$outside/planted.db' as other" 'create table other.t (n)'
	evidence='*EDITOR returned non-zero*' denied 'another program' sqlite3 -bail data.db "select edit('text', '/usr/bin/true')"
}
prove exercise
