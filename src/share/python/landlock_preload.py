# SPDX-License-Identifier: MIT
"""Sandboxes of landlock-preload, for Python: one file, and nothing but the standard library.

A program is started in a sandbox, and its report is checked. It is subprocess.run() with a policy:

    >>> import subprocess, landlock_preload
    >>> done = landlock_preload.run(
    ...     ["cat", "/etc/shadow"],
    ...     {"preloadVersion": 1, "preset": ["loader", "locale"], "ruleset": [{"handledAccessFs": ["read_file"]}]},
    ...     capture_output=True, text=True)
    >>> done.returncode, done.stdout
    (1, '')
    >>> done.report["state"], done.report["walls"]
    ('enforced', ['launcher', 'preload'])

A policy that asks for more than this kernel can enforce starts nothing, and neither does one with
errors. `require="partial"` starts the program with what the kernel has:

    >>> landlock_preload.run(["true"], {"ruleset": [{"handledAccessFs": ["raed_file"]}]}, stderr=subprocess.DEVNULL)
    Traceback (most recent call last):
    landlock_preload.SandboxError: LANDLOCK_POLICY:/ruleset/0/handledAccessFs/0: unknown fs right "raed_file"; did you mean "read_file"?

A program asks for its own sandbox. Without the library there is none, and nothing pretends that
there is:

    >>> status = landlock_preload.status()
    >>> status.state, status.is_confined
    ('absent', False)
    >>> landlock_preload.check("/etc/passwd", "read_file").answer
    'unknown'

What this library says of its process is what happened at its start. It detects accidents, and is
no proof against a process that wants to deceive.
"""
from __future__ import annotations

import ctypes
import json
import os
import subprocess
from dataclasses import dataclass, field
from typing import Any, Iterable, Mapping, Sequence, Union

__all__ = ["Completed", "SandboxError", "Status", "Verdict", "check", "rules", "run", "status"]

# The kernel's bits (linux/landlock.h), each at the place of its name.
_FS_RIGHTS = (
    "execute write_file read_file read_dir remove_dir remove_file make_char make_dir make_reg make_sock make_fifo "
    "make_block make_sym refer truncate ioctl_dev resolve_unix"
).split()
_NET_RIGHTS = "bind_tcp connect_tcp bind_udp connect_send_udp".split()
_ANSWERS = ("unknown", "allowed", "denied")

Policy = Union[str, "os.PathLike[str]", Mapping[str, Any]]


class SandboxError(RuntimeError):
    """The sandbox is not what was required. Where `report` is not None, it is what was reported."""

    def __init__(self, why: str, report: dict[str, Any] | None = None) -> None:
        super().__init__(why)
        self.report = report


class Completed(subprocess.CompletedProcess):  # type: ignore[type-arg]
    """What subprocess.run() returns, with the report of the start."""

    report: dict[str, Any]


@dataclass(frozen=True)
class Status:
    """What was done to this process. `state` is "enforced" (all that the policy asked for), "partial" (less
    than that), "secure" or "inactive" (nothing was done), or "absent": the library is not in this process."""

    state: str
    report: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_confined(self) -> bool:
        """Whether a sandbox of the library stands, be it all that was asked for or less."""
        return self.state in ("enforced", "partial")


@dataclass(frozen=True)
class Verdict:
    """What the library's sandbox would say: `answer` is "allowed", "denied" or "unknown"; `missing` are the
    rights that no rule grants; `error` is an errno, where that is why nothing is known."""

    answer: str
    missing: tuple[str, ...] = ()
    error: int = 0

    def __bool__(self) -> bool:
        return self.answer == "allowed"


class _Verdict(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32),
        ("answer", ctypes.c_uint32),
        ("missing", ctypes.c_uint64),
        ("rule", ctypes.c_uint32),
        ("stale", ctypes.c_uint32),
        ("error", ctypes.c_uint32),
        ("reserved", ctypes.c_uint32),
    ]


def _function(name: str, result: Any, *arguments: Any) -> Any:
    """A function of the library that this process has been started with, or None."""
    function = getattr(ctypes.CDLL(None), "landlock_preload_" + name, None)
    if function is not None:
        function.restype, function.argtypes = result, arguments
    return function


def status() -> Status:
    """What was done to this process at its start."""
    report = _function("report", ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t)
    if report is None:
        return Status("absent")
    room = ctypes.create_string_buffer(report(None, 0) + 1)
    report(room, len(room))
    found = json.loads(room.value.decode())
    return Status(found["state"], found)


def rules() -> list[dict[str, Any]]:
    """The rules of this process's policy, as landlock-preload(7) has them under "THE REPORT"."""
    return list(status().report.get("rules", []))


def check(what: str | bytes | os.PathLike[str] | int, rights: str | Iterable[str]) -> Verdict:
    """Whether this process's sandbox allows all of these rights on a path, or (an int) on a port.

    Other sandboxes and file modes are not asked. Where no sandbox of the library stands, the answer is
    "unknown", and neither "allowed" nor "denied"."""
    table = _NET_RIGHTS if isinstance(what, int) else _FS_RIGHTS
    names = [rights] if isinstance(rights, str) else list(rights)
    for name in names:
        if name not in table:
            raise ValueError(f"unknown right {name!r}; write one of {', '.join(table)}")
    access = sum(1 << table.index(name) for name in set(names))
    verdict = _Verdict(size=ctypes.sizeof(_Verdict))
    kind, of = ("check_port", ctypes.c_uint32) if isinstance(what, int) else ("check_path", ctypes.c_char_p)
    function = _function(kind, ctypes.c_int, of, ctypes.c_uint64, ctypes.POINTER(_Verdict))
    if isinstance(what, int) and not 0 <= what <= 65535:
        raise ValueError(f"{what} is no port")
    if function is None or function(what if isinstance(what, int) else os.fsencode(what), access, verdict) != 0:
        return Verdict("unknown")
    missing = tuple(name for bit, name in enumerate(table) if verdict.missing >> bit & 1)
    return Verdict(_ANSWERS[verdict.answer] if verdict.answer < len(_ANSWERS) else "unknown", missing, verdict.error)


def _as_argument(policy: Policy) -> str:
    """POLICY of `landlock-policy run`. A relative path is one of this process, whatever `cwd` is."""
    if isinstance(policy, Mapping):
        return json.dumps(policy)
    text = os.fspath(policy)
    return text if text.lstrip().startswith("{") else os.path.abspath(text)


def _read_report(file: int) -> dict[str, Any] | None:
    line, end, _ = os.pread(file, os.fstat(file).st_size, 0).partition(b"\n")
    return json.loads(line) if end else None


def _require(report: dict[str, Any] | None, require: str, returncode: int) -> dict[str, Any]:
    if report is None:
        raise SandboxError(f"nothing was reported, and the status is {returncode}; standard error says why")
    if report["state"] == "failed":
        errors = (": ".join(filter(None, (error["where"], error["text"]))) for error in report["errors"])
        raise SandboxError("\n".join(errors), report)
    if report["state"] not in ("enforced", require):
        raise SandboxError(f"the sandbox is {report['state']!r}, and {require!r} is required", report)
    return report


def run(
    argv: Sequence[str | bytes | os.PathLike[str]],
    policy: Policy,
    require: str = "enforced",
    *,
    tool: str | os.PathLike[str] = "landlock-policy",
    library: str | os.PathLike[str] | None = None,
    check: bool = False,
    **options: Any,
) -> Completed:
    """subprocess.run() in a sandbox, by `landlock-policy run`.

    `policy` is a dict, the text of a policy (it begins with a brace), or the path of one. With
    `require="enforced"` the program is not started unless all of it is enforced (LANDLOCK_STRICT=1), and
    SandboxError says why; with "partial" it is started with less than that, but never without a sandbox.
    The tool writes its errors to the program's standard error as well. All else is as subprocess.run()
    has it, but for `shell`, `executable` and `preexec_fn`."""
    if require not in ("enforced", "partial"):
        raise ValueError(f"require is {require!r}; write 'enforced' or 'partial'")
    if isinstance(argv, (str, bytes)) or not argv:
        raise TypeError("argv is a list of the program and its arguments")
    for name in ("shell", "executable", "preexec_fn", "args"):
        if name in options:
            raise TypeError(f"{name} has no meaning here; write what is to be run into argv")
    file = os.memfd_create("landlock-report")
    try:
        command: list[Any] = [tool, "run", "--report", str(file)]
        command += ["--strict"] if require == "enforced" else []
        command += ["--library", library] if library is not None else []
        command += [_as_argument(policy), "--", *argv]
        descriptors = (*options.pop("pass_fds", ()), file)
        done = subprocess.run(command, pass_fds=descriptors, **options)
        report = _read_report(file)
    finally:
        os.close(file)
    completed = Completed(argv, done.returncode, done.stdout, done.stderr)
    completed.report = _require(report, require, done.returncode)
    if check:
        completed.check_returncode()
    return completed
