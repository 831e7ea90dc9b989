#!/bin/bash
# SPDX-License-Identifier: MIT
# A bash script that makes a report of log files: pipes, here-documents, process substitution, temporary
# files, a rename into place, a job in the background.
packages='bash coreutils'
. "$(dirname "$0")/../lib.sh"

exercise() {
	mkdir logs reports
	printf 'GET /%s\n' a b a c b a >logs/one
	printf 'GET /%s\n' c a >logs/two
	cat >report.sh <<'END'
set -euo pipefail
shopt -s nullglob
made=$(mktemp reports/.XXXXXX)
trap 'rm -f "$made"' EXIT
cat logs/* 2>/dev/null | cut -d ' ' -f 2 | sort | uniq -c | sort -rn | tr -s ' ' | head -n 2 | tee "$made" >/dev/null
total=$(wc -l < <(cat logs/*)) &
wait $!
while read -r count page; do echo "$page: $count"; done <"$made" >"$made.text"
cat >>"$made.text" <<-LAST
	$(cat logs/* | wc -l) lines
	$(yes 2>/dev/null | head -c 0 || true)
LAST
mv "$made.text" reports/pages
END
	works 'a report by pipes, here-documents and a rename' bash report.sh
	is "$round: the report" "$(<reports/pages)" $'/a: 4\n/c: 2\n8 lines'
	works 'sorting more than fits into memory' bash -c 'for i in {1..9000}; do echo $RANDOM; done | sort -S 16K -o reports/sorted && wc -l <reports/sorted'

	denied 'reading a secret' bash -c "read -r line <$outside/secret && echo \$line"
	denied 'writing outside' bash -c "echo x >$outside/planted"
	denied 'changing a log' bash -c 'echo x >>logs/one'
	denied 'another program' bash -c /usr/bin/env
	min_abi=6 denied 'a signal to a stranger' bash -c "kill -CONT $stranger"
	min_abi=4 denied 'a TCP connection' bash -c "exec 3<>/dev/tcp/127.0.0.1/$listening"
}
prove exercise
