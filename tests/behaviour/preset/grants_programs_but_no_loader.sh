#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `exec`: the system's programs. Dynamic ones start with `loader` only, others nowhere.
cp "$(type -P true)" mytrue
printf '#!/bin/sh\n' >script
chmod +x script

policy=$(presets exec loader)
granted 'a program' sh -c 'exec /usr/bin/env true'
granted 'a chain of programs' bash -c 'set -o pipefail; echo text | cat | wc -l | grep -q 1'
denied 'a program of our own' sh -c 'exec ./mytrue'
denied 'a script of our own' sh -c 'exec ./script'
denied 'reading elsewhere' cat script
# A program of the test's own: one that another test runs just then would be busy.
program=/usr/bin/landlock-test.$$
needing writable:/usr/bin denied 'making a program' cp mytrue "$program"
needing writable:/usr/bin denied 'changing a program' sh -c ": >>$program"
rm -f "$program"

policy=$(presets exec)
denied 'a program without a loader' sh -c 'exec /usr/bin/env true'
policy=$(presets loader)
denied 'a loader without a program' sh -c 'exec /usr/bin/env true'
finish
