# SPDX-License-Identifier: MIT
"""A Python program that reads its own sandbox through ctypes, and compares: the status, rules and
events of the C interface with what landlock_preload_report says, and with the line that
LANDLOCK_REPORT wrote at the start, whose path is the argument."""
import ctypes
import json
import os
import sys
from ctypes import c_char, c_char_p, c_int, c_size_t, c_uint32, c_uint64

FACTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib/landlock_facts.inc")
RIGHTS = [line[6:-2].split(", ") for line in open(FACTS) if line.startswith("RIGHT(") and "bit," not in line]
FS, NET, SCOPE = ([name for of, _, name, *_ in RIGHTS if of == each] for each in ("fs", "net", "scope"))
FLAGS = {1: "log_same_exec_off", 2: "log_new_exec_on", 4: "log_subdomains_off", 256: "quiet"}
GAPS = "udp mptcp other_protocols unix_sockets tcp_fast_open metadata inherited_descriptors privileged terminal".split()
STATES = ["inactive", "secure", "partial", "enforced"]
SUPPORT = ["unknown", "available", "notBuilt", "notEnabled", "blocked"]


class Status(ctypes.Structure):
    _fields_ = ([(name, c_uint32) for name in "size state support abi abi_used abi_newest errata gaps".split()]
                + [(kind + "_" + what, c_uint64) for kind in ("fs", "net", "scope", "flags")
                   for what in ("requested", "enforced", "dropped")]
                + [(name, c_uint32) for name in ("rules_applied rules_reduced rules_skipped layers_added layers_known "
                                                 "no_new_privs whole_process threads early pid").split()]
                + [("nanoseconds", c_uint64), ("source", c_char_p), ("executable", c_char_p)])


class Rule(ctypes.Structure):
    _fields_ = ([("size", c_uint32), ("kind", c_uint32)]
                + [(name, c_uint64) for name in ("requested granted dropped_by_type dropped_by_kernel device "
                                                 "inode").split()]
                + [("port", c_uint32), ("error", c_uint32)]
                + [(name, c_char_p) for name in ("source", "path", "real_path")] + [("pointer", c_char * 48)])


class Event(ctypes.Structure):
    _fields_ = ([(name, c_uint32) for name in ("size", "level", "code", "error")]
                + [("where", c_char_p), ("text", c_char_p)])


library = ctypes.CDLL(None)  # what is loaded already
library.landlock_preload_report.restype = c_size_t
library.landlock_preload_report.argtypes = [c_char_p, c_size_t]


def fetch(function, structure, *index):
    structure.size = ctypes.sizeof(structure)
    status = function(*[c_uint32(i) for i in index], ctypes.byref(structure))
    assert status == 0, (function, status)
    return structure


def names(mask, table):
    assert mask < 1 << len(table), mask
    return [name for bit, name in enumerate(table) if mask >> bit & 1]


def text(value):
    return value.decode("utf-8", "surrogateescape")


def describe_class(status, kind, table):
    return {what: names(getattr(status, kind + "_" + what), table) for what in ("requested", "enforced", "dropped")}


def describe_flags(status):
    return {what: [name for bit, name in FLAGS.items() if getattr(status, "flags_" + what) & bit]
            for what in ("requested", "enforced", "dropped")}


def describe_rule(rule):
    table = FS if rule.kind == 1 else NET
    described = {"pointer": text(rule.pointer), "source": text(rule.source), "kind": {1: "path", 2: "port"}[rule.kind],
                 "requested": names(rule.requested, table), "granted": names(rule.granted, table),
                 "droppedByKernel": names(rule.dropped_by_kernel, table)}
    if rule.kind == 2:
        return described | {"port": rule.port}
    described |= {"path": text(rule.path), "device": rule.device, "inode": rule.inode,
                  "droppedByType": names(rule.dropped_by_type, table), "error": rule.error}
    if rule.real_path is not None:
        described["realPath"] = text(rule.real_path)
        assert os.stat(rule.real_path).st_ino == rule.inode, described
    return described


def describe_event(event):
    return {"level": {1: "warning", 2: "note"}[event.level], "code": event.code, "error": event.error,
            "where": text(event.where), "text": text(event.text)}


def describe():
    status = fetch(library.landlock_preload_get_status, Status())
    rules = range(library.landlock_preload_rule_count())
    events = range(library.landlock_preload_event_count())
    version = library.landlock_preload_version()
    return {
        "reportVersion": 1, "state": STATES[status.state],
        "version": f"{version >> 16}.{version >> 8 & 255}.{version & 255}", "pid": status.pid,
        "executable": text(status.executable), "source": text(status.source), "early": bool(status.early),
        "threads": status.threads, "wholeProcess": bool(status.whole_process), "noNewPrivs": bool(status.no_new_privs),
        "layersAdded": status.layers_added, "layersKnown": status.layers_known,
        "walls": ["preload"] if status.layers_added else [], "support": SUPPORT[status.support],
        "abi": status.abi, "abiUsed": status.abi_used, "abiNewest": status.abi_newest, "errata": status.errata,
        "nanoseconds": status.nanoseconds, "fs": describe_class(status, "fs", FS),
        "net": describe_class(status, "net", NET), "scope": describe_class(status, "scope", SCOPE),
        "flags": describe_flags(status), "gaps": names(status.gaps, GAPS), "rulesApplied": status.rules_applied,
        "rulesReduced": status.rules_reduced, "rulesSkipped": status.rules_skipped,
        "rules": [describe_rule(fetch(library.landlock_preload_get_rule, Rule(), i)) for i in rules],
        "events": [describe_event(fetch(library.landlock_preload_get_event, Event(), i)) for i in events]}


def unique_keys(pairs):
    assert len(dict(pairs)) == len(pairs), pairs
    return dict(pairs)


def own_report():
    length = library.landlock_preload_report(None, 0)
    buffer = ctypes.create_string_buffer(length + 1)
    assert library.landlock_preload_report(buffer, length + 1) == length
    return json.loads(buffer.value, object_pairs_hook=unique_keys)


described = describe()
assert described["pid"] == os.getpid()
assert own_report() == described, (own_report(), described)
with open(sys.argv[1], encoding="utf-8") as report:
    lines = report.readlines()
assert len(lines) == 1 and lines[0].endswith("\n")
written = json.loads(lines[0], object_pairs_hook=unique_keys)
# What is of the moment and of the machine stands in what is sent, and not in what a program asks for.
assert written.pop("time").endswith("Z") and written.pop("host") == os.uname().nodename
assert written == described, (written, described)
# For the caller: what it knows beforehand of the policy.
for key in sys.argv[2:]:
    print(key, json.dumps(written[key]))
