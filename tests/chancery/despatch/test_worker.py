"""The worker in its loop, and the same once, for a person who asks: what is due goes, who must be called is called."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chancery.homes import House, OnFoot, found_pair, wait_for
from tests.refusals import refusal_of
from verbale.chancery.despatch import lanes as lanes_module
from verbale.chancery.despatch.lanes import LEASE
from verbale.chancery.despatch.once import despatch_once
from verbale.chancery.despatch.options import Options, read_options
from verbale.chancery.despatch.pulse import beat_pulse, pulse_age
from verbale.chancery.despatch.rounds import utc_now
from verbale.chancery.despatch.wake import Bell
from verbale.chancery.despatch.worker import Worker
from verbale.exchange.holding import BEHIND_PARTY, hold
from verbale.formats.errors import Unavailable

AT = "http://127.0.0.1:1"


@pytest.fixture
def pair(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[tuple[House, House]]:
    """Two chanceries; a test may say which addresses they have."""
    first, second = found_pair(tmp_path, sqlite_template, getattr(request, "param", (AT, AT)))
    yield first, second
    first.node.store.close()
    second.node.store.close()


@contextmanager
def working(house: House, carrier: OnFoot, **options: object) -> Iterator[Worker]:
    """A worker in its loop."""
    stop, bell = threading.Event(), Bell(house.folder)
    worker = Worker(node=house.node, carrier=carrier, options=Options(**options))  # type: ignore[arg-type]
    thread = threading.Thread(target=worker.run, args=(stop, bell))
    thread.start()
    try:
        yield worker
    finally:
        stop.set()
        thread.join(10)
        bell.close()
    assert not thread.is_alive()


def test_a_letter_goes_by_itself_and_soon(pair: tuple[House, House]) -> None:
    first, second = pair
    with working(first, OnFoot(pair)) as worker:
        wait_for(lambda: pulse_age(first.folder, time.time()) is not None)
        letter = first.send(second)
        seconds = wait_for(lambda: first.reached(letter, second) == "opened")
        assert worker.node is first.node
    assert seconds < 5


def test_a_party_is_called_once_when_it_is_first_seen(pair: tuple[House, House]) -> None:
    first, second = pair
    carrier = OnFoot(pair)
    with working(first, carrier):
        wait_for(lambda: carrier.trips)
        time.sleep(1.5)
    assert carrier.trips == ["BOR"]
    with second.node.store.read() as view:
        assert view.pair(first.party.id).heard_by == "network"


@pytest.mark.parametrize("pair", [(None, AT)], indirect=True)
def test_a_house_without_an_address_takes_part_by_calling(pair: tuple[House, House]) -> None:
    first, second = pair
    carrier = OnFoot(pair)
    with working(first, carrier, knock=timedelta(seconds=1)):
        wait_for(lambda: carrier.trips)
        letter = second.send(first)
        wait_for(lambda: second.reached(letter, first) == "opened")


@pytest.mark.parametrize("pair", [(AT, None)], indirect=True)
def test_a_party_without_an_address_is_not_called(pair: tuple[House, House]) -> None:
    first, second = pair
    carrier = OnFoot(pair)
    first.send(second)
    with working(first, carrier):
        time.sleep(1.5)
    assert carrier.trips == []


def test_a_party_that_comes_back_is_found_again(pair: tuple[House, House]) -> None:
    first, second = pair
    carrier = OnFoot(pair, away=True)
    with working(first, carrier):
        letter = first.send(second)
        wait_for(lambda: len(carrier.trips) >= 3)
        assert first.reached(letter, second) == "signed"
        carrier.away = False
        first.node.store.lanes.heard(second.party.id, now=utc_now())
        wait_for(lambda: first.reached(letter, second) == "opened")


def test_a_held_house_sends_nothing_and_hears_its_counterparts(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second)
    hold(first.node.office, BEHIND_PARTY, party=second.party.id, now=first.node.now())
    carrier = OnFoot(pair)
    with working(first, carrier):
        wait_for(lambda: carrier.trips)
        time.sleep(0.5)
    assert first.reached(letter, second) == "signed"
    assert second.letters_in() == []
    assert despatch_once(first.node, carrier=OnFoot(pair))["failed"][0]["code"] == "held"
    assert second.letters_in() == []


def test_a_worker_that_ends_leaves_its_lanes_free(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = first.send(second)
    with working(first, OnFoot(pair)):
        wait_for(lambda: first.reached(letter, second) == "opened")
    lane = first.node.store.lanes.find(second.party.id)
    assert lane is not None
    assert lane.leased_until is None


def test_once_says_what_went_and_what_waits(pair: tuple[House, House]) -> None:
    first, second = pair
    letters = [first.send(second, subject=f"Note {number}") for number in range(3)]
    assert despatch_once(first.node, carrier=OnFoot(pair)) == {"sent": 3, "waiting": 0, "failed": []}
    assert {first.reached(letter, second) for letter in letters} == {"opened"}
    carrier = OnFoot(pair)
    assert despatch_once(first.node, carrier=carrier) == {"sent": 0, "waiting": 0, "failed": []}
    assert carrier.trips == []


def test_once_tries_again_at_once_and_then_says_why_it_failed(pair: tuple[House, House]) -> None:
    first, second = pair
    first.send(second)
    fails = [Unavailable("peer-cut", "Cut.")]
    assert despatch_once(first.node, carrier=OnFoot(pair, fails=[*fails]))["failed"] == []
    first.send(second)
    told = despatch_once(first.node, carrier=OnFoot(pair, away=True))
    assert (told["sent"], told["waiting"]) == (0, 1)
    [failure] = told["failed"]
    assert (failure["party"], failure["code"], failure["reason"]) == ("BOR", "peer-away", "It is away.")
    assert failure["next_try"].endswith("Z")
    # A person who asks does not wait for that.
    assert despatch_once(first.node, carrier=OnFoot(pair))["waiting"] == 0


@pytest.mark.parametrize("pair", [(None, AT)], indirect=True)
def test_once_a_house_without_an_address_asks_everybody(pair: tuple[House, House]) -> None:
    first, second = pair
    letter = second.send(first)
    assert despatch_once(first.node, carrier=OnFoot(pair))["failed"] == []
    assert second.reached(letter, first) == "opened"


def test_once_waits_for_a_lane_that_another_worker_is_on(
    pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    letter = first.send(second)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(lanes_module, "own_mark", lambda: b"elsewhere:1/1/1")
        claim = first.node.store.lanes.claim(second.party.id, now=utc_now())
    assert claim
    told = despatch_once(first.node, carrier=OnFoot(pair), patience=0.3)
    assert (told["sent"], told["waiting"]) == (0, 1)
    threading.Timer(0.5, first.node.store.lanes.ended, (claim,), {"now": utc_now()}).start()
    assert despatch_once(first.node, carrier=OnFoot(pair), patience=LEASE.total_seconds())["waiting"] == 0
    assert first.reached(letter, second) == "opened"


def test_two_houses_may_call_each_other_at_the_same_time(pair: tuple[House, House]) -> None:
    first, second = pair
    with working(first, OnFoot(pair)), working(second, OnFoot(pair)):
        there = [first.send(second, subject=f"There {number}") for number in range(8)]
        back = [second.send(first, subject=f"Back {number}") for number in range(8)]
        wait_for(lambda: all(first.reached(letter, second) == "opened" for letter in there), 30)
        wait_for(lambda: all(second.reached(letter, first) == "opened" for letter in back), 30)
    assert second.letters_in() == sorted(letter.subject for letter in there)
    assert first.letters_in() == sorted(letter.subject for letter in back)


def test_a_pulse_shows_that_a_worker_lives(tmp_path: Path) -> None:
    assert pulse_age(tmp_path, time.time()) is None
    beat_pulse(tmp_path)
    age = pulse_age(tmp_path, time.time())
    assert age is not None
    assert age < 5


def test_options_are_read_from_the_environment() -> None:
    read = read_options({"VERBALE_KNOCK": "5", "VERBALE_PROXIES": "127.0.0.1, ::1", "VERBALE_METRICS": "1"})
    assert read == Options(knock=timedelta(seconds=5), proxies=frozenset({"127.0.0.1", "::1"}), metrics=True)
    assert read_options({}) == Options()
    for name, value in (
        ("VERBALE_BEAT", "0"),
        ("VERBALE_BEAT", "1e3"),
        ("VERBALE_KNOCK", "86401"),
        ("VERBALE_PROXIES", "proxy.example"),
    ):
        assert refusal_of(read_options, {name: value}) == "refused:setting"
    assert refusal_of(read_options, {"VERBALE_DIAL": "all"}) == "refused:dial-rule"
