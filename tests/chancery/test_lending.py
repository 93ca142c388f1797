"""A running house lends its keys to its owner's commands, and to nobody else."""

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chancery.homes import House, found_pair
from verbale.chancery import lending
from verbale.chancery.keysafe import HouseKeys, draw_seeds
from verbale.chancery.lending import Lender, borrow
from verbale.chancery.office import borrow_keys, open_node


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[House]:
    """A house in a folder whose path is too long for a socket."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    first, second = found_pair(folder, sqlite_template)
    yield first
    first.node.store.close()
    second.node.store.close()


def lend(house: House) -> Lender:
    """Lends a house's keys."""
    assert isinstance(house.node.office.keys, HouseKeys)
    lender = Lender(house.node.home, house.node.office.keys)
    lender.start()
    return lender


def test_lent_keys_are_those_of_the_house(house: House) -> None:
    lender = lend(house)
    locked = open_node(house.folder, None)
    lent = borrow_keys(locked)
    assert lent is not None
    assert lent.office.keys.front.public == house.node.office.keys.front.public
    assert lent.office.keys.channel_secret(b"x", 1) == house.node.office.keys.channel_secret(b"x", 1)
    locked.store.close()
    lender.close()


def test_where_nobody_lends_nothing_is_lent(house: House) -> None:
    assert borrow(house.node.home, clock=house.node.now) is None
    lend(house).close()
    assert borrow(house.node.home, clock=house.node.now) is None
    # A socket that a dead process left is in nobody's way.
    lender = lend(house)
    assert borrow(house.node.home, clock=house.node.now) is not None
    lender.close()


def test_the_socket_is_for_its_owner_alone(house: House) -> None:
    lender = lend(house)
    place = house.folder / "run" / "keys"
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    lender.close()


def test_another_user_is_not_answered_and_another_users_keys_are_not_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    lender = lend(house)
    with monkeypatch.context() as stranger:
        stranger.setattr(lending, "_user_of", lambda _line: os.geteuid() + 1)
        assert borrow(house.node.home, clock=house.node.now) is None
        with lending._short_path(house.node.home) as path, socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
            assert line.recv(100) == b""
    assert borrow(house.node.home, clock=house.node.now) is not None
    lender.close()


def test_keys_that_are_not_in_force_are_not_taken(house: House) -> None:
    other = HouseKeys(draw_seeds(now=house.node.now()), clock=house.node.now)
    lender = Lender(house.node.home, other)
    lender.start()
    assert borrow_keys(house.node) is None
    lender.close()


@pytest.mark.parametrize("said", [b"", b"{}", b"\x00" * 100, b'{"v":1}', b"x" * 300_000])
def test_nonsense_is_not_taken_for_keys(house: House, said: bytes) -> None:
    lend(house).close()
    with lending._short_path(house.node.home) as path:
        path.unlink()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()

            def answer() -> None:
                line, _ = listener.accept()
                with line:
                    line.sendall(said)

            thread = threading.Thread(target=answer)
            thread.start()
            assert borrow(house.node.home, clock=house.node.now) is None
            thread.join()
