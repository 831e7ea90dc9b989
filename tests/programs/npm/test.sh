#!/bin/bash
# SPDX-License-Identifier: MIT
# npm: packages from a registry with a script that runs when one is installed; and what such a script may try.
packages='npm nodejs'
. "$(dirname "$0")/../lib.sh"

take_port 443
exercise() {
	export npm_config_cache=$PWD/node_modules/.cache/npm npm_config_registry=http://127.0.0.1:${port[443]}/
	export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
	mkdir "$HOME/.ssh" package
	echo "$secret" >"$HOME/.ssh/id"
	cat >package/package.json <<-'END'
		{"name": "part", "version": "1.0.0", "bin": "part.js", "scripts": {"install": "node install.js"}}
	END
	printf '#!/usr/bin/env node\nconsole.log(require("./made.json"))\n' >package/part.js
	cat >package/install.js <<-'END'
		const fs = require('fs'), [what, on] = (process.env.ATTEMPT ?? '').split(' ');
		fs.writeFileSync('made.json', '42');
		if (what === 'read') console.error(fs.readFileSync(on, 'utf8'));
		if (what === 'write') fs.appendFileSync(on, 'x');
		if (what === 'signal') process.kill(on, 'SIGCONT');
		if (what === 'connect') require('net').connect(on, '127.0.0.1').on('error', e => { throw e }).on('connect', function () { this.destroy() });
	END
	tar -czf part.tgz package
	cat >registry.js <<-'END'
		const fs = require('fs'), crypto = require('crypto'), archive = fs.readFileSync('part.tgz');
		const integrity = 'sha512-' + crypto.createHash('sha512').update(archive).digest('base64');
		const tarball = `http://127.0.0.1:${process.argv[2]}/part.tgz`;
		const version = { ...JSON.parse(fs.readFileSync('package/package.json')), dist: { tarball, integrity }, hasInstallScript: true };
		require('http').createServer((request, response) => response.end(request.url === '/part.tgz' ? archive :
			JSON.stringify({ name: 'part', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }))).listen(process.argv[2], '127.0.0.1');
	END
	start client node registry.js "${port[443]}"
	until_true accepts "${port[443]}"
	echo '{"name": "app", "version": "1.0.0", "scripts": {"hello": "part | tr 4 5", "tests": "node --test"}}' >package.json
	echo 'require("node:test")("it passes", () => {})' >app.test.js

	works 'a package from a registry, and its script' npm install part
	works 'npm run' npm run --silent hello
	is "$round: what it says" "$out" 52
	works 'npx' npx --no-install part
	works 'tests' npm run --silent tests
	works 'npm ci' npm ci
	works 'npm ls' npm ls --all
	works 'npm pack' npm pack --silent

	denied 'an install script that reads a secret' "ATTEMPT=read $outside/secret" npm rebuild part
	denied 'an install script that reads a key in the home' "ATTEMPT=read $HOME/.ssh/id" npm rebuild part
	denied 'an install script that writes outside' "ATTEMPT=write $outside/planted" npm rebuild part
	denied 'an install script that changes the shell of its user' "ATTEMPT=write $HOME/.bashrc" npm rebuild part
	min_abi=4 denied 'an install script that connects elsewhere' "ATTEMPT=connect $listening" npm rebuild part
	min_abi=6 denied 'a signal to a stranger' "ATTEMPT=signal $stranger" npm rebuild part
}
prove exercise
