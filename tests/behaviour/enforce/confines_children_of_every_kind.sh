#!/bin/bash
# needs: landlock
# also on: musl portable glibc-2.31
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The domain is the kernel's: a child needs no library, no environment and no loader to be in it.
echo secret >secret
chmod 644 secret
policy='{"ruleset":[{"handledAccessFs":["read_file"]}],
	"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/proc","/dev/null","'"$work/bin"'"]}]}'
denied='cat: secret: Permission denied'
# child COMMAND: run by a confined shell, which stays alive.
child() { confined "$policy" sh -c "$1; exit 7"; }

child 'cat secret'
is 'an ordinary child' "$status $out $err" "7  $denied"
child "$probes/probe_static secret"
is 'a static one' "$status $out $err" '7 main: denied '
child 'env -i cat secret'
is 'one with an empty environment' "$status $out $err" "7  $denied"
child "env -i LD_PRELOAD=$lib LANDLOCK_POLICY='${policy/\/usr/\/}' cat secret"
is 'one with a wider policy of its own' "$status $out $err" "7  $denied"
child '(setsid cat secret; nohup cat secret) 2>&1 </dev/null | cat'
is 'one in another session' "$out" "$denied"$'\n'"$denied"
child '(sleep 0.1; cat secret >out 2>&1) & :'
for ((tries = 0; tries < 100; tries++)); do [[ -s out ]] && break || sleep 0.05; done
is 'one that outlives its parent' "$status $(<out)" "7 $denied"

# The kernel ignores setuid and setgid bits from here on.
child 'grep NoNewPrivs: /proc/self/status'
is 'no child gains privileges' "$out" $'NoNewPrivs:\t1'
set_id() {
	chmod 4755 "$probes/probe_secure"
	chmod 600 secret
	run as_user "$probes/probe_secure" secret
	like 'one that is setuid root does without us' "$out" $'secure: 1\nmain: read\n*'
	run as_user env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" sh -c "$probes/probe_secure secret; exit 7"
	like "$1" "$status $out" $'7 secure: 0\nmain: denied\n*'
}
needing setuid set_id 'not one that is setuid root'
run sh -c "$probes/probe_static secret; env -i cat secret; exit 7"
is 'without us nothing is denied' "$status $out" $'7 main: read\nsecret'
finish
