"""The digests of rows and columns are those of the specification, so that two houses can compare theirs."""

import hashlib

from tests.practice.talks.scribe import World, party, point
from verbale.formats.talks.causes import COLUMN, ROW
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.provision import wording_digest

SIGNS = {"accept": b"a", "reject": b"x", "amend": b"m"}


def statement(where: str, word: str, on: str, letter: bytes) -> bytes:
    return bytes.fromhex(point(where)) + SIGNS[word] + wording_digest(on) + letter


def row(*statements: bytes) -> str:
    return hashlib.sha256(b"verbale/row/v1\n" + b"".join(statements)).hexdigest()[:ROW]


def test_a_row_holds_every_statement_that_stands_and_of_contradictory_ones_all() -> None:
    world = World()
    plain = world.write(
        "ARV", join_positions([world.position("ARV", "b", "accept"), world.position("ARV", "a", "reject")])
    )
    torn = world.write("BOR", *(join_positions([world.position("BOR", "c", word)]) for word in ("accept", "reject")))
    more = world.says("BOR", "d", "amend", text="Four may.")
    rows = {
        party("ARV"): [
            statement("a", "reject", "One shall.", plain.id),
            statement("b", "accept", "Two shall.", plain.id),
        ],
        party("BOR"): [
            *sorted(statement("c", word, "Three shall.", torn.id) for word in ("accept", "reject")),
            statement("d", "amend", "Four shall.", more.id),
        ],
        party("CAL"): [],
    }
    # Rows stand by the ids of their members, and statements in a row by those of their points.
    expected = [row(*sorted(rows[member], key=lambda each: each[:8])) for member in world.view.members]
    marks = world.view.marks
    assert [marks.rows[at : at + ROW] for at in range(0, len(marks.rows), ROW)] == expected


def test_a_column_holds_the_wording_that_stands_the_status_and_a_cell_for_each_member() -> None:
    world = World()
    letters = {party(name): world.says(name, "a", "accept") for name in ("ARV", "BOR")}
    cells = [
        b"a" + wording_digest("One shall.") + letters[member].id if member in letters else b"-"
        for member in world.view.members
    ]
    content = b"verbale/column/v1\n" + wording_digest("One shall.") + b"open\n" + b"".join(cells)
    place = sorted(map(point, "abcd")).index(point("a"))
    marks = world.view.marks
    assert marks.points[COLUMN * place :][:COLUMN] == hashlib.sha256(content).hexdigest()[:COLUMN]
