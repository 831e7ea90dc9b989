#!/bin/bash
# needs: strace
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Presets, globs and variables are resolved within the process: no program, no thread, no user
# database.
mkdir one
touch one/{a,b}
cat >policy.json <<END
{"preloadVersion":1,"abi":7,"preset":["loader","exec","devices","locale","proc","dns","users","tls","tmp","tty","stdio"],
 "variable":[{"name":"home","builtin":"home"},{"name":"exe","builtin":"exeDir"},{"name":"tmp","builtin":"tmpdir"},
  {"name":"uid","builtin":"uid"},{"name":"e","env":"E","split":":"}],
 "ruleset":[{"handledAccessFs":["abi.all"]}],
 "pathBeneath":[{"allowedAccess":["abi.read_execute"],"parent":["/usr","\${home}","\${exe}","\${tmp}","/tmp/\${uid}","\${e}"]},
  {"allowedAccess":["read_file"],"glob":true,"parent":["$work/one/*","$work/~*/\$(touch ran)*","$work/[{]a,b}*"]}]}
END
export HOME=$work E="$work/one:/~root:/\$(touch ran)" TMPDIR=$work
# started COMMAND...: the processes and threads that it starts; the first is itself.
started() {
	strace -f -qq -o calls "$@" >/dev/null 2>&1
	grep -cE '^[0-9]+ +(fork|vfork|clone|clone3|execve|execveat)\(' calls
}
# What was read of the files that user names are looked up in. Presets grant them, and for that open
# them as places only, or look at who owns them.
databases() { grep -E '/etc/(passwd|group|nsswitch.conf)"|libnss|nscd/' calls | grep -vE 'O_PATH|AT_SYMLINK_NOFOLLOW|ENOENT'; }

for way in resolve start; do
	command=("$LANDLOCK_POLICY_TOOL" resolve policy.json)
	[[ $way == resolve ]] || command=(-E LD_PRELOAD="$lib" -E LANDLOCK_POLICY=policy.json cat /dev/null)
	is "$way: starts nothing" "$(started "${command[@]}")" 1
	is "$way: reads no user database" "$(databases)" ''
	check "$way: globs were expanded" grep -q "\"$work/one/\", O_RDONLY" calls
	check "$way: nothing ran" test ! -e ran
done
needing landlock check 'the start was confined' grep -q 'landlock_restrict_self(.*) *= 0' calls
check 'a program would be seen' test "$(started sh -c 'true; /bin/true; /bin/true')" -gt 1
started id -un >/dev/null
check 'a user database as well' test -n "$(databases)"
finish
