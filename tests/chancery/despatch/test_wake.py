"""The bell: whoever rings is heard at once, and a ring that nobody hears costs nothing."""

import threading
import time
from pathlib import Path

from verbale.chancery.despatch.wake import Bell, ring


def test_a_ring_ends_the_wait(tmp_path: Path) -> None:
    bell = Bell(tmp_path)
    threading.Timer(0.05, ring, (tmp_path,)).start()
    begun = time.monotonic()
    assert bell.wait(5)
    assert time.monotonic() - begun < 1
    assert not bell.wait(0)
    bell.close()


def test_many_rings_are_one(tmp_path: Path) -> None:
    bell = Bell(tmp_path)
    for _ in range(3000):
        ring(tmp_path)
    assert bell.wait(0)
    assert not bell.wait(0)
    bell.close()


def test_the_pipe_is_for_its_owner_alone(tmp_path: Path) -> None:
    Bell(tmp_path).close()
    Bell(tmp_path).close()
    assert (tmp_path / "run" / "wake").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o700


def test_without_a_listener_a_ring_is_no_error(tmp_path: Path) -> None:
    ring(tmp_path)
    Bell(tmp_path).close()
    ring(tmp_path)
    ring(tmp_path / "nowhere")
