#!/bin/bash
# needs: cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `landlock-policy target` says yes exactly where the library then denies what the policy denies.
sample=$tests/behaviour/probes/probe_static.c # opens its last argument and says what came of it
echo secret >secret
policy=$(policy read_file /usr)
cc "$sample" -o dynamic -no-pie
cc "$sample" -o pie -pie -fPIE
cc "$sample" -o stripped -s
cc "$sample" -o static -static
cc "$sample" -o static-pie -static-pie

for name in dynamic pie stripped; do
	run "$LANDLOCK_POLICY_TOOL" target --library "$lib" "./$name"
	is "$name: the verdict is yes" "$status ${out%%$'\n'*}" "0 ./$name: yes, a preload takes effect here"
	like "$name: it is the first process" "$out" $'*\nfirst process: ./'"$name (64-bit *, loader /lib*/ld-linux*)"$'\n*'
	confined "$policy" "./$name" secret
	needing landlock is "$name: the program is confined" "$out" 'main: denied'
done

for name in static static-pie; do
	run "$LANDLOCK_POLICY_TOOL" target --library "$lib" "./$name"
	is "$name: the verdict is no" "$status ${out%%$'\n'*}" "1 ./$name: no: it is static: no loader reads LD_PRELOAD"
	like "$name: the way out is named" "$out" $'*\n  LD_PRELOAD=… LANDLOCK_POLICY=… env ./'"$name"$'\n*'
	confined "$policy" "./$name" secret
	is "$name: the program is not confined" "$out" 'main: read'
	confined "${policy/\/usr/\/usr\",\"$work\/$name}" env "./$name" secret
	needing landlock is "$name: the way out confines it" "$out" 'main: denied'
done

# A tunable of glibc 2.40 and newer has the loader ignore preloads; older loaders ignore the tunable.
run env GLIBC_TUNABLES=glibc.rtld.enable_secure=1 "$LANDLOCK_POLICY_TOOL" target --library "$lib" ./dynamic
verdict=$status
run env GLIBC_TUNABLES=glibc.rtld.enable_secure=1 LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ./dynamic secret
case $verdict in
0) needing landlock is 'a tunable that this loader does not know changes nothing' "$out" 'main: denied' ;;
*) is 'a tunable that has the loader ignore the preload is seen' "$out" 'main: read' ;;
esac

loader=$(printf '%s\n' /lib64/ld-linux*.so.? /lib/ld-linux*.so.? | grep -vF -m 1 "*")
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" "$loader"
like 'the loader itself depends on what it is to run' "$status $out" '1 *: no: it is a dynamic loader; ask about the program *'
finish
