"""Lists of letters, filled from the tables: a shelf of those that came or went, a search, the rows of the desk.

A list is a stretch along an index, never an offset: it costs the same with a hundred letters and with a hundred
thousand. A page of rows asks four questions whatever it shows: the rows, the names, the evidence, the counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from verbale.chancery.letters.models import Copy, Evidence, Letter
from verbale.chancery.pages.fixed import ANSWERS, BACK, CAME, PLACED, STATEMENT, WENT, Fixed
from verbale.chancery.pages.names import Names, cite
from verbale.chancery.pages.reading import LetterRow, PartyName, Reached, Shelf
from verbale.chancery.talks.models import Dossier
from verbale.exchange.records import Direction
from verbale.formats.receipt import Stage
from verbale.practice import evidence as ladders

ROWS = 25
FEW = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# The order in which a word for a letter with many recipients is chosen; `lapsed` yields to what is held.
_RANKS = ("signed", "lapsed", "accepted", "placed", "opened", "refused", "acknowledged")
MOST = 1000
# Driven by the few pairs, each along its index, not by the many items.
_UNDERWAY = """
    SELECT item.about, item.number, pair.theirs_beyond
    FROM parties_pair AS pair CROSS JOIN despatch_item AS item
    WHERE item.peer = pair.peer AND item.number > pair.theirs_through AND item.kind = 'letter' LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to; empty values narrow nothing.

    Attributes:
        words: words of the subject.
        party: the id of the sender or of a recipient.
        letter_class: a class of letters.
        stage: a stage, or `sealed`, `underway`.
    """

    words: str = ""
    party: bytes = b""
    letter_class: str = ""
    stage: str = ""

    @property
    def counted(self) -> bool:
        """Whether the whole can be counted along an index."""
        return not (self.words or self.letter_class or self.stage)


def letter_url(letter: bytes, sender: bytes) -> str:
    """The address of a letter's page."""
    return reverse("letter", args=[sender.hex(), letter.hex()])


def shelf(names: Names, direction: Direction, narrowed: Filter, *, older: str = "", newer: str = "") -> Shelf:
    """A stretch of the letters that came or went, newest first."""
    if direction is Direction.OUT and narrowed == Filter(party=narrowed.party) and narrowed.party:
        return _sent_to(names, narrowed.party, older=older, newer=newer)
    chosen = _narrow(Letter.objects.filter(direction=CAME if direction is Direction.IN else WENT), direction, narrowed)
    return stretch_of(chosen, names, older=older, newer=newer, counted=narrowed.counted)


def stretch_of(
    chosen: QuerySet[Letter], names: Names, *, older: str = "", newer: str = "", counted: bool = True
) -> Shelf:
    """A stretch of some letters, newest first; `counted` says whether the whole is counted."""
    total = chosen.count() if counted else None
    found, more = _stretch(chosen, older=older, newer=newer)
    first, last = (_cursor(found[0]), _cursor(found[-1])) if found else ("", "")
    return Shelf(
        rows=rows(found, names),
        older=last if (more or newer) else "",
        newer=first if (older or (newer and more)) else "",
        total=total,
    )


def search(names: Names, query: str, *, most: int = ROWS) -> tuple[Sequence[LetterRow], bool]:
    """Letters whose number or subject matches, newest first, and whether there are more."""
    numbered = _numbered(names, query)
    chosen = numbered if numbered is not None else _with_words(Letter.objects.all(), query)
    found = list(chosen.order_by("-at", "-id")[: most + 1])
    return rows(found[:most], names), len(found) > most


def rows(letters: Sequence[Letter], names: Names) -> tuple[LetterRow, ...]:
    """Rows for letters, with how far each got."""
    few = [each for each in letters if len(each.recipients) <= 32 * FEW]
    many = [each for each in letters if len(each.recipients) > 32 * FEW]
    reached = _reached(few, names) | _reached_by_many(many, names)
    return tuple(_row(each, names, reached[each.pk]) for each in letters)


def unanswered() -> QuerySet[Letter]:
    """Letters that came, were opened, and that no officer has answered for the house.

    Statements in talks are not among them: they are answered point by point, and the dossier says what awaits whom.
    """
    return _unanswered().exclude(_in_talks())


def statements_unanswered() -> QuerySet[Letter]:
    """Statements in talks that nobody acknowledged, as nobody is asked to."""
    return _unanswered().filter(_in_talks())


def _unanswered() -> QuerySet[Letter]:
    answered = Evidence.objects.filter(letter=OuterRef("letter"), stage__in=ANSWERS)
    return Letter.objects.filter(~Exists(answered), direction=CAME, opened=True)


def _in_talks() -> Q:
    return Q(letter_class=STATEMENT, dossier__in=Dossier.objects.values("dossier"))


def sealed() -> QuerySet[Letter]:
    """Letters that came and wait for the reading key."""
    waiting = Copy.objects.filter(direction=CAME, state=PLACED).values("letter")
    return Letter.objects.filter(direction=CAME, opened=False, letter__in=waiting)


def _row(letter: Letter, names: Names, reached: tuple[Reached, ...]) -> LetterRow:
    sender = bytes(letter.sender)
    came = letter.direction == Direction.IN.value
    return LetterRow(
        url=letter_url(bytes(letter.letter), sender),
        direction=Direction(letter.direction),
        number=cite(names.of(sender).code, letter.series, letter.number, letter.year),
        subject=letter.subject,
        language=letter.language,
        letter_class=letter.letter_class,
        peers=(names.of(sender),) if came else names.all_of(letter.recipient_ids),
        at=letter.at,
        reached=reached,
        expires=letter.expires,
        attachments=letter.attachments,
        opened=letter.opened,
    )


def _reached(letters: Sequence[Letter], names: Names) -> dict[int, tuple[Reached, ...]]:
    lines: dict[tuple[bytes, bytes], list[ladders.Evidence]] = defaultdict(list)
    for each in Evidence.objects.filter(letter__in=[letter.letter for letter in letters]) if letters else ():
        lines[bytes(each.letter), bytes(each.party)].append(read_evidence(each))
    house = bytes.fromhex(names.house.id)
    reached = {}
    for letter in letters:
        parties = (house,) if letter.direction == Direction.IN.value else letter.recipient_ids
        folded = (
            _fold(names.of(party), lines.get((bytes(letter.letter), party), ()), letter.expires) for party in parties
        )
        reached[letter.pk] = tuple(sorted(folded, key=lambda each: each.party.code))
    return reached


def reached_with(letter: bytes, names: Names) -> Mapping[bytes, Reached]:
    """How far a letter of this house got with each recipient, by the recipients' ids."""
    rows = list(Letter.objects.filter(letter=letter, direction=WENT))
    return {bytes.fromhex(each.party.id): each for some in _reached(rows, names).values() for each in some}


def _fold(party: PartyName, lines: Iterable[ladders.Evidence], expires: datetime | None) -> Reached:
    ladder = ladders.fold(lines, expires=expires)
    rung = next((each for each in ladder.rungs if each.stage.value == ladder.reached), None)
    if rung is None:
        return Reached(party=party, stage=ladder.reached)
    return Reached(party=party, stage=ladder.reached, at=rung.time, reason=rung.reason)


def _reached_by_many(letters: Sequence[Letter], names: Names) -> dict[int, tuple[Reached, ...]]:
    """How far letters to many got: counted by the database, for a line a recipient would be thousands."""
    if not letters:
        return {}
    rank = Case(*(When(stage=stage, then=Value(at)) for at, stage in enumerate(_RANKS)), default=Value(0))
    ranked = (
        Evidence.objects.filter(letter__in=[letter.letter for letter in letters])
        .values("letter", "party")
        .annotate(rank=Max(rank, output_field=IntegerField()))
    )
    counts: Mapping[bytes, Counter[int]] = defaultdict(Counter)
    for each in ranked.values_list("letter", "rank"):
        counts[bytes(each[0])][each[1]] += 1
    return {each.pk: _counted(each, counts[bytes(each.letter)], names) for each in letters}


def _counted(letter: Letter, counts: Counter[int], names: Names) -> tuple[Reached, ...]:
    parties = names.all_of(letter.recipient_ids)
    stages = [_RANKS[rank] for rank, count in sorted(counts.items(), reverse=True) for _ in range(count)]
    stages += ["signed"] * (len(parties) - len(stages))
    # Only the counts are shown of these; which party stands at which stage is for the letter's own page.
    return tuple(Reached(party=party, stage=stage) for party, stage in zip(parties, stages, strict=False))


def read_evidence(row: Evidence) -> ladders.Evidence:
    """A line of evidence out of its table."""
    return ladders.Evidence(
        letter=bytes(row.letter),
        party=bytes(row.party),
        issuer=bytes(row.issuer),
        stage=Stage(row.stage),
        time=row.time,
        reason=row.reason,
        words=row.words,
        receipt=bytes(row.receipt),
        sealed=bytes(row.sealed),
    )


def _narrow(chosen: QuerySet[Letter], direction: Direction, narrowed: Filter) -> QuerySet[Letter]:
    if narrowed.party and direction is Direction.IN:
        # What a party sent came: said once, so that the index by sender is the one that is taken.
        chosen = Letter.objects.filter(sender=narrowed.party)
    elif narrowed.party:
        copies = Copy.objects.filter(letter=OuterRef("letter"), peer=narrowed.party, direction="out")
        chosen = chosen.filter(Exists(copies))
    if narrowed.letter_class:
        chosen = chosen.filter(letter_class=narrowed.letter_class)
    if narrowed.words:
        chosen = _with_words(chosen, narrowed.words)
    return _at_stage(chosen, direction, narrowed.stage) if narrowed.stage else chosen


def _at_stage(chosen: QuerySet[Letter], direction: Direction, stage: str) -> QuerySet[Letter]:
    lines = Evidence.objects.filter(letter=OuterRef("letter"))
    if stage == "sealed":
        return chosen.filter(opened=False)
    if stage == "underway":
        return chosen.filter(letter__in=underway())
    if stage in {"refused", "lapsed"}:
        return chosen.filter(letter__in=_ended(stage))
    if stage == Stage.OPENED.value and direction is Direction.IN:
        return chosen.filter(~Exists(lines.filter(stage__in=ANSWERS)), opened=True)
    if stage == Stage.ACKNOWLEDGED.value:
        # The second condition says nothing new; it shows the small index to the database.
        lines = lines.filter(stage__in=ANSWERS)
    return chosen.filter(Exists(lines.filter(stage=stage)))


def underway() -> list[bytes]:
    """Letters that a recipient does not say it holds, the newest last; a thousand at the most."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDERWAY, [MOST])
        found = cursor.fetchall()
    waiting = [bytes(about) for about, number, beyond in found if str(number) not in beyond.split()]
    return list(dict.fromkeys(waiting))


def _ended(stage: str) -> list[bytes]:
    """Letters that ended so, by the small index of such; the thousand newest."""
    lines = Evidence.objects.filter(stage__in=BACK, stage=Fixed(stage)).order_by("-time")
    return [bytes(letter) for letter in lines.values_list("letter", flat=True)[:MOST]]


def _sent_to(names: Names, party: bytes, *, older: str, newer: str) -> Shelf:
    """Letters that went to one party, along the copies made for it."""
    copies = Copy.objects.filter(peer=party, direction=Direction.OUT.value)
    place = _read_cursor(older or newer)
    if place is None:
        found = list(copies.order_by("-id")[: ROWS + 1])
    elif older:
        found = list(copies.filter(pk__lt=place[1]).order_by("-id")[: ROWS + 1])
    else:
        found = list(copies.filter(pk__gt=place[1]).order_by("id")[: ROWS + 1])
    more, found = len(found) > ROWS, found[:ROWS]
    if newer:
        found.reverse()
    letters = {bytes(each.letter): each for each in Letter.objects.filter(letter__in=[copy.letter for copy in found])}
    shown = dict.fromkeys(bytes(copy.letter) for copy in found)
    first, last = (f"0.{found[0].pk}", f"0.{found[-1].pk}") if found else ("", "")
    return Shelf(
        rows=rows([letters[letter] for letter in shown if letter in letters], names),
        older=last if (more or newer) else "",
        newer=first if (older or (newer and more)) else "",
        total=copies.values("letter").distinct().count(),
    )


def _with_words(chosen: QuerySet[Letter], words: str) -> QuerySet[Letter]:
    for word in words.split()[:8]:
        chosen = chosen.filter(subject__icontains=word)
    return chosen


def _numbered(names: Names, query: str) -> QuerySet[Letter] | None:
    """The letters of a number, if the query is one: `MFA/12/2026`, `12/2026`, `MFA/12`, or an id's beginning."""
    pieces = query.strip().upper().split("/")
    sender = names.of_code(pieces[0]) or (bytes.fromhex(names.house.id) if pieces[0] == names.house.code else None)
    figures = [piece for piece in pieces if piece.isascii() and piece.isdigit() and len(piece) < 16]
    if len(pieces) < 2 or not figures:
        return None
    asked = Q(number=int(figures[0]))
    if len(figures) > 1:
        asked &= Q(year=int(figures[1]))
    if sender is not None:
        return Letter.objects.filter(asked, sender=sender)
    return Letter.objects.filter(asked) if pieces[0] == figures[0] else None


def _stretch(chosen: QuerySet[Letter], *, older: str, newer: str) -> tuple[list[Letter], bool]:
    place = _read_cursor(older or newer)
    if place is None:
        found = list(chosen.order_by("-at", "-id")[: ROWS + 1])
        return found[:ROWS], len(found) > ROWS
    at, pk = place
    if older:
        found = list(chosen.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at).order_by("-at", "-id")[: ROWS + 1])
        return found[:ROWS], len(found) > ROWS
    found = list(chosen.filter(Q(at__gt=at) | Q(pk__gt=pk), at__gte=at).order_by("at", "id")[: ROWS + 1])
    return found[:ROWS][::-1], len(found) > ROWS


def _cursor(letter: Letter) -> str:
    return f"{(letter.at - _EPOCH) // _MICROSECOND}.{letter.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    """The place in a list; a cursor that is none begins at its head."""
    at, _, pk = text.partition(".")
    if not (at.isascii() and at.isdigit() and pk.isascii() and pk.isdigit() and len(at) < 18 and len(pk) < 18):
        return None
    return _EPOCH + int(at) * _MICROSECOND, int(pk)
