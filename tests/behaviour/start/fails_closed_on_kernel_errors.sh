#!/bin/bash
# needs: strace 64-bit
# also on: kernels:1-
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Every system call that the sandbox needs fails once, by strace's hand. The program must not run, and
# one line must say why.

file=$work/policy.json
echo secret >secret
net='"handledAccessNet":["bind_tcp"]}],"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,443]'
(($(abi) >= 4)) || net=''
echo '{"ruleset":[{"handledAccessFs":["read_file"]'"${net:+,$net}"'}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc"]}]}' >"$file"

under_strace() { run strace -o trace -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$file" "$@"; }

# inject FAULT LINE [OPTION...]: FAULT is SYSTEM_CALL:error=NAME, for the calls that OPTION picks.
inject() {
	local fault=$1 line=$2
	shift 2
	under_strace "$@" -e trace="${fault%%:*}" -e inject="$fault" touch ran <&-
	is "$fault $*: the program does not run" "$status $(ls)" "125 $names"
	like "$fault $*: the error says why" "$err" "liblandlock_preload: error: $line"
	is "$fault $*: the error is one line" "${err//[!$'\n']/}" ''
	rm -f ran
}
touch trace && names=$(ls)
inject openat:error=EMFILE "$file: cannot open: Too many open files" -P "$file"
inject read:error=EIO "$file: cannot read: Input/output error" -P "$file"
inject fcntl:error=EMFILE:when=1 "$file: cannot open: Too many open files"
needing landlock inject fcntl:error=EMFILE:when=2 'cannot create the ruleset: Too many open files'
needing landlock inject openat2:error=EMFILE "$file:/pathBeneath/0/parent/0: cannot open \"/usr\": Too many open files" -P /usr
needing landlock inject openat2:error=ENFILE '*/parent/1: cannot open "/etc": Too many open files in system' -P /etc
needing landlock inject openat2:error=ENOMEM '*/parent/1: cannot open "/etc": Cannot allocate memory' -P /etc
needing landlock inject landlock_create_ruleset:error=ENOMEM:when=2 'cannot create the ruleset: Cannot allocate memory'
needing landlock inject landlock_create_ruleset:error=EMFILE:when=2 'cannot create the ruleset: Too many open files'
needing landlock inject landlock_add_rule:error=ENOMEM:when=1 '*cannot add a rule for "/usr": Cannot allocate memory'
needing landlock inject landlock_add_rule:error=EINVAL:when=2 '*cannot add a rule for "/etc": Invalid argument'
if [[ $net ]]; then
	needing landlock inject landlock_add_rule:error=ENOMEM:when=3 '*cannot add a rule for port 80: Cannot allocate memory'
	needing landlock inject landlock_add_rule:error=E2BIG:when=4 '*cannot add a rule for port 443: Argument list too long'
fi
needing landlock inject landlock_restrict_self:error=E2BIG 'this process already has 16 Landlock layers*'
needing landlock inject landlock_restrict_self:error=EPERM "restricting this process is forbidden (EPERM); allow landlock_restrict_self in the \
container's or service's seccomp filter"
needing landlock inject landlock_restrict_self:error=ENOMEM 'cannot restrict this process: Cannot allocate memory'
(($(abi) >= 11)) || needing landlock inject prctl:error=EPERM:when=1 'cannot set no_new_privs: Operation not permitted'
(($(abi) >= 8)) || needing landlock inject unshare:error=EINVAL 'other threads are already running*'

under_strace cat secret
needing landlock is 'with no fault the program runs, confined' "$status $err" '1 cat: secret: Permission denied'
run cat secret
is 'without us it reads the file' "$status $out" '0 secret'
finish
