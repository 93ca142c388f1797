"""The body of a request: all of it, or a cut that is told as one, whatever the caller does. Row W01."""

import threading
import time
from collections.abc import Callable

import pytest

from verbale.chancery.delivery.body import BLOCK, Body, Pace
from verbale.formats.errors import Unavailable

QUICK = Pace(grace=0.3, floor=1e6)


def reading(*blocks: bytes, pause: float = 0.0, then: Callable[[], None] = lambda: None) -> Callable[[int], bytes]:
    """A server's read that has these blocks, and then nothing."""
    left = list(blocks)

    def read(size: int) -> bytes:
        time.sleep(pause)
        if not left:
            then()
            return b""
        block = left.pop(0)
        assert len(block) <= size
        return block

    return read


def cut(body: Body) -> tuple[bytes, Unavailable]:
    """What came before the cut, and the cut."""
    got = bytearray()
    with pytest.raises(Unavailable) as wrong:
        for block in body.blocks():
            got += block
    return bytes(got), wrong.value


def test_a_whole_body_comes_block_by_block() -> None:
    data = bytes(BLOCK) + b"x" * 7
    asked = []

    def read(size: int) -> bytes:
        asked.append(size)
        return data[sum(asked[:-1]) :][:size]

    body = Body(read, len(data), pace=QUICK)
    assert b"".join(body.blocks()) == data
    assert asked == [BLOCK, 7]
    assert body.received == len(data)


def test_an_empty_body_is_empty() -> None:
    assert list(Body(reading(), 0, pace=QUICK).blocks()) == []


def test_of_a_body_that_ends_too_early_everything_that_came_is_handed_on_before_the_cut() -> None:
    got, wrong = cut(Body(reading(b"abc"), 10, pace=QUICK))
    assert (got, wrong.code) == (b"abc", "pouch-cut")


def test_a_server_that_fails_is_a_connection_that_ended() -> None:
    def fail() -> None:
        raise OSError("reset")

    got, wrong = cut(Body(reading(then=fail), 10, pace=QUICK))
    assert (got, wrong.code) == (b"", "pouch-cut")


def test_a_caller_that_says_nothing_is_cut_after_the_grace() -> None:
    never = threading.Event()

    def wait() -> None:
        never.wait(5)

    body = Body(reading(then=wait), 10, pace=QUICK)
    begun = time.monotonic()
    got, wrong = cut(body)
    assert time.monotonic() - begun < 1
    assert (got, wrong.code, body.slow) == (b"", "pouch-cut", True)
    never.set()


def test_a_caller_below_the_floor_is_cut_and_one_above_it_is_not() -> None:
    blocks = [b"x" * BLOCK] * 8
    slow = Body(reading(*blocks, pause=0.1), 8 * BLOCK, pace=Pace(grace=0.15, floor=BLOCK * 50))
    got, _ = cut(slow)
    assert slow.slow
    assert 0 < len(got) < 8 * BLOCK
    fast = Body(reading(*blocks, pause=0.02), 8 * BLOCK, pace=Pace(grace=0.5, floor=BLOCK * 5))
    assert sum(map(len, fast.blocks())) == 8 * BLOCK


def test_the_time_that_the_house_takes_is_not_the_callers() -> None:
    body = Body(reading(*[b"x" * BLOCK] * 4), 4 * BLOCK, pace=Pace(grace=0.2, floor=1e12))
    for _ in body.blocks():
        time.sleep(0.15)
    assert not body.slow


def test_a_body_that_nobody_wants_is_not_read_on() -> None:
    taken = []

    def read(size: int) -> bytes:
        taken.append(size)
        return b"x" * size

    body = Body(read, 100 * BLOCK, pace=QUICK)
    assert next(body.blocks())
    body.close()
    time.sleep(1)
    assert len(taken) <= 5
    assert not [thread for thread in threading.enumerate() if thread.name == "body"]
