"""Whose a lease is: a mark of the process that took it, by which others on the machine see that it ended.

A worker that was killed cannot give its lanes back, and its lease would hold up the next worker until it runs out.
The mark names boot, process space, process and its start, so that a number used again is not taken for the same one.
"""

import os
from pathlib import Path

_PROC = Path("/proc")


def own_mark() -> bytes:
    """The mark of this process."""
    pid = os.getpid()
    return f"{_space()}/{pid}/{_start(pid)}".encode()


def is_gone(mark: bytes) -> bool:
    """Whether the process of a mark has ended. Of another machine's nothing is known: its lease must run out."""
    space, _, rest = mark.decode("ascii", "replace").rpartition("/")[0].rpartition("/")
    start = mark.decode("ascii", "replace").rpartition("/")[2]
    if not space or space != _space() or not rest.isdigit():
        return False
    return _start(int(rest)) != start


def _space() -> str:
    """The process space that process numbers belong to; empty where the system does not tell."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot}:{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _start(pid: int) -> str:
    """When a process was started, in the kernel's ticks; empty if there is none, or if it is only not buried yet."""
    try:
        fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in (b"Z", b"X") else fields[19].decode("ascii")
