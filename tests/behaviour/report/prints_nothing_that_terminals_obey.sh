#!/bin/bash
# needs: landlock python3
# SPDX-License-Identifier: MIT
# What comes from outside is printed so that it is only read: no terminal obeys it, no line ends by it,
# and no character hides or turns around what stands beside it.
. "$(dirname "$0")/../../lib/lib.sh"

# Control characters of ASCII and of Latin-1, both ends of a line, directions of writing, what has no
# width, blanks that are no space, tags, and bytes that are no character.
hostile=$'x\x1b]0;\a\r\n\x7f\xc2\x9b2J\xc2\x85\xc2\xa0\xc2\xad\xe2\x80\x8b\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xf3\xa0\x81\x81'
bytes=$hostile$'\x80\x9b\xff\xe2\x82'

# Python's tables say which characters are shown; a line may end, and a few lines there are.
cat >readable.py <<'PYTHON'
import sys, unicodedata
hidden = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
with open(sys.argv[1], "rb") as file:
    text = file.read().decode()
wrong = {hex(ord(c)) for c in text if c != "\n" and unicodedata.category(c) in hidden or c == "\xa0"}
sys.exit(f"{wrong}" if wrong or len(text.splitlines()) > int(sys.argv[2]) else 0)
PYTHON
readable() { # NAME FILE LINES
	run_quietly=$(python3 readable.py "$2" "$3" 2>&1)
	is "$1 is safe to print" "$? $run_quietly" '0 '
}
outputs() { # NAME LINES OF STANDARD OUTPUT, OF STANDARD ERROR
	readable "$1: standard output" .out "$2"
	readable "$1: standard error" .err "$3"
	like "$1: something was printed" "$out$err" '*\\*'
}

# JSON cannot hold the control characters of ASCII themselves.
json='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/","/nothing-'"${hostile//[$'\x1b\a\r\n\x7f']/}"'"]}]}'
mkdir "$bytes"
printf '%s' "$json" >"$bytes/good"

LANDLOCK_LOG=info LANDLOCK_REPORT=$work/report confined "$bytes/good" true
outputs 'a warning and notes of the library' 1 10
readable 'the report' report 1
is 'the report is JSON' "$(python3 -c 'import json; print(json.load(open("report"))["state"])')" partial
confined "$bytes/none" true
outputs 'the name of a policy that is missing' 1 1
confined "{\"${hostile//[$'\x1b\a\r\n\x7f']/}\":1}" true
outputs 'a key that is unknown' 1 2
confined "{\"ruleset\":[{\"handledAccessFs\":[\"${hostile//[$'\x1b\a\r\n\x7f']/}\"]}]}" true
outputs 'a right that is unknown' 1 1
confined "{ \"$bytes" true
readable 'a policy that is not JSON' .err 1
run env LD_PRELOAD="$lib" LANDLOCK_POLICY='{}' LANDLOCK_STRICT="$bytes" true
outputs 'the value of LANDLOCK_STRICT' 1 1
run env LD_PRELOAD="$lib" LANDLOCK_POLICY='{}' LANDLOCK_LOG="$bytes" true
outputs 'the value of LANDLOCK_LOG' 1 1
run env LD_PRELOAD="$lib" LANDLOCK_POLICY='{}' LANDLOCK_REPORT="$bytes" true
outputs 'the value of LANDLOCK_REPORT' 1 1
variable=${hostile//[$'\x1b\a\r\n\x7f']/}
policy='{"preloadVersion":1,"variable":[{"name":"a","env":"'$variable'"}],"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["${a}"]}]}'
confined "$policy" true
outputs 'the name of a variable that is not set' 1 1
confined "$policy" env "$variable=relative-$bytes" true
run env "$variable=relative-$bytes" LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" true
outputs 'the value of a variable' 1 1
cp /bin/true "$bytes/true"
LANDLOCK_LOG=info confined '{"ruleset":[{"handledAccessFs":["make_block"]}]}' "$bytes/true"
outputs 'the name of the program' 1 5
confined "$bytes" LANDLOCK_REPORT="$work/failed" true
readable 'the report of a failure' failed 1

tool check "$bytes/good" "$bytes/none"
outputs 'check' 2 5
tool resolve "$bytes/none"
outputs 'resolve, a file that is missing' 1 1
tool resolve "$bytes/good"
outputs 'resolve' 30 1
mv .out resolved
tool resolve resolved
is 'what resolve escaped means the same' "$out" "$(<resolved)"
tool query "$bytes/good" read_file "$bytes/good"
readable 'query, an answer' .out 1
outputs 'query, an answer' 1 1
tool query "$bytes/good" "$bytes" /
outputs 'query, an unknown right' 1 2
tool query "$bytes/good" connect_tcp "$bytes"
outputs 'query, a wrong port' 1 2
tool query "$bytes/good" read_file "$bytes/none"
readable 'query, a path that is missing: standard error' .err 1
tool target "$bytes/none"
outputs 'target, a program that is missing' 1 1
tool target "$bytes/true"
outputs 'target, a program' 8 1
blank=[$'\r\n']
cp "$bytes/good" "./${bytes//$blank/}"
tool target --library "./${bytes//$blank/}" /bin/true
outputs 'target, a library that is none' 10 1
ln -s "$work/$bytes/good" link
tool query "$bytes/good" read_file link
outputs 'query, a link' 2 1
python3 - /bin/true loader "$bytes" <<'PYTHON'
import os, re, sys
with open(sys.argv[1], "rb") as file:
    program = file.read()
name = re.search(rb"/lib[^\0]*/ld-[^\0]*(?=\0)", program)
hostile = (b"/" + os.fsencode(sys.argv[3])).ljust(len(name[0]), b"x")[:len(name[0])]
with open(sys.argv[2], "wb") as file:
    file.write(program[:name.start()] + hostile + program[name.end():])
PYTHON
chmod +x loader
tool target ./loader
outputs 'target, a loader' 5 1
printf '#!%s\n' "$work/${bytes//[$'\n']/}" >script
chmod +x script
tool target ./script
outputs 'target, an interpreter' 5 3
for word in "$bytes" "-$bytes"; do
	tool "$word"
	outputs "a verb like ${word::1}" 1 2
	for verb in check resolve presets kernel query; do
		tool "$verb" "$word"
		readable "an argument of $verb like ${word::1}: standard error" .err 20
	done
done

finish
