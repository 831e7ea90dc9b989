#!/bin/bash
# SPDX-License-Identifier: MIT
# The shape of a coding agent: a program in node that keeps a state, changes a project, starts git, a shell and tests,
# and talks to a server; and what it may be talked into.
packages='nodejs git coreutils python3 curl'
. "$(dirname "$0")/../lib.sh"

take_port 443
take_port 3000
exercise() {
	export AGENT_HOME=$HOME/.agent
	mkdir -p "$AGENT_HOME" "$HOME/.ssh" "$HOME/other"
	echo "$secret" | tee "$HOME/.ssh/id" "$HOME/other/source" >"$HOME/.git-credentials"
	printf '[user]\n\tname = A\n\temail = a@b\n[init]\n\tdefaultBranch = main\n[safe]\n\tdirectory = *\n' >"$HOME/.gitconfig"
	cat >agent.js <<-'END'
		const fs = require('fs'), { execSync } = require('child_process');
		const state = process.env.AGENT_HOME + '/sessions.json';
		const sessions = fs.existsSync(state) ? JSON.parse(fs.readFileSync(state)) : [];
		const shell = process.argv[2];
		fs.writeFileSync(state + '.new', JSON.stringify([...sessions, shell]));
		fs.renameSync(state + '.new', state);
		process.stdout.write(execSync(shell, { stdio: ['ignore', 'pipe', 'inherit'], shell: '/bin/bash' }));
	END
	start client python3 -m http.server --bind 127.0.0.1 --directory . "${port[443]}"
	until_true accepts "${port[443]}"
	agent=(node agent.js)
	works 'a repository' "${agent[@]}" 'git init -q . && git add agent.js && git commit -qm first'
	works 'changing files by tools' "${agent[@]}" 'mkdir -p src && printf "b\na\n" >src/list && sort -o src/list src/list && sed -i s/a/c/ src/list'
	is "$round: what is changed" "$(<src/list)" $'c\nb'
	works 'branch, commit, merge' "${agent[@]}" 'git switch -qc topic && git add src && git commit -qm topic && git switch -q main && git merge -q topic && git log --oneline'
	works 'tests in node' "${agent[@]}" 'echo "require(\"node:test\")(\"passes\", () => {})" >a.test.js && node --test a.test.js'
	works 'a script in python' "${agent[@]}" 'python3 -c "import json, ssl, sqlite3; print(json.dumps([1]))"'
	works 'a program of the project' "${agent[@]}" 'printf "#!/bin/sh\necho ran\n" >tool && chmod +x tool && ./tool'
	works 'a server over HTTPS' "${agent[@]}" "curl -sf http://127.0.0.1:${port[443]}/src/list"
	works 'a server of the project' "${agent[@]}" "python3 -m http.server --bind 127.0.0.1 ${port[3000]} >/dev/null 2>&1 &
		for try in {1..100}; do ! curl -sf http://127.0.0.1:${port[3000]}/src/list || break; sleep 0.1; done; kill %1"
	works 'finding and stopping what it started' "${agent[@]}" 'sleep 60 & kill $! && wait $!; true'
	works 'temporary files' "${agent[@]}" 'file=$(mktemp) && echo x >"$file" && cat <<<here && rm "$file"'

	denied 'reading a secret' "${agent[@]}" "cat $outside/secret"
	denied 'reading a key of ssh' "${agent[@]}" 'cat ~/.ssh/id'
	denied 'reading the credentials of git' "${agent[@]}" 'cat ~/.git-credentials'
	denied 'reading another project' "${agent[@]}" 'cat ~/other/source'
	denied 'writing outside' "${agent[@]}" "echo x >$outside/planted"
	denied 'changing the shell of its user' "${agent[@]}" 'echo x >>~/.bashrc'
	min_abi=4 denied 'another port' "${agent[@]}" "exec 3<>/dev/tcp/127.0.0.1/$listening"
	min_abi=6 denied 'a signal to a stranger' "${agent[@]}" "kill -CONT $stranger"
}
prove exercise
