"""The outbox's items, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from verbale.chancery.packing import pack_enclosed, unpack_enclosed, unpack_have
from verbale.chancery.sql import AT_ONCE, Row, Sql, Value, places, read_moment, upsert
from verbale.exchange.records import OutItem
from verbale.formats.manifest import Item, LetterItem, ReceiptItem, VoidItem

_ITEM = (
    "peer",
    "number",
    "kind",
    "about",
    "sha256",
    "length",
    "letter_class",
    "attachments",
    "reason",
    "expires",
)
_SELECT = f"SELECT {', '.join(f'i.{column}' for column in _ITEM)}"
_READ_ABOVE = f"{_SELECT} FROM despatch_item i WHERE i.peer = %s AND i.number > %s ORDER BY i.number LIMIT %s"
_READ_RECEIPTS = (
    f"{_SELECT} FROM despatch_item i WHERE i.peer = %s AND i.kind = 'receipt' "
    "AND i.about IN (SELECT e.receipt FROM letters_evidence e "
    "WHERE e.letter = %s AND e.party = (SELECT h.party FROM parties_house h)) ORDER BY i.number"
)
# From each party's acknowledged number on, so that the letters of years that were placed long ago are not looked at.
# A left join, for SQLite would turn another round and read every item; a party with nothing due gives an empty row.
_READ_DUE = (
    f"{_SELECT}, p.theirs_through, p.theirs_beyond FROM parties_pair p "
    "LEFT JOIN despatch_item i ON i.peer = p.peer AND i.number > p.theirs_through "
    "AND i.kind = 'letter' AND i.expires < %s ORDER BY p.peer, i.number"
)
_READ_WAITING = (
    "SELECT i.number, p.theirs_through, p.theirs_beyond FROM parties_pair p "
    "LEFT JOIN despatch_item i ON i.peer = p.peer AND i.number > p.theirs_through AND i.kind = 'letter'"
)
_PUT = upsert("despatch_item", _ITEM, key=("peer", "number"))


def items_above(sql: Sql, peer: bytes, above: int, limit: int) -> list[OutItem]:
    """Items for a party above a number."""
    return [_read(row) for row in sql.rows(_READ_ABOVE, peer, above, limit)]


def items_about(sql: Sql, peer: bytes, digests: Sequence[bytes]) -> list[OutItem]:
    """Items for a party that are one of these letters or receipts, in rising number."""
    found = []
    for start in range(0, len(digests), AT_ONCE):
        asked = digests[start : start + AT_ONCE]
        statement = f"{_SELECT} FROM despatch_item i WHERE i.peer = %s AND i.about IN ({places(asked)})"
        found += [_read(row) for row in sql.rows(statement, peer, *asked)]
    return sorted({each.item.number: each for each in found}.values(), key=lambda each: each.item.number)


def receipts_about(sql: Sql, peer: bytes, letter: bytes) -> list[OutItem]:
    """Receipt items for a party that have a line on a letter of it: one whose recipient is this house."""
    return [_read(row) for row in sql.rows(_READ_RECEIPTS, peer, letter)]


def due_items(sql: Sql, now: datetime) -> list[OutItem]:
    """Letters whose time is over and that their party does not say it holds."""
    found = []
    for row in sql.rows(_READ_DUE, sql.moment(now)):
        if row[0] is None:
            continue
        item = _read(row[: len(_ITEM)])
        if not unpack_have(*row[len(_ITEM) :]).holds(item.item.number):
            found.append(item)
    return found


def count_waiting(sql: Sql) -> int:
    """How many letters, a recipient each, are not known to be held by their recipient."""
    rows = sql.rows(_READ_WAITING)
    return sum(
        number is not None and not unpack_have(through, beyond).holds(number) for number, through, beyond in rows
    )


def put_item(sql: Sql, out: OutItem) -> None:
    """Writes an item, or puts it in the place of one."""
    sql.run(_PUT, out.peer, out.item.number, *_write(out.item), sql.moment(out.expires))


def _write(item: Item) -> tuple[Value, ...]:
    match item:
        case LetterItem():
            attachments = pack_enclosed(item.attachments)
            return "letter", item.letter, item.sealed, item.length, item.letter_class, attachments, ""
        case ReceiptItem():
            return "receipt", item.receipt, item.sha256, item.length, "", b"", ""
        case VoidItem():
            return "void", None, None, 0, "", b"", item.reason
        case _:
            assert_never(item)


def _read(row: Row) -> OutItem:
    peer, number, kind, about, sha256, length, letter_class, attachments, reason, expires = row
    item: Item
    if kind == "letter":
        item = LetterItem(
            number=number,
            letter=about,
            letter_class=letter_class,
            sealed=sha256,
            length=length,
            attachments=unpack_enclosed(attachments),
        )
    elif kind == "receipt":
        item = ReceiptItem(number=number, receipt=about, sha256=sha256, length=length)
    else:
        item = VoidItem(number=number, reason=reason)
    return OutItem(peer=peer, item=item, expires=read_moment(expires))
