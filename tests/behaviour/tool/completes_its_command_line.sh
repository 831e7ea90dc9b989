#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What Tab offers for landlock-policy, in bash and in zsh.
completions=$tests/../src/share/completions
mkdir -p site/policies.d bin.d
touch site/web.json site/'of the shop.json' site/readme.md site/lib.so site/lib.so.1 bin.d/plain
cp /bin/true bin.d/program

# offered COMMAND-LINE...: the last word is the one at the cursor. Nothing may be run: PATH is empty.
offered() (
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=() PATH=$work/bin.d
	_landlock_policy
	printf '%s\n' "${COMPREPLY[@]}" | while IFS= read -r word; do printf '%s|' "$word"; done
)
# words LINE: sorted, each once.
words() { tr '|' '\n' | sort -u | grep . | paste -sd '|'; }
# bash_offers NAME EXPECTED COMMAND-LINE...
bash_offers() {
	local name=$1 expected=$2
	shift 2
	is "bash: $name" "$(offered landlock-policy "$@" 2>&1 | words)" "$expected"
}
. "$completions/landlock-policy.bash"
is 'bash: the function is registered' "$(complete -p landlock-policy)" 'complete -F _landlock_policy landlock-policy'
bash_offers 'verbs' '--help|--version|cdi|check|explain|help|kernel|learn|list|presets|query|resolve|run|target' ''
bash_offers 'a verb' 'presets' 'p'
bash_offers 'options' '--help|--version' '--'
for verb in check resolve; do
	bash_offers "$verb: policies and directories" 'site/of the shop.json|site/policies.d|site/web.json' "$verb" site/
	bash_offers "$verb: the next policy" 'site/web.json' "$verb" site/x.json site/w
done
bash_offers 'resolve: its options' '--plain|--program|--unescaped' resolve --
bash_offers 'resolve: a program' 'program' resolve --program progra
bash_offers 'help: verbs' 'cdi|check|explain|kernel|learn|list|presets|query|resolve|run|target' help ''
bash_offers 'list: its option' '--json' list --
bash_offers 'help: one verb' '' help check ''
bash_offers 'check: has no option' '' check --
for verb in presets kernel --help nonsense; do bash_offers "$verb: nothing" '' "$verb" ''; done
bash_offers 'query: policies' 'site/web.json' query site/w
bash_offers 'query: rights' 'read_dir|read_file' query p.json read
bash_offers 'query: groups' 'abi.read|abi.read_execute|abi.read_write' query p.json abi.r
bash_offers 'query: its option' '--program' query --
bash_offers 'query: a program' 'program' query --program progra
bash_offers 'query: a policy after the program' 'site/web.json' query --program program site/w
bash_offers 'query: rights after the program' 'read_dir|read_file' query --program program p.json read
bash_offers 'query: the next right' 'execute,bind_tcp|execute,bind_udp' query p.json execute,bind
bash_offers 'query: files' 'site/readme.md' query p.json read_file site/r
bash_offers 'target: commands' 'program' target progra
bash_offers 'target: its option' '--library' target --
bash_offers 'target: libraries' 'site/lib.so|site/lib.so.1|site/policies.d' target --library site/
bash_offers 'target: a program after the library' 'program' target --library site/lib.so progra
bash_offers 'target: programs in a folder' 'bin.d/program' target bin.d/p
bash_offers 'target: one program' '' target program ''

bash_offers 'run: its options' '--json|--library|--new-session|--report|--require-preload|--strict' run --
bash_offers 'explain: its options' '--json|--library|--live' explain --
bash_offers 'explain: commands' 'program' explain --live p.json progra
bash_offers 'learn: its options' '--check|--keep|--library|--merge|--output' learn --
bash_offers 'learn: commands' 'program' learn --output p.json --merge progra
bash_offers 'learn: commands, after a letter' 'program' learn -o p.json progra
bash_offers 'learn: policies after a letter' 'site/web.json' learn -o site/w
bash_offers 'learn: nothing of the program' '' learn program ''
bash_offers 'run: policies' 'site/web.json' run --strict site/w
bash_offers 'run: libraries' 'site/lib.so|site/lib.so.1|site/policies.d' run --library site/
bash_offers 'run: a file for the report' 'site/readme.md' run --report site/r
bash_offers 'run: commands' 'program' run --library site/lib.so --report r p.json progra
bash_offers 'run: nothing of the program' '' run p.json program ''

# Ready policies, where they are found; bash may take "@" for a word of its own.
mkdir -p own/landlock-preload/policies installed/landlock-preload/policies
touch own/landlock-preload/policies/{git,gpg}.json installed/landlock-preload/policies/{git,tar}.json
there="s,{/etc\,/usr/share\,/usr/local/share},$work/{own\,installed},"
sed "$there" "$completions/landlock-policy.bash" >ready.bash
. ./ready.bash
COMP_WORDBREAKS=' '
bash_offers 'ready policies' '@git|@gpg|@tar' check @
bash_offers 'ready policies that begin so' '@git|@gpg' run --strict @g
bash_offers 'a program after a ready policy' 'program' run @git progra
COMP_WORDBREAKS=' @'
bash_offers 'ready policies, where @ is a word' 'git|gpg|tar' check @
bash_offers 'ready policies that begin so, where @ is a word' 'git|gpg' run --strict @ g
bash_offers 'a program after a ready policy, where @ is a word' 'program' run @ git progra
bash_offers 'rights after a ready policy, where @ is a word' 'read_dir|read_file' query @ git read

# zsh completes in an interactive shell only: one in a pseudo-terminal, whose compadd tells us.
! lacks zsh || skip "${lacking[zsh]}"
check 'zsh: the syntax is right' zsh -n "$completions/_landlock-policy"
! lacks terminal || skip "${lacking[terminal]}"
cat >ask.zsh <<'END'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source ./inner.zsh"
zpty -m -r shell ready '*READY*' || exit 1
zpty -w -n shell "$1"$'\t'
zpty -r shell answer $'*END-OF-OFFER*'
print -r -- "$answer"
END
cat >inner.zsh <<END
fpath=("$completions" \$fpath)
autoload -Uz compinit && compinit -u -D
compadd() {
	local -a offers=()
	if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)* ]]; then
		builtin compadd -O offers "\$@"
		(( \${#offers} )) && printf 'OFFER:%s\n' \$offers
	fi
	builtin compadd "\$@"
}
tell_end() { print END-OF-OFFER }
comppostfuncs=(tell_end)
zstyle ':completion:*' list-grouped false
bindkey '^I' complete-word
PS1= PROMPT_EOL_MARK=
print READ\Y
END
# zsh_offers NAME EXPECTED LINE
zsh_offers() {
	is "zsh: $1" "$(timeout 20 zsh -f ask.zsh "$3" | tr -d '\r' | sed -n 's/^.*OFFER://p' | sort -u | paste -sd '|')" "$2"
}
zsh_offers 'verbs' 'cdi|check|explain|help|kernel|learn|list|presets|query|resolve|run|target' 'landlock-policy '
zsh_offers 'options' '--help|--version' 'landlock-policy --'
zsh_offers 'check: policies' 'web.json' 'landlock-policy check site/w'
zsh_offers 'resolve: the next policy' 'web.json' 'landlock-policy resolve x.json site/w'
zsh_offers 'help: verbs' 'cdi|check|explain|help|kernel|learn|list|presets|query|resolve|run|target' 'landlock-policy help '
zsh_offers 'run: its options' '--json|--library|--new-session|--report|--require-preload|--strict' 'landlock-policy run --'
zsh_offers 'explain: its options' '--json|--library|--live' 'landlock-policy explain --'
zsh_offers 'learn: its options' '--check|--keep|--library|--merge|--output' 'landlock-policy learn --'
zsh_offers 'run: policies' 'web.json' 'landlock-policy run --strict site/w'
zsh_offers 'query: its option' '--program' 'landlock-policy query --'
zsh_offers 'resolve: its options' '--plain|--program|--unescaped' 'landlock-policy resolve --'
zsh_offers 'query: rights' 'read_dir|read_file' 'landlock-policy query p.json read_'
zsh_offers 'target: its option' '--library' 'landlock-policy target --'
zsh_offers 'target: libraries' 'lib.so|lib.so.1' 'landlock-policy target --library site/lib'
zsh_offers 'target: programs in a folder' 'program' 'landlock-policy target bin.d/p'
zsh_offers 'target: commands' 'setpriv' 'landlock-policy target setpr'
zsh_offers 'presets: nothing' '' 'landlock-policy presets '
sed "$there" "$completions/_landlock-policy" >"$work/_landlock-policy"
sed -i "s,^fpath=.*,fpath=(\"$work\" \\\$fpath)," inner.zsh
zsh_offers 'ready policies' '@git|@gpg|@tar' 'landlock-policy check @'
finish
