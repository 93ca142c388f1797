"""Letters as a command lists and finds them: by direction, dossier, party and stage, by number, by an id's beginning.

A list asks two questions whatever its length: the letters, and the earliest time of each stage with each recipient.
How far a letter got is what `practice.evidence` makes of those.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from verbale.chancery.packing import digest_bounds, unpack_digests
from verbale.chancery.sql import Row, Sql, Value, read_moment, read_time
from verbale.exchange.records import Direction
from verbale.formats.receipt import Stage
from verbale.practice.evidence import reached

_LISTED = (
    "letter",
    "direction",
    "sender",
    "recipients",
    "letter_class",
    "series",
    "number",
    "year",
    "created",
    "expires",
    "dossier",
    "subject",
    "opened",
    "at",
)
_SELECT = f"SELECT {', '.join(f'l.{column}' for column in _LISTED)} FROM letters_letter l"
_AT_ONCE = 400
_MANY = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A letter as a list shows it; see `verbale.exchange.records.Letter`.

    Attributes:
        stages: the word for how far it got, by recipient.
    """

    id: bytes
    direction: Direction
    sender: bytes
    recipients: tuple[bytes, ...]
    letter_class: str
    series: str
    number: int
    year: int
    created: datetime | None
    dossier: bytes | None
    subject: str = field(repr=False)
    opened: bool
    at: datetime
    stages: Mapping[bytes, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to; what is not said narrows nothing.

    Attributes:
        direction: which way the letters went.
        dossier: the id of their dossier.
        party: who sent them, or is among their recipients.
        stage: a stage that the letter reached with somebody.
        most: how many at the most, the newest.
    """

    direction: Direction | None = None
    dossier: bytes | None = None
    party: bytes | None = None
    stage: str = ""
    most: int | None = None


def list_letters(sql: Sql, wanted: Filter, house: bytes) -> list[Listed]:
    """The letters that a filter wants, newest first.

    Args:
        sql: the state to read.
        wanted: the filter.
        house: the id of the house, the one recipient whose stages are known of a letter that came.
    """
    condition, values = _condition(wanted)
    limit, most = (" LIMIT %s", [wanted.most]) if wanted.most is not None and not wanted.stage else ("", [])
    rows = sql.rows(f"{_SELECT}{condition} ORDER BY l.at DESC, l.id DESC{limit}", *values, *most)
    times = _times(sql, [row[0] for row in rows])
    found = [_read(row, times, house) for row in rows]
    if wanted.stage:
        found = [each for each in found if wanted.stage in each.stages.values()][: wanted.most]
    return found


def count_letters(sql: Sql) -> tuple[int, int]:
    """How many letters came, and how many went."""
    rows = sql.rows("SELECT direction, COUNT(*) FROM letters_letter GROUP BY direction")
    came = sum(count for direction, count in rows if direction == Direction.IN.value)
    return came, sum(count for _, count in rows) - came


def find_beginning(sql: Sql, beginning: str) -> list[tuple[bytes, bytes]]:
    """The letters (id, sender) whose id begins so, in hex; two are enough to see that it is not unique."""
    least, most = digest_bounds(beginning)
    rows = sql.rows(
        "SELECT letter, sender FROM letters_letter WHERE letter >= %s AND letter <= %s ORDER BY letter LIMIT 2",
        least,
        most,
    )
    return [(letter, sender) for letter, sender in rows]


def find_numbered(sql: Sql, sender: bytes, series: str, number: int, year: int) -> list[tuple[bytes, bytes]]:
    """The letters (id, sender) of a number; more than one is its sender's fault."""
    rows = sql.rows(
        "SELECT letter, sender FROM letters_letter WHERE sender = %s AND series = %s AND year = %s AND number = %s "
        "ORDER BY id LIMIT 2",
        sender,
        series,
        year,
        number,
    )
    return [(letter, sender) for letter, sender in rows]


def find_dossiers(sql: Sql, beginning: str) -> list[bytes]:
    """The dossiers whose id begins so, in hex; two at the most."""
    least, most = digest_bounds(beginning)
    rows = sql.rows(
        "SELECT DISTINCT dossier FROM letters_letter WHERE dossier >= %s AND dossier <= %s ORDER BY dossier LIMIT 2",
        least,
        most,
    )
    return [dossier for (dossier,) in rows]


def _condition(wanted: Filter) -> tuple[str, list[Value]]:
    conditions, values = [], list[Value]()
    if wanted.direction is not None:
        conditions.append("l.direction = %s")
        values.append(wanted.direction.value)
    if wanted.dossier is not None:
        conditions.append("l.dossier = %s")
        values.append(wanted.dossier)
    if wanted.party is not None:
        copies = "SELECT 1 FROM letters_copy c WHERE c.letter = l.letter AND c.peer = %s AND c.direction = 'out'"
        conditions.append(f"(l.sender = %s OR EXISTS ({copies}))")
        values += [wanted.party, wanted.party]
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _times(sql: Sql, letters: Sequence[bytes]) -> Mapping[tuple[bytes, bytes], dict[Stage, str | datetime]]:
    """The earliest time of each stage of some letters, by letter and recipient."""
    select = "SELECT letter, party, stage, MIN(time) FROM letters_evidence"
    group = "GROUP BY letter, party, stage"
    times: dict[tuple[bytes, bytes], dict[Stage, str | datetime]] = defaultdict(dict)
    if len(letters) > _MANY:
        rows = sql.rows(f"{select} {group}")
    else:
        rows = []
        for start in range(0, len(letters), _AT_ONCE):
            some = letters[start : start + _AT_ONCE]
            rows += sql.rows(f"{select} WHERE letter IN ({', '.join(['%s'] * len(some))}) {group}", *some)
    stage_of = cache(Stage)
    for letter, party, stage, time in rows:
        times[letter, party][stage_of(stage)] = time
    return times


def _read(row: Row, times: Mapping[tuple[bytes, bytes], dict[Stage, str | datetime]], house: bytes) -> Listed:
    letter, direction, sender, packed, letter_class, series, number, year, created, expires, dossier, subject, *rest = (
        row
    )
    opened, at = rest
    recipients = unpack_digests(packed)
    way = Direction.IN if direction == "in" else Direction.OUT
    known = (house,) if way is Direction.IN else recipients
    return Listed(
        id=letter,
        direction=way,
        sender=sender,
        recipients=recipients,
        letter_class=letter_class,
        series=series,
        number=number,
        year=year,
        created=read_moment(created),
        dossier=dossier,
        subject=subject,
        opened=bool(opened),
        at=read_time(at),
        stages={party: _reached(times.get((letter, party), {}), expires) for party in known},
    )


def _reached(times: Mapping[Stage, str | datetime], expires: str | datetime | None) -> str:
    if Stage.LAPSED not in times:
        # Times matter only to a lapse; the rest of the lattice is a matter of which stages there are.
        return _reached_without_lapse(frozenset(times))
    return reached({stage: read_time(time) for stage, time in times.items()}, expires=read_moment(expires))


@cache
def _reached_without_lapse(stages: frozenset[Stage]) -> str:
    return reached(dict.fromkeys(stages, _ANY_TIME))


_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
