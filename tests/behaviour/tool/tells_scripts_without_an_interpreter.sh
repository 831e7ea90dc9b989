#!/bin/bash
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A script without "#!" is not executable to the kernel. bash then runs it within itself, where
# nothing was preloaded: the one case in which a dynamic shell is not confined.
echo secret >secret
echo 'read -r line <secret; echo "$line"' >plain
chmod 755 plain
policy=$(policy read_file /usr "$work/plain" "$work/fixed")

run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./plain
is 'the verdict is no' "$status ${out%%$'\n'*}" \
	'1 ./plain: no: neither an ELF program nor a script with a #! line; execve fails with ENOEXEC'
like 'the danger is named' "$out" '*what the script does is NOT confined*'
like 'the remedy is named' "$out" $'*\n  LD_PRELOAD=… LANDLOCK_POLICY=… sh ./plain'

run env lib="$lib" policy="$policy" bash -c 'LD_PRELOAD=$lib LANDLOCK_POLICY=$policy ./plain; true'
is 'bash reads what the policy denies' "$out" secret
confined "$policy" sh ./plain
is 'the remedy is confined' "$out" ''
needing landlock like 'the remedy is denied what the policy denies' "$err" '*secret: Permission denied'
{ echo '#!/bin/sh' && cat plain; } >fixed
chmod 755 fixed
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./fixed
is 'with a first line: yes' "$status ${out%%$'\n'*}" '0 ./fixed: yes, a preload takes effect here'
run env lib="$lib" policy="$policy" bash -c 'LD_PRELOAD=$lib LANDLOCK_POLICY=$policy ./fixed; true'
needing landlock like 'a script with a first line is confined' "$err" '*secret: Permission denied'

: >nothing
chmod 755 nothing
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./nothing
like 'an empty file: no' "$status $out" '1 ./nothing: no: neither an ELF program *'
echo "#!$work/plain" >over
chmod 755 over
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./over
like 'an empty file as an interpreter: no' "$status $out" "1 ./over: no: $work/plain: neither an ELF program *"
finish
