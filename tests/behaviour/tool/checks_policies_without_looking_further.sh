#!/bin/bash
# needs: strace
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# said: lines on standard error without the program's name, in their order.
said() { sed 's/^landlock-policy: //' "$work/.err"; }
rule='"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr"]}]'

sound='"handledAccessFs":["write_file","remove_file","remove_dir","refer"]}],"pathBeneath":[{"allowedAccess":["refer"],"parent":["/"]}]'
echo '{"ruleset":[{"scoped":["signal"],'"$sound"'}' >good.json
tool check good.json
is 'a good policy: yes, and no more words than that' "$status $out $err" '0 good.json: ok '
echo "{$rule}" >noted.json
tool check noted.json
is 'one with notes: still yes' "$status $out" '0 noted.json: ok'
like 'each is a note' "$(said)" 'note: noted.json: only the file rights that the rules use are denied elsewhere; *note: noted.json: no rule grants refer: *'
echo '{"abi":99,"ruleset":[{"scoped":["abi.all"],'"$sound"'}' >newer.json
tool check newer.json
is 'an abi that nobody knows yet: a note' "$status $(said)" \
	'0 note: newer.json:/abi: abi 99 is newer than this library; groups mean what they do at abi '"$newest_abi"
sed 's/read_file/raed_file/;s/parent/parnet/' noted.json >wrong.json
tool check wrong.json
is 'a wrong one: no, with every error' "$status $out $(said | sort)" '1  error: wrong.json:/pathBeneath/0/allowedAccess/0: unknown fs right "raed_file"; did you mean "read_file"?
error: wrong.json:/pathBeneath/0/parnet: unknown key "parnet"; did you mean "parent"?
error: wrong.json:/pathBeneath/0: missing key "parent"'
printf '{\n "abi": 1,\n}' >broken.json
tool check broken.json
like 'one that is no JSON: no, with line and column' "$status $(said)" '1 error: broken.json:3:1: *'
echo '{"variable":[{"name":"v","literal":["/a"]}]}' >nothing.json
tool check nothing.json
is 'one that restricts nothing: no' "$status $(said)" '1 error: nothing.json: policy restricts nothing'
tool check missing.json
is 'one that is not there: no' "$status $(said)" '1 error: missing.json: cannot open: No such file or directory'
tool check "$(<good.json)"
is 'the policy itself in place of a path' "$status $out $err" '0 LANDLOCK_POLICY: ok '

tool check good.json wrong.json newer.json missing.json
is 'several: no, if one is wrong' "$status" 1
is 'the good ones are told' "$out" $'good.json: ok\nnewer.json: ok'
like 'the wrong ones, too' "$(said)" '*error: wrong.json:*note: newer.json:*error: missing.json:*'
tool check good.json newer.json
is 'several good ones: yes' "$status" 0

# A directory is composed.
mkdir whole lossy
echo "{\"ruleset\":[{\"handledAccessFs\":[\"read_file\"]}],$rule}" | tee whole/a.json whole/b.json >lossy/a.json
touch whole/.hidden.json whole/readme
tool check whole
is 'a directory: yes' "$status $out" '0 whole: ok'
like 'check notes what of a directory is not read' "$(said)" 'note: whole/readme: not read: only \*.json counts*'
echo '{"ruleset":[{"handledAccessFs":["read_file","write_file"],"scoped":["signal"]}]}' >lossy/b.json
tool check lossy
is 'protection that is lost by that: no' "$status $out" '1 '
like 'check names the file and what it no longer restricts' "$(said)" \
	'*error: lossy/b.json: composed with the others, this file no longer restricts write_file, signal; *include*'
is 'the other file loses nothing' "$(said | grep -c 'lossy/a.json: composed')" 0
confined lossy cat good.json
is 'the library refuses it as well' "$status" 125
mkdir empty
tool check empty
is 'an empty directory: no' "$status $(said)" '1 error: empty: no *.json in this directory'

# A policy that names all that could be looked at. Nothing of it is, so nothing of it can be wrong.
mkdir -p granted/folder
cat >everything.json <<END
{"preloadVersion":1,"abi":10,"include":["included.json"],
 "variable":[{"name":"env","env":"SECRET_FOLDER"},{"name":"home","builtin":"home"},{"name":"tmp","builtin":"tmpdir"},
  {"name":"run","builtin":"runtimeDir"},{"name":"cwd","builtin":"cwd"},{"name":"exe","builtin":"exeDir"},
  {"name":"dir","builtin":"policyDir"},{"name":"uid","builtin":"uid"}],
 "ruleset":[{"handledAccessFs":["abi.all"],"handledAccessNet":["abi.all"],"scoped":["abi.all"]}],
 "preset":["loader","exec","devices","locale","proc","dns","users","tls","tmp","tty","stdio"],
 "pathBeneath":[{"allowedAccess":["abi.read"],"parent":["\${env}/x","\${home}/x","\${tmp}/x","\${run}/x","\${cwd}/x","\${exe}/x",
  "\${dir}/x","/run/\${uid}","$work/granted","relative"],"createDirectory":true},
  {"allowedAccess":["abi.read_execute"],"parent":["$work/granted/*","/etc/pass*"],"glob":true}]}
END
echo "{\"preloadVersion\":1,\"pathBeneath\":[{\"allowedAccess\":[\"abi.write\"],\"parent\":[\"$work/granted/folder\"]}],\"abi\":5}" >included.json
trace() { run strace -f -o calls "$@"; }
trace env -i SECRET_FOLDER=relative HOME=relative TMPDIR=. XDG_RUNTIME_DIR= "$LANDLOCK_POLICY_TOOL" check everything.json
is 'check takes no value from the environment, however wrong' "$status" 0
sed -i '1,/landlock-policy.*= 0$/d' calls # what env did
sed -i '/readlink.*"\/proc\/self\/exe"/d' calls # the C library of a static program asks where that is
is 'the policy and what it includes are opened' "$(grep -o 'open.*json"' calls | grep -o '[a-z]*\.json')" $'everything.json\nincluded.json'
check 'the C library is traced: we would see more' grep -q 'read(' calls
is 'nothing that is granted' "$(grep -cE '/granted|/etc/pass|"/proc|"/dev|relative|"/tmp|"/bin|getcwd|readlink|getuid|isatty' calls)" 0
is 'no directory is listed or made' "$(grep -cE 'getdents|mkdir' calls)" 0
is 'the kernel is asked for nothing' "$(grep -cE '^[0-9]+ +(landlock_|seccomp|prctl)' calls)" 0
check 'check makes no directory' test ! -e relative
trace "$LANDLOCK_POLICY_TOOL" kernel
check 'a landlock system call would be seen' grep -q landlock_create_ruleset calls
SECRET_FOLDER=$work HOME=$work XDG_RUNTIME_DIR=$work trace "$LANDLOCK_POLICY_TOOL" resolve everything.json
check 'a granted path would be seen' grep -q '"/etc".*O_DIRECTORY\|"/etc/"' calls

tool check everything.json
before=$out$err
run env -i "$LANDLOCK_POLICY_TOOL" check everything.json
is 'check says the same in an empty environment' "$out$err" "$before"
finish
