# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# What scripts that need a kernel of their own add to ../lib/lib.sh: what the audit log says of Landlock. No
# daemon takes it here, so it is in the kernel's log (the machine is booted with audit=1).
. "$(dirname "${BASH_SOURCE[0]}")/../lib/lib.sh"
echo 0 >/proc/sys/kernel/printk_ratelimit

# logged COMMAND...: runs it as `run` does; then the blockers of the denials that were logged are in
# $logged, with the folder of our own taken out. The log is written by a thread of the kernel, in order;
# so a denial of our own marks the end. Before ABI 7 there is no log.
logged() {
	local i mark
	mark=$(mktemp -d "$work/mark.XXXXXX")
	dmesg -c >/dev/null
	run "$@"
	logged='no log'
	(($(abi) >= 7)) || return 0
	(LD_PRELOAD=$lib LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["make_dir"]}]}' mkdir "$mark/x") 2>/dev/null
	for ((i = 0; i < 300; i++)); do
		dmesg >"$work/.log"
		! grep -q "type=1423.*$mark" "$work/.log" || break
		sleep 0.1
	done
	logged=$(sed -n "\\|$mark|d; s/.*type=1423 .* blockers=//p" "$work/.log" | sed -E 's/ (dev|ino|opid|ocomm|saddr|laddr)=[^ ]*//g' | paste -sd ';')
	((i < 300)) || logged='the log never came'
}
