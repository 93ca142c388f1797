"""The house, parties, and the state of the exchange with each, as rows.

A party with its whole chain of credences is kept in memory by its stamp, which changes at every write in whatever
process; a look at a party that did not change reads two short columns.
"""

import secrets
from typing import TypeAlias

from verbale.chancery.packing import (
    pack_digests,
    pack_knows,
    pack_numbers,
    pack_papers,
    pack_permissions,
    pack_sizes,
    unpack_digests,
    unpack_have,
    unpack_knows,
    unpack_papers,
    unpack_permissions,
    unpack_sizes,
)
from verbale.chancery.sql import Row, Sql, read_moment, read_time, upsert
from verbale.exchange.records import House, Lost, Pair, Party, Standing
from verbale.formats.credence import Credence, reload_credence
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.partykeys import reload_party_keys

Known: TypeAlias = dict[bytes, tuple[bytes, Party]]
"""Parties in memory: by id, the stamp and the party."""

_STAMP = 16
_PARTY = (
    "id",
    "stamp",
    "own",
    "code",
    "name",
    "accredited_at",
    "permissions",
    "standing",
    "generation",
    "revoked",
    "keys",
)
_READ_PARTY = f"SELECT {', '.join(_PARTY)} FROM parties_party WHERE id = %s"
_PUT_PARTY = upsert("parties_party", _PARTY, key=("id",))
_PUT_HOUSE = upsert("parties_house", ("key", "party", "held", "papers"), key=("key",))
_READ_HOUSE = "SELECT h.held, h.papers, p.id, p.stamp FROM parties_house h JOIN parties_party p ON p.id = h.party"
_PUT_VERSION = upsert("parties_version", ("party", "number", "digest", "envelope"), key=("party", "number"))
_PAIR = (
    "peer",
    "last",
    "answered",
    "theirs_through",
    "theirs_beyond",
    "epoch",
    "offer",
    "offer_transport",
    "pouches",
    "ours_through",
    "ours_beyond",
    "their_last",
    "their_epoch",
    "their_offer",
    "their_pouch",
    "seen_epoch",
    "seen_pouch",
    "knows",
    "receipt",
    "wants",
    "wants_epoch",
    "wants_pouch",
    "back",
    "lost",
    "cosigned_epoch",
    "cosigned_pouch",
    "cosignature_due",
    "asked",
    "heard_at",
    "heard_by",
)
_READ_PAIR = f"SELECT {', '.join(_PAIR)} FROM parties_pair WHERE peer = %s"
_PUT_PAIR = upsert("parties_pair", _PAIR, key=("peer",))


def find_house(sql: Sql, known: Known) -> House:
    """The house.

    Raises:
        Unavailable: `no-house`.
    """
    row = sql.row(_READ_HOUSE)
    if row is None:
        raise Unavailable("no-house", "No chancery was founded here yet; `verbale init` does that.")
    held, papers, party, stamp = row
    return House(party=_recall(sql, known, party, stamp), held=held, papers=unpack_papers(papers))


def put_house(sql: Sql, house: House) -> None:
    """Writes the house and its own party."""
    _write_party(sql, house.party, own=True)
    sql.run(_PUT_HOUSE, 1, house.party.id, house.held, pack_papers(house.papers))


def find_party(sql: Sql, known: Known, party: bytes) -> Party | None:
    """A party by its id."""
    row = sql.row("SELECT id, stamp FROM parties_party WHERE id = %s AND NOT own", party)
    return None if row is None else _recall(sql, known, *row)


def find_party_of_code(sql: Sql, known: Known, code: str) -> Party | None:
    """A party by its code."""
    row = sql.row("SELECT id, stamp FROM parties_party WHERE code = %s AND NOT own", code)
    return None if row is None else _recall(sql, known, *row)


def list_parties(sql: Sql, known: Known) -> list[Party]:
    """All parties, by code."""
    found = [_recall(sql, known, *row) for row in sql.rows("SELECT id, stamp FROM parties_party WHERE NOT own")]
    return sorted(found, key=lambda party: party.code)


def is_known(sql: Sql, party: bytes) -> bool:
    """Whether a party is there."""
    return sql.row("SELECT 1 FROM parties_party WHERE id = %s AND NOT own", party) is not None


def put_party(sql: Sql, party: Party) -> None:
    """Writes a party.

    Raises:
        Refused: `code-taken`.
    """
    taken = sql.row("SELECT 1 FROM parties_party WHERE code = %s AND id <> %s AND NOT own", party.code, party.id)
    if taken:
        raise Refused("code-taken", f"Another party has the code {party.code} in this house; give this one another.")
    _write_party(sql, party, own=False)


def find_pair(sql: Sql, peer: bytes) -> Pair | None:
    """The state of the exchange with a party, if there is any."""
    row = sql.row(_READ_PAIR, peer)
    return None if row is None else _read_pair(row)


def put_pair(sql: Sql, pair: Pair) -> None:
    """Writes the state of the exchange with a party."""
    sql.run(
        _PUT_PAIR,
        pair.peer,
        pair.last,
        pair.answered,
        pair.theirs.through,
        pack_numbers(pair.theirs.beyond),
        pair.epoch,
        pair.offer,
        pair.offer_transport,
        pair.pouches,
        pair.ours.through,
        pack_numbers(pair.ours.beyond),
        pair.their_last,
        pair.their_epoch,
        pair.their_offer,
        pair.their_pouch,
        *pair.seen_pouch,
        pack_knows(pair.knows),
        pair.receipt,
        pack_digests(pair.wants),
        *pair.wants_in,
        pack_digests(pair.back),
        pack_digests(digest for each in pair.lost for digest in (each.letter, each.sealed, each.receipt)),
        *pair.cosigned_in,
        pair.cosignature_due,
        pair.asked,
        sql.moment(pair.heard_at),
        pair.heard_by,
    )


def begin_pair(sql: Sql, peer: bytes) -> None:
    """Sees to it that there is a row, so that what is due can be found from there."""
    if sql.row("SELECT 1 FROM parties_pair WHERE peer = %s", peer) is None:
        put_pair(sql, Pair(peer=peer))


def _recall(sql: Sql, known: Known, party: bytes, stamp: bytes) -> Party:
    kept = known.get(party)
    if kept is not None and kept[0] == stamp:
        return kept[1]
    loaded_stamp, loaded = _load_party(sql, party)
    known[party] = (loaded_stamp, loaded)
    return loaded


def _load_party(sql: Sql, party: bytes) -> tuple[bytes, Party]:
    row = sql.row(_READ_PARTY, party)
    if row is None:
        raise Unavailable("store-failed", "A party is named and not kept; put the chancery back from a backup.")
    _, stamp, _, code, _, accredited_at, permissions, standing, generation, revoked, keys = row
    return stamp, Party(
        id=party,
        code=code,
        chain=_load_chain(sql, party),
        keys=reload_party_keys(keys),
        accredited_at=read_time(accredited_at),
        permissions=unpack_permissions(permissions),
        standing=Standing(standing),
        generation=generation,
        revoked=unpack_sizes(revoked),
    )


def _load_chain(sql: Sql, party: bytes) -> tuple[Credence, ...]:
    rows = sql.rows("SELECT envelope FROM parties_version WHERE party = %s ORDER BY number", party)
    return tuple(reload_credence(envelope) for (envelope,) in rows)


def _write_party(sql: Sql, party: Party, *, own: bool) -> None:
    sql.run(
        _PUT_PARTY,
        party.id,
        secrets.token_bytes(_STAMP),
        own,
        party.code,
        party.name,
        sql.moment(party.accredited_at),
        pack_permissions(party.permissions),
        party.standing.value,
        party.generation,
        pack_sizes(party.revoked),
        party.keys.signed.envelope_bytes,
    )
    kept: dict[int, bytes] = dict(sql.rows("SELECT number, digest FROM parties_version WHERE party = %s", party.id))
    chain = {each.number: each for each in party.chain}
    changed = [each for each in party.chain if kept.get(each.number) != each.digest]
    sql.run_many(_PUT_VERSION, [(party.id, each.number, each.digest, each.signed.envelope_bytes) for each in changed])
    gone = [(party.id, number) for number in kept if number not in chain]
    sql.run_many("DELETE FROM parties_version WHERE party = %s AND number = %s", gone)


def _read_pair(row: Row) -> Pair:
    values = dict(zip(_PAIR, row, strict=True))
    return Pair(
        peer=values["peer"],
        last=values["last"],
        answered=values["answered"],
        theirs=unpack_have(values["theirs_through"], values["theirs_beyond"]),
        epoch=values["epoch"],
        offer=values["offer"],
        offer_transport=values["offer_transport"],
        pouches=values["pouches"],
        ours=unpack_have(values["ours_through"], values["ours_beyond"]),
        their_last=values["their_last"],
        their_epoch=values["their_epoch"],
        their_offer=values["their_offer"],
        their_pouch=values["their_pouch"],
        seen_pouch=(values["seen_epoch"], values["seen_pouch"]),
        knows=unpack_knows(values["knows"]),
        receipt=values["receipt"],
        wants=unpack_digests(values["wants"]),
        wants_in=(values["wants_epoch"], values["wants_pouch"]),
        back=unpack_digests(values["back"]),
        lost=_read_lost(unpack_digests(values["lost"])),
        cosigned_in=(values["cosigned_epoch"], values["cosigned_pouch"]),
        cosignature_due=bool(values["cosignature_due"]),
        asked=values["asked"],
        heard_at=read_moment(values["heard_at"]),
        heard_by=values["heard_by"],
    )


def _read_lost(digests: tuple[bytes, ...]) -> tuple[Lost, ...]:
    threes = zip(digests[::3], digests[1::3], digests[2::3], strict=True)
    return tuple(Lost(letter=letter, sealed=sealed, receipt=receipt) for letter, sealed, receipt in threes)
