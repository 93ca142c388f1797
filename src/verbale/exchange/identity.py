"""Renewing an identity: newer keys of the front, a newer version of the credence, a key revoked.

Each is signed, kept and entered in one transaction; it travels by itself, with the next pouch to whoever does not know
it yet. A head is signed at once, so that what was signed before is provably older. Source: protocol §1.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from verbale.exchange.founding import sign_keys
from verbale.exchange.holding import check_free
from verbale.exchange.letters import check_officers
from verbale.exchange.papers import revocation_name
from verbale.exchange.ports import Office, Scope
from verbale.exchange.records import Party
from verbale.exchange.register import make_head, sequence
from verbale.formats.credence import Identity, sign_credence, verify_next
from verbale.formats.errors import Refused
from verbale.formats.partykeys import PartyKeys
from verbale.formats.revocation import Revocation, sign_revocation
from verbale.formats.statement import Kind
from verbale.formats.suite import SigningKey


def renew_keys(
    office: Office, *, now: datetime, addresses: Sequence[str] | None = None, pins: Sequence[bytes] | None = None
) -> PartyKeys:
    """Signs new keys of the front: the transport key that is first in the office's keys, addresses and pins.

    Args:
        office: the house; its keys hold the new transport key already, durably.
        now: the time.
        addresses: as they shall be; as they are, if not said.
        pins: likewise.

    Raises:
        Refused: `held`.
        Malformed: `address`.
    """
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        check_free(office, tx)
        house = tx.house()
        old = house.party.keys
        keys = sign_keys(
            office,
            house.party.credence,
            number=old.number + 1,
            addresses=old.addresses if addresses is None else addresses,
            pins=old.pins if pins is None else pins,
            now=now,
        )
        tx.put_statement(keys.signed)
        tx.enter(Kind.KEYS.value, keys.signed.digest, office.entropy(32), now)
        tx.put_house(replace(house, party=replace(house.party, keys=keys)))
    sequence(office)
    return keys


def renew_credence(office: Office, identity: Identity, *, officers: Sequence[SigningKey], now: datetime) -> Party:
    """Signs the next version of the credence, and keys of the front under it.

    Args:
        office: the house; its keys are those of the new identity.
        identity: what the new version says.
        officers: keys of the officers before and after it, as many as both versions ask for, or recovery keys.
        now: the time.

    Raises:
        Refused: `held`.
        Untrusted: `credence-succession`, if the officers do not suffice.
    """
    sequence(office)
    make_head(office, now=now)
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        check_free(office, tx)
        house = tx.house()
        signed = sign_credence(identity, officers, previous=house.party.credence)
        # Verified as any counterpart will, so that nothing goes out that they must refuse.
        credence = verify_next(house.party.credence, signed.signed.envelope_bytes, (office.suite,))
        old = house.party.keys
        keys = sign_keys(office, credence, number=old.number + 1, addresses=old.addresses, pins=old.pins, now=now)
        for kind, statement in ((Kind.CREDENCE, credence.signed), (Kind.KEYS, keys.signed)):
            tx.put_statement(statement)
            tx.enter(kind.value, statement.digest, office.entropy(32), now)
        party = replace(house.party, chain=(*house.party.chain, credence), keys=keys)
        tx.put_house(replace(house, party=party))
    sequence(office)
    make_head(office, now=now)
    return party


def revoke(office: Office, key_id: str, *, officers: Sequence[SigningKey], now: datetime) -> Revocation:
    """Revokes a key of the house from the present size of the register on.

    New keys of the front are signed with it: who says that it knows these knows the revocation.

    Raises:
        Refused: `key-unknown`, `revoked-already`, `officers` or `held`.
    """
    sequence(office)
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        check_free(office, tx)
        house = tx.house()
        check_officers(house.party, officers, "revocation")
        if key_id in house.party.revoked:
            raise Refused("revoked-already", "This key is revoked already.")
        if not any(key_id in _key_ids(each.identity) for each in house.party.chain):
            raise Refused("key-unknown", "No version of the letter of credence names this key.")
        size = tx.register_size() + tx.unsequenced()
        revocation = sign_revocation(house.party.credence, key_id=key_id, size=size, made=now, officers=officers)
        old = house.party.keys
        keys = sign_keys(
            office, house.party.credence, number=old.number + 1, addresses=old.addresses, pins=old.pins, now=now
        )
        for kind, signed in ((Kind.REVOCATION, revocation.signed), (Kind.KEYS, keys.signed)):
            tx.put_statement(signed)
            tx.enter(kind.value, signed.digest, office.entropy(32), now)
        party = replace(house.party, keys=keys, revoked=dict(house.party.revoked) | {key_id: size})
        papers = dict(house.papers) | {revocation_name(keys): revocation.signed.envelope_bytes}
        tx.put_house(replace(house, party=party, papers=papers))
    sequence(office)
    make_head(office, now=now)
    return revocation


def _key_ids(identity: Identity) -> set[str]:
    return set(identity.officer_keys) | set(identity.machine_keys("front", "house", "opener"))
