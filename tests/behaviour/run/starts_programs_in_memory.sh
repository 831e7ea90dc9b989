#!/bin/bash
# needs: landlock python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# Landlock has no rule for an object of the kernel's own filesystems, as a memory file is, and always allows it. So the
# launcher has nothing to grant there, and the program starts, confined.
cat >in_memory.py <<'P'
import os, sys
file = os.memfd_create("program", 0)
with open(sys.argv[1], "rb") as program:
    os.write(file, program.read())
os.execv(sys.argv[2], sys.argv[2:] + ["/proc/self/fd/%d" % file])
P
for program in "$sentinel" "$probes/probe_static"; do
	run python3 in_memory.py "$program" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy"
	never "${program##*/} in memory"
	like "${program##*/} in memory: nothing hinders its start" "$status $err" '[!1]*'
done
run python3 in_memory.py "$sentinel" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy"
is_confined 'a program in memory'
finish
