#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The built file itself. A preload sits right behind the executable in the search order of every
# program: what it exports, needs or runs at load happens to all of them.
. "$(dirname "$0")/../lib/lib.sh"
. "$tests/elf/budgets.sh"
source_root=$(cd "$tests/.." && pwd)

dynamic=$(readelf -dW "$lib")
segments=$(readelf -lW "$lib")
symbols=$(readelf --dyn-syms -W "$lib" | awk '$1 ~ /^[0-9]+:$/ && $8 != ""')
defined=$(awk '$7 != "UND"' <<<"$symbols")
undefined=$(awk '$7 == "UND" { print $8 }' <<<"$symbols")

# What the map, the header and the file export is one list.
mapped=$(grep -oE '\blandlock_preload_\w+' "$source_root/src/landlock_preload.map" | sort)
declared=$(sed -nE '/^static inline/d; s/^[a-z].*\b(landlock_preload_\w+)\(.*/\1/p' "$source_root/src/landlock_preload.h" | sort)
exported=$(awk '$4 == "FUNC" { print $8 }' <<<"$defined" | sort)
is 'exports what the map lists, in its version' "$exported" "$(sed 's/$/@@LANDLOCK_PRELOAD_0.2/' <<<"$mapped")"
is 'the header declares what the map lists' "$declared" "$mapped"
is 'the manual describes them' "$(sed -n '/^\.It Fn/p' "$source_root/src/share/man/landlock_preload.3" | grep -oE '\blandlock_preload_\w+' | grep -v '_status_by$' | sort)" "$mapped"
is 'the library exports nothing else but the version node' \
	"$(awk '$4 != "FUNC" { print $4, $8 }' <<<"$defined")" 'OBJECT LANDLOCK_PRELOAD_0.2'
is 'every exported name is ours' "$(grep -v '^landlock_preload_' <<<"$exported")" ''
is 'nothing exported is weak or unique' "$(awk '$5 != "GLOBAL"' <<<"$defined")" ''

is 'needs no library but libc' "$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$dynamic")" libc.so.6
is 'has no memory for each thread, which would cost every thread of the host' "$(grep -c ' TLS ' <<<"$segments")" 0
like 'is named without a version' "$dynamic" '*(SONAME)*[[]liblandlock_preload.so]*'
for flag in NOW NODELETE INITFIRST; do
	like "FLAGS_1 has $flag" "$(grep FLAGS_1 <<<"$dynamic")" "*$flag*"
done
is 'may be opened later, too (no NOOPEN)' "$(grep -c NOOPEN <<<"$dynamic")" 0
is 'no text relocations, run path or packed relocations' \
	"$(grep -oE 'TEXTREL|RPATH|RUNPATH|RELR' <<<"$dynamic")" ''
like 'relocated data becomes read-only' "$segments" '*GNU_RELRO*'
# From its first page to its last, it is sealed with what else the loader makes read-only: no variable is in there.
read -r begin length < <(awk '/GNU_RELRO/ { print $3, $6 }' <<<"$segments")
read -r record size < <(nm -S -C "$lib" | sed -n 's/^\(\w*\) \(\w*\) [dD] .*::sealed$/0x\1 0x\2/p')
if [[ $(uname -m) == @(aarch64|ppc64le|loongarch64) ]]; then
	skip_check 'the record lies in what becomes read-only' 'pages may be larger here, and it has its own'
else
	check 'the record lies in what becomes read-only' \
		test $((record >= begin && (record + size + 4095) / 4096 * 4096 <= (begin + length) / 4096 * 4096)) -eq 1
fi
like 'asks for no executable stack' "$(grep GNU_STACK <<<"$segments")" '* RW *'
is 'no segment is writable and executable' "$(grep -c 'RWE' <<<"$segments")" 0

array=$(sed -n 's/.*(INIT_ARRAYSZ) *\([0-9]*\) .*/\1/p' <<<"$dynamic")
word=$(getconf LONG_BIT)
is 'our constructor is the only one' "$array" $((word / 8))
is 'nothing else runs when it is loaded' "$(grep -oE '\((INIT|PREINIT_ARRAY)\)' <<<"$dynamic")" ''
# Since GCC 13 libgcc's unwinder gives back what JIT compilers have registered with it, at the end.
at_end=$(grep -o '(FINI)' <<<"$dynamic")
begin=$(sed -n 's/.*(FINI_ARRAY) *//p' <<<"$dynamic") length=$(sed -n 's/.*(FINI_ARRAYSZ) *\([0-9]*\) .*/\1/p' <<<"$dynamic")
while read -r offset _ _ address; do
	((begin && 16#$offset >= begin && 16#$offset < begin + length)) || continue
	at_end+=$(nm "$lib" | sed -n "s/^0*$address . //p")
done < <(readelf -rW "$lib" | grep RELATIVE)
check 'nothing of ours or of libstdc++ runs at the end' grep -qx 'release_registered_frames\|' <<<"$at_end"
is 'no global variable has a constructor, ours or of libstdc++' \
	"$(nm -C "$lib" | grep -E 'GLOBAL__sub_I|static_initialization')" ''
# The objects of libstdc++ that construct variables, in one release or another, and what leads to them.
is 'nothing of libstdc++ is in it that constructs variables, or pulls in what does' \
	"$(nm -C "$lib" | grep -oE 'std::(random_device|system_error|locale|ios_base|logic_error)|__cxa_demangle|__dso_handle')" ''

newer=$(sed -nE 's/^(\w+)@GLIBC_2\.([0-9]+).*/\2 \1/p' <<<"$undefined" | awk '$1 > 17 { print $2 }' | sort)
is 'nothing newer than glibc 2.17 is needed' "$newer" ''

# In the first slot of program start no hook of another preload is ready, and a program may export
# functions of libc's names. So nothing is taken from libc that anybody hooks: not one system call, no
# memory, no locale, no lock. gnu_get_libc_version is never called, and keeps musl from loading the library
# for glibc. What is left tells of the process, and does nothing. dl_iterate_phdr is asked
# where there is no other way, and checked (knows_whether_it_was_there_at_the_start).
left='__stack_chk_guard environ __environ dl_iterate_phdr gnu_get_libc_version'
is 'takes nothing from libc that can be hooked' \
	"$(sed 's/@.*//' <<<"$undefined" | sort -u | comm -23 - <(tr ' ' '\n' <<<"$left" | sort))" ''

if [[ ${LANDLOCK_PRELOAD_DEFAULT_FLAGS-} != true ]]; then
	skip_check 'size and segments' 'budgets are those of a build with the default flags'
else
	strip -o "$work/stripped.so" "$lib"
	within size 'bytes, stripped' "$(stat -c %s "$work/stripped.so")"
	within relocations relocations "$(readelf -rW "$lib" | grep -c ' R_')"
	check 'two segments to map' test "$(grep -c LOAD <<<"$segments")" -le 2
fi
finish
