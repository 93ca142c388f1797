"""Founding: a chancery begins once, with what its officers signed."""

from dataclasses import replace

import pytest

from tests.refusals import refusal_of
from verbale.exchange.founding import Founders, describe_house, found
from verbale.exchange.ports import Office
from verbale.exchange.register import sequence
from verbale.formats.credence import ACTS
from verbale.formats.statement import Kind
from verbale.testing.contents import MemoryContents, MemoryMark
from verbale.testing.store import MemoryStore
from verbale.testing.world import Chancery, World


@pytest.fixture
def one() -> Chancery:
    return World(seed=1).chancery("ARV", officers=2)


def founders(node: Chancery) -> Founders:
    officers = [(f"Officer {number}", key) for number, key in enumerate(node.officers, 1)]
    return Founders(officers=officers, thresholds={"letter": 2}, recovery=[node.recovery.public])


def empty(node: Chancery) -> Office:
    """The same keys with nothing in the store."""
    store = MemoryStore()
    return replace(node.office, store=store, contents=MemoryContents(store), mark=MemoryMark())


def test_a_new_chancery_enters_its_credence_and_its_keys(one: Chancery) -> None:
    office = empty(one)
    party = found(office, code="ARV", name="Arvenia", founders=founders(one), addresses=[], now=one.clock.now())
    sequence(office)
    with office.store.read() as view:
        assert view.house().party == party
        entries = view.entries(since=0, limit=100)
    assert [each.kind for each in entries] == [Kind.CREDENCE.value, Kind.KEYS.value]
    assert party.id == party.credence.digest


def test_an_act_of_which_nothing_is_said_needs_one_officer(one: Chancery) -> None:
    identity = describe_house(one.office, code="ARV", name="Arvenia", founders=founders(one), now=one.clock.now())
    assert identity.thresholds == dict.fromkeys(ACTS, 1) | {"letter": 2}


def test_a_chancery_is_founded_once(one: Chancery) -> None:
    before = one.backup()
    said = refusal_of(
        found, one.office, code="BOR", name="Borlund", founders=founders(one), addresses=[], now=one.clock.now()
    )
    assert said == "refused:founded-already"
    assert one.backup() == before


def test_a_chancery_is_founded_where_its_reading_key_is(one: Chancery) -> None:
    one.keys.reading_apart = True
    said = refusal_of(
        found, empty(one), code="ARV", name="Arvenia", founders=founders(one), addresses=[], now=one.clock.now()
    )
    assert said == "refused:reading-key-apart"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "arv"}, "malformed:code"),
        ({"name": ""}, "malformed:member"),
        ({"addresses": ["ftp://plain.example"]}, "malformed:address"),
    ],
)
def test_what_would_not_be_read_elsewhere_is_not_signed(
    one: Chancery, changes: dict[str, object], refusal: str
) -> None:
    office = empty(one)
    usual = {"code": "ARV", "name": "Arvenia", "founders": founders(one), "addresses": [], "now": one.clock.now()}
    assert refusal_of(found, office, **(usual | changes)) == refusal
    with office.store.read() as view:
        assert refusal_of(view.house) == "unavailable:no-house"
