"""The room of talks: every house that has the same letters shows the same state, at any moment."""

import hashlib
from collections.abc import Callable

from tests.chancery.talks.conftest import CODES, Table
from tests.refusals import refusal_of
from verbale.chancery.talks import room as rooms
from verbale.chancery.talks.showing import say_doubts, show_doubts
from verbale.exchange.letters import Draft, Paper, send
from verbale.exchange.records import Letter
from verbale.formats.talks.acts import write_act
from verbale.formats.talks.agreement import Leave
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.remark import Remark
from verbale.formats.talks.text import LaidText

Forward = Callable[[int], None]


def states(table: Table) -> set[bytes]:
    return {table.now(code).digest for code in CODES}


def test_houses_that_exchanged_the_same_letters_in_any_order_show_the_same_state(table: Table, later: Forward) -> None:
    table.open()
    table.exchange()
    assert len(states(table)) == 1
    points = [each.id for each in table.now("ARV").points]
    for place, code in enumerate(CODES):
        table.respond(code, points[0], ("accept", "reject", "discuss")[place], reason="As instructed")
        table.respond(code, points[1], "amend", text=f"Each Party tells the others ({code}).")
    assert len(states(table)) == 3
    table.exchange(backwards=True)
    table.exchange()
    (first,) = states(table)
    later(2)
    between = table["ARV"].node.now()
    later(2)
    for code in CODES:
        table.respond(code, points[0], "reserve", reserve="parliamentary")
        table.respond(code, points[2], "editorial")
    table.exchange()
    table.exchange(backwards=True)
    (second,) = states(table)
    assert first != second
    for code in CODES:
        state = table[code].node.talks().folded(table.dossier).state
        assert state.at(between).digest == first
        assert not state.differences()
        assert not state.waiting


def test_another_process_shows_the_same_state_out_of_what_is_kept(table: Table) -> None:
    table.open()
    table.exchange()
    table.respond("BOR", "1", "accept")
    table.exchange()
    assert table.room("ARV").now(table.dossier).digest == table.now("ARV").digest


def test_a_page_that_the_house_did_not_write_counts_for_nothing_and_is_read_out_of_the_letters_again(
    table: Table,
) -> None:
    table.open()
    table.exchange()
    state = table.now("ARV").digest
    engine = table["ARV"].node.store.engine
    with engine.writing() as sql:
        sql.run("UPDATE talks_page SET proof = %s", bytes(32))
    room = table.room("ARV")
    assert room.now(table.dossier).digest == state


def test_talks_are_listed_and_named_by_their_title(table: Table) -> None:
    table.open()
    table.exchange()
    room = table.room("CAL")
    (known,) = room.all()
    assert (known.title, known.dossier) == ("Talks on the lake", table.dossier)
    assert room.dossier("Talks on the lake") == table.dossier == room.dossier(table.dossier.hex()[:10])
    assert refusal_of(room.dossier, "Talks on the sea") == "refused:dossier-unknown"
    assert refusal_of(room.dossier, "00" * 32) == "refused:dossier-unknown"


def test_a_dossier_of_other_letters_is_no_talks(table: Table) -> None:
    letter = table["ARV"].send(table["BOR"])
    assert letter.dossier is not None
    assert refusal_of(table.room("ARV").dossier, letter.dossier.hex()) == "refused:talks-unopened"


def test_a_statement_names_what_it_was_written_upon(table: Table) -> None:
    opening = table.open()
    table.exchange()
    first = table.respond("BOR", "1", "accept")
    assert table.now("BOR").frontier == (first.id,)
    second = table.respond("BOR", "1", "reject")
    assert set(table.now("BOR").letters) == {opening.id, first.id, second.id}
    (said,) = [each for each in table.now("BOR").points if each.number == "1"]
    assert said.positions[table["BOR"].party.id].position == "reject"


def test_many_pages_become_one_state_and_show_the_same(table: Table) -> None:
    table.open()
    table.exchange()
    for place in range(20):
        table.respond("BOR", "1", ("accept", "reject")[place % 2])
    engine = table["BOR"].node.store.engine
    with engine.reading() as sql:
        ((pages,),) = sql.rows("SELECT COUNT(*) FROM talks_page")
        ((folds,),) = sql.rows("SELECT COUNT(*) FROM talks_fold")
    assert (folds, pages < 8) == (1, True)
    state = table.now("BOR").digest
    assert table.room("BOR").now(table.dossier).digest == state
    with engine.writing() as sql:
        sql.run("UPDATE talks_fold SET proof = %s", bytes(32))
    assert table.room("BOR").now(table.dossier).digest == state
    table.respond("BOR", "2", "discuss")
    table.exchange()
    assert table.room("ARV").now(table.dossier).digest == table.room("BOR").now(table.dossier).digest


def whisper(table: Table, *parts: tuple[str, str], dossier: bytes | None) -> Letter:
    """A letter of the first house to the second alone."""
    one = table["ARV"]
    draft = Draft(
        id=hashlib.sha256(repr(parts).encode()).digest(),
        recipients=(table["BOR"].party.id,),
        letter_class="statement",
        subject="Between us",
        papers=tuple(Paper(kind=kind, content=content) for kind, content in parts),
        dossier=dossier,
    )
    one.node.drafts().keep_cleared(draft, author="Ilse", now=one.node.now())
    return send(one.node.office, draft, officers=[one.officer], now=one.node.now())


def test_what_did_not_go_to_every_member_is_named_and_counts_for_nothing(table: Table) -> None:
    table.open()
    table.exchange()
    before = table.now("BOR").digest
    remark = Remark(topic="comment", text="Between us.")
    letter = whisper(table, write_act(remark), dossier=table.dossier)
    table.exchange()
    for room in (table.room("BOR"), table.room("BOR")):
        folded = room.folded(table.dossier)
        assert folded.state.now().digest == before
        doubts = show_doubts(folded, {})
        assert doubts["aside"] == [{"letter": letter.id.hex(), "place": None, "code": "not-to-all"}]
        assert say_doubts(doubts | {"contested": False, "unknown": {}})


def test_what_went_to_some_counts_for_nothing_though_other_talks_were_opened_among_them(table: Table) -> None:
    opened = table.open()
    table.exchange()
    before = table.now("BOR")
    few = tuple(sorted(table[code].party.id for code in ("ARV", "BOR")))
    laid = LaidText(media="plain", source="Between us.", title="Ours")
    whisper(table, write_act(laid), write_act(Opening(members=few, text=laid.digest)), dossier=table.dossier)
    said = join_positions([], text=before.text, said="a" * len(before.points))
    causes = Causes(causes=(opened.id,), marks=before.marks)
    second = whisper(table, write_act(said), write_act(Leave()), write_act(causes), dossier=table.dossier)
    table.exchange()
    state = table.room("BOR").folded(table.dossier).state
    assert [(each.letter, each.code) for each in state.asides] == [(second.id, "not-to-all")]
    assert state.at(opened.id).digest == before.digest
    assert state.now().contested


def test_a_letter_that_came_before_its_causes_waits_and_is_named(table: Table) -> None:
    table.open()
    table.exchange()
    first = table.respond("BOR", "1", "accept")
    table.carry("BOR", "CAL")
    second = table.respond("CAL", "1", "reject")
    table.carry("CAL", "ARV")
    folded = table.room("ARV").folded(table.dossier)
    assert show_doubts(folded, {})["waiting"] == [{"letter": second.id.hex(), "missing": [first.id.hex()]}]
    table.carry("BOR", "ARV")
    assert not show_doubts(table.room("ARV").folded(table.dossier), {})["waiting"]
    assert table.now("ARV").digest == table.now("CAL").digest


def test_the_talks_are_found_by_the_index_of_statements_and_not_among_all_letters(table: Table) -> None:
    table.open()
    with table["ARV"].node.store.engine.reading() as sql:
        plan = " ".join(str(row[-1]) for row in sql.rows(f"EXPLAIN QUERY PLAN {rooms._UNREAD}"))
    assert "INDEX letters_letter_statement" in plan
