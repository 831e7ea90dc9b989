#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# The reference implementation's own test inputs and what it made of them. They are no part of the
# project: CI puts them beside it. The runner compares paths as they are, not as templates.
corpus=$tests/../../shared/corpus
[[ -f $corpus/run_suite.py ]] || { echo '1..0 # SKIP no conformance corpus beside the project'; exit 0; }
[[ -x /usr/bin/python3 ]] || skip 'needs /usr/bin/python3'

run /usr/bin/python3 -B "$corpus/run_suite.py" --cmd "$LANDLOCK_POLICY_TOOL resolve --unescaped"
is 'everything resolves as in the reference implementation' "$status $(grep '^FAIL' <<<"$out")" '0 '
like 'nothing failed' "$(tail -1 <<<"$out")" '*[1-9]* passed, 0 failed'
check 'all of it was tried' test "$(tail -1 <<<"$out" | cut -d' ' -f1)" -ge 200
finish
