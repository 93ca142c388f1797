"""Lanes on every database: what is due, one worker a lane, and what becomes of a lane whose worker died."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.databases import ENGINES
from verbale.chancery.despatch import lanes as module
from verbale.chancery.despatch.lanes import FIRST_PAUSE, GRACE, LEASE, LONGEST_PAUSE, next_pause
from verbale.chancery.despatch.lease import own_mark
from verbale.chancery.parties import rows as parties
from verbale.chancery.store import SqlStore
from verbale.exchange.records import Pair
from verbale.formats.manifest import Have

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEER, OTHER = bytes([1] * 32), bytes([2] * 32)
STRANGER = b"elsewhere:1/1/1"


def put(store: SqlStore, **state: object) -> None:
    """Writes the state of the exchange with the peer."""
    with store.engine.writing() as sql:
        parties.put_pair(sql, Pair(peer=PEER, **state))  # type: ignore[arg-type]


def as_another(monkeypatch: pytest.MonkeyPatch, mark: bytes = STRANGER) -> None:
    """From here on this process is another worker."""
    monkeypatch.setattr(module, "own_mark", lambda: mark)


def test_what_lies_above_the_peers_have_is_due(store: SqlStore) -> None:
    put(store, last=3, theirs=Have(through=2))
    assert store.lanes.due(NOW) == [PEER]


def test_nothing_is_due_where_all_is_held(store: SqlStore) -> None:
    put(store, last=3, theirs=Have(through=3))
    assert store.lanes.due(NOW) == []


def test_a_want_is_due(store: SqlStore) -> None:
    put(store, wants=(bytes(32),))
    assert store.lanes.due(NOW) == [PEER]


def test_a_want_that_was_answered_is_given_time(store: SqlStore) -> None:
    put(store, wants=(bytes(32),), wants_in=(5, 1), heard_at=NOW)
    assert store.lanes.due(NOW + GRACE - timedelta(seconds=1)) == []
    assert store.lanes.due(NOW + GRACE) == [PEER]


def test_what_went_in_an_answer_is_given_time(store: SqlStore) -> None:
    put(store, last=3, answered=3, theirs=Have(through=2), heard_at=NOW)
    assert store.lanes.due(NOW + GRACE - timedelta(seconds=1)) == []
    assert store.lanes.due(NOW + GRACE) == [PEER]


def test_what_is_newer_than_the_answer_goes_at_once(store: SqlStore) -> None:
    put(store, last=4, answered=3, theirs=Have(through=2), heard_at=NOW)
    assert store.lanes.due(NOW) == [PEER]


def test_a_lane_has_one_worker(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, last=1)
    assert store.lanes.claim(PEER, now=NOW) is not None
    assert store.lanes.due(NOW) == [PEER]
    as_another(monkeypatch)
    assert store.lanes.due(NOW) == []
    assert store.lanes.claim(PEER, now=NOW) is None
    assert store.lanes.claim(PEER, now=NOW, early=True) is None
    assert store.lanes.claim(OTHER, now=NOW) is not None


def test_the_same_worker_may_claim_its_lane_again(store: SqlStore) -> None:
    first = store.lanes.claim(PEER, now=NOW)
    again = store.lanes.claim(PEER, now=NOW + timedelta(seconds=5))
    assert first
    assert again
    assert again.until - first.until == timedelta(seconds=5)


def test_the_lease_of_a_worker_elsewhere_runs_out(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, last=1)
    with monkeypatch.context() as elsewhere:
        as_another(elsewhere)
        assert store.lanes.claim(PEER, now=NOW) is not None
    before, after = NOW + LEASE - timedelta(seconds=1), NOW + LEASE
    assert store.lanes.due(before) == []
    assert store.lanes.claim(PEER, now=before) is None
    assert store.lanes.due(after) == [PEER]
    assert store.lanes.claim(PEER, now=after) is not None


def test_the_lease_of_a_worker_that_died_here_is_void_at_once(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, last=1)
    dead = own_mark().rpartition(b"/")[0] + b"/1"
    with monkeypatch.context() as earlier:
        as_another(earlier, dead)
        assert store.lanes.claim(PEER, now=NOW) is not None
    assert store.lanes.due(NOW) == [PEER]
    assert store.lanes.claim(PEER, now=NOW) is not None


def test_a_lane_is_extended_by_its_worker_alone(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = store.lanes.claim(PEER, now=NOW)
    assert claim
    assert store.lanes.extend(claim, now=NOW + timedelta(seconds=10))
    as_another(monkeypatch)
    assert store.lanes.claim(PEER, now=NOW + LEASE) is None
    assert store.lanes.claim(PEER, now=NOW + LEASE + timedelta(seconds=10)) is not None
    assert not store.lanes.extend(claim, now=NOW)


def test_a_failure_is_kept_and_the_lane_waits(store: SqlStore) -> None:
    put(store, last=1)
    claim = store.lanes.claim(PEER, now=NOW)
    assert claim
    later = NOW + timedelta(minutes=1)
    store.lanes.failed(claim, code="peer-away", reason="Away.", next_try=later)
    lane = store.lanes.find(PEER)
    assert lane
    assert (lane.attempts, lane.code, lane.reason, lane.next_try) == (1, "peer-away", "Away.", later)
    assert lane.leased_until is None
    assert store.lanes.due(later - timedelta(seconds=1)) == []
    assert store.lanes.claim(PEER, now=NOW) is None
    early = store.lanes.claim(PEER, now=NOW, early=True)
    assert early
    assert early.attempts == 1
    store.lanes.ended(early, now=NOW)
    ended = store.lanes.find(PEER)
    assert ended
    assert (ended.attempts, ended.code) == (0, "")
    assert store.lanes.due(NOW) == [PEER]


def test_hearing_from_a_party_ends_the_wait(store: SqlStore) -> None:
    put(store, last=1)
    claim = store.lanes.claim(PEER, now=NOW)
    assert claim
    store.lanes.failed(claim, code="peer-away", reason="Away.", next_try=NOW + timedelta(hours=1))
    store.lanes.heard(PEER, now=NOW + timedelta(seconds=3))
    assert store.lanes.due(NOW + timedelta(seconds=3)) == [PEER]
    assert [lane.attempts for lane in store.lanes.all()] == [0]


def test_the_word_of_a_worker_whose_lease_ran_out_changes_nothing(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = store.lanes.claim(PEER, now=NOW)
    assert claim
    as_another(monkeypatch)
    assert store.lanes.claim(PEER, now=NOW + LEASE)
    store.lanes.failed(claim, code="late", reason="Late.", next_try=NOW + timedelta(hours=1))
    store.lanes.ended(claim, now=NOW)
    lane = store.lanes.find(PEER)
    assert lane
    assert (lane.code, lane.leased_until) == ("", NOW + 2 * LEASE)


def test_pauses_double_up_to_an_hour(engine: object) -> None:
    assert next_pause(0, 0.0) == timedelta(0)
    assert [next_pause(number, 0.0) / FIRST_PAUSE for number in (1, 2, 3)] == [1, 2, 4]
    assert next_pause(60, 0.0) == LONGEST_PAUSE
    assert next_pause(60, 0.999) > LONGEST_PAUSE / 2
