# SPDX-License-Identifier: MIT
"""Policies of 8 to 10,000 rules, as a person writes them: paths grouped by access, one a line.

The masks beside the names are the kernel's bits as the policy reference gives them (abi 3), so that
the floor adds the very same rules without our code having a say."""
import json
import os
import sys

ABI = 3
HANDLED = 0x7FFF
FILE_ACCESS = 0x4007  # execute, write_file, read_file, truncate
READ_EXECUTE = ("abi.read_execute",), 0x200D
READ = ("read_file", "read_dir"), 0xC
READ_WRITE = ("abi.read_write",), 0x7FFE
SIZES = (8, 100, 1000, 10000)


def make_tree(scratch):
    """Folders to grant, all at one depth below scratch."""
    for i in range(100):
        for j in range(100):
            os.makedirs(f"{scratch}/data/{i:02}/{j:02}")
    os.makedirs(f"{scratch}/out")


def groups(scratch, size):
    """[((names, mask), paths)] with `size` paths in all."""
    folders = [f"{scratch}/data/{i % 100:02}/{i // 100:02}" for i in range(size - 8)]
    half = len(folders) // 2
    return [
        (READ_EXECUTE, ["/usr", "/lib", "/lib64", f"{scratch}/lib"]),
        (READ, ["/etc", "/proc"] + folders[:half]),
        (READ_WRITE, [f"{scratch}/out", "/dev/null"] + folders[half:]),
    ]


def policy(rules):
    entries = []
    for (names, _), paths in rules:
        lines = ",\n".join("        " + json.dumps(path) for path in paths)
        entries.append('    {\n      "allowedAccess": %s,\n      "parent": [\n%s\n      ]\n    }' % (json.dumps(names), lines))
    return ('{\n  "abi": %d,\n  "ruleset": [\n    { "handledAccessFs": ["abi.all"] }\n  ],\n  "pathBeneath": [\n%s\n  ]\n}\n'
            % (ABI, ",\n".join(entries)))


def floor_header(rules):
    parts = []
    for (_, mask), paths in rules:
        text = " ".join(json.dumps(path + "\0").replace("\\u0000", "\\0") for path in paths)
        parts.append(f"GROUP({mask:#x}, {text})")
    return (f"#define HANDLED {HANDLED:#x}\n#define FILE_ACCESS {FILE_ACCESS:#x}\n#define GROUPS "
            + " \\\n    ".join(parts) + "\n")


if __name__ == "__main__":  # rules.py SCRATCH SIZE
    print(policy(groups(sys.argv[1], int(sys.argv[2]))), end="")
