"""The gate: strangers are few, parties are not held up by them, and everything it remembers has a bound."""

import pytest

from verbale.chancery.delivery import gate as module
from verbale.chancery.delivery.gate import Gate, Rates
from verbale.chancery.delivery.turning import Turned


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


RATES = Rates(source=3, source_refill=0.5, all=5, all_refill=1, places=4, source_places=2, proven=100)


def bring(gate: Gate, source: str, *, party: bool = False) -> int:
    """Brings one pouch; returns 200, or the status with which it was turned away."""
    try:
        held = gate.enter(source)
    except Turned as turned:
        return turned.status
    if party:
        held.prove()
    held.leave()
    return 200


def test_a_stranger_has_so_many_tries_and_then_waits() -> None:
    clock = Clock()
    gate = Gate(RATES, clock=clock)
    assert [bring(gate, "a") for _ in range(5)] == [200, 200, 200, 429, 429]
    clock.now += 2
    assert [bring(gate, "a") for _ in range(2)] == [200, 429]
    with pytest.raises(Turned) as turned:
        gate.enter("a")
    assert turned.value.wait >= 2


def test_a_party_pays_nothing() -> None:
    gate = Gate(RATES, clock=Clock())
    assert {bring(gate, "a", party=True) for _ in range(100)} == {200}
    assert [bring(gate, "a") for _ in range(3)] == [200] * 3


def test_strangers_together_have_a_bound_and_known_parties_are_not_under_it() -> None:
    gate = Gate(RATES, clock=Clock())
    assert bring(gate, "party", party=True) == 200
    assert [bring(gate, f"stranger {number}") for number in range(7)] == [200] * 5 + [429] * 2
    assert bring(gate, "party", party=True) == 200
    assert bring(gate, "unknown party", party=True) == 429


def test_a_party_is_known_for_a_while_only() -> None:
    clock = Clock()
    gate = Gate(Rates(source=99, all=5, all_refill=0.001, proven=100), clock=clock)
    bring(gate, "party", party=True)
    for number in range(5):
        bring(gate, f"stranger {number}")
    assert bring(gate, "party") == 200
    clock.now += 101
    assert bring(gate, "party") == 429


def test_places_are_bounded_in_all_and_for_a_source_and_cost_no_token() -> None:
    gate = Gate(RATES, clock=Clock())
    held = [gate.enter("a"), gate.enter("a")]
    assert bring(gate, "a") == 503
    held += [gate.enter("b"), gate.enter("c")]
    assert bring(gate, "d") == 503
    assert gate.under_way == 4
    for each in held:
        each.leave()
        each.leave()
    assert gate.under_way == 0
    assert bring(gate, "a") == 200


def test_what_is_remembered_of_sources_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SOURCES", 10)
    gate = Gate(Rates(all=10_000), clock=Clock())
    for number in range(100):
        bring(gate, f"source {number}", party=True)
    assert len(gate._buckets) == len(gate._proven) == 10
    assert gate._places == {}
