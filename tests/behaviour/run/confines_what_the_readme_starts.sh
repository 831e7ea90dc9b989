#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# What people paste: every start of the README and of the examples, on a machine where the library is not installed, is
# damaged, or lies where no loader looks. It ends confined or with 125.
mkdir -p prefix/bin prefix/lib notes
cp "$LANDLOCK_POLICY_TOOL" prefix/bin/landlock-policy
PATH=$work/prefix/bin:$PATH
echo 'buy milk' >notes/today
policy read_file,write_file,make_reg,remove_file,remove_dir notes >policy.json

# starts: the commands of the README that start a program by the launcher, one a line.
starts() {
	sed -n '/^```sh$/,/^```$/p' "$tests/../README.md" | grep '^landlock-policy run '
}
# ends_well NAME COMMAND: by a shell, as it was pasted.
ends_well() {
	rm -f open/ran closed/ran
	run bash -c "$2"
	[[ $status == 125 && $err == 'landlock-policy: error: '* ]] || like "$1: it is refused, or does what the policy grants, or is denied" \
		"$status $out $err" '@(0 buy milk |1  *Permission denied)'
	check "$1: nothing is read that the policy denies" test "$(grep -c root: <<<"$out")" = 0 -a ! -e copy -a ! -e closed/ran
}
check 'the README starts programs by the launcher' test "$(starts | wc -l)" -ge 4
for state in missing damaged elsewhere; do
	case $state in
	damaged) echo text >prefix/lib/liblandlock_preload.so ;;
	elsewhere) cp "$lib" prefix/lib/ ;;
	esac
	while read -r command; do
		ends_well "the library is $state: $command" "$command"
	done < <(starts)
done

# The image and the unit: their command, with a program that tries what it must not in place of nginx.
policy=$(policy read_file,write_file,make_reg open)
echo "$policy" >nginx.json
image=$(sed -n 's/^ENTRYPOINT \[\(.*\)\]$/\1/p' "$examples/container/Dockerfile" | sed 's/", "/ /g; s/"//g')
unit=$(cat "$examples"/systemd/nginx-landlock.service* | sed -n 's/^ExecStart=//p')
for recipe in "$image" "$unit"; do
	command=$(sed "s,@TOOL@\|/usr/local/bin/landlock-policy,landlock-policy,; s,@LIBRARY@\|/usr/local/lib/liblandlock_preload.so,$work/prefix/library.so,;
		s,/etc/landlock-preload/nginx.json,nginx.json,; s,/usr/sbin/nginx.*,$sentinel," <<<"$recipe")
	name=${recipe%% *}
	like "$name: it is the launcher that starts nginx" "$command" "landlock-policy run * $sentinel"
	for state in missing damaged right; do
		rm -f open/ran closed/ran
		case $state in
		damaged) echo text >prefix/library.so ;;
		right) cp "$lib" prefix/library.so ;;
		esac
		run bash -c "$command"
		if [[ $state == right ]]; then is_confined "$name"; else is_refused "$name: the library is $state"; fi
	done
	rm prefix/library.so
done
finish
