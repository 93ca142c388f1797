"""Letters, copies, statements, evidence and numbers, as rows."""

from collections.abc import Sequence

from verbale.chancery.packing import pack_digests, pack_enclosed, unpack_digests, unpack_enclosed
from verbale.chancery.sql import AT_ONCE, Row, Sql, insert, places, read_moment, read_time, upsert
from verbale.exchange.records import Copy, CopyState, Direction, Evidence, Letter, Stored
from verbale.formats.receipt import Stage
from verbale.formats.statement import Signed

_LETTER = (
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
    "language",
    "reply_to",
    "sealed",
    "attachments",
    "opened",
    "unproven",
    "at",
)
_READ_LETTER = f"SELECT {', '.join(_LETTER)} FROM letters_letter WHERE letter = %s AND sender = %s"
_PUT_LETTER = upsert("letters_letter", _LETTER, key=("letter", "sender"))
_COPY = (
    "peer",
    "direction",
    "letter",
    "sealed",
    "length",
    "letter_class",
    "attachments",
    "state",
    "reason",
    "at",
)
# Sorted here: asked to sort by id, SQLite reads all copies of the party in that order instead of those of the letter.
# Words are literal: SQLite uses a partial index only where it sees its condition in the statement, and where it cannot
# tell without the parameter, it makes its plan anew each time.
_READ_COPIES = {
    direction: f"SELECT id, {', '.join(_COPY)} FROM letters_copy "
    f"WHERE letter = %s AND peer = %s AND direction = '{direction.value}'"
    for direction in Direction
}
_READ_WAITING = (
    f"SELECT {', '.join(_COPY)} FROM letters_copy WHERE direction = 'in' AND state = 'placed' ORDER BY id LIMIT %s"
)
_PUT_COPY = upsert("letters_copy", _COPY, key=("letter", "peer", "direction", "sealed"))
_SET_COPY = (
    "UPDATE letters_copy SET state = %s, reason = %s WHERE letter = %s AND peer = %s AND direction = %s AND sealed = %s"
)
_EVIDENCE = ("letter", "party", "issuer", "stage", "time", "reason", "words", "receipt", "sealed")
_READ_EVIDENCE = f"SELECT {', '.join(_EVIDENCE)} FROM letters_evidence WHERE letter = %s AND party = %s ORDER BY id"
_PUT_EVIDENCE = insert("letters_evidence", _EVIDENCE, conflict="ON CONFLICT DO NOTHING")
_STATEMENT = ("digest", "kind", "envelope", "beside")
_SELECT_STATEMENT = f"SELECT {', '.join(_STATEMENT)} FROM letters_statement"
_READ_STATEMENT = f"{_SELECT_STATEMENT} WHERE digest = %s"
_PUT_STATEMENT = insert("letters_statement", _STATEMENT, conflict="ON CONFLICT DO NOTHING")
_NEXT_NUMBER = insert(
    "letters_series",
    ("series", "year", "number"),
    conflict="ON CONFLICT (series, year) DO UPDATE SET number = letters_series.number + 1 RETURNING number",
)
_RAISE_NUMBER = insert(
    "letters_series",
    ("series", "year", "number"),
    conflict="ON CONFLICT (series, year) DO UPDATE SET number = excluded.number "
    "WHERE letters_series.number < excluded.number",
)
_RAISE_HIGHEST = insert(
    "letters_highest",
    ("sender", "series", "year", "number"),
    conflict="ON CONFLICT (sender, series, year) DO UPDATE SET number = excluded.number "
    "WHERE letters_highest.number < excluded.number",
)


def find_letter(sql: Sql, letter: bytes, sender: bytes) -> Letter | None:
    """A letter by its id and its sender."""
    row = sql.row(_READ_LETTER, letter, sender)
    return None if row is None else _read_letter(row)


def put_letter(sql: Sql, letter: Letter) -> None:
    """Writes a letter, or writes it anew."""
    sql.run(
        _PUT_LETTER,
        letter.id,
        letter.direction.value,
        letter.sender,
        pack_digests(letter.recipients),
        letter.letter_class,
        letter.series,
        letter.number,
        letter.year,
        sql.moment(letter.created),
        sql.moment(letter.expires),
        letter.dossier,
        letter.subject,
        letter.language,
        letter.reply_to,
        letter.sealed,
        letter.attachments,
        letter.opened,
        letter.unproven,
        sql.moment(letter.at),
    )
    if letter.opened and letter.number:
        sql.run(_RAISE_HIGHEST, letter.sender, letter.series, letter.year, letter.number)


def highest_numbers(sql: Sql, sender: bytes) -> list[tuple[str, int, int]]:
    """The highest number of a sender's opened letters, by series and year."""
    rows = sql.rows("SELECT series, year, number FROM letters_highest WHERE sender = %s", sender)
    return sorted((series, year, number) for series, year, number in rows)


def find_copies(sql: Sql, peer: bytes, letter: bytes, *, incoming: bool) -> list[Copy]:
    """The copies of a letter from a party, or for it, in order of arrival."""
    direction = Direction.IN if incoming else Direction.OUT
    return [_read_copy(row[1:]) for row in sorted(sql.rows(_READ_COPIES[direction], letter, peer))]


def waiting_copies(sql: Sql, limit: int) -> list[Copy]:
    """Copies that came and are not opened, oldest first."""
    return [_read_copy(row) for row in sql.rows(_READ_WAITING, limit)]


def put_copy(sql: Sql, copy: Copy) -> None:
    """Writes a copy, or writes it anew."""
    sql.run(
        _PUT_COPY,
        copy.peer,
        copy.direction.value,
        copy.letter,
        copy.sealed,
        copy.length,
        copy.letter_class,
        pack_enclosed(copy.attachments),
        copy.state.value,
        copy.reason,
        sql.moment(copy.at),
    )


def set_copy_state(sql: Sql, copy: Copy, state: CopyState, reason: str) -> None:
    """Writes what became of a copy."""
    if sql.run(_SET_COPY, state.value, reason, copy.letter, copy.peer, copy.direction.value, copy.sealed) != 1:
        raise RuntimeError("the state of a copy was set that is not kept")


def find_evidence(sql: Sql, letter: bytes, party: bytes) -> list[Evidence]:
    """What is proven of a letter with a recipient, in the order in which it was learnt."""
    return [_read_evidence(row) for row in sql.rows(_READ_EVIDENCE, letter, party)]


def put_evidence(sql: Sql, evidence: Sequence[Evidence]) -> None:
    """Writes what receipts prove; what is there already stays as it is."""
    sql.run_many(
        _PUT_EVIDENCE,
        [
            (
                each.letter,
                each.party,
                each.issuer,
                each.stage.value,
                sql.moment(each.time),
                each.reason,
                each.words,
                each.receipt,
                each.sealed,
            )
            for each in evidence
        ],
    )


def find_statement(sql: Sql, digest: bytes) -> Stored | None:
    """A statement by its digest."""
    row = sql.row(_READ_STATEMENT, digest)
    return None if row is None else _read_statement(row)


def find_statements(sql: Sql, digests: Sequence[bytes]) -> dict[bytes, Stored]:
    """The statements of these digests that are kept."""
    found: dict[bytes, Stored] = {}
    for start in range(0, len(digests), AT_ONCE):
        asked = digests[start : start + AT_ONCE]
        rows = sql.rows(f"{_SELECT_STATEMENT} WHERE digest IN ({places(asked)})", *asked)
        found |= {row[0]: _read_statement(row) for row in rows}
    return found


def put_statement(sql: Sql, signed: Signed, beside: bytes) -> None:
    """Keeps a statement; the first to come stays."""
    sql.run(_PUT_STATEMENT, signed.digest, signed.kind.value, signed.envelope_bytes, beside)


def next_number(sql: Sql, series: str, year: int) -> int:
    """Takes the next number of a series: a row, locked with it, so that no number is lost by a failure."""
    row = sql.row(_NEXT_NUMBER, series, year, 1)
    if row is None:
        raise RuntimeError("a series gave no number")
    number: int = row[0]
    return number


def raise_number(sql: Sql, series: str, year: int, number: int) -> None:
    """Makes the next number at least one more than this."""
    sql.run(_RAISE_NUMBER, series, year, number)


def _read_letter(row: Row) -> Letter:
    values = dict(zip(_LETTER, row, strict=True))
    return Letter(
        id=values["letter"],
        direction=Direction(values["direction"]),
        sender=values["sender"],
        recipients=unpack_digests(values["recipients"]),
        letter_class=values["letter_class"],
        series=values["series"],
        number=values["number"],
        year=values["year"],
        created=read_moment(values["created"]),
        expires=read_moment(values["expires"]),
        dossier=values["dossier"],
        subject=values["subject"],
        language=values["language"],
        reply_to=values["reply_to"],
        sealed=values["sealed"],
        attachments=values["attachments"],
        opened=bool(values["opened"]),
        unproven=bool(values["unproven"]),
        at=read_time(values["at"]),
    )


def _read_copy(row: Row) -> Copy:
    values = dict(zip(_COPY, row, strict=True))
    return Copy(
        peer=values["peer"],
        direction=Direction(values["direction"]),
        letter=values["letter"],
        sealed=values["sealed"],
        length=values["length"],
        letter_class=values["letter_class"],
        attachments=unpack_enclosed(values["attachments"]),
        state=CopyState(values["state"]),
        reason=values["reason"],
        at=read_time(values["at"]),
    )


def _read_statement(row: Row) -> Stored:
    digest, kind, envelope, beside = row
    return Stored(digest=digest, kind=kind, envelope=envelope, beside=beside)


def _read_evidence(row: Row) -> Evidence:
    values = dict(zip(_EVIDENCE, row, strict=True))
    return Evidence(
        letter=values["letter"],
        party=values["party"],
        issuer=values["issuer"],
        stage=Stage(values["stage"]),
        time=read_time(values["time"]),
        reason=values["reason"],
        words=values["words"],
        receipt=values["receipt"],
        sealed=values["sealed"],
    )
