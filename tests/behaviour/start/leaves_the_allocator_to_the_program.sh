#!/bin/bash
# needs: landlock gcc
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# The first request for memory is the program's own, as without us: allocators read their settings at
# that time, and remember what was asked of them.
echo secret >secret
policy='{"ruleset":[{"handledAccessFs":["make_block"]}]}'
{ echo "$policy" && head -c 900000 /dev/zero | tr '\0' ' '; } >large.json

run "$probes/probe_malloc" secret
alone=${out##*$'\n'}
for value in "$policy" large.json; do
	confined "$value" "$probes/probe_malloc" secret
	is "${value:0:10}: we ask the program's malloc for nothing" "$status ${out##*$'\n'}" "0 $alone"
done
run env LANDLOCK_POLICY=large.json LD_PRELOAD= "$probes/probe_dlopen" load "$lib" open secret
is 'loaded late, by a large policy, it starts as well' "$status" 0

# glibc takes the size of the largest mapping that was freed for its new threshold (M_MMAP_THRESHOLD).
cat >heap.c <<'END'
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    void* block = malloc(300000);
    const struct mallinfo m = mallinfo();
    printf("mappings %d, heap %d, used %d\n", m.hblks, m.arena, block != NULL);
    return 0;
}
END
gcc -w -o heap heap.c
# The number of mappings without a file, but for those behind a library's: its variables.
anonymous() {
	awk '{ split($1, range, "-"); own = $6 == "" && range[1] != end; n += own; end = own ? "" : range[2] } END { print n + 0 }'
}
run ./heap
alone=$out
for value in "$policy" large.json; do
	confined "$value" ./heap
	is "${value:0:10}: glibc's heap is as without us" "$out" "$alone"
	confined "$value" cat /proc/self/maps
	is "${value:0:10}: no memory of ours stays" "$(anonymous <<<"$out")" \
		"$(LD_PRELOAD="$probes/probe_harmless.so" cat /proc/self/maps | anonymous)"
done

# jemalloc reads MALLOC_CONF when it is first asked for memory.
jemalloc=$(gcc -print-file-name=libjemalloc.so.2)
cat >conf.c <<'END'
#include <stdio.h>
#include <stdlib.h>
int mallctl(const char*, void*, size_t*, void*, size_t);
int main(void) {
    unsigned arenas = 0;
    long decay = 0;
    size_t size = sizeof(arenas);
    free(malloc(1));
    mallctl("opt.narenas", &arenas, &size, NULL, 0);
    size = sizeof(decay);
    mallctl("opt.dirty_decay_ms", &decay, &size, NULL, 0);
    printf("%u %ld\n", arenas, decay);
    return 0;
}
END
if [[ ! -f $jemalloc ]]; then
	skip_check 'MALLOC_CONF' 'libjemalloc.so.2 is not installed'
else
	gcc -w -o conf conf.c "$jemalloc"
	confined "$policy" env MALLOC_CONF=narenas:3,dirty_decay_ms:77 ./conf
	is 'a confined parent changes nothing for its children' "$out" '3 77'
	run env MALLOC_CONF=narenas:3,dirty_decay_ms:77 LD_PRELOAD="$lib" LANDLOCK_POLICY="$policy" ./conf
	is 'jemalloc, linked in, reads MALLOC_CONF' "$status $out" '0 3 77'
	run env MALLOC_CONF=narenas:3,dirty_decay_ms:77 LD_PRELOAD="$lib" LANDLOCK_POLICY=large.json ./conf
	is 'jemalloc reads MALLOC_CONF by a large policy, too' "$status $out" '0 3 77'
	for order in "$lib $jemalloc" "$jemalloc $lib"; do
		run env MALLOC_CONF=stats_print:true LD_PRELOAD="$order" LANDLOCK_POLICY="$policy" true
		like "jemalloc, preloaded, reads MALLOC_CONF (${order%% *} first)" "$err" '*Begin jemalloc statistics*'
	done
fi

# libmemusage takes its settings from the environment at the first malloc.
memusage=$(gcc -print-file-name=libmemusage.so)
if [[ ! -f $memusage ]]; then
	skip_check 'MEMUSAGE_OUTPUT' 'libmemusage.so is not installed'
else
	for order in "$lib $memusage" "$memusage $lib"; do
		rm -f usage
		run env MEMUSAGE_OUTPUT=usage LD_PRELOAD="$order" LANDLOCK_POLICY="$policy" ./heap
		check "libmemusage writes MEMUSAGE_OUTPUT (${order%% *} first)" test -s usage
	done
fi

# mimalloc and tcmalloc are told by variables, too.
mimalloc=$(gcc -print-file-name=libmimalloc.so)
if [[ ! -f $mimalloc ]]; then
	skip_check 'MIMALLOC_SHOW_STATS' 'libmimalloc.so is not installed'
else
	run env MIMALLOC_SHOW_STATS=1 LD_PRELOAD="$lib $mimalloc" LANDLOCK_POLICY="$policy" true
	# The columns of its table, in every version.
	like 'mimalloc reads MIMALLOC_SHOW_STATS' "$err" '*peak*total*'
fi
finish
