#!/bin/bash
# needs: landlock mounts
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# A directory that autofs, NFS or AFS mounts when somebody goes there is mounted by the start that
# grants it: a rule on the place where it is mounted would grant nothing of it.
mkdir auto source
echo text >source/file
automounted() { run "${own_mounts[@]}" "$probes/probe_autofs" "$work/auto" "$work/source" "$@"; }
automounted true
[[ $status == 0 ]] || skip "no autofs can be mounted here ($err)"
# start PATH COMMAND...: what is at PATH is granted, for the first time since autofs was mounted.
start() {
	policy=$(policy read_file,read_dir /usr /etc "$1")
	shift
	automounted env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" "$@"
}
start "$work/auto/share" cat auto/share/file
is 'what is mounted on demand is granted at the first start' "$status $out $err" '0 text '
start "$work/auto" cat auto/share/file
is 'what is mounted on demand later is granted by the directory above' "$status $out $err" '0 text '
start "$work/auto/share/file" cat auto/share/file
is 'a file in what is mounted on demand is granted' "$status $out $err" '0 text '
ln -s auto/share link
start "$work/link" cat auto/share/file
is 'what is mounted on demand is granted through a link' "$status $out $err" '0 text '
start "$work/auto/broken" true
like 'what cannot be mounted is unusable' "$status $err" "0 *: 1 of 3 paths could not be opened (first: $work/auto/broken: *"
start "$work/bin" cat auto/share/file
is 'what is not granted is denied' "$status $err" '1 cat: auto/share/file: Permission denied'

# The kernel's own files are mounted on demand as well, where it still does so.
traced() { run "${own_mounts[@]}" sh -c 'mount -t debugfs none "$0/auto" && exec "$@"' "$work" "$@"; }
traced test -e auto/tracing/README
if [[ $status != 0 ]]; then
	skip_check 'what debugfs mounts on demand is granted' "debugfs mounts no tracefs here${err:+ ($err)}"
else
	policy=$(policy read_file /usr "$work/auto/tracing")
	traced env LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" head -c 1 auto/tracing/README
	is 'what debugfs mounts on demand is granted' "$status $err" '0 '
fi
finish
