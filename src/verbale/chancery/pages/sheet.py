"""A letter as paper, and what is proven of it, filled from the record and from the sealed copy.

The text is opened for the page that shows it and kept nowhere. A copy that does not open any more shows why instead of
a text; what is proven of the letter stays shown beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from verbale.chancery.letters.models import Copy, Evidence, Letter
from verbale.chancery.letters.sheets import Sheet
from verbale.chancery.pages import shelves, wording
from verbale.chancery.pages.names import Names, cite
from verbale.chancery.pages.reading import (
    AttachmentView,
    LadderView,
    LetterPage,
    LetterRow,
    PartView,
    Reference,
    Rung,
)
from verbale.chancery.register.models import Entry
from verbale.chancery.talks.models import Dossier
from verbale.exchange.records import Direction
from verbale.practice import evidence as ladders

_RISING = ("accepted", "placed", "opened", "acknowledged")
_ENDINGS = ("refused", "lapsed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the house keeps of a letter, read for its page.

    Attributes:
        letter: its row.
        lines: the evidence on it, by recipient.
        entries: the indices of statements in the register, by digest.
        copies: how many sealed copies there are.
        answers: the letter that it answers; `None` if that is not here.
        beside: the addresses of the newer and the older letter in its list.
        dossier: what its dossier is called; empty if it stands alone in it and is no opening of talks.
    """

    letter: Letter
    lines: Mapping[bytes, Sequence[ladders.Evidence]]
    entries: Mapping[bytes, int]
    copies: int
    answers: Letter | None = None
    beside: tuple[str, str] = field(default=("", ""))
    dossier: str = ""

    @property
    def id(self) -> bytes:
        """The letter's id."""
        return bytes(self.letter.letter)

    @property
    def sender(self) -> bytes:
        """The id of its sender."""
        return bytes(self.letter.sender)


def find(sender: bytes, letter: bytes) -> Record | None:
    """What the house keeps of a letter; `None` if there is none of this id and sender."""
    row = Letter.objects.filter(letter=letter, sender=sender).first()
    if row is None:
        return None
    lines: dict[bytes, list[ladders.Evidence]] = {}
    for each in Evidence.objects.filter(letter=letter):
        lines.setdefault(bytes(each.party), []).append(shelves.read_evidence(each))
    receipts = {line.receipt for of_party in lines.values() for line in of_party}
    indexed = Entry.objects.filter(digest__in=[letter, *receipts], index__isnull=False)
    answers = Letter.objects.filter(letter=row.reply_to).first() if row.reply_to else None
    return Record(
        letter=row,
        lines=lines,
        entries={bytes(each.digest): each.index for each in indexed if each.index is not None},
        copies=Copy.objects.filter(letter=letter, direction=row.direction).count() if _came(row) else 1,
        answers=answers,
        beside=_beside(row),
        dossier=_dossier_name(row),
    )


def lay_out(record: Record, opened: Sheet | None, names: Names) -> LetterPage:
    """The page of a letter.

    Args:
        record: what the house keeps of it.
        opened: its content; `None` if it is sealed, or if the officer may not read it.
        names: the parties.
    """
    letter = record.letter
    row = shelves.rows([letter], names)[0]
    sender = names.of(record.sender)
    house = bytes.fromhex(names.house.id)
    parties = (house,) if _came(letter) else letter.recipient_ids
    ladder_views = tuple(sorted((_ladder(record, party, names) for party in parties), key=lambda each: each.party.code))
    return LetterPage(
        id=record.id.hex(),
        row=row,
        sender=sender,
        recipients=names.all_of(letter.recipient_ids),
        created=letter.created,
        answers=_reference(record, names),
        dossier=record.dossier or (opened.title if opened else ""),
        dossier_id=bytes(letter.dossier or b"").hex() if letter.opened else "",
        parts=_parts(opened),
        attachments=_attachments(opened, row),
        ladders=ladder_views,
        sealed=bytes(letter.sealed).hex(),
        copies=record.copies,
        last_entry=_last_entry(record),
        may_answer=row.unread,
        newer=record.beside[0],
        older=record.beside[1],
    )


def _last_entry(record: Record) -> int | None:
    """The highest index of all evidence; `None` while some of it has none."""
    named = {line.receipt for lines in record.lines.values() for line in lines}
    named |= {record.id} if record.letter.opened else set()
    return max(record.entries.values(), default=None) if named <= record.entries.keys() else None


def _came(letter: Letter) -> bool:
    return letter.direction == Direction.IN.value


def _parts(opened: Sheet | None) -> tuple[PartView, ...]:
    return tuple(
        PartView(
            anchor=f"p{place}",
            number=part.number,
            paragraphs=tuple(_paragraphs(part.content)),
            language=part.language,
        )
        for place, part in enumerate(opened.text if opened else (), 1)
    )


def _paragraphs(text: str) -> Iterable[str]:
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if block.strip():
            yield block.strip("\n")


def _attachments(opened: Sheet | None, row: LetterRow) -> tuple[AttachmentView, ...]:
    return tuple(
        AttachmentView(
            place=chr(ord("a") + place) if place < 26 else str(place + 1),
            name=each.name,
            media_type=each.media_type,
            length=each.length,
            sha256=each.sha256.hex(),
            url=f"{row.url}attachments/{place + 1}",
        )
        for place, each in enumerate(opened.attachments if opened else ())
    )


def _reference(record: Record, names: Names) -> Reference | None:
    reply_to, answers = record.letter.reply_to, record.answers
    if reply_to is None:
        return None
    if answers is None:
        return Reference(number=bytes(reply_to).hex()[:16], url="")
    sender = bytes(answers.sender)
    return Reference(
        number=cite(names.of(sender).code, answers.series, answers.number, answers.year) or bytes(reply_to).hex()[:16],
        url=shelves.letter_url(bytes(answers.letter), sender),
        at=answers.created,
    )


def _beside(letter: Letter) -> tuple[str, str]:
    """The letters beside one in its list: the newer and the older."""
    others = Letter.objects.filter(direction=letter.direction).only("letter", "sender", "at")
    newer = others.filter(Q(at__gt=letter.at) | Q(pk__gt=letter.pk), at__gte=letter.at).order_by("at", "id").first()
    older = others.filter(Q(at__lt=letter.at) | Q(pk__lt=letter.pk), at__lte=letter.at).order_by("-at", "-id").first()
    return _url(newer), _url(older)


def _dossier_name(letter: Letter) -> str:
    """The title of the talks that it belongs to, or the subject of the first letter of several."""
    if letter.dossier is None or not letter.opened:
        return ""
    talks = Dossier.objects.filter(dossier=letter.dossier).first()
    if talks is not None:
        return talks.title
    first = list(Letter.objects.filter(dossier=letter.dossier, opened=True).order_by("at", "id")[:2])
    return first[0].subject if len(first) > 1 else ""


def _url(letter: Letter | None) -> str:
    return shelves.letter_url(bytes(letter.letter), bytes(letter.sender)) if letter is not None else ""


def _ladder(record: Record, party: bytes, names: Names) -> LadderView:
    direction = Direction(record.letter.direction)
    folded = ladders.fold(record.lines.get(party, ()), expires=record.letter.expires)
    codes = {"sender": names.of(record.sender).code, "party": names.of(party).code}
    proven = {each.stage.value: each for each in folded.rungs}
    rungs = [_signed(record, direction, codes)]
    rungs += [_proven(record, line, direction, codes) for line in folded.rungs]
    rungs += [_open(stage, direction, codes) for stage in _still_open(proven)]
    return LadderView(
        party=names.of(party), reached=folded.reached, rungs=tuple(rungs), contradictions=folded.contradictions
    )


def _still_open(proven: Mapping[str, ladders.Evidence]) -> Sequence[str]:
    """The rungs above the highest that is proven; none once it ended."""
    if any(ending in proven for ending in _ENDINGS):
        return ()
    highest = max((_RISING.index(stage) for stage in proven if stage in _RISING), default=-1)
    return _RISING[highest + 1 :]


def _signed(record: Record, direction: Direction, codes: Mapping[str, str]) -> Rung:
    letter = record.letter
    if not letter.opened or letter.created is None:
        return _open("signed", direction, codes)
    if letter.unproven:
        return _open("unproven", direction, codes, shown="signed")
    return Rung(
        stage="signed",
        at=letter.created,
        says=wording.rung_words(direction, "signed", proven=True, **codes),
        evidence=record.id.hex(),
        entry=record.entries.get(record.id),
    )


def _proven(record: Record, line: ladders.Evidence, direction: Direction, codes: Mapping[str, str]) -> Rung:
    return Rung(
        stage=line.stage.value,
        at=line.time,
        says=wording.rung_words(direction, line.stage.value, proven=True, **codes),
        evidence=line.receipt.hex(),
        entry=record.entries.get(line.receipt),
        reason=line.reason,
        words=line.words,
    )


def _open(stage: str, direction: Direction, codes: Mapping[str, str], *, shown: str = "") -> Rung:
    return Rung(stage=shown or stage, at=None, says=wording.rung_words(direction, stage, proven=False, **codes))


def statement_url(digest: bytes) -> str:
    """The address of a statement's page."""
    return reverse("statement", args=[digest.hex()])
