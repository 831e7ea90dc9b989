#!/bin/bash
# SPDX-License-Identifier: MIT
# git over file://: clone, commit, merge, push, fetch, gc and fsck; then a repository with bad intentions.
packages='git'
. "$(dirname "$0")/../lib.sh"

exercise() {
	export GIT_ORIGIN=$work/$round/origin.git
	printf '[user]\n\tname = A\n\temail = a@b\n[init]\n\tdefaultBranch = main\n[safe]\n\tdirectory = *\n' >"$HOME/.gitconfig"
	git init -q --bare "$GIT_ORIGIN"
	git init -q seed
	for number in {1..30}; do
		seq "$number" 2000 >"seed/file$((number % 5))"
		git -C seed add -A
		git -C seed commit -qm "$number"
	done
	git -C seed push -q "$GIT_ORIGIN" main

	works 'clone by file://' git clone "file://$GIT_ORIGIN" copy
	works 'branch' git -C copy switch -c topic
	echo new >copy/new
	works 'add' git -C copy add new
	works 'commit' git -C copy commit -m new
	works 'merge' git -C copy -c merge.ff=false merge -m merged main
	works 'rebase' git -C copy rebase HEAD~1
	works 'stash' git -C copy stash
	works 'gc' git -C copy gc --aggressive --prune=now
	is "$round: packed" "$(git -C copy count-objects)" '0 objects, 0 kilobytes'
	works 'fsck' git -C copy fsck --strict
	works 'a new repository' git init --bare mine.git
	works 'push' git -C copy push "file://$PWD/mine.git" topic
	works 'fetch' git -C seed fetch "file://$PWD/mine.git" topic
	is "$round: they agree" "$(git -C seed log -1 --format=%s FETCH_HEAD)" new
	works 'worktree' git -C copy worktree add ../tree
	works 'archive' git -C copy archive -o ../copy.tar HEAD
	works 'blame' git -C copy blame new
	works 'grep' git -C copy grep 1999

	denied 'reading a secret' git -C copy hash-object -w --no-filters "$outside/secret"
	denied 'writing outside' git init "$outside/planted"
	evidence='*unable to create temporary object directory*' denied 'pushing where it may only read' git -C copy push "file://$GIT_ORIGIN" topic
	printf '#!/bin/sh\nexit 0\n' >copy/.git/hooks/pre-commit
	chmod +x copy/.git/hooks/pre-commit
	denied 'a hook' git -C copy commit --allow-empty -m hooked
	denied 'another program, as an alias' git -C copy -c alias.x='!/usr/bin/id' x
}
prove exercise
