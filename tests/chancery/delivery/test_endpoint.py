"""The endpoint without a server: what each pouch earns, and that what is refused changes nothing."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.chancery.delivery.calling import Answered, Input, call
from tests.chancery.homes import House, found_house, found_pair
from verbale.chancery.delivery.body import Pace
from verbale.chancery.delivery.endpoint import Endpoint
from verbale.chancery.delivery.gate import Gate, Rates
from verbale.exchange.holding import BEHIND_PARTY, hold
from verbale.exchange.pack import pack
from verbale.exchange.receive import receive
from verbale.formats.errors import Unavailable


@dataclass
class Stage:
    """Two chanceries, and the endpoint of the second."""

    first: House
    second: House
    endpoint: Endpoint
    heard: list[bytes] = field(default_factory=list)

    def pouch(self) -> bytes:
        """Everything due to the second."""
        node = self.first.node
        return b"".join(pack(node.office, self.second.party.id, now=node.now()).blocks())

    def bring(self, pouch: bytes, **changes: Any) -> Answered:
        """Brings a pouch to the endpoint."""
        return call(self.endpoint, body=pouch, **changes)

    def open(self, answered: Answered) -> None:
        """Opens the answer at the first."""
        node = self.first.node
        receive(node.office, [answered.body], now=node.now(), road="network")

    def state(self) -> object:
        """All that a refusal must leave as it was, but for the time of the last contact."""
        with self.second.node.store.engine.reading() as sql:
            tables = ("letters_letter", "letters_copy", "letters_evidence", "register_entry", "despatch_item")
            counts = [sql.rows(f"SELECT count(*) FROM {table}") for table in tables]
            pairs = sql.rows("SELECT peer, last, their_pouch, ours_through FROM parties_pair")
        return counts, pairs, sorted(self.second.node.contents.digests())


@pytest.fixture
def stage(tmp_path: Path, sqlite_template: Path) -> Iterator[Stage]:
    """The stage."""
    first, second = found_pair(tmp_path, sqlite_template)
    heard: list[bytes] = []
    endpoint = Endpoint(office=second.node.office, clock=second.node.now, heard=heard.append, pace=Pace(grace=2))
    yield Stage(first, second, endpoint, heard)
    first.node.store.close()
    second.node.store.close()


def test_a_pouch_is_taken_and_the_reply_is_the_answers_body(stage: Stage) -> None:
    letter = stage.first.send(stage.second)
    answered = stage.bring(stage.pouch())
    assert answered.status == 200
    assert answered.headers["content-type"] == "application/vnd.verbale.pouch"
    assert int(answered.headers["content-length"]) == len(answered.body)
    assert answered.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answered.headers
    stage.open(answered)
    assert stage.first.reached(letter, stage.second) == "opened"
    assert stage.heard == [stage.first.party.id]
    assert (stage.endpoint.counts.taken, stage.endpoint.gate.under_way) == (1, 0)


def test_the_register_of_the_receiver_is_settled_after_the_answer(stage: Stage) -> None:
    stage.first.send(stage.second)
    stage.bring(stage.pouch())
    with stage.second.node.store.read() as view:
        assert view.unsequenced() == 0


def test_the_same_pouch_again_has_one_effect_and_earns_the_same_receipts(stage: Stage) -> None:
    letter = stage.first.send(stage.second)
    pouch = stage.pouch()
    stage.open(stage.bring(pouch))
    with stage.first.node.store.read() as view:
        evidence = view.evidence(letter.id, stage.second.party.id)
    before = stage.state()
    for _ in range(3):
        answered = stage.bring(pouch)
        assert answered.status == 200
        stage.open(answered)
    assert stage.state() == before
    with stage.first.node.store.read() as view:
        assert view.evidence(letter.id, stage.second.party.id) == evidence


@pytest.mark.parametrize(
    ("pouch", "code"),
    [
        (b"", "pouch-malformed"),
        (b"hello", "pouch-malformed"),
        (b"age-encryption.org/v1\n-> x\n--- \n" + bytes(200), "pouch-malformed"),
        (b"\x00" * 100_000, "pouch-malformed"),
    ],
)
def test_garbage_is_refused_and_changes_nothing(stage: Stage, pouch: bytes, code: str) -> None:
    before = stage.state()
    answered = stage.bring(pouch)
    assert (answered.status, answered.code) == (400, code)
    assert answered.headers["connection"] == "close"
    assert stage.state() == before
    assert stage.heard == []


def test_a_stranger_does_not_learn_who_is_accredited(stage: Stage, tmp_path: Path, sqlite_template: Path) -> None:
    """A party that is unknown here, a pouch of a known one that is damaged, and one for another hear the same."""
    stranger = found_house(tmp_path / "CAL", sqlite_template, "CAL")
    stranger.meet(stage.second)
    unknown = b"".join(pack(stranger.node.office, stage.second.party.id, now=stranger.node.now()).blocks())
    known = stage.pouch()
    damaged = known[:-1] + bytes([known[-1] ^ 1])
    other = b"".join(pack(stage.second.node.office, stage.first.party.id, now=stage.second.node.now()).blocks())
    before = stage.state()
    bodies = {stage.bring(pouch).body for pouch in (unknown, other, damaged)}
    assert stage.state() == before
    assert len(bodies) == 1
    assert b"pouch-untrusted" in bodies.pop()
    stranger.node.store.close()


def test_of_a_pouch_that_was_cut_whole_letters_are_kept_and_the_rest_comes_next_time(stage: Stage) -> None:
    large = os.urandom(400_000)
    letters = [stage.first.send(stage.second, subject=f"Note {number}", attachments=[large]) for number in range(4)]
    pouch = stage.pouch()
    answered = stage.bring(pouch[: len(pouch) * 6 // 10], length=len(pouch))
    assert (answered.status, answered.code) == (408, "pouch-cut")
    assert stage.second.letters_in() == ["Note 0", "Note 1"]
    stage.open(stage.bring(stage.pouch()))
    assert stage.second.letters_in() == [f"Note {number}" for number in range(4)]
    assert {stage.first.reached(letter, stage.second) for letter in letters} == {"opened"}


def test_a_pouch_that_was_cut_in_its_first_letter_changes_nothing(stage: Stage) -> None:
    stage.first.send(stage.second, attachments=[os.urandom(400_000)])
    pouch = stage.pouch()
    before = stage.state()
    for part in (0, 100, 20_000, len(pouch) // 2):
        assert stage.bring(pouch[:part], length=len(pouch)).status == 408
    assert stage.state() == before


def test_a_caller_that_is_too_slow_is_cut(stage: Stage) -> None:
    class Slow(Input):
        def read(self, size: int | None = -1, /) -> bytes:
            import time

            time.sleep(5)
            return b""

    stage.endpoint = replace(stage.endpoint, pace=Pace(grace=0.2))
    answered = stage.bring(b"", length=1000, **{"wsgi.input": Slow()})
    assert (answered.status, answered.code) == (408, "pouch-cut")
    assert stage.endpoint.gate.under_way == 0


def test_a_held_chancery_asks_to_be_called_later(stage: Stage) -> None:
    stage.first.send(stage.second)
    hold(stage.second.node.office, BEHIND_PARTY, party=None, now=stage.second.node.now())
    answered = stage.bring(stage.pouch())
    assert (answered.status, answered.code, answered.headers["retry-after"]) == (503, "held", "600")
    assert stage.second.letters_in() == []


def test_garbage_soon_costs_nothing_but_a_refusal(stage: Stage) -> None:
    stage.endpoint = replace(stage.endpoint, gate=Gate(Rates(source=5, source_refill=0.001)))
    assert [stage.bring(b"garbage").status for _ in range(7)] == [400] * 5 + [429] * 2
    body = Input(b"garbage")
    answered = stage.bring(b"garbage", **{"wsgi.input": body})
    assert (answered.status, body.touched) == (429, False)
    assert int(answered.headers["retry-after"]) >= 1
    # Another source is not held up, and a party never is.
    assert stage.bring(stage.pouch(), REMOTE_ADDR="192.0.2.8").status == 200
    assert stage.endpoint.counts.refused == {"pouch-malformed": 5, "too-many-pouches": 3}


def test_a_party_may_bring_as_many_pouches_as_it_likes(stage: Stage) -> None:
    stage.endpoint = replace(stage.endpoint, gate=Gate(Rates(source=2, source_refill=0.001)))
    assert {stage.bring(stage.pouch()).status for _ in range(6)} == {200}


def test_where_the_house_cannot_it_says_later_and_not_why(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    pouch = stage.pouch()
    stage.second.node.store.close()
    stage.second.node.home.database.rename(stage.second.folder / "away")
    answered = stage.bring(pouch)
    (stage.second.folder / "away").rename(stage.second.node.home.database)
    assert (answered.status, answered.code) == (503, "not-now")
    assert b"database" not in answered.body
    assert stage.bring(pouch).status == 200


def test_a_fault_of_the_software_is_told_without_its_words(stage: Stage) -> None:
    def fails(_peer: bytes) -> None:
        raise ZeroDivisionError("the words of a letter")

    stage.endpoint = replace(stage.endpoint, heard=fails)
    answered = stage.bring(stage.pouch())
    assert (answered.status, answered.code) == (503, "internal")
    assert b"letter" not in answered.body


def test_a_reply_that_breaks_off_is_too_short_and_no_fault_of_the_server(stage: Stage) -> None:
    stage.second.send(stage.first, attachments=[os.urandom(300_000)])
    for file in stage.second.node.home.contents.glob("??/*"):
        file.unlink()
    answered = stage.bring(stage.pouch())
    assert answered.status == 200
    assert len(answered.body) < int(answered.headers["content-length"])
    with pytest.raises(Unavailable, match="pouch-cut"):
        receive(
            stage.first.node.office,
            _as_cut(answered.body),
            now=stage.first.node.now(),
            road="network",
        )
    assert stage.endpoint.gate.under_way == 0


def _as_cut(body: bytes) -> Iterator[bytes]:
    yield body
    raise Unavailable("pouch-cut", "Cut.")
