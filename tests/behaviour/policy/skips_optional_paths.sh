#!/bin/bash
# needs: landlock
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A path that need not be there is skipped in silence, however strict the start; for the three errors
# that mean "not there", and no other.
mkdir inside
echo text >inside/file
echo secret >secret
ln -s loop loop
rule() { echo '{"allowedAccess":["read_file"],"parent":['"$1"']'"${2-}"'}'; }
policy_with() {
	echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":['"$(rule '"inside","/usr"'),$1"']}'
}
start() { confined "$policy" "$@" cat inside/file secret; }
denied='cat: secret: Permission denied'

policy=$(policy_with "$(rule '"/none","none/below","inside/file/below"' ',"optional":true')")
for setting in A= LANDLOCK_STRICT=1; do
	start $setting
	is "$setting: confined, in silence" "$status $out $err" "1 text $denied"
done
policy=${policy/inside/gone}
start A=
is 'one that is not optional counts' "$(head -1 .err)" \
	'liblandlock_preload: warning: LANDLOCK_POLICY: 1 of 5 paths could not be opened (first: gone: No such file or directory); LANDLOCK_LOG=info lists all'

policy=$(policy_with "$(rule '"loop"' ',"optional":true')")
start LANDLOCK_STRICT=1
is 'another error is no absence' "$status $err" \
	'125 liblandlock_preload: error: LANDLOCK_POLICY:/pathBeneath/1/parent/0: cannot open "loop": Too many levels of symbolic links; LANDLOCK_STRICT=1 makes this an error'

policy='{"preloadVersion":1,"pathBeneath":['"$(rule '"/none"' ',"optional":true')"']}'
confined "$policy" sh -c 'read -r line <secret'
like 'none of all that is optional: everything is denied' "$status $err" '[1-9]* *Permission denied'
run cat inside/file secret
is 'without us both are read' "$status $out" $'0 text\nsecret'
finish
