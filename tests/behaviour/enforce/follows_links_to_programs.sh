#!/bin/bash
# needs: landlock mounts
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `exec`: where a program's name is a link that leads out of what the preset grants, as that of java,
# clang or pg_ctl, the program behind it is granted: that file, and nothing beside it.
mkdir names away
cp "$(type -P true)" away/program
cp "$(type -P true)" away/other
echo secret >away/data
ln -s "$work/away/program" names/absolute
ln -s ../../../"$work/away/program" names/relative
ln -s absolute names/chain
ln -s "$work/away/link" names/by_way && ln -s program away/link
ln -s "$work/away/data" names/data
ln -s "$work/away" names/directory
ln -s "$work/nowhere" names/dangling
ln -s loop names/loop
loader=$(readelf -l "$(type -P true)" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
cp "$(readlink -f "$loader")" away/ld-copy.so.2
ln -s "$work/away/ld-copy.so.2" names/ld.so
inside=("${own_mounts[@]}" sh -c 'mount --bind "$0" /usr/local/bin && exec "$@"' "$work/names")
in_names() { run "${inside[@]}" "$@"; }

policy=$(presets exec loader)
for name in absolute relative chain by_way; do
	granted "a program behind a link ($name)" sh -c "exec /usr/local/bin/$name"
done
granted 'the program by its own name' sh -c "exec $work/away/program"
denied 'another program beside it' sh -c "exec $work/away/other"
denied 'a file that nobody may execute' sh -c "exec 3</usr/local/bin/data"
denied 'a loader behind a link' sh -c "exec /usr/local/bin/ld.so $work/away/program"
denied 'the directory that a link leads to' sh -c "exec /usr/local/bin/directory/other"
in_names test -x /usr/local/bin/absolute
is 'the links are there' "$status" 0
policy=$(presets loader)
denied 'the program without the preset' sh -c "exec $work/away/program"
# The resolved policy names the files.
presets exec >policy.json
in_names "$LANDLOCK_POLICY_TOOL" resolve policy.json
is 'a program is granted once, however many links lead there' "$(grep -c "\"$work/away/program\"" <<<"$out")" 1
is 'nothing else is granted there' "$(grep "$work/" <<<"$out" | grep -vc "/away/program\"")" 0

if lacks chroot; then
	skip_check 'a start without /proc' "${lacking[chroot]}"
else
	make_root ls sh
	mkdir -p root/usr/bin root/opt
	cp "$(type -P ls)" root/opt/program
	ln -s ../../opt/program root/usr/bin/linked
	policy=$(presets exec loader)
	granted 'a program behind a link, where /proc is not mounted' sh -c 'exec /usr/bin/linked /usr/bin'
fi
finish
