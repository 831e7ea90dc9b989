#!/bin/bash
# needs: setuid patchelf
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"

# Linked in by its absolute path, the library is loaded in secure mode too. The caller's wishes must
# neither confine a privileged program nor reach its privileged children.
echo secret >secret
chmod 600 secret
cp "$probes/probe_secure" plain
patchelf --add-needed "$lib" --output linked plain
chmod 4755 plain
chmod 4755 linked
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
requests=(LANDLOCK_POLICY="$policy" LANDLOCK_REPORT="$work/report" LANDLOCK_LOG=info KEPT=yes)

run as_user env -i "${requests[@]}" ./plain secret
like 'without us the requests are there' "$out" "*main: read*LANDLOCK_POLICY: {*LANDLOCK_POLICY={*"

run as_user env -i "${requests[@]}" ./linked secret
is 'with us the program is as privileged as before' "$(head -2 <<<"$out")" $'secure: 1\nmain: read'
is 'the requests are gone from its environment' "$(grep : <<<"$out" | tail -2)" \
	$'LANDLOCK_POLICY: unset\nLANDLOCK_REPORT: unset'
is 'and from that of its children, alone' "$(grep '=' <<<"$out")" $'LANDLOCK_LOG=info\nKEPT=yes'
is 'in silence' "$status $err" '0 '
check 'no report is written' test ! -e report

run as_user env -i LANDLOCK_POLICY='not a policy' LANDLOCK_STRICT=maybe ./linked secret
is 'not even a mistake is looked at' "$status $err" '0 '
run as_user ./linked secret
is 'nor a policy that is missing' "$status $err" '0 '

chmod 755 linked
run ./linked secret
is 'without the setuid bit a policy is required' "$status $out" '125 '
finish
