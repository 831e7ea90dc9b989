#!/bin/bash
# needs: landlock strace strace_stacks
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Each system call that the library makes fails in turn, by strace's hand: no memory, no descriptors,
# forbidden, unknown. Either the start ends, with one line; or, for a call that the sandbox can do
# without, the program runs, confined and in the same environment as without the fault.

echo secret >secret
net=''
(($(abi) < 4)) || net='"netPort":[{"allowedAccess":["bind_tcp"],"port":[80,443]}],'
cat >plain.json <<-END
	{ $net "ruleset":[{"handledAccessFs":["read_file"]}],
	  "pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/etc","/proc"]}] }
END
# All that looks around in the file system.
mkdir parts data
echo '{"preloadVersion":1,"ruleset":[{"handledAccessFs":["write_file"]}]}' >parts/more.json
cat >extended.json <<-'END'
	{ "preloadVersion":1, "include":["parts/more.json"], "preset":["stdio"],
	  "variable":[{"name":"here","builtin":"policyDir"},{"name":"exe","builtin":"exe"},{"name":"cwd","builtin":"cwd"}],
	  "ruleset":[{"handledAccessFs":["read_file"]}],
	  "pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/proc"]},
	   {"allowedAccess":["write_file"],"parent":["${here}/d*a","${cwd}/data"],"glob":true},
	   {"allowedAccess":["read_file"],"parent":["${exe}"],"noSymlinks":true},
	   {"allowedAccess":["write_file"],"parent":["made"],"createDirectory":true},
	   {"allowedAccess":["read_file"],"parent":["/no/such"],"optional":true}] }
END

# start POLICY OPTION...: under strace; prints its environment and tries to read the secret.
start() {
	local policy=$1
	shift
	[[ ! -d made ]] || rmdir made # each start makes it anew
	run env -i PATH=/usr/bin:/bin strace "$@" -E LD_PRELOAD="$lib" -E LANDLOCK_POLICY="$policy" -E Z= cat /proc/self/environ secret
}
intact='1 PATH=/usr/bin:/binLANDLOCK_LAYERS=1LANDLOCK_LAYERS=1Z= cat: secret: Permission denied'

# needed CALL: whether the sandbox cannot stand without it.
needed() {
	case $1 in
	# A descriptor that cannot be closed is the kernel's business.
	close*) false ;;
	# So are pages that cannot be given back.
	munmap*) false ;;
	# The number of threads can be had from /proc as well.
	unshare*) false ;;
	# By name, files are looked at for whether the program could change them: a warning.
	'newfstatat(AT_FDCWD'* | readlink* | access*) false ;;
	# glob() ends a folder there; what it did not find is not granted, with a warning.
	getdents64*) false ;;
	# A standard stream of which nothing is known is not granted.
	*F_GETFL* | ioctl*) false ;;
	# A descriptor of which nothing is known counts as one that the program inherits.
	*F_GETFD* | 'statx('[0-9]*) false ;;
	# Who the user is stands in the auxiliary vector as well.
	getuid*) false ;;
	# Memory is asked for where the stack may not lend any.
	prlimit64*) false ;;
	# What the record tells of the kernel and of the process: not known counts as the worst.
	pselect6* | capget* | getpid* | clock_gettime* | 'landlock_create_ruleset(NULL, 0, 0x2'* | 'landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_ERRATA'*) false ;;
	'openat(AT_FDCWD, "/proc/self/stat"'* | 'read('*" (cat) R "* | *legacy_tiocsti* | 'read('*', "'[01]'", 1)'*) false ;;
	*) true ;;
	esac
}
# sweep POLICY: CALL is the text of strace, and its number among those of its name.
sweep() {
	local call name number error fault bad='' faults=0 refused=0
	start "$1" -k -o trace
	is "$1: with no fault the program is confined" "$status $out $err" "$intact"
	awk '/^[a-z]/ { name = $0; sub(/\(.*/, "", name); call = name " " ++seen[name] " " $0 }
		/^ > / && /liblandlock_preload\.so/ && call { print call; call = "" }' trace >calls
	while read -r name number call; do
		# Which descriptors are open is asked of one after another: a few stand for all.
		[[ $call != 'fcntl('[0-9][0-9]', F_GETFD'* ]] || continue
		for error in ENOMEM EMFILE EPERM ENOSYS EOPNOTSUPP; do
			case $error:$name in
			ENOMEM:* | EMFILE:open* | *:landlock_* | *:prctl | *:unshare) ;;
			*) continue ;;
			esac
			fault=error=$error
			[[ $name != brk ]] || fault=retval=0 # it has no errors, only no more memory
			start "$1" -o trace -e trace="$name" -e inject="$name:$fault:when=$number"
			[[ $name != getdents64 ]] || err=${err/#'liblandlock_preload: warning: '*$'\n'/}
			faults=$((faults + 1))
			if [[ $status == 125 && $out == '' && $err == 'liblandlock_preload: error: '* && $err != *$'\n'* ]]; then
				refused=$((refused + 1))
			elif needed "$call" || [[ "$status $out $err" != "$intact" ]]; then
				bad+="$error of $name $number, $call: $status $out $err"$'\n'
			fi
		done
	done <calls
	is "$1: refused, or confined as ever" "$bad" ''
	check "$1: $refused of $faults faults end the start" test $((refused * 2)) -gt "$faults"
	for name in openat read landlock_create_ruleset landlock_add_rule landlock_restrict_self; do
		check "$1: among them of $name" grep -q "^$name " calls
	done
}
sweep plain.json
sweep extended.json

run cat secret
is 'without us it reads the file' "$status $out" '0 secret'
finish
