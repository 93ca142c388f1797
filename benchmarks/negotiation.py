"""Talks as large as those of a climate conference, in the house whose pages are measured.

A text of 380 points with more than a thousand brackets lies on the table, and five members have answered it: most
points by a sign, one in five with words or a reserve. The letter that opens the talks is a real one; what the others
answered is written where the house keeps what it read out of letters, with a row for each letter: as of the other
letters of this measurement, no sealed text is made of them.
"""

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.draft import WORDS, write_draft
from verbale.formats.talks.acts import Act, write_act
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.positions import NO_NOTE, Note, Position, join_positions
from verbale.practice.talks.view import View
from verbale.practice.texts.text import read_text

if TYPE_CHECKING:
    from tests.trialhouse import House

POINTS = 380
BRACKETS = 1055
MEMBERS = 5
_OFTEN = ("accept",) * 12 + ("maintain", "discuss", "editorial")
_RARE = ("amend", "counter", "reject", "reserve")


def negotiate(house: "House") -> tuple[str, str]:
    """Opens talks in a house and lets all members answer; returns the address of the dossier, and that of a point."""
    from tests.trialhouse import OFFICER
    from verbale.chancery import office as offices
    from verbale.chancery.talks.saying import Laying, Speaker, open_talks

    chance = random.Random(7)
    members = [house.meet(f"N{number}", f"Delegation {number}") for number in range(MEMBERS)]
    draft = write_draft(chance, points=POINTS, brackets=BRACKETS)
    room = offices.current().talks()
    letter = open_talks(
        room,
        Laying(text=read_text(draft, "markdown"), title="Draft agreement", standing="official"),
        members=[each.party.id for each in members],
        title="Talks on a draft agreement",
        agreement="whole",
        speaker=Speaker(officers=house.officers[:1], name=OFFICER),
    )
    assert letter.dossier is not None
    view = room.now(letter.dossier)
    _answer(letter.dossier, [each.party.id for each in members], view, chance)
    where = f"/dossiers/{letter.dossier.hex()}"
    return where, f"{where}/points/{view.points[POINTS // 2].id}"


def _answer(dossier: bytes, members: list[bytes], view: View, chance: random.Random) -> None:
    from verbale.chancery import office as offices
    from verbale.chancery.letters.models import Letter
    from verbale.chancery.talks.pages import Entry, Pages

    node = offices.current()
    own, now = node.party.id, node.now()
    entries: list[Entry] = []
    for place, member in enumerate(members):
        letter, at = chance.randbytes(32), now + timedelta(seconds=place)
        acts: list[Act | Causes] = [Causes(causes=view.frontier, marks=view.marks)]
        acts.append(join_positions(_position(view, number, chance) for number in range(len(view.points))))
        others = tuple(sorted({own, *members} - {member}))
        parts = tuple(map(write_act, acts))
        entries.append(Entry(letter=letter, sender=member, recipients=others, created=at, parts=parts))
        Letter.objects.create(
            letter=letter,
            sender=member,
            recipients=b"".join(others),
            sealed=chance.randbytes(32),
            letter_class="statement",
            direction="in",
            at=at,
            created=at,
            number=1,
            year=at.year,
            dossier=dossier,
            opened=True,
            attachments=0,
            subject=f"Positions on {len(view.points)} points",
        )
    Pages(node.store.engine, node.safe, node.office.keys.channel_secret(own, 0)).add(dossier, entries)


def _position(view: View, number: int, chance: random.Random) -> Position:
    point = view.points[number]
    word = chance.choice(_RARE if chance.random() < 0.2 else _OFTEN)
    note = Note(
        text=" ".join(chance.choices(WORDS, k=25)) if word in {"amend", "counter"} else "",
        reason="As was said in the last round." if word in _RARE else "",
        reserve="scrutiny" if word == "reserve" else "",
    )
    return Position(point=point.id, wording=point.wording, word=word, note=NO_NOTE if note == Note() else note)
