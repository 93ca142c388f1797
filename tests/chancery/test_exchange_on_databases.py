"""The use cases of the exchange on real databases and files: the stories of the memory store hold here too."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from pytest_django import DjangoDbBlocker

from tests.chancery.houses import House
from tests.databases import attached, make_tables
from verbale.chancery.engines import postgres_settings, sqlite_settings
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.exchange import register
from verbale.exchange.records import CopyState
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import Suite
from verbale.testing.clock import Clock
from verbale.testing.sham import SHAM

FAR = datetime(2100, 1, 1, tzinfo=UTC)
LARGE = bytes(range(256)) * 1000


@pytest.fixture(params=["sqlite", "postgres"])
def engines(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[Engine]]:
    """Two empty databases of one kind."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        found: list[Engine] = []
        for alias in ("first", "second"):
            if request.param == "postgres":
                server = request.getfixturevalue("postgres_server")
                name = server.create_database()
                stack.callback(server.drop_database, name)
                found.append(stack.enter_context(attached(postgres_settings(server.url(name)), alias)))
                make_tables(alias)
            else:
                file = tmp_path / f"{alias}.sqlite3"
                with attached(sqlite_settings(file), alias):
                    make_tables(alias)
                found.append(SqliteEngine(file))
        yield found
        for engine in found:
            engine.close()


def two_houses(engines: list[Engine], folder: Path, suite: Suite = SHAM) -> tuple[House, House]:
    """Two houses that have accredited each other."""
    clock = Clock()
    first, second = (
        House(code, engine=engine, folder=folder / code, suite=suite, random=Random(code), clock=clock)
        for code, engine in zip(("ARV", "BOR"), engines, strict=True)
    )
    first.meet(second)
    second.meet(first)
    return first, second


def carry(sender: House, receiver: House) -> None:
    """Carries a pouch, and its answer back."""
    received = receiver.receive(sender.pack(receiver).blocks())
    sender.receive(receiver.answer(received).blocks())


@pytest.mark.parametrize("suite", [SHAM, HYBRID], ids=["sham", "hybrid"])
def test_a_letter_with_attachments_goes_over_and_comes_back_receipted(
    engines: list[Engine], tmp_path: Path, suite: Suite
) -> None:
    first, second = two_houses(engines, tmp_path, suite)
    letter = first.send(second, subject="Nordwind", text="Eins.", attachments=[b"small", LARGE])
    carry(first, second)
    assert first.reached(letter, second) == "opened"
    there = second.letter(letter.id, first)
    assert (there.subject, there.number, there.attachments) == ("Nordwind", 1, 2)
    opened = second.read_letter(there, first)
    assert [part.content for part in opened.parts if part.kind == "text"] == ["Eins."]
    (copy,) = second.view(lambda view: view.copies(first.id, letter.id, incoming=True))
    assert copy.state is CopyState.OPENED
    assert [second.contents.length(each.sealed) == each.length for each in copy.attachments] == [True, True]


def test_the_same_pouch_again_has_no_effect(engines: list[Engine], tmp_path: Path) -> None:
    first, second = two_houses(engines, tmp_path)
    letter = first.send(second)
    pouch = b"".join(first.pack(second).blocks())
    for _ in range(3):
        first.receive(second.answer(second.receive([pouch])).blocks())
    assert first.reached(letter, second) == "opened"
    assert len(second.view(lambda view: view.copies(first.id, letter.id, incoming=True))) == 1
    assert second.view(lambda view: view.highest_numbers(first.id)) == [("", letter.year, 1)]


def test_the_register_of_both_grows_and_is_cosigned(engines: list[Engine], tmp_path: Path) -> None:
    first, second = two_houses(engines, tmp_path)
    for _ in range(3):
        first.send(second)
        carry(first, second)
        second.send(first)
        carry(second, first)
    for house, other in ((first, second), (second, first)):
        register.sequence(house.office)
        head = register.make_head(house.office, now=house.clock.now())
        cosignatures = house.view(lambda view: view.cosignatures(view.house().party.origin))
        assert head is not None
        assert head.size == house.view(lambda view: view.register_size())
        assert house.office.mark.read() == (head.origin, head.size, head.root)
        assert {each.party for each in cosignatures} == {other.id}


def test_what_was_placed_is_referred_to_and_is_not_swept(engines: list[Engine], tmp_path: Path) -> None:
    first, second = two_houses(engines, tmp_path)
    letter = first.send(second, attachments=[b"small", LARGE])
    carry(first, second)
    for house in (first, second):
        assert house.kept.drop_unreferenced_contents(older=FAR) == 0
        assert house.files.sweep(house.kept.referenced_contents(), older=FAR.timestamp()) == 0
        house.read_letter(house.letter(letter.id, first), first)
