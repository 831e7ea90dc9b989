# SPDX-License-Identifier: MIT
"""Where a process cannot know from inside what the kernel will do, the verdict is "unknown"; and never
is it wrong. As root in a mount namespace of its own, in an empty directory; the argument is the
library. Prints TAP.

This process stays free: it prepares, and changes things later. The confined one is a Python that
runs the lines it is sent."""
import os
import subprocess
import sys

READ_FILE, MAKE_REG = 4, 256
INSIDE = """
import ctypes, os, sys
verdict = (ctypes.c_uint32 * 8)()
library = ctypes.CDLL(None)
def check(path, access=4):
    verdict[0] = ctypes.sizeof(verdict)
    status = library.landlock_preload_check_path(os.fsencode(path), ctypes.c_uint64(access), verdict)
    assert status == 0, status
    return ["unknown", "allowed", "denied"][verdict[1]] + (" %d" % verdict[6] if verdict[6] else "")
def opens(path, flags=os.O_RDONLY):
    try:
        os.close(os.open(path, flags, 0o755))
    except PermissionError:
        return "denied"
    except FileNotFoundError:
        return "absent"
    return "allowed"
def both(path, access=4, flags=os.O_RDONLY):
    said = check(path, access)
    return said + ", " + opens(path, flags)
def in_child(act):
    readable, writable = os.pipe()
    if os.fork() == 0:
        try:
            os.write(writable, act().encode())
        finally:
            os._exit(0)
    os.close(writable)
    os.wait()
    said = os.read(readable, 100).decode()
    os.close(readable)
    return said
def changed_root(folder, act):
    def inside():
        os.chroot(folder)
        os.chdir("/")
        return act()
    return in_child(inside)
for line in sys.stdin:
    print(eval(line), flush=True)
"""
checks = failures = 0


def expect(name, got, *expected):
    global checks, failures
    checks += 1
    failures += got not in expected
    print(("ok" if got in expected else "not ok"), checks, "-", name)
    if got not in expected:
        print("# got:", got, "\n# expected:", *expected)


def write(path, text="x"):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


class Confined:
    def __init__(self, *parents, keep=()):
        rules = ",".join('{"allowedAccess":["read_file","make_reg"],"parent":["%s"]}' % parent for parent in parents)
        policy = ('{"ruleset":[{"handledAccessFs":["read_file","make_reg"]}],"pathBeneath":[%s,'
                  '{"allowedAccess":["read_file"],"parent":["/usr"]}]}' % rules)
        environment = {"LD_PRELOAD": sys.argv[1], "LANDLOCK_POLICY": policy, "LANDLOCK_LOG": "error"}
        self.process = subprocess.Popen(["/usr/bin/python3", "-I", "-S", "-c", INSIDE], env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=keep)
        assert self.ask("0") == "0"

    def ask(self, expression):
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self):
        self.process.stdin.close()
        assert self.process.wait() == 0


def changed_root():
    write("a/b/file")
    write("a/b/c/own")
    confined = Confined("a", "a/b/c/own")
    expect("as it was", confined.ask("both('a/b/file')"), "allowed, allowed")
    expect("in another root, rules above it are out of sight", confined.ask("changed_root('a/b', lambda: both('/file'))"),
           "unknown, allowed")
    expect("the same for a name to be made", confined.ask(
        "changed_root('a/b', lambda: both('/new', 256, os.O_RDONLY | os.O_CREAT))"), "unknown, allowed")
    expect("what is granted below is granted", confined.ask("changed_root('a/b', lambda: both('/c/own'))"),
           "allowed, allowed")
    expect("what is granted nowhere is not known there either",
           confined.ask("changed_root('/etc', lambda: both('/passwd'))"), "unknown, denied")
    confined.end()


def disconnected():
    write("tree/source/sub/deep/file")
    os.makedirs("place")
    os.makedirs("tree/elsewhere")
    mount("--bind", "tree/source", "place")
    confined = Confined("place")
    confined.ask("os.chdir('place/sub/deep')")
    expect("below a mount", confined.ask("both('file')"), "allowed, allowed")
    os.rename("tree/source/sub", "tree/elsewhere/sub")
    said = confined.ask("both('file')")
    expect("moved out of it: disconnected", said, "unknown, allowed", "unknown, denied", "allowed, allowed")
    confined.end()


def deleted():
    write("folder/file")
    write("granted")
    own, inherited = os.open("granted", os.O_RDONLY), os.open("folder/file", os.O_RDONLY)
    folder = os.open("folder", os.O_RDONLY)
    confined = Confined("folder", "granted", keep=(own, inherited, folder))
    os.unlink("granted")
    os.unlink("folder/file")
    expect("deleted, with a rule of its own", confined.ask("both('/proc/self/fd/%d')" % own), "allowed, allowed")
    expect("deleted, by its folder", confined.ask("both('/proc/self/fd/%d')" % inherited), "unknown, allowed",
           "allowed, allowed")
    write("folder/file (deleted)")
    expect("with a name like the text of the link", confined.ask("both('/proc/self/fd/%d')" % inherited),
           "unknown, allowed", "allowed, allowed")
    confined.end()
    for fd in (own, inherited, folder):
        os.close(fd)


def removed():
    for folder in ("source", "above", "granted"):
        os.makedirs(folder)
    mount("-t", "tmpfs", "situation", "above")
    os.makedirs("above/place")
    mount("--bind", "source", "above/place")
    without, within = Confined("granted"), Confined("above")
    os.rmdir("source")
    for confined, said in ((without, "denied, denied"), (within, "allowed, allowed")):
        expect("a removed directory that is mounted gets no new name, whatever is granted",
               confined.ask("both('above/place/new', 256, os.O_RDONLY | os.O_CREAT)"), "unknown 2, absent")
        expect("nor where more is asked for",
               confined.ask("both('above/place/new', 4 + 256, os.O_RDWR | os.O_CREAT)"), "unknown 2, absent")
        expect("a file without a name is judged by what is above the mount", confined.ask(
            "check('above/place/new') + ', ' + opens('above/place', os.O_TMPFILE | os.O_RDWR)"), said)
        confined.end()


def hidden():
    write("below/file")
    write("other/unrelated")
    os.link("below/file", "other/file")
    inherited = os.open("below/file", os.O_RDONLY)
    confined = Confined("other", keep=(inherited,))
    expect("a hard link outside of the grant", confined.ask("both('/proc/self/fd/%d')" % inherited), "denied, denied")
    mount("--bind", "other", "below")
    expect("another name of the same file is mounted over it", confined.ask("both('/proc/self/fd/%d')" % inherited),
           "unknown, denied", "denied, denied")
    confined.end()
    os.close(inherited)


def shadowed():
    os.makedirs("granted/other")
    write("above/folder/file")
    confined = Confined("granted")
    confined.ask("os.chdir('above/folder')")
    expect("granted nowhere", confined.ask("both('file')"), "denied, denied")
    mount("--bind", "granted", "above")
    expect("a granted directory is mounted over one above", confined.ask("both('file')"), "unknown, denied")
    confined.end()


def unmounted():
    os.makedirs("granted/mounted")
    mount("-t", "tmpfs", "situation", "granted/mounted")
    write("granted/mounted/file")
    confined = Confined("granted")
    confined.ask("os.chdir('granted/mounted')")
    expect("on a mount below a grant", confined.ask("both('file')"), "allowed, allowed")
    subprocess.run(["umount", "--lazy", "granted/mounted"], check=True)
    expect("which is then taken away", confined.ask("both('file')"), "unknown, allowed", "unknown, denied",
           "allowed, allowed", "denied, denied")
    confined.end()


def mounted_again():
    """A rule goes with its filesystem; the next one has the same numbers. Numbers of mounts that are never
    used again are there from Linux 6.8 on."""
    release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])
    said = "unknown, denied" if release >= (6, 8) else "allowed, denied"
    os.makedirs("place")
    os.makedirs("other")
    mount("-t", "tmpfs", "situation", "place")
    write("place/file")
    confined = Confined("place")
    before = os.stat("place")
    expect("on a filesystem that is mounted", confined.ask("both('place/file')"), "allowed, allowed")
    mount("--bind", "place", "other")
    expect("by another mount of it", confined.ask("both('other/file')"), "allowed, allowed")
    subprocess.run(["umount", "other"], check=True)
    subprocess.run(["umount", "place"], check=True)
    mount("-t", "tmpfs", "situation", "place")
    write("place/file")
    after = os.stat("place")
    if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
        said = "denied, denied"
    expect("a filesystem that is mounted anew, with the same numbers", confined.ask("both('place/file')"), said)
    expect("a name to be made there", confined.ask("both('place/new', 256, os.O_RDONLY | os.O_CREAT)"), said)
    confined.end()


def overlay():
    os.makedirs("lower")
    os.makedirs("writable")
    mount("-t", "ramfs", "situation", "lower")  # knows no file handles: a copy has a number of its own
    write("lower/granted", "lower")
    write("lower/folder/file", "lower")
    mount("-t", "tmpfs", "situation", "writable")
    for folder in ("writable/upper", "writable/work", "merged"):
        os.makedirs(folder)
    mount("-t", "overlay", "-o", "lowerdir=lower,upperdir=writable/upper,workdir=writable/work", "overlay", "merged")
    confined = Confined("merged/granted", "merged/folder")
    before = os.stat("merged/granted")
    expect("on an overlay", confined.ask("both('merged/granted')"), "allowed, allowed")
    with open("merged/granted", "a") as file:
        file.write("copied up")
    with open("merged/folder/file", "a") as file:
        file.write("copied up")
    after = os.stat("merged/granted")
    is_renumbered = (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino)
    print("# copying up changed the numbers:", is_renumbered)
    said = confined.ask("both('merged/granted')")
    expect("copied up", said, "allowed, allowed", *(["unknown, allowed"] if is_renumbered else []))
    expect("copied up in a folder", confined.ask("both('merged/folder/file')"), "allowed, allowed")
    expect("what is granted nowhere", confined.ask("both('lower/granted')"), "denied, denied", "unknown, denied")
    confined.end()


def broken_links():
    """An overlay gives the names of a file of its lower layer one number, and makes different files of them."""
    os.makedirs("lower")
    os.makedirs("writable")
    write("lower/granted", "lower")
    write("lower/single", "lower")
    os.link("lower/granted", "lower/other")
    mount("-t", "tmpfs", "situation", "writable")
    for folder in ("writable/upper", "writable/work", "merged"):
        os.makedirs(folder)
    mount("-t", "overlay", "-o", "lowerdir=lower,upperdir=writable/upper,workdir=writable/work", "overlay", "merged")
    confined = Confined("merged/granted", "merged/single")
    expect("a file of one name on an overlay", confined.ask("both('merged/single')"), "allowed, allowed")
    expect("another name of a granted file", confined.ask("both('merged/other')"), "unknown, denied", "denied, denied")
    with open("merged/granted", "a") as file:
        file.write("copied up, alone")
    expect("another name of a granted file that was copied up", confined.ask("both('merged/other')"),
           "unknown, denied", "denied, denied")
    expect("the granted name of it", confined.ask("both('merged/granted')"), "allowed, allowed", "unknown, allowed")
    os.rename("merged/granted", "merged/renamed")
    expect("a granted file that was copied up and renamed", confined.ask("both('merged/renamed')"),
           "allowed, allowed", "unknown, allowed")
    confined.end()


def other_process():
    """The kernel shows some of /proc to who may trace the process, and nobody traces out of a sandbox."""
    confined = Confined("/proc")
    me = os.getpid()
    for path in ("mem", "task/%d/mem" % me):
        expect("%s of another process" % path, confined.ask("both('/proc/%d/%s')" % (me, path)), "unknown, denied")
    # CAP_PERFMON lets root read the memory of others since Linux 6.16.
    expect("environ of another process", confined.ask("both('/proc/%d/environ')" % me), "unknown, denied",
           "unknown, allowed")
    os.symlink("/proc/%d/mem" % me, "link")
    expect("a link to the memory of another process", confined.ask("both('link')"), "unknown, denied")
    expect("a right that is not handled", confined.ask("check('/proc/%d/mem', 1 << 14)" % me), "unknown")
    for path in ("/proc/%d/status" % me, "/proc/%d/task/%d/stat" % (me, me), "/proc/self/mem", "/proc/version"):
        expect(path, confined.ask("both('%s')" % path), "allowed, allowed")
    confined.end()


for situation in (changed_root, disconnected, deleted, removed, hidden, shadowed, unmounted, mounted_again, overlay,
                  broken_links, other_process):
    os.makedirs(situation.__name__ + ".d")
    os.chdir(situation.__name__ + ".d")
    print("#", situation.__name__.replace("_", " "))
    situation()
    os.chdir("..")
print("1..%d" % checks)
sys.exit(failures > 0)
