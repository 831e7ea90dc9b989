#!/bin/bash
# needs: landlock mounts
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"
. "$tests/lib/launch.sh"

# shellcheck disable=SC2016
inside=("${own_mounts[@]}" sh -c 'mount -t tmpfs none /proc && exec "$@"' sh)
run "${inside[@]}" ls /proc
is '/proc is empty' "$status $out" '0 '
is_free 'without /proc' "$sentinel"
launched --report "$work/report" "$policy" "$sentinel"
is_confined 'without /proc'
is 'without /proc both sandboxes stand' "$(walls report)" 'launcher preload'
launched "$policy" "$probes/probe_static" closed/file
is 'without /proc a static program is confined' "$status $out" '0 main: denied'
never 'without /proc a static program'
finish
