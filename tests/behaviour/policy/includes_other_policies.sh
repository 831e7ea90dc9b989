#!/bin/bash
# also on: musl
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# include: what the files restrict and grant adds up, each by its own abi; paths are relative to the
# file that names them.
mkdir -p policies/parts a b
echo text | tee a/file >b/file
rule() { echo '{"allowedAccess":["read_file"],"parent":["'"$1"'"]}'; }
make() { echo "$2" >"policies/$1"; }
make root.json '{"preloadVersion":1,"include":["parts/plain.json","parts/more.json"],"pathBeneath":['"$(rule /usr)"']}'
make parts/plain.json '{"abi":1,"ruleset":[{"handledAccessFs":["abi.all"]}],"pathBeneath":['"$(rule "$work/a")"',
	{"allowedAccess":["abi.read_execute"],"parent":["/usr"]}]}'
make parts/more.json '{"preloadVersion":1,"include":["../deep.json"],"variable":[{"name":"v","builtin":"policyDir"}],
	"preset":["loader","devices"],"pathBeneath":['"$(rule '${v}/more.json')"']}'
make deep.json '{"pathBeneath":['"$(rule "$work/b")"']}'

policy=$work/policies/root.json
granted 'a plain file' cat a/file
granted 'an extended one, and its preset' cat policies/parts/more.json /dev/null
granted 'what an included file includes' cat b/file
denied 'what no file grants' cat policies/root.json
denied 'what only the plain file restricts' mkdir made
policy=policies/root.json
granted 'a policy is included by a relative name' cat a/file b/file
policy=$work/policies/./root.json
granted 'a policy is included by an included one' cat a/file

# refused NAME POLICY ERROR
make self.json '{"preloadVersion":1,"include":["self.json"],"pathBeneath":['"$(rule /usr)"']}'
refused 'a file that includes itself' policies/self.json 'policies/self.json:/include/0: "policies/self.json" includes itself'
make one.json '{"preloadVersion":1,"include":["two.json"],"pathBeneath":['"$(rule /usr)"']}'
make two.json '{"preloadVersion":1,"include":["link.json"],"pathBeneath":['"$(rule /usr)"']}'
ln -s one.json policies/link.json
refused 'a cycle through a link' policies/one.json 'policies/two.json:/include/0: "policies/link.json" includes itself'
make missing.json '{"preloadVersion":1,"include":["none.json"]}'
refused 'a missing file' policies/missing.json 'policies/missing.json:/include/0: "policies/none.json": cannot open: No such file or directory'
mkfifo policies/fifo
make fifo.json '{"preloadVersion":1,"include":["fifo"]}'
refused 'a FIFO' policies/fifo.json 'policies/fifo.json:/include/0: "policies/fifo": not a regular file'
make text.json '{"preloadVersion":1,"include":["{}"]}'
refused 'a policy in place of a path' policies/text.json \
	'policies/text.json:/include/0: "policies/{}": cannot open: No such file or directory; an include is the path of a file'
make descriptor.json '{"preloadVersion":1,"include":["fd:5"]}'
refused 'a descriptor' policies/descriptor.json \
	'policies/descriptor.json:/include/0: "policies/fd:5": cannot open: No such file or directory; an include is the path of a file'
make folder.json '{"preloadVersion":1,"include":["parts"]}'
refused 'a folder' policies/folder.json 'policies/folder.json:/include/0: "policies/parts" is a directory; name a file'
refused 'a relative name in an inline policy' "$(<policies/one.json)" \
	'LANDLOCK_POLICY:/include/0: a relative include needs a policy file; write an absolute path'
make log.json '{"preloadVersion":1,"log":{"sameExec":false},"pathBeneath":['"$(rule /usr)"']}'
make wants-log.json '{"preloadVersion":1,"include":["log.json"]}'
refused 'log in an included file' policies/wants-log.json 'policies/log.json:/log: is allowed only in the including policy'
make wrong.json '{"preloadVersion":1,"include":["typo.json"]}'
make typo.json '{"pathBeneath":[{"allowedAccess":["raed_file"],"parent":["/usr"]}]}'
refused 'an error in an included file' policies/wrong.json \
	'policies/typo.json:/pathBeneath/0/allowedAccess/0: unknown fs right "raed_file"; did you mean "read_file"?'

policy='{"preloadVersion":1,"include":["'"$work/policies/root.json"'"]}'
granted 'an absolute name in an inline policy' cat a/file
for depth in {0..9}; do
	make "chain-$depth.json" '{"preloadVersion":1,"include":["chain-'$((depth + 1))'.json"],"pathBeneath":['"$(rule /usr)"']}'
done
make chain-10.json '{"pathBeneath":['"$(rule "$work/a")"']}'
policy=policies/chain-2.json
granted 'eight levels' cat a/file
refused 'nine levels' policies/chain-1.json 'policies/chain-9.json:/include/0: included more than 8 levels deep'
make twice.json '{"preloadVersion":1,"include":["deep.json","deep.json","./parts/../deep.json"],"pathBeneath":['"$(rule /usr)"']}'
policy=policies/twice.json
granted 'the same file twice is one' cat b/file
finish
