"""What a house means to say and has not said: kept sealed, changed, and sent as one letter for the wordings read."""

from datetime import UTC, datetime

import pytest

from tests.chancery.talks.conftest import SOURCE, Table
from verbale.chancery.talks.concluding import adopt, revise
from verbale.chancery.talks.prepared import Prepared
from verbale.chancery.talks.preparing import Preparing, say_prepared
from verbale.chancery.talks.proposing import Wish, propose, sponsor, take_wishes
from verbale.chancery.talks.remarking import offer, remark
from verbale.chancery.talks.responding import Answer, take_position
from verbale.chancery.talks.saying import Laying
from verbale.chancery.talks.texts import find_origins
from verbale.formats.errors import Malformed, Refused
from verbale.formats.talks.positions import Position
from verbale.formats.talks.provision import Reference
from verbale.practice.texts.text import read_text

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 10, tzinfo=UTC)


def take(table: Table, number: str, word: str, code: str = "BOR", **more: object) -> Position:
    """A position of a house on a point."""
    point = next(each for each in table.now(code).points if each.number == number)
    return take_position(point, Answer(point=point.id, word=word, **more))  # type: ignore[arg-type]


@pytest.fixture
def preparing(table: Table) -> Preparing:
    """What BOR prepares, in talks that are open."""
    table.open()
    table.exchange()
    return Preparing(table["BOR"].node)


def test_what_is_prepared_is_there_again_and_nobody_else_has_heard_it(table: Table, preparing: Preparing) -> None:
    accepted, rejected = take(table, "1", "accept"), take(table, "2", "reject", reason="Not all works.")
    preparing.keep_positions(table.dossier, [accepted, rejected], author="Ana", now=NOW)
    found = Preparing(table["BOR"].node).of(table.dossier)
    assert [each.position for each in found.positions] == [accepted, rejected]
    assert [(each.author, each.kept_at) for each in found.positions] == [("Ana", NOW)] * 2
    table.exchange()
    assert not any(point.positions for point in table.now("ARV").points)
    assert preparing.of(b"another".ljust(32)) == Prepared()


def test_nothing_of_it_can_be_read_in_the_database(table: Table, preparing: Preparing) -> None:
    preparing.keep_positions(table.dossier, [take(table, "2", "reject", reason="Fishermen")], author="Ana", now=NOW)
    with table["BOR"].node.store.engine.reading() as sql:
        row = sql.row("SELECT sealed FROM talks_prepared")
    assert row is not None
    assert b"Fishermen" not in bytes(row[0])
    assert b"Ana" not in bytes(row[0])


def test_a_later_position_takes_the_place_of_the_one_before(table: Table, preparing: Preparing) -> None:
    for each in (take(table, "1", "accept"), take(table, "2", "discuss")):
        preparing.keep_positions(table.dossier, [each], author="Ana", now=NOW)
    preparing.keep_positions(table.dossier, [take(table, "1", "reject")], author="Ben", now=LATER)
    found = preparing.of(table.dossier)
    assert [(each.position.word, each.author) for each in found.positions] == [("reject", "Ben"), ("discuss", "Ana")]
    assert found.position(found.positions[0].position.point) == found.positions[0]
    assert found.position("0" * 16) is None


def test_what_is_dropped_is_gone_and_an_empty_desk_leaves_no_row(table: Table, preparing: Preparing) -> None:
    position = take(table, "1", "accept")
    [proposal] = take_wishes(table.now("BOR"), [Wish(verb="SUP", point="3", reason="Not needed.")])
    preparing.keep_positions(table.dossier, [position], author="Ana", now=NOW)
    preparing.keep_proposals(table.dossier, [proposal], author="Ana", now=NOW)
    preparing.keep_proposals(table.dossier, [proposal], author="Ana", now=LATER)
    [kept] = preparing.of(table.dossier).proposals
    assert kept.proposal == proposal
    preparing.drop(table.dossier, kept.name, now=LATER)
    preparing.drop(table.dossier, kept.name, now=LATER)
    preparing.drop(table.dossier, position.point, now=LATER)
    with table["BOR"].node.store.engine.reading() as sql:
        assert sql.row("SELECT 1 FROM talks_prepared") is None


def test_it_goes_as_one_letter_and_what_changed_on_the_way_stays(table: Table, preparing: Preparing) -> None:
    preparing.keep_positions(
        table.dossier, [take(table, "1", "accept"), take(table, "2", "amend", text="All works.")], author="Ana", now=NOW
    )
    wishes = take_wishes(table.now("BOR"), [Wish(verb="ADD", text="A new point.", after="2", reason="It lacks.")])
    preparing.keep_proposals(table.dossier, wishes, author="Ana", now=NOW)
    sent = preparing.of(table.dossier)
    assert len(sent) == 3
    table.say("BOR", say_prepared(sent))
    preparing.keep_positions(table.dossier, [take(table, "2", "reject")], author="Ben", now=LATER)
    preparing.take_out(table.dossier, sent, now=LATER)
    assert [each.position.word for each in preparing.of(table.dossier).positions] == ["reject"]
    table.exchange()
    words = {point.number: [each.position for each in point.positions.values()] for point in table.now("CAL").points}
    assert words["1"] == ["accept"]
    assert words["2"] == ["amend"]
    assert [each.proposal.verb for each in table.now("CAL").proposals] == ["ADD"]


def test_nothing_goes_for_a_wording_that_changed_since_it_was_read(table: Table, preparing: Preparing) -> None:
    preparing.keep_positions(
        table.dossier, [take(table, "1", "accept"), take(table, "2", "accept")], author="Ana", now=NOW
    )
    revised = read_text(SOURCE.replace("consult each year", "consult every month"), "markdown")
    laid = Laying(text=revised, title="Second draft").act
    matches = {old.id: new.id for old, new in zip(read_text(SOURCE, "markdown").points, revised.points, strict=True)}
    table.say("ARV", revise(laid, find_origins(table.now("ARV"), revised, matches)))
    for code in ("ARV", "BOR", "CAL"):
        table.exchange()
        table.say(code, adopt(text=laid.digest, stage="basis"))
    table.exchange()
    before = len(table.now("BOR").letters)
    prepared = preparing.of(table.dossier)
    assert prepared.stale(table.now("BOR")) == (prepared.positions[0].position.point,)
    with pytest.raises(Refused, match=r"prepared on: 1\.") as refusal:
        table.say("BOR", say_prepared(prepared))
    assert refusal.value.code == "prepared-stale"
    assert len(table.now("BOR").letters) == before
    assert preparing.of(table.dossier) == prepared


def test_a_written_response_has_remarks_packages_and_sponsors_beside_its_positions(
    table: Table, preparing: Preparing
) -> None:
    table.say("ARV", propose(take_wishes(table.now("ARV"), [Wish(verb="SUP", point="3", reason="No seat.")])))
    table.exchange()
    view = table.now("BOR")
    [made] = view.proposals
    joining = sponsor(Reference(letter=made.letter, place=made.place))
    for compose in (remark("principle", "The lake is shared.", points=["1"]), offer("all", ["1", "2"]), joining):
        preparing.keep_acts(table.dossier, compose(view), author="Ana", now=NOW)
    preparing.keep_acts(table.dossier, joining(view), author="Ben", now=LATER)
    preparing.keep_positions(table.dossier, [take(table, "1", "accept")], author="Ana", now=NOW)
    kept = preparing.of(table.dossier)
    assert len(kept) == 4
    assert [each.author for each in kept.acts] == ["Ana", "Ana", "Ben"]
    letter = table.say("BOR", say_prepared(kept))
    preparing.take_out(table.dossier, kept, now=LATER)
    assert not len(preparing.of(table.dossier))
    table.exchange()
    seen = table.now("CAL")
    assert [each.remark.text for each in seen.remarks] == ["The lake is shared."]
    assert [each.letter for each in seen.packages] == [letter.id]
    assert table["BOR"].party.id in seen.proposals[0].sponsors
    preparing.keep_acts(table.dossier, joining(view), author="Ana", now=NOW)
    [left] = preparing.of(table.dossier).acts
    table.say("BOR", say_prepared(preparing.of(table.dossier)))
    preparing.drop(table.dossier, left.name, now=LATER)
    assert not len(preparing.of(table.dossier))


def test_what_no_letter_could_say_is_not_kept(table: Table, preparing: Preparing) -> None:
    with pytest.raises(Refused) as refusal:
        table.say("BOR", say_prepared(preparing.of(table.dossier)))
    assert refusal.value.code == "prepared-none"
    position = take(table, "1", "accept")
    with pytest.raises(Malformed):
        preparing.keep_positions(table.dossier, [position, position], author="Ana", now=NOW)
    assert not len(preparing.of(table.dossier))
