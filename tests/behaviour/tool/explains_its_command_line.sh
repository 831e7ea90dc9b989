#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What `landlock-policy` says of itself and of a wrong command line, and how it speaks. The words themselves are
# compared with the documents by agrees_on_the_command_line.
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$tests/../meson.build")
tool --version
is '--version' "$status $out $err" "0 landlock-policy $version "
tool --help
like '--help' "$status $out" '0 usage: landlock-policy VERB *'
is '--help writes to standard output only' "$err" ''
help=$out
tool
is 'without a verb: the same on standard error, and 2' "$status $out $err" "2  $help"

# wrong USAGE ARGUMENT...: 2, nothing on standard output, a line with what is wrong and one with how it is written.
wrong() {
	local usage=$1
	shift
	tool "$@"
	is "$*: wrong usage" "$status $out" '2 '
	is "$*: how it is written" "$(tail -1 .err)" "usage: landlock-policy $usage"
}
wrong 'VERB [ARGUMENT...]; see --help' chekc
like 'what is wrong' "$err" 'landlock-policy: error: unknown verb "chekc"*'
wrong 'VERB [ARGUMENT...]; see --help' --plain
like 'what is wrong' "$err" 'landlock-policy: error: unknown option "--plain"*'
# A policy that there is nothing to note about.
echo '{"ruleset":[{"handledAccessFs":["make_block","write_file","remove_file","remove_dir"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["/"]}]}' >good.json
for verb in 'check FILE...' 'resolve [--plain] [--unescaped] [--program PROGRAM] FILE...'; do
	wrong "$verb" "${verb%% *}"
	is 'no more than that' "$(wc -l <.err)" 1
	wrong "$verb" "${verb%% *}" good.json --plian
	like 'what is wrong' "$err" 'landlock-policy: error: unknown option "--plian"*'
done
wrong 'check FILE...' check --plain good.json
# Who mistypes is told what was probably meant.
misspelt() {
	local text=$1
	shift
	tool "$@"
	is "$*: wrong usage" "$status $out" '2 '
	like "$*: what was probably meant" "$(head -1 .err)" "landlock-policy: error: unknown $text"
}
misspelt 'verb "chekc"; did you mean "check"[?]' chekc good.json
misspelt 'verb "resolv"; did you mean "resolve"[?]' resolv good.json
misspelt 'verb "hlep"; did you mean "help"[?]' hlep
misspelt 'verb "taget"; did you mean "target"[?]' help taget
misspelt 'verb "zzz"' zzz
misspelt 'option "--versoin"; did you mean "--version"[?]' --versoin
misspelt 'option "--plian"; did you mean "--plain"[?]' resolve --plian good.json
misspelt 'option "--unescape"; did you mean "--unescaped"[?]' resolve --unescape good.json
misspelt 'option "--libary"; did you mean "--library"[?]' target --libary x cat
misspelt 'option "--programm"; did you mean "--program"[?]' query --programm cat good.json execute /
misspelt 'option "--libary"; did you mean "--library"[?]' target --libary=x cat
misspelt 'option "-plain"; did you mean "--plain"[?]' resolve -plain good.json
tool resolve --plain=yes good.json
is 'a flag with a value: wrong usage' "$status $(head -1 .err)" '2 landlock-policy: error: --plain takes no value'
tool target --library
is 'an option without its value: wrong usage' "$status $(head -1 .err)" '2 landlock-policy: error: --library needs a FILE'
tool query --program= good.json execute /
is 'an option with an empty value: wrong usage' "$status $(head -1 .err)" '2 landlock-policy: error: --program needs a PROGRAM'

# Every way to ask for help is understood, and it is no error.
for ask in help -h '--help'; do
	tool "$ask"
	is "$ask: the summary" "$status $out $err" "0 $help "
done
for ask in -V --version; do
	tool "$ask"
	is "$ask: the version" "$status $out $err" "0 landlock-policy $version "
done
mapfile -t verbs < <(sed -nE 's/^  ([a-z]+).*/\1/p' <<<"$help")
for verb in "${verbs[@]}"; do
	tool help "$verb"
	like "help $verb: how it is written" "$status $out $err" "0 usage: landlock-policy $verb* "
	described=$out
	for ask in --help -h; do
		tool "$verb" "$ask"
		is "$verb $ask: the same" "$status $out $err" "0 $described "
	done
done
tool target cat --help
like 'the option of a program is not ours' "$out" '*/cat: *'

wrong presets presets loader
wrong kernel kernel --verbose
wrong 'query [--program PROGRAM] FILE ACCESS PATH|PORT' query good.json execute / /
is 'an operand too much is named' "$(head -1 .err)" 'landlock-policy: error: unexpected argument "/"'

# An option means the same between the operands, whatever the environment says.
run env POSIXLY_CORRECT=1 "$LANDLOCK_POLICY_TOOL" resolve good.json --plain
is 'with POSIXLY_CORRECT, options stand behind operands' "$status $err" '0 '
tool check -- --plain
is 'what stands behind "--" is an operand' "$status $err" '1 landlock-policy: error: --plain: cannot open: No such file or directory'

# Bytes that would end a line or command a terminal are written out.
nasty=$'a\nb\x1b[31m\x7f'
escaped='a\x0ab\x1b[31m\x7f'
tool "$nasty"
is 'a control character in a verb is escaped' "$(head -1 .err)" "landlock-policy: error: unknown verb \"$escaped\""
tool resolve "-$nasty"
is 'a control character in an option is escaped' "$(head -1 .err)" "landlock-policy: error: unknown option \"-$escaped\""
tool check "$nasty"
is 'a control character in the name of a missing file is escaped' "$err" "landlock-policy: error: $escaped: cannot open: No such file or directory"
cp good.json "$nasty"
tool check "$nasty"
is 'a control character in the name of a good file is escaped' "$out $err" "$escaped: ok "
echo '{"variable":[{"name":"v"}]}' >"$nasty"
tool resolve "$nasty"
is 'a control character in the name of a file that is warned of is escaped' "$err" "landlock-policy: warning: $escaped: policy restricts nothing"
tool presets "$nasty"
is 'a control character in an argument too much is escaped' "$(head -1 .err)" "landlock-policy: error: unexpected argument \"$escaped\""
printf '%s\n' '{"ruleset":[{"scoped":["\u001b[31m\n"]}]}' >inside.json
tool check inside.json
is 'a control character in a policy is escaped' "$(wc -l <.err) $(tr -d '\n' <.err | grep -c '[[:cntrl:]]')" '1 0'
printf '%s\n' '{"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/\u001b[31m\n"]}]}' >inside.json
tool resolve inside.json
is 'a control character in a resolved policy is escaped' "$(tr -d '\n' <.out | grep -c '[[:cntrl:]]')" 0
check 'a resolved policy escapes as JSON does' grep -qF '"/\u001b[31m\u000a"' .out

# What cannot be written was not done.
if [[ -c /dev/full ]]; then
	for command in 'check good.json' 'resolve good.json' presets --help --version; do
		status=0
		# shellcheck disable=SC2086
		err=$("$LANDLOCK_POLICY_TOOL" $command 2>&1 >/dev/full) || status=$?
		is "$command to a full device" "$status $err" '1 landlock-policy: error: cannot write to standard output'
	done
	status=0
	"$LANDLOCK_POLICY_TOOL" check missing.json 2>/dev/full || status=$?
	is 'a full device for errors changes no answer' "$status" 1
fi
status=0
err=$("$LANDLOCK_POLICY_TOOL" presets 2>&1 >&-) || status=$?
is 'closed standard output is an error' "$status $err" '1 landlock-policy: error: cannot write to standard output'

# Colours are for terminals, and for people who have not said no.
echo '{"variable":[{"name":"v"}]}' >nothing.json
echo '{"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}' >noted.json
plain='error: missing.json'
tool check missing.json
like 'no colour in a file' "$err" "landlock-policy: $plain*"
# on_terminal COMMAND: what it writes to a terminal.
on_terminal() { out=$(env "${settings[@]}" script -qec "'$LANDLOCK_POLICY_TOOL' $1" /dev/null </dev/null | tr -d '\r'); }
if command -v script >/dev/null && settings=(TERM=xterm) && on_terminal --version && [[ $out == landlock-policy* ]]; then
	esc=$'\x1b'
	for settings in NO_COLOR= TERM=xterm; do
		settings=(-u NO_COLOR "$settings")
		on_terminal 'check missing.json'
		like "${settings[2]}: errors are red on a terminal" "$out" "landlock-policy: $esc\[31merror$esc\[0m: missing.json: *"
		on_terminal 'resolve nothing.json'
		like "${settings[2]}: warnings are yellow" "$out" "landlock-policy: $esc\[33mwarning$esc\[0m: nothing.json: *"
		on_terminal 'check noted.json'
		like "${settings[2]}: notes are cyan" "$out" "landlock-policy: $esc\[36mnote$esc\[0m: noted.json: *"
	done
	settings=(NO_COLOR=1)
	on_terminal 'check missing.json'
	like 'NO_COLOR=1: no colour' "$out" "landlock-policy: $plain*"
	settings=(-u NO_COLOR)
	on_terminal 'check missing.json 2>&1 | cat'
	like 'none through a pipe' "$out" "landlock-policy: $plain*"
	on_terminal 'resolve good.json'
	is 'none in the answer' "${out/$esc/}" "$out"
elif [[ ${LANDLOCK_TESTS_NO_SKIP-} == 1 ]]; then
	fail 'there is a terminal to try'
fi
finish
