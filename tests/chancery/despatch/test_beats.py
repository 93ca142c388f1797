"""What a house does by the clock: each beat in its time, and none twice."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.chancery.homes import House, OnFoot, found_pair
from verbale.chancery.despatch.beats import Beats
from verbale.chancery.despatch.trip import make_trip
from verbale.exchange.acts import lapse
from verbale.exchange.holding import BEHIND_MARK, hold


@dataclass
class Clock:
    """A clock that tests move."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def pair(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[House, House]]:
    """Two chanceries that have accredited each other."""
    first, second = found_pair(tmp_path, sqlite_template)
    yield first, second
    first.node.store.close()
    second.node.store.close()


def beats_of(house: House) -> tuple[Beats, Clock]:
    """The beats of a house, begun a moment after a full hour."""
    clock = Clock((house.node.now() + timedelta(hours=1)).replace(minute=0, second=1))
    node = house.node
    beats = Beats(office=node.office, store=node.store, contents=node.contents, clock=clock, every=timedelta(hours=1))
    beats.keep()
    return beats, clock


def sizes(house: House) -> tuple[int, int]:
    """The size of the register, and that of its newest head."""
    with house.node.store.read() as view:
        head = view.head()
        return view.register_size(), head.size if head else 0


def test_the_register_is_padded_and_closed_on_the_beat_alone(pair: tuple[House, House]) -> None:
    first, second = pair
    first.send(second)
    beats, clock = beats_of(first)
    before = sizes(first)
    clock.time += timedelta(minutes=59)
    beats.keep()
    assert sizes(first) == before
    clock.time += timedelta(minutes=1)
    beats.keep()
    assert sizes(first) == (64, 64)
    clock.time += timedelta(hours=1)
    beats.keep()
    assert sizes(first) == (64, 64)


def test_entries_get_their_places_and_letters_lapse_by_the_minute(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second)
    make_trip(first.node.office, OnFoot(pair), second.party.id, clock=first.node.now)
    beats, clock = beats_of(first)
    with first.node.store.read() as view:
        assert view.unsequenced() > 0
    clock.time += timedelta(minutes=1)
    beats.keep()
    with first.node.store.read() as view:
        assert view.unsequenced() == 0
    assert first.reached(letter, second) == "opened"
    assert lapse(first.node.office, now=clock.time) == 0


def test_a_letter_whose_time_is_over_lapses(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second, expires=first.node.now() + timedelta(hours=3))
    beats, clock = beats_of(first)
    assert first.reached(letter, second) == "signed"
    clock.time += timedelta(hours=4)
    beats.keep()
    assert first.reached(letter, second) == "lapsed"


def test_what_was_swept_was_of_no_letter(pair: tuple[House, House]) -> None:
    first, second = pair
    large = first.send(second, attachments=[os.urandom(1 << 20)])
    beats, clock = beats_of(first)
    kept = set(first.node.contents.digests())
    assert kept
    with first.node.contents.stage() as sink:
        sink.write(os.urandom(1 << 20))
        first.node.contents.adopt(sink.seal())
    for file in first.node.home.contents.glob("*/*"):
        os.utime(file, (0, 0))
    clock.time += timedelta(days=1)
    beats.keep()
    assert set(first.node.contents.digests()) == kept
    make_trip(first.node.office, OnFoot(pair), second.party.id, clock=first.node.now)
    assert first.reached(large, second) == "opened"


def test_a_held_house_keeps_no_beat(pair: tuple[House, House]) -> None:
    first, second = pair
    first.send(second)
    hold(first.node.office, BEHIND_MARK, party=None, now=first.node.now())
    beats, clock = beats_of(first)
    before = sizes(first)
    clock.time += timedelta(days=1)
    beats.keep()
    assert sizes(first) == before
