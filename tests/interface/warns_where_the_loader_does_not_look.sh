#!/bin/bash
# needs: cc meson
# SPDX-License-Identifier: MIT
#
# The directory that the library is installed to is one in which the loader finds it by its bare name, or
# configuring says so and how to mend it.
. "$(dirname "$0")/../lib/lib.sh"
project=$(realpath "$tests/..")
name=liblandlock_preload.so

# A library in each of these, the cache written as after an installation, and the loader asked for it: in a mount
# namespace, so that nothing of it is on the machine. The one in more/ is not there yet when we are asked.
ldconfig=$(PATH=$PATH:/sbin:/usr/sbin command -v ldconfig)
if lacks mounts || lacks ldconfig; then
	skip_check "what the loader searches" "${lacking[mounts]:-${lacking[ldconfig]-}}"
else
	printf '#include <unistd.h>\n__attribute__((constructor)) static void f(void) { write(1, "loaded", 6); }\n' |
		cc -x c - -shared -fPIC -o $name -Wl,-soname,$name
	cat >try.sh <<-'END'
		mount --make-rprivate / 2>/dev/null
		mount -t tmpfs tmpfs /usr/local && mkdir -p "${1%/more}" || exit
		searched=$("$4" "$1") || exit
		mkdir -p "$1" && cp "$2" "$1/" && "$3" -X -C cache 2>/dev/null && mount --bind cache /etc/ld.so.cache || exit
		[[ $searched == "$1" ]] && echo searched || echo not searched
		LD_PRELOAD=${2##*/} /bin/true 2>/dev/null && echo
	END
	for directory in /usr/local/lib /usr/local/lib64 /usr/local/lib/none /usr/local/elsewhere /usr/local/lib/"$(cc -print-multiarch)"; do
		: >cache
		run unshare -m --propagation unchanged bash try.sh "$directory" "$work/$name" "$ldconfig" "$project/src/share/searched_by_loader.sh"
		check "$directory: answered as the loader does" test "$out" = $'searched\nloaded' -o "$out" = 'not searched'
	done
	run "$project/src/share/searched_by_loader.sh" /lib /usr/lib /none
	is 'a link and its target are one directory' "$out" $'/lib\n/usr/lib'
fi

# configure LDCONFIG'S_OUTPUT OPTION...: of the project, on a machine whose ldconfig says that.
mkdir fake
configure() {
	printf '#!/bin/sh\ncat <<"END"\n%s\nEND\n%s\n' "$1" "${hangs:+sleep 1000}" >fake/ldconfig
	chmod +x fake/ldconfig
	local again=()
	[[ ! -d configured ]] || again=(--reconfigure)
	run timeout 60 env PATH="$work/fake:$PATH" meson setup configured "$project" "${again[@]}" -Dtests=false "${@:2}"
	is "${*:2}: configures" "$status" 0
	warning=$(grep -o 'WARNING: the loader of this machine does not search .*' .out)
	by_name=$(sed -n 's/^ *found by its bare name *: //p' .out)
}
# As ldconfig of glibc 2.36 writes it.
debian='/usr/local/lib: (from /etc/ld.so.conf.d/libc.conf:2)
ldconfig: Can'"'"'t stat /usr/local/lib/x86_64-linux-gnu: No such file or directory (from /etc/ld.so.conf.d/x86_64-linux-gnu.conf:3)
/lib/x86_64-linux-gnu: (from /etc/ld.so.conf.d/x86_64-linux-gnu.conf:4)
/lib: (from <builtin>:0)'
configure "$debian" --prefix=/usr/local -Dlibdir=lib64
is 'lib64 is not searched: a warning with the option that mends it' "$warning" \
	"WARNING: the loader of this machine does not search /usr/local/lib64: it finds no $name there by its bare name, and would run programs unconfined. Use -Dlibdir=lib"
is 'without the tests, nothing is looked for that only they need' "$(grep -ciE 'doctest|Program .*\.sh' .out)" 0
configure "$debian" --prefix=/usr/local -Dlibdir=lib
is 'lib is searched' "$warning$by_name" 'YES, after ldconfig'
configure "$debian" --prefix=/usr/local -Dlibdir=lib/x86_64-linux-gnu
is 'a directory that is not there yet is searched' "$warning$by_name" 'YES, after ldconfig'
configure '/lib64: (from <builtin>:0)
/usr/lib64: (from <builtin>:0)' --prefix=/usr -Dlibdir=lib
like 'where it is lib64 that is searched, that is what mends it' "$warning" '*/usr/lib: *Use -Dlibdir=lib64'
configure "$debian" --prefix=/opt/landlock -Dlibdir=lib
is 'a prefix in which nothing is searched is no mistake' "$warning$by_name" 'NO, write its whole path'
configure '' --prefix=/usr/local -Dlibdir=lib64
is 'an ldconfig that says nothing is no answer' "$warning$by_name" unknown
configure "/sbin/ldconfig: unrecognized option '-v'
/etc/ld.so.conf: line 3: what is this" --prefix=/usr/local -Dlibdir=lib64
is 'one that says something else is no answer' "$warning$by_name" unknown
for prefix in '/opt/a b' /opt/a:b '/opt/$LIB'; do
	run meson setup refused "$project" -Dtests=false --prefix="$prefix"
	like "$prefix: is refused, as LD_PRELOAD cannot name it" "$status $out" "1 *ERROR: *LD_PRELOAD cannot name a file in $prefix/*"
done
# A linker that says it is gold.
cat >fake/ld.gold <<'END'
#!/bin/sh
for word; do [ "$word" != --version ] || { echo 'GNU gold (GNU Binutils) 1.16' && exit; }; done
exec ld "$@"
END
chmod +x fake/ld.gold
run env PATH="$work/fake:$PATH" LDFLAGS=-fuse-ld=gold meson setup other_linker "$project" -Dtests=false
like 'another linker than GNU ld: a warning' "$status $out" '0 *WARNING: the library is tried with GNU ld (ld.bfd); what ld.gold makes of it *'
hangs=1
configure "$debian" --prefix=/usr/local -Dlibdir=lib64
is 'one that does not end is no answer' "$warning$by_name" unknown
finish
