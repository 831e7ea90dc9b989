#!/bin/bash
# needs: landlock patchelf
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A program that the library is linked into starts itself again, as sshd, postgres and interpreters
# do. The policy is gone from the environment then, and the kernel holds the child.
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","'"$work/linked"'","'"$lib"'"]}]}'
cp "$(realpath "$(command -v sh)")" linked
patchelf --add-needed "$lib" linked

run env LANDLOCK_POLICY="$policy" ./linked -c 'echo parent; ./linked -c "echo child; read line <secret"; echo "status $?"'
like 'a child runs' "$out" $'parent\nchild\nstatus [12]'
like 'a child is confined' "$err" '*secret: Permission denied'
run env LANDLOCK_POLICY="$policy" ./linked -c './linked -c "./linked -c \"echo grandchild\""'
is 'a grandchild runs, and nothing is said' "$status $out$err" '0 grandchild'
run env LANDLOCK_POLICY="$policy" ./linked -c 'LANDLOCK_POLICY=nonsense ./linked -c "echo child"'
like 'a policy of its own is still read' "$status $err" '125 *error: nonsense: cannot open*'
run env LANDLOCK_POLICY="$policy" ./linked -c 'unset LANDLOCK_LAYERS; ./linked -c "echo child"'
is 'without the count of layers the policy is missed' "$status $out" '125 '
is 'without the count of layers, what to do is said' "$err" "liblandlock_preload: error: LANDLOCK_POLICY is not set although \
this library is linked into the program; set it; if this was started within its sandbox, it lacks LANDLOCK_LAYERS: pass that on"

# The variable alone may have got into a shell outside of any sandbox.
if [[ $(</proc/self/status) == *NoNewPrivs:?1* ]]; then
	skip_check 'the count of layers alone is no evidence' 'no_new_privs is set here already'
else
	run env LANDLOCK_LAYERS=1 ./linked -c 'echo outside'
	is 'the count of layers alone is no evidence' "$status $out" '125 '
fi
run setpriv --no-new-privs ./linked -c 'echo outside'
is 'no_new_privs alone is no evidence' "$status $out" '125 '

# Put back into LD_PRELOAD, the library asks for a policy, and does not promise a run without.
confined "$policy" sh -c "LD_PRELOAD='$lib' /usr/bin/env true"
is 'LD_PRELOAD put back within: refused, and what to do' "$status $err" "125 liblandlock_preload: error: \
LANDLOCK_POLICY is not set although this library was preloaded; this process is in a sandbox already \
(LANDLOCK_LAYERS) and stays in it: leave the library out of LD_PRELOAD"
finish
