"""What was said of a new text on its way into talks is kept whole, sealed, and changed by many without loss."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.chancery.talks.conftest import Table
from verbale.chancery.talks.matching import Begun, Choice, Matching, Matchings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DOSSIER, OTHER = bytes(range(32)), bytes(32)
ONE, TWO = ("0" * 16, "a" * 16), ("1" * 16, "b" * 16)
FULL = Matching(
    basis=bytes(32),
    pairs=(ONE, TWO),
    tracked=(ONE,),
    refused=(("0" * 16, "c" * 16),),
    aside=("d" * 16,),
    strange=("A heading",),
    choices={
        "MOD:" + "0" * 16: Choice(take=False, reason="As instructed"),
        "NOC:" + "1" * 16: Choice(take=True, editorial=True),
        "ADD:" + "2" * 16: Choice(),
    },
    reason="To be shorter",
)


def room(table: Table) -> Matchings:
    """The room of the first house."""
    return Matchings(table["ARV"].node)


def test_what_was_said_comes_back_as_it_was_said(table: Table) -> None:
    matchings = room(table)
    assert matchings.of(DOSSIER, ONE[0].encode()) is None
    for text, matching in ((bytes(32), FULL), (bytes(range(32)), Matching(basis=bytes(32)))):
        matchings.keep(DOSSIER, text, matching, author="Ilse", now=NOON)
        assert matchings.of(DOSSIER, text) == matching


def test_texts_on_their_way_are_listed_and_what_was_changed_last_stands_first(table: Table) -> None:
    matchings = room(table)
    first, second = bytes(32), bytes(range(32))
    matchings.keep(DOSSIER, first, FULL, author="Ilse", now=NOON)
    matchings.keep(DOSSIER, second, FULL, author="Ilse", now=NOON + timedelta(minutes=1))
    later = NOON + timedelta(minutes=2)
    matchings.change(DOSSIER, first, lambda said: replace(said, reason="Another"), author="Rood", now=later)
    assert matchings.all(DOSSIER) == [
        Begun(text=first, changed_at=later, changed_by="Rood"),
        Begun(text=second, changed_at=NOON + timedelta(minutes=1), changed_by="Ilse"),
    ]
    assert matchings.all(OTHER) == []


def test_a_change_is_made_to_what_is_there_by_now(table: Table) -> None:
    matchings = room(table)
    matchings.keep(DOSSIER, bytes(32), Matching(basis=bytes(32)), author="Ilse", now=NOON)
    matchings.change(DOSSIER, bytes(32), lambda said: replace(said, pairs=(ONE,)), author="Rood", now=NOON)
    changed = matchings.change(
        DOSSIER, bytes(32), lambda said: replace(said, pairs=(*said.pairs, TWO)), author="Rood", now=NOON
    )
    assert changed is not None
    assert changed.pairs == (ONE, TWO)
    assert matchings.of(DOSSIER, bytes(32)) == changed


def test_a_change_that_changes_nothing_is_nobodys(table: Table) -> None:
    matchings = room(table)
    matchings.keep(DOSSIER, bytes(32), FULL, author="Ilse", now=NOON)
    matchings.change(DOSSIER, bytes(32), lambda said: said, author="Rood", now=NOON + timedelta(hours=1))
    assert [each.changed_by for each in matchings.all(DOSSIER)] == ["Ilse"]


def test_what_was_dropped_is_not_there_and_is_not_changed(table: Table) -> None:
    matchings = room(table)
    matchings.keep(DOSSIER, bytes(32), FULL, author="Ilse", now=NOON)
    matchings.drop(DOSSIER, bytes(32))
    matchings.drop(DOSSIER, bytes(32))
    assert matchings.of(DOSSIER, bytes(32)) is None
    assert matchings.change(DOSSIER, bytes(32), lambda said: said, author="Ilse", now=NOON) is None


def test_what_was_said_lies_sealed(table: Table) -> None:
    room(table).keep(DOSSIER, bytes(32), FULL, author="Ilse", now=NOON)
    with table["ARV"].node.store.engine.reading() as sql:
        ((sealed,),) = sql.rows("SELECT sealed FROM talks_matching")
    assert b"instructed" not in bytes(sealed)
