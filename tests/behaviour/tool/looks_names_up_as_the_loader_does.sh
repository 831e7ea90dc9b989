#!/bin/bash
# needs: cc python3
# SPDX-License-Identifier: MIT
#
# LD_PRELOAD=liblandlock_preload.so: `landlock-policy target` names the file that the loader then takes, and
# says no where it takes none. What the loader takes says its own name when it is loaded.
. "$(dirname "$0")/../../lib/lib.sh"
name=liblandlock_preload.so
ldconfig=$(PATH=$PATH:/sbin:/usr/sbin command -v ldconfig)

# make_library FILE [COMPILER]
make_library() {
	mkdir -p "$(dirname "$1")"
	printf '#include <unistd.h>\n__attribute__((constructor)) static void f(void) { write(1, "%s", %d); }\n' \
		"$1" ${#1} | "${2-cc}" -x c - -shared -fPIC -o "$1" -Wl,-soname,$name
}
# make_program FILE LINKER_OPTION...
make_program() { echo 'int main(void) { return 0; }' | cc -x c - -o "$1" "${@:2}"; }
# agrees NAME PROGRAM FILE VARIABLE=VALUE...: FILE is what the loader takes; empty: nothing. $around is what
# both are started by, $named how the answer writes FILE.
around=()
agrees() {
	local what=$1 program=$2 file=$3 first
	shift 3
	run "${around[@]}" env "$@" LD_PRELOAD=$name "$program"
	is "$what: the loader takes ${file:-nothing}" "$out" "$file"
	run "${around[@]}" env "$@" "$LANDLOCK_POLICY_TOOL" target "$program"
	first=${out%%$'\n'*}
	if [[ $file ]]; then
		is "$what: yes" "$status $first" "0 $program: yes, a preload takes effect here"
		like "$what: the file is named" "$out" $'*\nlibrary: '"$name is *${named-$file} (found *"
	else
		like "$what: no" "$status $first" "1 $program: no: the library cannot be preloaded: *"
	fi
}

for folder in a b rpath runpath; do make_library $folder/$name; done
make_program program
agrees 'nowhere' ./program ''
is 'what that means' "${out%%$'\n'*}" \
	"./program: no: the library cannot be preloaded: the loader does not find \"$name\", and would run the program unconfined"
like 'where it was looked for' "$out" $'*\nlooked for in */ld.so.cache, /*lib*'
agrees 'LD_LIBRARY_PATH' ./program a/$name LD_LIBRARY_PATH=a
agrees 'the first directory that has it' ./program b/$name LD_LIBRARY_PATH="/none;b:a"
make_library d/$name
cd d || exit
named=./$name agrees 'an empty item is the working directory' ../program d/$name LD_LIBRARY_PATH=/none:
cd "$work" || exit
agrees '$ORIGIN is where the program lies' ./program b/$name LD_LIBRARY_PATH='${ORIGIN}/b:a'
agrees 'a word that only begins like a variable is none' ./program a/$name LD_LIBRARY_PATH='$ORIGINAL/b:a'

# A loader that is nobody's: how it looks names up is not known.
cp "$(ldd program | sed -n 's|^\s*\(/[^ ]*ld-[^ ]*\).*|\1|p')" some-loader
make_program with_some_loader -Wl,--dynamic-linker="$work/some-loader"
run "$LANDLOCK_POLICY_TOOL" target ./with_some_loader
is 'an unknown loader: no, and why' "$status ${out%%$'\n'*}" \
	"1 ./with_some_loader: no: its loader $work/some-loader is neither glibc's nor musl's"

make_program with_rpath -Wl,--disable-new-dtags,-rpath,'$ORIGIN/rpath'
make_program with_runpath -Wl,--enable-new-dtags,-rpath,'$ORIGIN/runpath'
agrees "a program's RPATH" ./with_rpath rpath/$name
agrees 'is before LD_LIBRARY_PATH' ./with_rpath rpath/$name LD_LIBRARY_PATH=a
agrees "a program's RUNPATH" ./with_runpath runpath/$name
agrees 'is behind it' ./with_runpath a/$name LD_LIBRARY_PATH=a
like 'the unknown loader is named' "$out" '*(found by LD_LIBRARY_PATH)*'
mkdir elsewhere
ln -s ../with_rpath elsewhere/link
agrees 'through a link the directory is that of the file' elsewhere/link rpath/$name

# What the loader passes over, and what stops it. The machine is two bytes at 18 of the header.
mkdir other garbage directory
cp a/$name other/
printf '\xb7\0' | dd of=other/$name bs=1 seek=18 conv=notrunc status=none
agrees 'a file for another machine is passed over' ./program b/$name LD_LIBRARY_PATH=other:b
agrees 'and alone is no library' ./program '' LD_LIBRARY_PATH=other
like 'the answer says that there is a cache' "$out" $'*\npassed over: other/'"$name: it is 64-bit *"
echo garbage >garbage/$name
agrees 'a damaged one stops the search' ./program '' LD_LIBRARY_PATH=garbage:b
# Bytes of the header that the loader looks at: version, OS ABI, ABI version, padding, e_version; and the
# offset of a segment, which has to be at the place in a page that its address is at.
/usr/bin/python3 - $name <<-'PYTHON'
	import os, struct, sys
	good = open("a/" + sys.argv[1], "rb").read()
	table, = struct.unpack_from("<Q", good, 32)
	load = max(at for at in range(table, table + 56 * good[56], 56) if good[at] == 1)
	for folder, at, value in (("ident", 6, 2), ("osabi", 7, 9), ("abi", 8, 1), ("padding", 12, 1), ("version", 20, 2)):
	    os.mkdir(folder)
	    with open(folder + "/" + sys.argv[1], "wb") as file:
	        file.write(good[:at] + bytes([value]) + good[at + 1:])
	data = bytearray(good)
	data[18], data[20] = 0xb7, 2
	os.mkdir("foreign")
	open("foreign/" + sys.argv[1], "wb").write(data)
	os.mkdir("offset")
	data = bytearray(good)
	data[load + 8] ^= 8
	open("offset/" + sys.argv[1], "wb").write(data)
PYTHON
for folder in ident osabi abi padding version offset foreign; do
	agrees "one that the loader refuses ($folder) stops the search" ./program '' LD_LIBRARY_PATH=$folder:b
done
touch file
# glibc 2.36 stops there, 2.41 goes on.
run env LD_LIBRARY_PATH=file:b "$LANDLOCK_POLICY_TOOL" target ./program
like 'a relative directory that is a file leaves it open: no' "$status $out" '1 *: no: *'
agrees 'an absolute one does not' ./program b/$name LD_LIBRARY_PATH="$work/file:b"
run env LD_LIBRARY_PATH='$PLATFORM:b' "$LANDLOCK_POLICY_TOOL" target ./program
like '$PLATFORM is not known: no' "$status $out" '1 *: it is not known what the loader takes "$PLATFORM" for; write that directory out'*
mkdir directory/$name
agrees 'so does a directory' ./program '' LD_LIBRARY_PATH=directory:b
if lacks root; then
	skip_check 'what an ordinary user may not read' "${lacking[root]}"
else
	mkdir private
	cp a/$name private/
	chmod 600 private/$name
	cp "$LANDLOCK_POLICY_TOOL" tool
	as_user_before=$LANDLOCK_POLICY_TOOL LANDLOCK_POLICY_TOOL=./tool
	around=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	agrees 'one that may not be read is passed over' ./program b/$name LD_LIBRARY_PATH=private:b
	agrees 'and alone is no library' ./program '' LD_LIBRARY_PATH=private
	like 'the answer says why the token is not known' "$out" $'*\npassed over: private/'"$name: cannot open: Permission denied"*
	make_library unlisted/$name
	mkdir -p unlisted/glibc-hwcaps/x86-64-v2
	echo garbage >unlisted/glibc-hwcaps/x86-64-v2/$name
	chmod 711 unlisted/glibc-hwcaps
	run "${around[@]}" env LD_LIBRARY_PATH=unlisted ./tool target ./program
	like 'subdirectories that cannot be listed: no' "$status $out" \
		'1 *: what the loader finds there cannot be listed: unlisted/glibc-hwcaps: Permission denied'*
	LANDLOCK_POLICY_TOOL=$as_user_before around=()
fi

# Subdirectories for processors that can run them: no processor can do this one.
make_library hwcaps/glibc-hwcaps/x86-64-v9/$name
make_library hwcaps/$name
agrees 'a variant for no processor here' ./program hwcaps/$name LD_LIBRARY_PATH=hwcaps
echo garbage >hwcaps/glibc-hwcaps/x86-64-v9/$name
run env LD_LIBRARY_PATH=hwcaps "$LANDLOCK_POLICY_TOOL" target ./program
like 'a damaged variant: no' "$status $out" \
	'1 *: no: the library cannot be preloaded: some processors get hwcaps/glibc-hwcaps/x86-64-v9/*: not an ELF file'*
rm hwcaps/$name
make_library hwcaps/glibc-hwcaps/x86-64-v9/$name
agrees 'a variant does not suffice' ./program '' LD_LIBRARY_PATH=hwcaps

# Before 2.37 the loader searched others.
make_library legacy/$name
mkdir -p legacy/tls/x86_64
echo garbage >legacy/tls/x86_64/$name
run env LD_LIBRARY_PATH=legacy "$LANDLOCK_POLICY_TOOL" target ./program
like 'a damaged one below tls: no' "$status $out" '1 *: some processors get legacy/tls/x86_64/*: not an ELF file'*

make_program named -Wl,-soname,$name -pie
agrees 'a program with the SONAME is taken for the library' ./named '' LD_LIBRARY_PATH=a
cat >twice.c <<-'C'
	#include <unistd.h>
	int main(int argc, char** argv) {
	    char* environment[] = {"LD_LIBRARY_PATH=a", "LD_LIBRARY_PATH=/none", "LD_PRELOAD=liblandlock_preload.so", 0};
	    return argc < 2 || execve(argv[1], argv + 1, environment);
	}
C
cc twice.c -o twice
run ./twice ./program
is 'LD_LIBRARY_PATH twice: the loader takes the last' "$out" ''
sed -i 's/"LD_PRELOAD[^"]*", //' twice.c && cc twice.c -o twice
run ./twice "$LANDLOCK_POLICY_TOOL" target ./program
like 'no' "$status $out" '1 *: LD_LIBRARY_PATH is in the environment more than once; set it once'*

# With the machine's cache replaced, in a mount namespace: by ldconfig's own, of a folder of ours.
if lacks mounts || lacks ldconfig; then
	skip_check "the loader's cache, replaced" "${lacking[mounts]:-${lacking[ldconfig]-}}"
else
	make_library cached/$name
	echo "$work/cached" >ld.so.conf
	with_cache='mount --make-rprivate / 2>/dev/null; mount --bind cache /etc/ld.so.cache && exec "$@"'
	around=(unshare -m --propagation unchanged bash -c "$with_cache" cache)
	for format in new compat; do
		"$ldconfig" -X -c $format -f ld.so.conf -C cache 2>/dev/null
		check "$format: ldconfig has made a cache" grep -q "$work/cached/$name" cache
		agrees "the cache ($format)" ./program cached/$name
		like 'the answer says that the library was there' "$out" "*$name is $work/cached/$name (found in the loader's cache)*"
		agrees 'LD_LIBRARY_PATH is before it' ./program a/$name LD_LIBRARY_PATH=a
	done
	mkdir -p cached/glibc-hwcaps/x86-64-v2
	cp cached/$name cached/glibc-hwcaps/x86-64-v2/
	"$ldconfig" -X -f ld.so.conf -C cache 2>/dev/null
	printf '\xb7\0' | dd of=cached/glibc-hwcaps/x86-64-v2/$name bs=1 seek=18 conv=notrunc status=none
	run "${around[@]}" "$LANDLOCK_POLICY_TOOL" target ./program
	like "a variant that is for another machine since: no" "$status $out" '1 *: some processors get */x86-64-v2/*: it is 64-bit x86-64, the library is 64-bit AArch64'*
	rm cached/glibc-hwcaps/x86-64-v2/$name
	"$ldconfig" -X -f ld.so.conf -C cache 2>/dev/null
	around=(unshare -m --propagation unchanged bash -c 'mount --make-rprivate / 2>/dev/null; umount -l /proc && exec "$@"' no_proc)
	agrees '$ORIGIN without /proc is left out' ./with_runpath ''
	around=(unshare -m --propagation unchanged bash -c "$with_cache" cache)
	cp cache good
	mv cached/$name cached/away
	agrees 'what the cache names and is gone' ./program ''
	like 'the library was looked for in the directories behind the cache, too' "$out" '*: the loader does not find *'
	mv cached/away cached/$name
	head -c 30 good >cache
	agrees 'a cache that is cut off' ./program ''
	# The loader searches by halves: where the middle is damaged it gives up, and finds nothing.
	/usr/bin/python3 - <<-'PYTHON'
		import struct
		data = bytearray(open("good", "rb").read())
		start = data.find(b"glibc-ld.so.cache1.1")
		count, = struct.unpack_from("<I", data, start + 20)
		middle = start + 48 + 24 * ((count - 1) // 2)
		struct.pack_into("<I", data, middle + 4, 0x7fffffff)
		open("cache", "wb").write(data)
	PYTHON
	agrees 'a cache whose middle entry is damaged' ./program ''
	like 'the answer says what to do about a variant for another machine' "$out" "*: the loader's cache /etc/ld.so.cache is damaged; run ldconfig, as root"*
	: >cache
	agrees 'an empty one' ./program ''
	# Whatever bytes there are, no yes without the loader's.
	run /usr/bin/python3 - "$LANDLOCK_POLICY_TOOL" <<-'PYTHON'
		import os, random, subprocess, sys
		good = open("good", "rb").read()
		random.seed(14)
		inside = ["unshare", "-m", "--propagation", "unchanged", "bash", "-c",
		          'mount --make-rprivate / 2>/dev/null; mount --bind cache /etc/ld.so.cache && exec "$@"', "cache"]
		for round in range(60):
		    data = bytearray(good)
		    for _ in range(random.choice((1, 2, 8))):
		        data[random.randrange(20, 120)] = random.choice((0, 1, 255, random.randrange(256)))
		    open("cache", "wb").write(data)
		    real = subprocess.run(inside + ["./program"], env={"LD_PRELOAD": "liblandlock_preload.so", "PATH": os.environ["PATH"]}, capture_output=True)
		    tool = subprocess.run(inside + [sys.argv[1], "target", "./program"], capture_output=True)
		    if tool.returncode not in (0, 1) or (tool.returncode == 0 and b"liblandlock" not in real.stdout):
		        print(round, tool, real)
	PYTHON
	is 'damaged caches: no yes that the loader does not give' "$status $out" '0 '
	around=()
fi

# A name of one's own choice, and what has a slash.
cp a/$name a/renamed.so
run env LD_LIBRARY_PATH=a "$LANDLOCK_POLICY_TOOL" target --library renamed.so ./program
like '--library without a slash is a name' "$status $out" $'0 *\nlibrary: renamed.so is a/renamed.so (found by LD_LIBRARY_PATH)*'
run "$LANDLOCK_POLICY_TOOL" target --library a/renamed.so ./program
like '--library with a slash is that file' "$status $out" $'0 *\nlibrary: a/renamed.so (given)*'

# What the loader replaces in a path is replaced in the answer, too: $LIB serves two architectures at once.
mkdir -p '$LIB'
cp a/$name '$LIB/'
run env LD_PRELOAD="./\$LIB/$name" ./program
is 'a variable in a path: the loader does not take it literally' "$out" ''
run "$LANDLOCK_POLICY_TOOL" target --library "./\$LIB/$name" ./program
like 'a variable in a path, taken literally, is no library' "$status $out" '1 *: the library cannot be preloaded: ./lib*: cannot open: No such file or directory*'
lib_folder=$(sed -n 's/^.*cannot be preloaded: \.\/\(.*\)\/'$name': cannot open.*$/\1/p' <<<"$out")
make_library "multi/$lib_folder/$name"
for path in './multi/$LIB/' './multi/${LIB}/' '$ORIGIN/multi/$LIB/' "$work/multi/\$LIB/"; do
	run env LD_PRELOAD="$path$name" ./program
	is "$path: the loader takes the library" "$out" "multi/$lib_folder/$name"
	run "$LANDLOCK_POLICY_TOOL" target --library "$path$name" ./program
	like "$path: yes" "$status $out" $'0 ./program: yes, *\nlibrary: '"${path//\$/\\$}$name is */multi/$lib_folder/$name (given)*"
done
mkdir -p '$LIBRARY'
cp a/$name '$LIBRARY/'
run "$LANDLOCK_POLICY_TOOL" target --library "./\$LIBRARY/$name" ./program
like 'a word that only begins like a variable is a part of the path' "$status $out" $'0 ./program: yes, *\nlibrary: ./$LIBRARY/'"$name (given)*"
run "$LANDLOCK_POLICY_TOOL" target --library "./\$PLATFORM/$name" ./program
like 'what the kernel calls the processor cannot be known' "$status $out" '1 *: what the loader replaces in *PLATFORM* cannot be known; write the path out'*

# musl takes the first that can be opened, whatever it is, and knows no variables.
if command -v musl-gcc >/dev/null; then
	make_library m/$name musl-gcc
	echo 'int main(void) { return 0; }' | musl-gcc -x c - -o for_musl
	agrees 'musl: nowhere' ./for_musl ''
	agrees 'musl: LD_LIBRARY_PATH' ./for_musl m/$name LD_LIBRARY_PATH=/none:m
	musl_loader=$(sed 's/.*loader \(.*\)).*/\1/;q' <<<"$(grep -a 'loader ' <<<"$out")")
	ln -s "$musl_loader" ld-musl-x86_64.so.1
	echo 'int main(void) { return 0; }' | musl-gcc -x c - -o relative -Wl,--dynamic-linker=ld-musl-x86_64.so.1
	run env LD_LIBRARY_PATH=m "$LANDLOCK_POLICY_TOOL" target ./relative
	like 'musl: a loader of a relative path: no' "$status $out" '1 *: where its loader searches is not known, as its own path "ld-musl-x86_64.so.1" is relative'*
	agrees 'musl: a damaged file stops the search' ./for_musl '' LD_LIBRARY_PATH=garbage:m
fi
finish
