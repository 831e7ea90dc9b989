#!/bin/bash
# needs: setuid patchelf
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# In secure mode the caller's wishes must neither confine a privileged program nor reach its
# privileged children. A program into which the library is linked does not run without it, either.
echo secret >secret
chmod 600 secret
cp "$probes/probe_secure" plain
patchelf --add-needed "$lib" --output linked plain
chmod 4755 plain
chmod 4755 linked
policy=$(policy read_file /usr)
requests=(LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/report" LANDLOCK_LOG=info KEPT=yes)
refusal='liblandlock_preload: error: privileges differ from the caller'"'"'s (AT_SECURE: *), so no policy is taken from the environment; *'

run as_user env -i "${requests[@]}" ./plain secret
like 'without us the requests are there' "$out" "*main: read*LANDLOCK_POLICY: {*LANDLOCK_POLICY={*"

run as_user env -i "${requests[@]}" ./linked secret
is 'linked into a setuid program, the library ends it' "$status $out" '125 '
like 'linked into a setuid program, the library says why' "$err" "$refusal"
check 'no report is written where a stranger wants it' test ! -e report
run as_user env -i LANDLOCK_POLICY='not a policy' LANDLOCK_STRICT=maybe ./linked secret
like 'a mistake in the variables is not looked at' "$status $err" "125 $refusal"
run as_user ./linked secret
like 'a missing policy makes no difference' "$status $err" "125 $refusal"

# Ids that differ make a start secure, whatever the file.
chmod 755 linked
for ids in '--ruid 65534' '--rgid 65534 --clear-groups' '--euid 65534' '--egid 65534 --clear-groups'; do
	for variables in A=1 LANDLOCK_POLICY="$policy"; do
		# shellcheck disable=SC2086 # words
		run setpriv $ids env -i "$variables" ./linked secret
		like "$ids, ${variables%%=*}: linked in, the library ends the program" "$status $out$err" "125 $refusal"
	done
done
run setpriv --ruid 65534 --euid 65534 env -i LANDLOCK_POLICY="$policy" ./linked secret
check 'a program with ids alike starts' test "$status" != 125
run ./linked secret
is 'without the setuid bit a policy is required' "$status $out" '125 '

# By dlopen: nobody can have meant it to be confined.
cp "$probes/probe_dlopen" late
chmod 4755 late
run as_user env -i LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/report" KEPT=yes ./late \
	load "$lib" open secret show LANDLOCK_POLICY show LANDLOCK_REPORT show KEPT
is 'a setuid program that loads the library goes on, without the requests' "$out" 'main: read
LANDLOCK_POLICY: unset
LANDLOCK_REPORT: unset
KEPT: yes'
is 'a setuid program that loads the library: nothing is said' "$status $err" '0 '
check 'a setuid program that loads the library: no report' test ! -e report
finish
