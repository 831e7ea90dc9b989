#!/bin/bash
# needs: landlock terminal
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `tty`: the controlling terminal and pseudo terminals, with their control; no other device.
terminal() { run script -qec "$1" /dev/null </dev/null; }

# on_terminal COMMAND: under $policy, as the foreground process of a terminal.
on_terminal() {
	printf '%s\n' "exec env LD_PRELOAD=$lib LANDLOCK_POLICY='$policy' $1" >start
	terminal "sh $work/start"
}
policy=$(presets loader tty)
on_terminal 'stty -F /dev/tty rows 17 cols 42'
is 'control of its terminal' "$status $out" '0 '
on_terminal 'sh -c "echo text >/dev/tty"'
like 'writing to it' "$status $out" '0 text*'
granted 'a pseudo terminal of its own' /usr/bin/python3 -ISc 'import os, tty; tty.setraw(os.openpty()[0])'
denied 'other devices' sh -c 'exec </dev/zero'
denied 'writing to them' sh -c 'exec >/dev/null'
denied 'their list' ls /dev
denied 'files' cat .out

policy=$(presets loader devices)
on_terminal 'sh -c "echo text >/dev/tty"'
like 'without it: no terminal' "$status $out" '[1-9]*Permission denied*'
denied 'without it: no terminal of its own' /usr/bin/python3 -ISc 'import os; os.openpty()'
finish
