#!/bin/bash
# SPDX-License-Identifier: MIT
# tmux: a session in a terminal, windows, panes, copying, detaching, and commands from another process.
packages='tmux bash coreutils'
. "$(dirname "$0")/../lib.sh"
noted='/usr/bin/tmux: it may ask a server to start programs; those are not confined'

exercise() {
	export TMUX_TMPDIR=$HOME/.tmux SHELL=/bin/bash
	mkdir "$TMUX_TMPDIR"
	echo 'PS1="ready> "' >"$HOME/.bashrc"
	echo 'set -g default-command bash' >"$HOME/.tmux.conf"
	works 'a session in a terminal' terminal 'ready>' 'echo $((20 + 22)) >answer; cat answer\n' '42' 'exit\n' -- tmux -L work new-session
	is "$round: what was typed" "$(<answer)" 42
	works 'windows, panes and detaching' terminal 'ready>' '\002c' 'ready>' '\002"' 'ready>' '\002d' -- tmux -L work new-session -s kept
	is "$round: still there" "$(tmux -L work list-panes -s -t kept | wc -l)" 3
	works 'commands from another process' tmux -L work send-keys -t kept 'ls answer >listed' Enter
	until_true test -s listed
	works 'attaching' terminal 'ready>' '\002d' -- tmux -L work attach -t kept
	works 'buffers' tmux -L work load-buffer answer
	works 'a command of the server' tmux -L work run-shell 'echo started >ran'
	is "$round: what it wrote" "$(<ran)" started

	denied 'reading a secret in a window' terminal 'ready>' "cat $outside/secret\n" s3cret '\002d' -- tmux -L work attach -t kept
	denied 'reading a secret into a buffer' tmux -L work load-buffer "$outside/secret"
	denied 'writing outside' tmux -L work save-buffer "$outside/planted"
	evidence='126 *' denied 'another program' tmux -L work run-shell /usr/bin/id
	tmux -L work kill-server
}
prove exercise
