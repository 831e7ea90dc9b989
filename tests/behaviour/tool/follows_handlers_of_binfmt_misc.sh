#!/bin/bash
# needs: cc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# What somebody has registered with binfmt_misc is started instead of a file, whatever that is. The
# handlers are those of a user namespace of this test's own (Linux 6.7).
cc "$tests/behaviour/probes/probe_static.c" -o bin/dynamic
cc "$tests/behaviour/probes/probe_static.c" -static -o bin/static
cp bin/dynamic bin/program.amd
cp bin/dynamic bin/program.dyn
cp bin/dynamic bin/program.cred
echo text >bin/text.jarx
chmod +x bin/text.jarx
echo text >bin/magic
printf 'ab\x01\x02cd' >bin/magic
chmod +x bin/magic
printf '#!%s/bin/program.amd\n' "$work" >bin/script
chmod +x bin/script
echo secret >secret
policy=$(policy read_file /usr /lib /lib64 "$work/bin")
cat >inside.sh <<'END_OF_INSIDE'
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc || exit 77
register() { printf '%s' "$1" >/proc/sys/fs/binfmt_misc/register; }
register ":static:E::amd::$PWD/bin/static:F"
register ":dynamic:E::dyn::$PWD/bin/dynamic:"
register ":text:E::jarx::$PWD/bin/dynamic:"
register ':magic:M:1:b\xff\x02:\xff\x00\xff:'"$PWD/bin/static:"
register ":two:E::twice::$PWD/bin/static:"
register ":three:E::twice::$PWD/bin/dynamic:"
register ":gone:E::gone::$PWD/bin/none:"
"$@"
END_OF_INSIDE
inside() { run unshare --user --map-root-user --mount bash inside.sh "$@"; }
inside true
[[ $status == 0 ]] || skip "no binfmt_misc of a user namespace here ($err)"

# target NAME: the status and the first line.
target() {
	inside "$LANDLOCK_POLICY_TOOL" target --library "$lib" "$1"
	verdict="$status ${out%%$'\n'*}"
}
# runs NAME: what the program that is started in its place then says of the secret.
runs() { inside env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$1" "$work/secret"; }

target bin/program.amd
is 'a handler that is static: no' "$verdict" "1 bin/program.amd: no: $work/bin/static: it is static: no loader reads LD_PRELOAD"
like 'the handler is named' "$out" $'*\nbin/program.amd: the handler "static" of binfmt_misc runs '"$work/bin/static"$'\n*'
runs bin/program.amd
is 'its program is not confined' "$out" 'main: read'
target bin/script
is 'a script whose interpreter a handler takes: no' "$verdict" "1 bin/script: no: $work/bin/static: it is static: no loader reads LD_PRELOAD"
runs bin/script
is 'the script is not confined' "$out" 'main: read'
target bin/program.dyn
is 'a handler that is dynamic: yes' "${verdict%%,*}" '0 bin/program.dyn: yes'
like 'the first process is the handler' "$out" $'*\nfirst process: '"$work/bin/dynamic (*"
runs bin/program.dyn
needing landlock is 'its program is confined' "$out" 'main: denied'
target bin/text.jarx
is 'what is no program is started by its handler: yes' "${verdict%%,*}" '0 bin/text.jarx: yes'
runs bin/text.jarx
needing landlock is 'the handler is confined' "$out" 'main: denied'
target bin/magic
is 'bytes under a mask are compared as the kernel does' "$verdict" "1 bin/magic: no: $work/bin/static: it is static: no loader reads LD_PRELOAD"
runs bin/magic
is 'the handler for these bytes is not confined' "$out" 'main: read'
cp bin/dynamic bin/both.twice
target bin/both.twice
like 'of two handlers, which one is asked cannot be known: no' "$status $out $err" '1  landlock-policy: error: bin/both.twice: several handlers of binfmt_misc take it*'
cp bin/dynamic bin/none.gone
target bin/none.gone
like 'a handler that is gone: no' "$status $err" "1 *bin/none.gone: its interpreter \"$work/bin/none\": No such file or directory; the handler \"gone\" of binfmt_misc names it"

# The kernel holds it open by F: what lies there now may be another one.
sed -i 's/amd::\(.*\)static:F/amd::\1held:F/; s/^"\$@"/mv bin\/held bin\/before\ncp bin\/dynamic bin\/held\n"$@"/' inside.sh
cp bin/static bin/held
target bin/program.amd
like 'a handler that the kernel holds open is warned of' "$status $out" \
	"0 *$work/bin/held that was there when \"static\" was registered; this is about the one that is there now*"

# Disabled handlers, and none at all.
sed -i 's/^"\$@"/echo 0 >\/proc\/sys\/fs\/binfmt_misc\/status\n"$@"/' inside.sh
mv bin/before bin/held
target bin/text.jarx
like 'handlers that are disabled as a whole' "$verdict" '1 bin/text.jarx: no: neither an ELF program *'
run "$LANDLOCK_POLICY_TOOL" target --library "$lib" bin/program.dyn
like 'no handler' "$status ${out%%$'\n'*}" '0 bin/program.dyn: yes*'
finish
