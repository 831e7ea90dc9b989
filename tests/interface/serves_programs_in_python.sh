#!/bin/bash
# needs: landlock /usr/bin/python3
# SPDX-License-Identifier: MIT
. "$(dirname "$0")/../lib/lib.sh"

# src/share/python/landlock_preload.py: its examples do what they say, it tells no sandbox where there is
# none, what it says of paths is what the kernel does, and what it starts is confined or not started.
export PYTHONPATH=$tests/../src/share/python PYTHONDONTWRITEBYTECODE=1 PATH=$work/bin:$PATH
mkdir granted
cat >bin/landlock-policy <<END
#!/bin/sh
verb=\$1; shift
exec '$LANDLOCK_POLICY_TOOL' "\$verb" --library '$lib' "\$@"
END
chmod +x bin/landlock-policy
echo text >granted/file
echo secret >secret
python() { run /usr/bin/python3 "$@"; }

python -m doctest "$PYTHONPATH/landlock_preload.py"
is 'the examples of its text do what they say' "$status $out $err" '0  '
check 'and there are some' test "$(grep -c '^    >>> ' "$PYTHONPATH/landlock_preload.py")" -ge 5

# Its own sandbox.
cat >own.py <<'END'
import errno, sys
import landlock_preload as lp
found = lp.status()
print(found.state, found.is_confined, [(rule["path"], rule["granted"]) for rule in lp.rules()])
for path in "granted/file", b"secret", "granted":
    for right, mode in ("read_file", "r"), ("write_file", "a"):
        verdict = lp.check(path, right)
        try:
            open(path, mode).close()
            kernel = "allowed"
        except OSError as error:
            kernel = "denied" if error.errno == errno.EACCES else "no file"
        print(path, right, verdict.answer, bool(verdict), verdict.missing, kernel)
print(lp.check("granted/file", ["read_file", "write_file"]).missing, lp.check(80, "bind_tcp").answer)
for wrong in ("none", "r"), (80, "read_file"), (70000, "bind_tcp"):
    try:
        print(lp.check(*wrong))
    except ValueError as error:
        print("ValueError")
END
policy='{"ruleset":[{"handledAccessFs":["read_file","write_file"]}],"pathBeneath":[{"allowedAccess":["read_file"],"parent":["granted","/usr","/lib","/lib64","/etc","'$PYTHONPATH'","own.py"]}]}'
python own.py
is 'without the library: absent, and nothing is known' "$(head -1 <<<"$out") $(grep -c ' unknown False () ' <<<"$out") $(tail -1 <<<"$out")" \
	'absent False [] 6 ValueError'
run env LD_PRELOAD="$lib" /usr/bin/python3 -c ''
is 'preloaded without a policy there is no start' "$status" 125
python -c 'import ctypes, sys
ctypes.CDLL(sys.argv[1], ctypes.RTLD_GLOBAL)
import landlock_preload as lp
print(lp.status().state, lp.status().is_confined, lp.rules(), lp.check("/", "read_dir").answer)' "$lib"
is 'loaded for nothing: inactive' "$status $out" '0 inactive False [] unknown'
confined "$policy" /usr/bin/python3 own.py
is 'confined: what was done' "$(head -1 <<<"$out" | cut -d, -f1-2)" "enforced True [('granted', ['read_file'])"
needing root_mount is 'confined: what it says of files is what the kernel does' "$(sed -n 2,5p <<<"$out")" \
"granted/file read_file allowed True () allowed
granted/file write_file denied False ('write_file',) denied
b'secret' read_file denied False ('read_file',) denied
b'secret' write_file denied False ('write_file',) denied"
needing root_mount is 'confined: several rights, a port, and what means nothing' "$(tail -4 <<<"$out")" $'(\'write_file\',) allowed\nValueError\nValueError\nValueError'

# What it starts.
cat >start.py <<'END'
import json, os, subprocess, sys
import landlock_preload as lp
rule = {"allowedAccess": ["read_file", "execute"], "parent": ["/usr", "/lib", "/lib64", "/bin", "/etc", "granted"]}
policy = {"ruleset": [{"handledAccessFs": ["read_file", "write_file", "execute"]}], "pathBeneath": [rule]}
short = dict(policy, pathBeneath=[rule, {"allowedAccess": ["read_file"], "parent": ["/none"]}])
quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
def attempt(*arguments, **options):
    try:
        done = lp.run(*arguments, **{**quiet, **options})
        print(done.returncode, repr(done.stdout), done.report["state"], type(done).__name__)
    except subprocess.TimeoutExpired:
        print("TimeoutExpired")
    except (lp.SandboxError, OSError, subprocess.SubprocessError, TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}".split("\n")[0], getattr(error, "report", None) and error.report["state"])
attempt(["cat", "granted/file"], policy)
attempt(["cat", "secret"], policy)
attempt(["cat", "secret"], json.dumps(policy))
with open("p.json", "w") as file:
    json.dump(dict(policy, pathBeneath=[dict(rule, parent=rule["parent"][:-1] + [os.getcwd() + "/granted"])]), file)
attempt(["cat", "file"], "p.json", cwd="granted")
attempt([b"cat", "../secret"], b"p.json".decode(), cwd="granted")
attempt(["cat"], policy, input="typed")
attempt(["false"], policy, check=True)
attempt(["sh", "-c", "ls /proc/self/fd | wc -l"], {"ruleset": [{"handledAccessFs": ["make_block"]}]})
attempt(["sleep", "60"], policy, timeout=0.01)
attempt(["echo", "ran"], short)
attempt(["echo", "ran"], short, "partial")
attempt(["echo", "ran"], {"a": 1})
attempt(["echo", "ran"], "none.json")
attempt(["/no/such/program"], policy)
attempt(["echo", "ran"], policy, "Enforced")
attempt("echo ran", policy)
attempt(["echo", "ran"], policy, shell=True)
attempt(["echo", "ran"], policy, tool="/no/landlock-policy")
attempt(["echo", "ran"], dict(policy, pathBeneath=[rule] * 600))
END
python start.py
here=$(pwd -P)
is 'what it starts' "$status $out $err" "0 0 'text\n' enforced Completed
1 '' enforced Completed
1 '' enforced Completed
0 'text\n' enforced Completed
1 '' enforced Completed
0 'typed' enforced Completed
CalledProcessError: Command '['false']' returned non-zero exit status 1. None
0 '4\n' enforced Completed
TimeoutExpired
SandboxError: LANDLOCK_POLICY:/pathBeneath/1/parent/0: cannot open \"/none\": No such file or directory; LANDLOCK_STRICT=1 makes this an error failed
0 'ran\n' partial Completed
SandboxError: LANDLOCK_POLICY:/a: unknown key \"a\" failed
SandboxError: $here/none.json: cannot open: No such file or directory failed
SandboxError: /no/such/program: No such file or directory failed
ValueError: require is 'Enforced'; write 'enforced' or 'partial' None
TypeError: argv is a list of the program and its arguments None
TypeError: shell has no meaning here; write what is to be run into argv None
FileNotFoundError: [Errno 2] No such file or directory: '/no/landlock-policy' None
0 'ran\n' enforced Completed "
finish
