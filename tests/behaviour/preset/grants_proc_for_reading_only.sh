#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `proc`: what tools read about processes. No setting, and no process outside the sandbox.
policy=$(presets loader proc)
confined "$policy" ps -o comm= -p $$
is 'ps works' "$status $out $err" "0 $(</proc/$$/comm) "
granted 'its own entry' cat /proc/self/status
granted 'the list of processes' ls /proc
granted 'what the kernel tells everyone' cat /proc/meminfo
denied 'writing' sh -c 'read -r score </proc/self/oom_score_adj; echo "$score" >/proc/self/oom_score_adj'
denied 'what a process outside runs' ls -L "/proc/$$/cwd/"
denied 'another file system' ls /usr
needing writable:/proc/sys/kernel/core_pattern denied 'a setting of the kernel' sh -c 'exec >>/proc/sys/kernel/core_pattern'

policy=$(presets loader)
denied 'without it' cat /proc/self/status
confined "$policy" ps -o comm= -p $$
check 'ps fails' test "$status" != 0
finish
