r"""A state as a house keeps it, so that it need not be folded anew.

    "verbale/talks-state/v3\n" ‖ SHA-256 of what follows ‖ a document in its one form

The document holds what letters said in columns, by the numbers that the house gave, and the acts beside positions as
their parts have them. Reading it is entering the letters again, in the order in which they came, with positions read
already. It is the house's own and never leaves it; a file that was changed, or that another version wrote, is refused,
and the state is folded from the letters.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from verbale.formats import canonical
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.canonical import Document, Json
from verbale.formats.errors import Malformed
from verbale.formats.fields import read_time, write_time
from verbale.formats.talks.acts import read_act, write_act
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.positions import Positions
from verbale.practice.talks.gazette import Gazette, ReadText
from verbale.practice.talks.letter import Aside, Placed, TalksLetter
from verbale.practice.talks.marks import Difference
from verbale.practice.talks.record import Record, write_notes
from verbale.practice.talks.table import Table
from verbale.practice.talks.wordings import Wordings

TAG = b"verbale/talks-state/v3\n"
_DIGEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPoint:
    """A point of a text that was read before."""

    id: str
    number: str
    title: str
    text: str
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """A text that was read before."""

    points: tuple[KeptPoint, ...]


def seal_document(document: Document) -> bytes:
    """The bytes of a kept state."""
    data = canonical.write(document)
    return TAG + hashlib.sha256(data).digest() + data


def open_document(data: bytes) -> Document:
    """The document of a kept state.

    Raises:
        Malformed: `state-form`.
    """
    head = len(TAG) + _DIGEST
    if not data.startswith(TAG) or hashlib.sha256(data[head:]).digest() != data[len(TAG) : head]:
        raise Malformed("state-form", "A state of talks that was kept is damaged, or of another version.")
    # It is what the house wrote, to the last byte; the strict reader would take twice as long to say so.
    return canonical.read_again(data[head:])


def write_room(table: Table, wordings: Wordings) -> Document:
    """What a table knows beside its letters."""
    gazette = table.gazette
    return {
        "opening": table.number,
        "points": "".join(gazette.points),
        "wordings": b"".join(gazette.wordings).hex(),
        "worded": list(gazette.words),
        "words": list(gazette.words.values()),
        "texts": [[text.hex(), _write_text(read)] for text, read in table.known.items()],
        "witnesses": [
            [point, wording, letter, f"{known:x}"]
            for point, some in wordings.witnesses.items()
            for wording, letter, known in some
        ],
    }


def read_wordings(room: Document, wordings: Wordings) -> None:
    """Gives back what letters witness."""
    for point, wording, letter, known in room["witnesses"]:
        wordings.witnesses.setdefault(point, []).append((wording, letter, int(known, 16)))


def read_gazette(room: Document) -> Gazette:
    """The points and wordings that a table knew."""
    gazette = Gazette()
    points, wordings = room["points"], bytes.fromhex(room["wordings"])
    for at in range(0, len(points), 16):
        gazette.point(points[at : at + 16])
    for at in range(0, len(wordings), 32):
        gazette.wording(wordings[at : at + 32])
    gazette.words = dict(zip(room["worded"], room["words"], strict=True))
    return gazette


def read_texts(room: Document) -> dict[bytes, ReadText]:
    """The texts that a table had read."""
    return {bytes.fromhex(text): _read_text(points) for text, points in room["texts"]}


def write_entry(record: Record, acts: Iterable[Placed]) -> Document:
    """What a letter says that counts: its positions in columns, its other acts as their parts."""
    count = len(record.rows)
    return {
        "member": record.member,
        "acts": [[each.place, *write_act(each.act)] for each in acts],
        "said": [[roll.text.hex(), said] for roll, said in record.said],
        "points": write_base64(struct.pack(f"<{count}I", *record.rows)),
        "codes": write_base64(struct.pack(f"<{count}Q", *record.rows.values())),
        "clashes": [[point, list(codes)] for point, codes in record.clashes.items()],
        "notes": write_notes(record),
    }


def read_entry(entry: Document, number: int, created: datetime) -> Record:
    """The record of a letter, to be entered; its positions are read already."""
    points, codes = read_base64(entry["points"]), read_base64(entry["codes"])
    count = len(points) // 4
    return Record(
        number=number,
        member=entry["member"],
        created=created,
        rows=dict(zip(struct.unpack(f"<{count}I", points), struct.unpack(f"<{count}Q", codes), strict=True)),
        clashes={point: tuple(each) for point, each in entry["clashes"]},
        kept=entry["notes"],
    )


def read_acts(entry: Document) -> tuple[Placed, ...]:
    """The acts of a letter, with positions on whole texts and without those on points that are named."""
    said = (Positions(text=bytes.fromhex(text), said=said) for text, said in entry.get("said", ()))
    return (*(Placed(place=-1, act=each) for each in said), *_read_placed(entry))


def write_waiting(letter: TalksLetter) -> Document:
    """A letter that waits for its causes."""
    assert letter.causes is not None
    return {
        "id": letter.id.hex(),
        "sender": letter.sender.hex(),
        "created": write_time(letter.created),
        "acts": [[each.place, *write_act(each.act)] for each in letter.acts],
        "causes": write_act(letter.causes)[1],
        "asides": write_asides(letter.asides),
        "to": None if letter.recipients is None else [each.hex() for each in letter.recipients],
    }


def read_waiting(entry: Document) -> TalksLetter:
    """A letter that waits for its causes."""
    causes = read_act("talks-causes", entry["causes"])
    assert isinstance(causes, Causes)
    return TalksLetter(
        id=bytes.fromhex(entry["id"]),
        sender=bytes.fromhex(entry["sender"]),
        created=read_time(entry["created"]),
        acts=tuple(_read_placed(entry)),
        causes=causes,
        asides=read_asides(entry["asides"]),
        recipients=None if entry["to"] is None else tuple(map(bytes.fromhex, entry["to"])),
    )


def write_asides(asides: Iterable[Aside]) -> list[Json]:
    """Acts that are kept aside."""
    return [[each.letter.hex(), each.place, each.kind, each.code] for each in asides]


def read_asides(entries: Iterable[Json]) -> tuple[Aside, ...]:
    """Acts that are kept aside."""
    return tuple(
        Aside(letter=bytes.fromhex(letter), place=place, kind=kind, code=code) for letter, place, kind, code in entries
    )


def write_differences(differences: Iterable[Difference]) -> list[Json]:
    """States that differed."""
    return [
        {
            "letter": each.letter.hex(),
            "party": each.party.hex(),
            "ours": each.ours.hex(),
            "theirs": each.theirs.hex(),
            "rows": [row.hex() for row in each.rows],
            "points": list(each.points),
            "frame": each.frame,
        }
        for each in differences
    ]


def read_differences(entries: Iterable[Json]) -> list[Difference]:
    """States that differed."""
    return [
        Difference(
            letter=bytes.fromhex(each["letter"]),
            party=bytes.fromhex(each["party"]),
            ours=bytes.fromhex(each["ours"]),
            theirs=bytes.fromhex(each["theirs"]),
            rows=tuple(map(bytes.fromhex, each["rows"])),
            points=tuple(each["points"]),
            frame=each["frame"],
        )
        for each in entries
    ]


def _read_placed(entry: Document) -> Iterator[Placed]:
    for place, kind, content in entry["acts"]:
        act = read_act(kind, content)
        assert not isinstance(act, Causes)
        yield Placed(place=place, act=act)


def _write_text(read: ReadText) -> list[Json]:
    return [[each.id, each.number, each.title, each.text, list(each.under)] for each in read.points]


def _read_text(points: Iterable[Json]) -> KeptText:
    return KeptText(
        points=tuple(
            KeptPoint(id=name, number=number, title=title, text=text, under=tuple(under))
            for name, number, title, text, under in points
        )
    )
