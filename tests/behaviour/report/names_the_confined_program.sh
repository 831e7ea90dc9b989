#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# "Which process got it?" is the question behind most surprises with LD_PRELOAD.
policy=$(policy read_file /usr "$work")
note='liblandlock_preload: note: LANDLOCK_POLICY: confined'
real() { readlink -f "$(command -v "$1")"; }
start() { confined "$policy" LANDLOCK_LOG=info "$@"; }

start sh -c 'echo $$'
like 'the program, its process, the kernel, the rules, and what they do not cover' "$(tail -1 .err)" \
	"$note $(real sh) (process $out): Landlock ABI $(abi), 2 path rules, 0 port rules; not covered: *metadata*"

whole=$policy
policy=${policy/'"/usr"'/'"/usr","/no/such/path"'}
start true
like 'a path that is missing is no rule' "$(tail -1 .err)" "$note * (process *): Landlock ABI $(abi), 2 of 3 path rules, 0 port rules; *"
policy=$whole

printf '#!/bin/sh\necho $$\n' >script
chmod +x script
start ./script
like 'a script: its interpreter' "$(tail -1 .err)" "$note $(real sh) (process $out): *"

start timeout 5 cat script
like 'a trampoline: not what it runs' "$(tail -1 .err)" "$note $(real timeout) (process *"
is 'which says nothing' "$(grep -c confined .err)" 1

long=$work/$(printf 'd%.0s' {1..200})
mkdir -p "$long/${long##*/}"
cp "$(real cat)" "$long/${long##*/}/program"
start "$long/${long##*/}/program" script
like 'a long path of a program is named whole' "$(tail -1 .err)" "$note $long/${long##*/}/program (process *"

policy=${policy/read_file/read_file\",\"wrong}
start sh -c 'echo ran'
is 'where nothing is confined nothing is named' "$status $out $(grep -c confined .err)" '125  0'
finish
