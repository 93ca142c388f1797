"""Rounds: a lane is claimed, worked and given back; what failed is told and waits; nothing is lost on the way."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.chancery.homes import House, OnFoot, found_pair
from verbale.chancery.despatch import lanes as lanes_module
from verbale.chancery.despatch.carrier import Later
from verbale.chancery.despatch.lanes import FIRST_PAUSE, LEASE
from verbale.chancery.despatch.rounds import Rounds
from verbale.chancery.despatch.trip import count_waiting, make_trip
from verbale.exchange.ports import Answer
from verbale.exchange.records import Party
from verbale.formats.errors import Refused, Unavailable, Untrusted


class Watch:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def pair(tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[House, House]]:
    """Two chanceries that have accredited each other."""
    first, second = found_pair(tmp_path, sqlite_template)
    yield first, second
    first.node.store.close()
    second.node.store.close()


def rounds_of(house: House, carrier: OnFoot, moment: Watch | None = None) -> Rounds:
    """The rounds of a house, without chance."""
    return Rounds(
        office=house.node.office,
        lanes=house.node.store.lanes,
        carrier=carrier,
        clock=house.node.now,
        moment=moment or Watch(),
        chance=lambda: 0.0,
    )


def waiting(house: House) -> int:
    """How many items wait."""
    with house.node.store.read() as view:
        return count_waiting(view)


def test_a_trip_brings_letters_there_and_receipts_back(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second)
    assert waiting(first) == 1
    trip = make_trip(first.node.office, OnFoot(pair), second.party.id, clock=first.node.now)
    assert (trip.letters, trip.receipts, trip.again) == (1, 0, False)
    assert first.reached(letter, second) == "opened"
    assert waiting(first) == 0


def test_letters_that_come_with_an_answer_are_receipted_in_the_same_round(pair: tuple[House, House]) -> None:
    first, second = pair
    out, back = first.send(second), second.send(first)
    carrier = OnFoot(pair)
    made = rounds_of(first, carrier).make(second.party.id)
    assert [(trip.letters, trip.receipts) for trip in made.trips] == [(1, 0), (0, 1)]
    assert first.reached(out, second) == second.reached(back, first) == "opened"


def test_a_party_that_is_away_is_tried_at_once_and_then_later_and_later(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second)
    moment = Watch()
    rounds = rounds_of(first, OnFoot(pair, away=True), moment)
    pauses = []
    for _ in range(4):
        made = rounds.make(second.party.id)
        assert made.failure is not None
        pauses.append(made.failure.next_try - moment.time)
        moment.time = made.failure.next_try
    assert pauses == [timedelta(0), FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert not rounds_of(first, OnFoot(pair), Watch()).make(second.party.id).had
    made = rounds_of(first, OnFoot(pair), moment).make(second.party.id)
    assert made.failure is None
    assert first.reached(letter, second) == "opened"
    lane = first.node.store.lanes.find(second.party.id)
    assert lane
    assert (lane.attempts, lane.code) == (0, "")


def test_a_refusal_waits_longer_than_a_party_that_is_away(pair: tuple[House, House]) -> None:
    first, second = pair
    moment = Watch()
    for wrong in (Refused("pouch-untrusted", "No."), Untrusted("member-digest", "No.")):
        made = rounds_of(first, OnFoot(pair, fails=[wrong]), moment).make(second.party.id, early=True)
        assert made.failure is not None
        assert made.failure.code == wrong.code
        assert made.failure.next_try - moment.time > timedelta(seconds=50)


def test_a_party_that_says_when_is_called_then(pair: tuple[House, House]) -> None:
    first, second = pair
    moment = Watch()
    later = Later("peer-busy", "Later.", 77)
    made = rounds_of(first, OnFoot(pair, fails=[later]), moment).make(second.party.id)
    assert made.failure is not None
    assert made.failure.next_try - moment.time == timedelta(seconds=77)


def test_a_party_that_called_while_it_could_not_be_reached_is_tried_soon(pair: tuple[House, House]) -> None:
    first, second = pair
    moment = Watch()
    rounds = rounds_of(first, OnFoot(pair, away=True), moment)
    for _ in range(6):
        made = rounds.make(second.party.id, early=True)
    make_trip(second.node.office, OnFoot(pair), first.party.id, clock=second.node.now)
    made = rounds.make(second.party.id, early=True)
    assert made.failure is not None
    assert made.failure.next_try - moment.time <= FIRST_PAUSE


def test_a_fault_of_the_software_in_a_lane_is_a_failure_of_that_lane(pair: tuple[House, House]) -> None:
    first, second = pair

    broken = OnFoot(pair, fails=[ZeroDivisionError("with the words of a letter")])
    made = rounds_of(first, broken).make(second.party.id)
    assert made.failure is not None
    assert made.failure.code == "internal"
    assert "letter" not in made.failure.reason


def test_a_lane_that_went_well_is_kept_without_another_write(pair: tuple[House, House]) -> None:
    first, second = pair
    moment = Watch()
    rounds = rounds_of(first, OnFoot(pair), moment)
    rounds.make(second.party.id)
    kept = first.node.store.lanes.find(second.party.id)
    moment.time += LEASE / 4
    rounds.make(second.party.id)
    assert first.node.store.lanes.find(second.party.id) == kept
    moment.time += LEASE / 2
    rounds.make(second.party.id)
    again = first.node.store.lanes.find(second.party.id)
    assert kept
    assert again
    assert again.leased_until
    assert again.leased_until == moment.time + LEASE


def test_a_lane_at_work_is_extended_and_an_idle_one_let_go(pair: tuple[House, House]) -> None:
    first, second = pair
    moment = Watch()
    rounds = rounds_of(first, OnFoot(pair), moment)
    rounds.make(second.party.id)
    moment.time += LEASE * 3 / 4
    rounds.extend([second.party.id])
    lane = first.node.store.lanes.find(second.party.id)
    assert lane
    assert lane.leased_until == moment.time + LEASE
    moment.time += LEASE * 2
    rounds.extend([])
    rounds.release()
    assert first.node.store.lanes.find(second.party.id) == lane


def test_released_lanes_are_free_for_another_worker(pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = pair
    rounds = rounds_of(first, OnFoot(pair))
    rounds.make(second.party.id)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(lanes_module, "own_mark", lambda: b"elsewhere:1/1/1")
        assert not rounds_of(first, OnFoot(pair)).make(second.party.id).had
    rounds.release()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(lanes_module, "own_mark", lambda: b"elsewhere:1/1/1")
        assert rounds_of(first, OnFoot(pair)).make(second.party.id).had


class Losing(OnFoot):
    """Brings the pouch, and loses the answer on the way."""

    @contextmanager
    def exchange(self, peer: Party, blocks: Iterable[bytes], length: int) -> Iterator[Answer]:
        """Brings a pouch."""
        with super().exchange(peer, blocks, length) as answer:
            yield Answer(blocks=self._lose(answer.blocks))

    def _lose(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        yield next(iter(blocks))[:5000]
        raise Unavailable("pouch-cut", "Cut.")


def test_a_trip_that_is_cut_in_the_answer_loses_nothing(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second)
    made = rounds_of(first, Losing(pair)).make(second.party.id)
    assert made.failure is not None
    assert made.failure.code == "pouch-cut"
    assert first.reached(letter, second) == "signed"
    assert second.letters_in() == ["A note"]
    assert rounds_of(first, OnFoot(pair)).make(second.party.id).failure is None
    assert first.reached(letter, second) == "opened"
    assert second.letters_in() == ["A note"]
