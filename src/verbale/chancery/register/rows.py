"""The register's entries, nodes, heads and cosignatures, as rows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from verbale.chancery.sql import AT_ONCE, Row, Sql, Value, insert, read_time, upsert
from verbale.exchange.records import Cosignature, Entry, Head
from verbale.formats.errors import Unavailable

_ENTRY = ("position", '"index"', "kind", "digest", "salt", "at")
_SELECT = f"SELECT {', '.join(_ENTRY)} FROM register_entry"
_FIRST = f"{_SELECT} WHERE digest = %s ORDER BY position LIMIT 1"
_SINCE = f'{_SELECT} WHERE "index" >= %s ORDER BY "index" LIMIT %s'
_UNSEQUENCED = f'{_SELECT} WHERE "index" IS NULL ORDER BY position LIMIT %s'
_ENTER = insert("register_entry", _ENTRY[2:])
_INDEX = 'UPDATE register_entry SET "index" = %s WHERE position = %s AND "index" IS NULL'
_PUT_NODE = insert("register_node", ("level", '"index"', "hash"))
_READ_RUN = 'SELECT "index", hash FROM register_node WHERE level = %s AND "index" BETWEEN %s AND %s'
_RUN = 16
_HEAD = ("origin", "size", "root", "note", "at")
_SELECT_HEAD = f"SELECT {', '.join(_HEAD)} FROM register_head"
_NEWEST_HEAD = f"{_SELECT_HEAD} WHERE origin = %s ORDER BY size DESC LIMIT 1"
_HEAD_OF_SIZE = f"{_SELECT_HEAD} WHERE origin = %s AND size = %s"
_PUT_HEAD = insert("register_head", _HEAD)
_READ_WITNESSED = f"SELECT {', '.join(_HEAD)} FROM register_witnessed WHERE origin = %s"
_PUT_WITNESSED = upsert("register_witnessed", _HEAD, key=("origin",))
_RIVALS = f"SELECT {', '.join(_HEAD)} FROM register_rival WHERE origin = %s ORDER BY id"
_PUT_RIVAL = insert("register_rival", _HEAD, conflict="ON CONFLICT DO NOTHING")
_COSIGNATURE = ("party", "origin", "size", "root", '"lines"', '"time"')
_SELECT_COSIGNATURE = f"SELECT {', '.join(_COSIGNATURE)} FROM register_cosignature"
_OWN_COSIGNATURE = f"{_SELECT_COSIGNATURE} WHERE origin = %s AND size = %s AND own"
_COSIGNATURES = f"{_SELECT_COSIGNATURE} WHERE origin = %s AND NOT own ORDER BY size, id"
_PUT_COSIGNATURE = insert("register_cosignature", (*_COSIGNATURE, "own"), conflict="ON CONFLICT DO NOTHING")


def find_entry(sql: Sql, digest: bytes) -> Entry | None:
    """The first entry of a statement."""
    row = sql.row(_FIRST, digest)
    return None if row is None else _read_entry(row)


def list_entries(sql: Sql, since: int, limit: int) -> list[Entry]:
    """Sequenced entries from an index on."""
    return [_read_entry(row) for row in sql.rows(_SINCE, since, limit)]


def register_size(sql: Sql) -> int:
    """How many entries are sequenced."""
    row = sql.row('SELECT MAX("index") FROM register_entry')
    return 0 if row is None or row[0] is None else int(row[0]) + 1


def count_unsequenced(sql: Sql) -> int:
    """How many entries wait for the sequencer."""
    row = sql.row('SELECT COUNT(*) FROM register_entry WHERE "index" IS NULL')
    return 0 if row is None else int(row[0])


def list_unsequenced(sql: Sql, limit: int) -> list[Entry]:
    """The oldest entries that wait for the sequencer."""
    return [_read_entry(row) for row in sql.rows(_UNSEQUENCED, limit)]


def enter(sql: Sql, kind: str, digest: bytes, salt: bytes, at: datetime) -> None:
    """Writes an entry without an index."""
    sql.run(_ENTER, kind, digest, salt, sql.moment(at))


def append(sql: Sql, entries: Sequence[Entry], nodes: Sequence[tuple[int, int, bytes]]) -> None:
    """Writes the indices of entries and the nodes that arise."""
    changed = sql.run_many(_INDEX, [(each.index, each.position) for each in entries])
    if changed != len(entries):
        raise RuntimeError("entries were sequenced that are not there or were sequenced before")
    sql.run_many(_PUT_NODE, nodes)


def find_nodes(sql: Sql, asked: Sequence[tuple[int, int]]) -> list[bytes]:
    """Hashes of complete subtrees, in the order asked.

    Raises:
        Unavailable: `register-damaged`, if one is not there.
    """
    found: dict[tuple[int, int], bytes] = {}
    single: list[tuple[int, int]] = []
    for level, first, count in _runs(asked):
        if count < _RUN:
            single += [(level, index) for index in range(first, first + count)]
            continue
        rows = sql.rows(_READ_RUN, level, first, first + count - 1)
        found |= {(level, index): digest for index, digest in rows}
    for start in range(0, len(single), AT_ONCE):
        some = single[start : start + AT_ONCE]
        statement = (
            f"WITH asked (level, place) AS (VALUES {', '.join(['(%s, %s)'] * len(some))}) "
            'SELECT n.level, n."index", n.hash FROM asked a '
            'JOIN register_node n ON n.level = a.level AND n."index" = a.place'
        )
        rows = sql.rows(statement, *(number for place in some for number in place))
        found |= {(level, index): digest for level, index, digest in rows}
    try:
        return [found[place] for place in asked]
    except KeyError:
        raise Unavailable("register-damaged", "The register lacks a node that its size needs.") from None


def _runs(asked: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """The nodes asked for as level, first index and how many follow each other."""
    level, first, count = 0, 0, 0
    for place in asked:
        if count and place == (level, first + count):
            count += 1
            continue
        if count:
            yield level, first, count
        (level, first), count = place, 1
    if count:
        yield level, first, count


def newest_head(sql: Sql, origin: str) -> Head | None:
    """The newest head of the house's register of this origin."""
    return _read_head(sql.row(_NEWEST_HEAD, origin))


def head_of_size(sql: Sql, origin: str, size: int) -> Head | None:
    """The house's head of a size."""
    return _read_head(sql.row(_HEAD_OF_SIZE, origin, size))


def put_head(sql: Sql, head: Head) -> None:
    """Writes a head of the house."""
    sql.run(_PUT_HEAD, *_write_head(sql, head))


def find_witnessed(sql: Sql, origin: str) -> Head | None:
    """The newest head seen of a party's register."""
    return _read_head(sql.row(_READ_WITNESSED, origin))


def put_witnessed(sql: Sql, head: Head) -> None:
    """Writes the newest head seen of a party's register."""
    sql.run(_PUT_WITNESSED, *_write_head(sql, head))


def list_rivals(sql: Sql, origin: str) -> list[Head]:
    """Heads that contradict those seen of a party's register."""
    return [_as_head(row) for row in sql.rows(_RIVALS, origin)]


def put_rival(sql: Sql, head: Head) -> None:
    """Keeps a head that contradicts the one seen."""
    sql.run(_PUT_RIVAL, *_write_head(sql, head))


def own_cosignature(sql: Sql, origin: str, size: int) -> Cosignature | None:
    """The house's cosignature on a head of a party."""
    row = sql.row(_OWN_COSIGNATURE, origin, size)
    return None if row is None else _read_cosignature(row)


def list_cosignatures(sql: Sql, origin: str) -> list[Cosignature]:
    """All cosignatures of others on heads of an origin, by size."""
    return [_read_cosignature(row) for row in sql.rows(_COSIGNATURES, origin)]


def put_cosignature(sql: Sql, cosignature: Cosignature, *, own: bool) -> None:
    """Keeps a cosignature; the first to come stays."""
    sql.run(
        _PUT_COSIGNATURE,
        cosignature.party,
        cosignature.origin,
        cosignature.size,
        cosignature.root,
        cosignature.lines,
        sql.moment(cosignature.time),
        own,
    )


def _write_head(sql: Sql, head: Head) -> tuple[Value, ...]:
    return head.origin, head.size, head.root, head.note, sql.moment(head.at)


def _read_head(row: Row | None) -> Head | None:
    return None if row is None else _as_head(row)


def _as_head(row: Row) -> Head:
    origin, size, root, note, at = row
    return Head(origin=origin, size=size, root=root, note=note, at=read_time(at))


def _read_entry(row: Row) -> Entry:
    position, index, kind, digest, salt, at = row
    return Entry(position=position, index=index, kind=kind, digest=digest, salt=salt, at=read_time(at))


def _read_cosignature(row: Row) -> Cosignature:
    party, origin, size, root, lines, time = row
    return Cosignature(party=party, origin=origin, size=size, root=root, lines=lines, time=read_time(time))
