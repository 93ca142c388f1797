"""What is done with the vectors of talks: reading a part, and folding letters into a state."""

from typing import Any

from verbale.formats.fields import read_time
from verbale.formats.talks.acts import read_act, write_act
from verbale.formats.talks.positions import Positions
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.state import fold
from verbale.practice.talks.view import View

Given = dict[str, Any]


def read_talks_part(*, kind: str, content: str) -> Given:
    """A part of talks; for some kinds with what follows from it."""
    act = read_act(kind, content)
    again = {"kind": write_act(act)[0]}
    if isinstance(act, LaidText):
        return again | {"digest": act.digest.hex()}
    if isinstance(act, Positions):
        return again | {"named": [[each.point, each.word, each.ad_referendum] for each in act.named()]}
    return again


def fold_talks(*, letters: list[dict[str, Any]]) -> Given:
    """The state that letters give."""
    state = fold(read_given(each) for each in letters)
    view = state.now()
    return {
        "state": view.digest.hex(),
        "rows": view.marks.rows,
        "columns": view.marks.points,
        "order": [each.hex() for each in view.letters],
        "frontier": [each.hex() for each in view.frontier],
        "text": view.text.hex(),
        "adopted": view.adopted.hex() if view.adopted else "",
        "authenticated": view.authenticated.hex() if view.authenticated else "",
        "points": [[each.id, each.number, each.status, each.wording.hex()] for each in view.points],
        "positions": _positions(view),
        "packages": [[each.letter.hex(), each.status, list(each.holds_up)] for each in view.packages],
        "languages": [
            {
                "letter": each.letter.hex(),
                "language": each.language,
                "aligned": [[point, *some] for point, some in each.aligned.items()],
                "missing": list(each.missing),
                "stale": list(each.stale),
                "beyond": list(each.beyond),
                "superseded": each.superseded,
                "adopted": each.adopted,
                "authenticated": each.authenticated,
            }
            for each in view.languages
        ],
        "rounds": list(view.rounds),
        "waiting": {letter.hex(): [each.hex() for each in lacks] for letter, lacks in state.waiting.items()},
        "asides": [[each.letter.hex(), each.place, each.kind, each.code] for each in state.asides],
        "differences": [
            [each.letter.hex(), [row.hex() for row in each.rows], list(each.points)] for each in state.differences()
        ],
    }


def _positions(view: View) -> list[list[str]]:
    return [
        [point.id, party.hex(), said.position, said.on, said.letter.hex()]
        for point in view.points
        for party, said in point.positions.items()
    ]


def read_given(given: dict[str, Any]) -> TalksLetter:
    letter = read_letter(
        letter=bytes.fromhex(given["letter"]),
        sender=bytes.fromhex(given["sender"]),
        created=read_time(given["created"]),
        parts=[(kind, content) for kind, content in given["parts"]],
        recipients=[bytes.fromhex(each) for each in given["to"]] if "to" in given else None,
    )
    if letter is None:
        raise AssertionError("a letter of a vector has no part of talks")
    return letter
