#!/bin/bash
# needs: landlock terminal
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Where the kernel allows it (dev.tty.legacy_tiocsti), a program types into a terminal by any of its
# descriptors, and by /dev/tty.
[[ $(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null) != 0 ]] || skip 'nothing can be typed into terminals here (dev.tty.legacy_tiocsti is 0)'
abi=$(abi)
files='{"ruleset":[{"handledAccessFs":["read_file","write_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]}'
devices='{"ruleset":[{"handledAccessFs":["ioctl_dev"]}]}'
granted='{"preloadVersion":1,"ruleset":[{"handledAccessFs":["ioctl_dev"]}],"preset":["tty"]}'
# reports POLICY REDIRECTION STARTER...: whether a start in a terminal of its own reports the gap.
reports() {
	local policy=$1 redirection=$2
	shift 2
	rm -f report
	printf '#!/bin/sh\nexec %s env LD_PRELOAD="%s" LANDLOCK_REPORT="%s/report" LANDLOCK_POLICY='\''%s'\'' true %s\n' "$*" "$lib" "$work" "$policy" "$redirection" >start
	chmod +x start
	script -qec ./start /dev/null </dev/null >/dev/null 2>&1
	[[ -s report ]] || { echo 'no start'; return; }
	if grep -q '"terminal"' report; then echo yes; else echo no; fi
}
nothing='</dev/null >/dev/null 2>&1'
((abi >= 5)) || devices=$files
is 'standard input' "$(reports "$devices" '>/dev/null 2>&1')" yes
is 'standard output' "$(reports "$devices" '</dev/null 2>/dev/null')" yes
is 'standard error' "$(reports "$devices" '</dev/null >/dev/null')" yes
is 'an inherited descriptor' "$(reports "$devices" '</dev/null 7>&1 >/dev/null 2>&1')" yes
is 'the controlling terminal, which a policy on files lets it open' "$(reports "$files" "$nothing")" yes
is 'no controlling terminal' "$(reports "$files" "$nothing" setsid --wait)" no
if ((abi >= 5)); then
	is 'the controlling terminal, which may not be opened' "$(reports "$devices" "$nothing")" no
	is 'the controlling terminal, which may be opened by the preset' "$(reports "$granted" "$nothing")" yes
	for path in /dev /dev/tty /dev/pts; do
		is "the controlling terminal, where $path is granted" "$(reports "$(policy abi=5 ioctl_dev "$path")" "$nothing")" yes
	done
	is 'the controlling terminal, where another device is granted' "$(reports "$(policy abi=5 ioctl_dev /dev/null)" "$nothing")" no
else
	skip_check 'a controlling terminal that may not be opened' "this kernel (Landlock ABI $abi) has no ioctl_dev"
fi
finish
