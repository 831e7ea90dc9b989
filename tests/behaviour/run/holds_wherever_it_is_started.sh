#!/bin/bash
# needs: landlock
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# A tracer, a namespace, a root of its own, another sandbox: the program is held there as anywhere.
# holds NAME [WALLS]: by `inside`, the sentinel is confined; both sandboxes stand.
holds() {
	is_free "$1" "$sentinel"
	rm -f report
	launched --report "$work/report" "$policy" "$sentinel"
	is_confined "$1"
	is "$1: both sandboxes stand" "$(walls report)" "${2-launcher preload}"
	launched "$policy" "$probes/probe_static" closed/file
	is "$1: a static program is confined" "$status $out" '0 main: denied'
	never "$1: a static program"
}
holds 'started by itself'

if lacks strace; then
	skip_check 'a program that is traced' "${lacking[strace]}"
else
	inside=(strace -f -o trace)
	holds 'traced by strace'
	inside=(strace -f --seccomp-bpf -e trace=execve -o trace)
	holds 'traced by strace with a filter'
	check 'the program is traced' grep -q "execve(\"$probes/probe_static\"" trace
fi
if lacks gdb; then
	skip_check 'a program that is debugged' "${lacking[gdb]}"
else
	inside=(gdb -q -nx -batch -ex run --args)
	echo "$policy" >policy.json
	launched policy.json "$sentinel"
	is 'in gdb: confined' "$(grep -o 'open: .*' <<<"$out")" "$confined_words"
	never 'in gdb'
fi
if lacks userns; then
	skip_check 'namespaces' "${lacking[userns]}"
else
	for options in --user '--user --map-root-user --mount' '--user --map-root-user --pid --fork' '--user --map-root-user --net --ipc --uts'; do
		read -ra namespaces <<<"$options"
		inside=(unshare "${namespaces[@]}")
		# Its files belong to nobody there.
		chmod 777 "$work"
		holds "unshare $options"
		chmod 755 "$work"
	done
fi
if lacks bwrap; then
	skip_check 'in bubblewrap' "${lacking[bwrap]}"
else
	inside=(bwrap --dev-bind / / --unshare-pid --die-with-parent)
	holds 'in bubblewrap'
	inside=(bwrap --ro-bind /usr /usr --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin --proc /proc --dev /dev
		--bind "$work" "$work" --ro-bind "$LANDLOCK_POLICY_TOOL" "$LANDLOCK_POLICY_TOOL" --chdir "$work")
	holds 'in a bubblewrap of little'
fi

# Within another sandbox of this library, and another one within ours.
inside=(env LD_PRELOAD="$lib" LANDLOCK_POLICY='{"ruleset":[{"handledAccessFs":["execute"]}],"pathBeneath":[{"allowedAccess":["execute"],"parent":["/"]}]}' env)
holds 'within another sandbox'
layers() { sed -n 's/^LANDLOCK_LAYERS=//p' <<<"$out" | sort -u; }
env=$(readlink -f "$(command -v env)")
launched "$policy" "$env"
is 'within another sandbox: it counts three' "$status $(layers)" '0 3'
inside=()
launched "$policy" "$env"
is 'both sandboxes are counted' "$status $(layers)" '0 2'
all='{"ruleset":[{"handledAccessFs":["execute","read_file"]}],"pathBeneath":[{"allowedAccess":["execute","read_file"],"parent":["/"]}]}'
launched "$all" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" "$sentinel"
is_confined 'run by run'
launched "$all" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$policy" "$env"
is 'run by run, which is a static program: it counts three' "$status $(layers)" '0 3'
launched "$policy" "$LANDLOCK_POLICY_TOOL" run --library "$lib" "$all" "$sentinel"
check 'run by run, which may not start anything: nothing runs' test "$status" != 0 -a ! -e open/ran
never 'run by run, which may not start anything'
# The sandbox outside does not let the loader read the library.
outer=$(policy read_file /usr /lib /etc "$sentinel" "$LANDLOCK_POLICY_TOOL" "$work/open" "$work/closed" /proc)
inside=(env LD_PRELOAD="$lib" LANDLOCK_POLICY="$outer" env)
launched "$policy" "$sentinel"
is_confined_or_refused 'where the sandbox outside denies the library'
launched --require-preload "$policy" "$sentinel"
is_refused 'where the sandbox outside denies the library, and a preload is required'
# Sixteen layers are the kernel's limit, of which each run takes two.
cat >nest <<'NEST'
[ "$1" = 0 ] || exec "$TOOL" run --library "$LIBRARY" "$ALL" sh "$0" $(($1 - 1))
exec "$TOOL" run --library "$LIBRARY" "$POLICY" "$SENTINEL"
NEST
export TOOL=$LANDLOCK_POLICY_TOOL LIBRARY=$lib ALL=$all POLICY=$policy SENTINEL=$sentinel
for depth in 0 6 7 8; do
	rm -f open/ran
	run sh nest $depth
	if ((depth < 8)); then is_confined "$((2 * depth + 2)) sandboxes"; else is_refused 'more than sixteen sandboxes'; fi
done
run env LD_PRELOAD="$lib" LANDLOCK_POLICY="$all" sh nest 7
check 'where there is room for one sandbox only: confined, or refused' test "$status $out" = "0 $confined_words" -o "$status $out" = '125 '
never 'where there is room for one sandbox only'
finish
