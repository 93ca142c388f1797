"""A lease names its process, so that the lease of a dead one holds up nobody on the same machine."""

import os
import subprocess
import sys

import pytest

from verbale.chancery.despatch import lease
from verbale.chancery.despatch.lease import is_gone, own_mark

TELL = "from verbale.chancery.despatch.lease import own_mark; print(own_mark().decode(), flush=True); input()"


def test_the_mark_of_this_process_is_that_of_a_living_one() -> None:
    assert own_mark() == own_mark()
    assert not is_gone(own_mark())


def test_the_mark_of_a_process_that_was_killed_is_gone() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        mark = child.stdout.readline().strip().encode()
        assert mark != own_mark()
        assert not is_gone(mark)
        child.kill()
        # Not buried yet, and gone all the same.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert is_gone(mark)
        child.wait()
        assert is_gone(mark)


def test_a_number_used_again_is_not_the_same_process() -> None:
    space, _, start = own_mark().decode().rpartition("/")
    assert is_gone(f"{space}/{int(start) - 1}".encode())


@pytest.mark.parametrize("mark", [b"", b"-", b"other:1/1/1", b"\xff\xff", b"a/b/c", b"other:1/999999/5"])
def test_of_another_machine_nothing_is_known(mark: bytes) -> None:
    assert not is_gone(mark)


def test_where_the_system_tells_nothing_no_lease_is_void(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(lease, "_PROC", tmp_path)
    assert not is_gone(own_mark())
