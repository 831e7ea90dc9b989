#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Standard error is a pipe without a reader: what we write to it must not become a SIGPIPE.
echo text >file
warns=$(policy execute /usr /none)
broken() { run "$probes/probe_broken_pipe" env "$@"; }

confined "$warns" true
needing landlock like 'the policy gives a warning' "$err" 'liblandlock_preload: warning: *'

broken LD_PRELOAD="$lib" LANDLOCK_POLICY="$warns" sh -c 'cat file; exit 7'
needing landlock is 'a warning that nobody reads leaves the program alone' "$status $out" '7 text'
broken LD_PRELOAD="$lib" LANDLOCK_POLICY=nonsense cat file
is 'an error that nobody reads still ends it with 125' "$status $out" '125 '
broken LD_PRELOAD="$lib" LANDLOCK_POLICY='{"a":1,"b":2,"c":3}' cat file
is 'several errors that nobody reads end the program with 125' "$status $out" '125 '

# Pending, blocked, ignored, caught: nothing of SIGPIPE stays behind.
signals='^(SigPnd|ShdPnd|SigBlk|SigIgn|SigCgt)'
broken grep -E "$signals" /proc/self/status
expected=$out
broken LD_PRELOAD="$lib" LANDLOCK_POLICY="$warns" grep -E "$signals" /proc/self/status
needing landlock is 'the program has the signals it has without us' "$out" "$expected"

# shellcheck disable=SC2016
broken LD_PRELOAD="$lib" LANDLOCK_POLICY="$warns" sh -c 'echo words >&2; exit 7'
needing landlock is "but the program's own SIGPIPE is its own" "$status" 141
finish
