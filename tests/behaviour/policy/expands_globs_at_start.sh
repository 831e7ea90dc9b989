#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# glob: what is there at the start is granted, by name; what comes later is not, nor what never was.
mkdir -p logs/.hidden 'odd*name' oddXname
for file in logs/a.log logs/b.log logs/c.txt logs/.d.log 'odd*name/file' oddXname/file; do echo text >"$file"; done
rule() { echo '{"allowedAccess":["read_file"],"parent":["'"$1"'"]'"${2-}"'}'; }
policy_with() {
	echo '{"preloadVersion":1,"variable":[{"name":"odd","literal":["odd*name"]}],"pathBeneath":['"$(rule /usr),$(rule "$@")"'],
		"ruleset":[{"handledAccessFs":["read_file"]}]}'
}
policy=$(policy_with "$work/logs/*.log" ',"glob":true')
granted 'what matches' cat logs/a.log logs/b.log
denied 'what does not' cat logs/c.txt
denied 'what is hidden' cat logs/.d.log
denied 'what comes later' sh -c 'rm -f logs/e.log; echo text >logs/e.log; read -r line <logs/e.log'
granted 'until the next start' cat logs/e.log
policy=$(policy_with 'logs/[ab].???' ',"glob":true')
granted 'from the working directory' cat logs/a.log logs/b.log
policy=$(policy_with '${odd}/f*' ',"glob":true')
granted 'the value of a variable is no pattern' cat 'odd*name/file'
denied 'the value of a variable matches only itself' cat oddXname/file

# All dot files of one home are not all homes.
mkdir -p home/alice/.config home/bob
echo text | tee home/alice/.config/file home/alice/.profile home/alice/doc >home/bob/key
policy=$(policy_with "$work/home/alice/.*" ',"glob":true')
granted 'dot files that a pattern matches' cat home/alice/.profile home/alice/.config/file
denied 'another file, by the directory itself' cat home/alice/doc
denied 'another home, by the directory above' cat home/bob/key
for pattern in '.?' '.[.]' '.*/bob' '.?/*' '.*/'; do
	policy=$(policy_with "$work/home/alice/$pattern" ',"glob":true,"optional":true')
	denied "another home, by $pattern" cat home/bob/key
done

# What other tools understand, and this does not, must not pass for less.
confined "$(policy_with "$work/**/file" ',"glob":true')" touch ran
like 'a double star is an error that says what to write' "$status $err" \
	'125 *: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: "\*\*" does not search directories below; *name the directory*'
confined "$(policy_with "$work/{logs,home}/*" ',"glob":true')" touch ran
like 'braces are an error that says what to write' "$status $err" \
	'125 *: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: "{" is no alternative here; write each path out*'
check 'no program runs under a pattern with braces' test ! -e ran
mkdir '{a,b}' && echo text >'{a,b}/file'
policy=$(policy_with "$work/[{]*/file" ',"glob":true')
granted 'a brace that is written as a character' cat '{a,b}/file'

confined "$(policy_with "$work/none/*" ',"glob":true')" cat logs/a.log
needing landlock like 'no match: unusable' "$status $err" "1 *warning: *: 1 of 2 paths could not be opened (first: $work/none/\*: No such *"
run env LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy_with "$work/none/*" ',"glob":true')" LANDLOCK_STRICT=1 touch ran
needing landlock like 'no match, STRICT: an error' "$status $err" '125 *: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: *'
policy=$(policy_with "$work/none/*" ',"glob":true,"optional":true')
granted 'no match, optional: silence' true
confined "$(policy_with 'logs/*.log')" touch ran
like 'a pattern without glob: an error' "$status $err" '125 *: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: *glob*'
check 'no program runs under a pattern without glob' test ! -e ran

# A pattern that matches nothing is no name, and where nobody may look is not nowhere.
mkdir '[!a]b' && echo text >'[!a]b/file'
policy=$(policy_with '[!a]b' ',"glob":true,"optional":true')
denied 'a name that is spelt like a pattern without a match' cat '[!a]b/file'
mkdir -p closed/a
chmod 000 closed
if lacks root; then
	skip_check 'what may not be searched' "${lacking[root]}"
else
	# searched NAME PATTERN REASON: what an ordinary user is told of it.
	searched() {
		run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$(policy_with "$work/$2" ',"glob":true,"optional":true')" true
		needing landlock like "$1" "$status $err" "0 $3"
	}
	for pattern in 'closed/a*' 'closed/a*/x' 'clos*/a'; do
		searched "$pattern, which may not be searched" "$pattern" \
			"*warning: *: 1 of 2 paths could not be opened (first: $work/$pattern: Permission denied)*"
	done
	searched 'a pattern for what is nowhere' 'none*/a' ''
fi

mkdir many
(cd many && seq 4097 | xargs touch)
confined "$(policy_with "$work/many/*" ',"glob":true')" true
is '4097 matches are too many' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: expands to more than 4096 paths'
rm many/1
policy=$(policy_with "$work/many/*" ',"glob":true')
granted '4096 are not' true
finish
