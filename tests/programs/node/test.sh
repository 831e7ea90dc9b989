#!/bin/bash
# SPDX-License-Identifier: MIT
# A web service in node, with files, a child process of its own and one of the system's.
packages='nodejs curl coreutils'
. "$(dirname "$0")/../lib.sh"

take_port 3000
exercise() {
	mkdir data
	cat >server.js <<-'END'
		const { createServer } = require('node:http');
		const { writeFile, rename, readFile, readdir } = require('node:fs/promises');
		const { execFile, fork } = require('node:child_process');
		const answers = {
			'PUT /': async (name, body) => {
				await writeFile(`data/.${name}`, body);
				await rename(`data/.${name}`, `data/${name}`);
				return (await readdir('data')).join();
			},
			'GET /': async (name) => readFile(name.startsWith('/') ? name : `data/${name}`, 'utf8'),
			'SORT /': async (name) => new Promise((resolve, reject) =>
				execFile('sort', [`data/${name}`], (error, out) => error ? reject(error) : resolve(out))),
			'FORK /': async (name) => new Promise((resolve) =>
				fork('child.js').on('message', resolve).send(name)),
		};
		createServer(async (request, response) => {
			try {
				let body = '';
				for await (const part of request) body += part;
				const url = decodeURIComponent(request.url.slice(1));
				response.end(await answers[`${request.headers['x-do'] ?? request.method} /`](url, body));
			} catch (error) {
				response.writeHead(500).end(String(error));
			}
		}).listen(process.argv[2], '127.0.0.1');
	END
	echo 'process.on("message", (name) => { process.send(`hello ${name}`); process.disconnect(); });' >child.js
	start node server.js "${port[3000]}"
	until_true accepts "${port[3000]}"
	local url=http://127.0.0.1:${port[3000]}
	works 'a server' client curl -sS --fail-with-body -T - "$url/list" <<<''
	works 'files, renamed into place' client curl -sS --fail-with-body -X PUT --data-binary $'b\na\n' "$url/list"
	is "$round: what it keeps" "$out $(<data/list)" $'list b\na'
	works 'a program in a pipe' client curl -sS --fail-with-body -H 'X-Do: SORT' "$url/list"
	is "$round: sorted" "$out" $'a\nb'
	works 'child_process.fork' client curl -sS --fail-with-body -H 'X-Do: FORK' "$url/you"
	is "$round: from the child" "$out" 'hello you'

	denied 'reading a secret for a visitor' client curl -sS --fail-with-body "$url/$(sed 's|/|%2f|g' <<<"$outside/secret")"
	denied 'writing outside' node -e "require('fs').writeFileSync('$outside/planted', 'x')"
	denied 'changing its source' node -e "require('fs').appendFileSync('server.js', ' ')"
	denied 'another program' node -e "require('child_process').execFileSync('/usr/bin/id')"
	min_abi=4 denied 'another port' node -e "require('net').createServer().on('error', e => { throw e }).listen(0, '127.0.0.1', function () { this.close() })"
	min_abi=4 denied 'a TCP connection' node -e "require('net').connect($listening, '127.0.0.1').on('error', e => { throw e }).on('connect', function () { this.destroy() })"
	min_abi=6 denied 'a signal to a stranger' node -e "process.kill($stranger, 'SIGCONT')"
}
prove exercise
