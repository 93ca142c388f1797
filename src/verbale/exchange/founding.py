"""Founding a chancery: its first letter of credence, its first keys, an empty register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from verbale.exchange.ports import Office, Scope
from verbale.exchange.records import House, Party
from verbale.formats import names
from verbale.formats.credence import ACTS, Credence, Identity, NotePublic, Officer, sign_credence
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.partykeys import PartyKeys, sign_party_keys
from verbale.formats.statement import Kind
from verbale.formats.suite import NoteKey, SigningKey

VALIDITY = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Founders:
    """Who signs for a new institution.

    Attributes:
        officers: their names and keys.
        thresholds: how many of them each act needs; one where it is not said.
        recovery: public keys of the recovery role.
        recovery_threshold: how many of them.
    """

    officers: Sequence[tuple[str, SigningKey]]
    thresholds: Mapping[str, int]
    recovery: Sequence[bytes]
    recovery_threshold: int = 1


def found(
    office: Office, *, code: str, name: str, founders: Founders, addresses: Sequence[str], now: datetime
) -> Party:
    """Makes the house.

    Args:
        office: a store without a house.
        code: its code.
        name: the institution's name.
        founders: who signs for it.
        addresses: where its pouches are taken; none if it only calls out.
        now: the time.

    Raises:
        Refused: `founded-already`.
        Malformed: with the code of what is wrong.
    """
    names.check_code(code)
    identity = describe_house(office, code=code, name=name, founders=founders, now=now)
    credence = sign_credence(identity, [key for _, key in founders.officers])
    keys = sign_keys(office, credence, number=1, addresses=addresses, now=now)
    party = Party(id=credence.party, code=code, chain=(credence,), keys=keys, accredited_at=now)
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        try:
            tx.house()
        except Unavailable:
            pass
        else:
            raise Refused("founded-already", "There is a chancery here already; nothing was changed.")
        tx.put_house(House(party=party))
        for signed in (credence.signed, keys.signed):
            tx.put_statement(signed)
        tx.enter(Kind.CREDENCE.value, credence.digest, office.entropy(32), now)
        tx.enter(Kind.KEYS.value, keys.signed.digest, office.entropy(32), now)
    return party


def describe_house(office: Office, *, code: str, name: str, founders: Founders, now: datetime) -> Identity:
    """The identity that the office's keys and these officers make."""
    keys = office.keys
    opener = keys.opener
    if opener is None or not keys.reading:
        raise Refused("reading-key-apart", "A letter of credence is made where the reading key is.")
    thresholds = {act: founders.thresholds.get(act, 1) for act in ACTS}
    return Identity(
        code=code,
        name=name,
        suite=office.suite.number,
        valid_from=now,
        valid_until=now + VALIDITY,
        officers=tuple(Officer(name=each, public=key.public) for each, key in founders.officers),
        thresholds=thresholds,
        recovery=tuple(founders.recovery),
        recovery_threshold=founders.recovery_threshold,
        front=keys.front.public,
        house=keys.house.public,
        opener=opener.public,
        log=_pair(keys.log),
        cosign=_pair(keys.cosign),
        reading=keys.reading[0].public,
    )


def sign_keys(
    office: Office,
    credence: Credence,
    *,
    number: int,
    addresses: Sequence[str],
    now: datetime,
    pins: Sequence[bytes] = (),
) -> PartyKeys:
    """Signs the front's transport key, addresses and pins."""
    return sign_party_keys(
        credence=credence,
        number=number,
        made=now,
        transport=office.keys.transport[0].public,
        addresses=addresses,
        pins=pins,
        front=office.keys.front,
    )


def _pair(key: NoteKey) -> NotePublic:
    return NotePublic(classical=key.public_classical, post_quantum=key.public_post_quantum)
