#!/bin/bash
# needs: landlock python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../../lib/lib.sh"

# `cdi`: one specification for the policies of a directory. It is read here as an engine does it: every
# mount is made, the variables are set, and the program that is started is confined.
mkdir policies
secret=$work/secret
echo secret >secret
echo '{"ruleset":[{"handledAccessFs":["make_dir"]}]}' >policies/web-1.json
echo '{"ruleset":[{"handledAccessFs":["read_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["/usr","/lib","/lib64","/bin","/etc"]}]}' >policies/reader.json
echo text >policies/README
cp policies/README policies/.hidden.json
describe() { tool cdi --library "$lib" "$@"; }

describe --kind example.org/landlock policies
is 'a directory of policies: all is well' "$status $err" '0 '
mv .out spec.json
cat >facts.py <<'END'
import json, os, re, sys
spec = json.load(open("spec.json"))
name = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9])?")
print(sorted(spec), spec["cdiVersion"], spec["kind"])
print([device["name"] for device in spec["devices"]], all(name.fullmatch(device["name"]) for device in spec["devices"]))
print(spec["containerEdits"]["env"])
for edits in [spec["containerEdits"]] + [device["containerEdits"] for device in spec["devices"]]:
    for mount in edits["mounts"]:
        print(os.path.basename(mount["hostPath"]), mount["containerPath"], os.path.isabs(mount["hostPath"]), *mount["options"])
END
is 'what it says: a kind, a device for each policy, and the mounts' "$(python3 facts.py | sed -E "s/($(uname -m)|i386)-linux/MACHINE-linux/")" \
"['cdiVersion', 'containerEdits', 'devices', 'kind'] 0.3.0 example.org/landlock
['reader', 'web-1'] True
['LD_PRELOAD=/run/landlock/\$LIB/liblandlock_preload.so', 'LANDLOCK_POLICY=/run/landlock/policy.json']
liblandlock_preload.so /run/landlock/liblandlock_preload.so True ro bind nosuid nodev
liblandlock_preload.so /run/landlock/lib/liblandlock_preload.so True ro bind nosuid nodev
liblandlock_preload.so /run/landlock/lib64/liblandlock_preload.so True ro bind nosuid nodev
liblandlock_preload.so /run/landlock/lib/MACHINE-linux-gnu/liblandlock_preload.so True ro bind nosuid nodev
liblandlock_preload.so /run/landlock/\$LIB/liblandlock_preload.so True ro bind nosuid nodev
landlock-policy /run/landlock/landlock-policy True ro bind nosuid nodev
reader.json /run/landlock/policy.json True ro bind nosuid nodev
web-1.json /run/landlock/policy.json True ro bind nosuid nodev"
describe policies
is 'without a kind: one that says that it is nobody'\''s' "$status $(grep -c '"kind": "landlock.example/policy"' .out) $err" \
	'0 1 landlock-policy: note: the kind is landlock.example/policy, in a domain that nobody owns; name one of yours by --kind'

# As an engine does it.
cat >engine.py <<'END'
import json, os, subprocess, sys
spec = json.load(open("spec.json"))
device = next(device for device in spec["devices"] if device["name"] == sys.argv[1])
os.makedirs("/run", exist_ok=True)
subprocess.run(["mount", "-t", "tmpfs", "none", "/run"], check=True)
for mount in spec["containerEdits"]["mounts"] + device["containerEdits"]["mounts"]:
    os.makedirs(os.path.dirname(mount["containerPath"]), exist_ok=True)
    open(mount["containerPath"], "w").close()
    subprocess.run(["mount", "--bind", "-o", "ro", mount["hostPath"], mount["containerPath"]], check=True)
environment = dict(os.environ, LD_PRELOAD="overridden", LANDLOCK_POLICY="/overridden")
environment.update(variable.split("=", 1) for variable in spec["containerEdits"]["env"])
os.execvpe(sys.argv[2], sys.argv[2:], environment)
END
if lacks mounts; then
	skip_check 'as an engine does it' "${lacking[mounts]}"
else
	run "${own_mounts[@]}" python3 engine.py reader cat "$secret"
	like 'the container of one device is confined' "$status $out $err" '1  *Permission denied*'
	run "${own_mounts[@]}" python3 engine.py web-1 sh -c 'cat "$1"; mkdir "$1.d"' - "$secret"
	like 'that of another by its own policy' "$status $out $err" '1 secret *Permission denied*'
fi

# A policy that would not start is named, and nothing is printed.
# refused NAME STATUS ERROR: of the directory wrong/.
refused() {
	describe --kind example.org/landlock wrong
	is "$1" "$status $out $err" "$2  landlock-policy: error: $3"
	rm -rf wrong
}
where=$(pwd -P)/wrong
mkdir wrong
cp policies/web-1.json wrong
echo '{"ruleset":[{"handledAccessFs":["raed_file"]}]}' >wrong/other.json
refused 'a policy that check refuses' 1 "$where/other.json:/ruleset/0/handledAccessFs/0: unknown fs right \"raed_file\"; did you mean \"read_file\"?"
mkdir wrong
echo '{"preloadVersion":1,"include":["web-1.json"]}' >wrong/other.json
cp policies/web-1.json wrong
refused 'a policy that includes another' 1 "$where/other.json: it includes \"$where/web-1.json\", and a container gets one file; unite them by landlock-policy resolve"
mkdir wrong
cp policies/web-1.json 'wrong/a b.json'
refused 'a name that no device can have' 1 "$where/a b.json: a device of CDI cannot have that name; rename the file to letters, digits and any of _-.: between them"
mkdir wrong
refused 'no policy' 1 'wrong: it contains no policy (*.json)'
refused 'no directory' 1 'wrong: cannot open: No such file or directory'
for kind in landlock example/landlock example.org example.org/ example.org/a/b 'example.org/a b' .org/a 1.org/a example.org/1 example.org/a- "example.org/a'"; do
	describe --kind "$kind" policies
	like "--kind=$kind is none" "$status $out ${err%%$'\n'*}" "2  landlock-policy: error: --kind is \"$kind\"; write VENDOR/CLASS, such as example.org/landlock"
done
for library in spec.json none /bin/true; do
	tool cdi --kind example.org/landlock --library "$library" policies
	like "--library $library is not it" "$status $out $err" '1  landlock-policy: error: *; --library names another file'
done
describe --kind example.org/landlock --musl "$lib" policies
is 'a library for glibc is none for musl' "$status $out $err" "1  landlock-policy: error: $lib: it is no build for musl; --musl names another file"
finish
