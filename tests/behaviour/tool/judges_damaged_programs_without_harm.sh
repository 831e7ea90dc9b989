#!/bin/bash
# needs: cc 64-bit
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# Any bytes may follow ELF's first four. Every answer is yes, no or one error line; never a crash.
printf 'int main(void) { return 0; }' | cc -x c - -o sound -Wl,-z,noseparate-code -s
target ./sound
is 'the sound one: yes' "$status" 0

# patch FILE OFFSET BYTES: a copy of the sound program with these bytes.
patch() {
	cp sound "$1"
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
damaged() { is "$1" "$status $out$err" "1 landlock-policy: error: ./$2: damaged ELF file: $3"; }
head -c 40 sound >short && chmod 755 short && target ./short
damaged 'a header that ends' short 'it ends too early'
head -c 100 sound >shorter && chmod 755 shorter && target ./shorter
damaged 'program headers that end' shorter 'it ends too early'
patch class 4 '\7' && target ./class
damaged 'an unknown class' class 'neither 32-bit nor 64-bit'
patch order 5 '\7' && target ./order
damaged 'an unknown byte order' order 'unknown byte order'
patch none 56 '\0\0' && target ./none
damaged 'no program headers' none 'no usable program headers'
patch many 56 '\xff\xff' && target ./many
damaged 'too many program headers' many 'no usable program headers'
patch far 32 '\xff\xff\xff\xff\xff\xff\xff\xff' && target ./far
damaged 'program headers beyond any file' far 'it ends too early'
patch type 16 '\1\0' && target ./type
is 'an object file: no' "$status ${out%%$'\n'*}" '1 ./type: no: it is no program'

# entry TAG: where in the file the value of this entry of the dynamic section is.
entry() {
	local start index
	start=$(readelf -lW sound | awk '$1 == "DYNAMIC" { print $2 }')
	index=$(readelf -dW sound | awk '/^ 0x/' | grep -n "($1)" | head -n 1 | cut -d: -f1)
	echo $((start + 16 * (index - 1) + 8))
}
patch name "$(entry NEEDED)" '\xff\xff\xff\xff' && target ./name
damaged 'a name outside of the table' name 'a name is outside of its table'
patch table "$(entry STRTAB)" '\xff\xff\xff\xff\xff\xff\xff\xff' && target ./table
damaged 'a table outside of the file' table 'its table of names is nowhere in it'
patch size "$(entry STRSZ)" '\xff\xff\xff\xff' && target ./size
is 'a table larger than the file does no harm' "$status" 0

cat >mutate.py <<'PYTHON'
import random, subprocess, sys
tool, library = sys.argv[1:]
sound = open("sound", "rb").read()
random.seed(1)
bad = 0
def judge(data):
    global bad
    with open("mutant", "wb") as file: file.write(data)
    result = subprocess.run([tool, "target", "--library", library, "./mutant"], capture_output=True, timeout=10)
    lines = result.stderr.count(b"\n")
    if result.returncode not in (0, 1) or lines > 1 or (lines == 1) == (result.stdout != b""): bad += 1
open("mutant", "wb").close()
import os; os.chmod("mutant", 0o755)
for length in list(range(0, 1000, 7)): judge(sound[:length])
for _ in range(400):
    data = bytearray(sound)
    for _ in range(random.randrange(1, 6)):
        data[random.randrange(4, 1000)] = random.choice((0, 1, 0x7f, 0x80, 0xff, random.randrange(256)))
    judge(bytes(data))
print(bad)
PYTHON
is 'cut short and mutated, none does harm' "$(/usr/bin/python3 mutate.py "$LANDLOCK_POLICY_TOOL" "$lib")" 0
finish
