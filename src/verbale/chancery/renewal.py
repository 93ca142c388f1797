"""Renewing what a chancery is known by: its transport key, its addresses, its keys, its officers, its recovery.

New secrets are durable before anything names them. A transport key is put before the old ones in the key file and then
signed for; the old ones open for 90 days more. The house's other keys change with a version of the credence: they wait
in a file of their own until that version is durable, and whoever unlocks the house after a crash in between takes those
that the credence names (`office.unlock`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from verbale.chancery import keysafe
from verbale.chancery.keyfile import work_factor_of
from verbale.chancery.keysafe import HouseKeys, HouseSeeds
from verbale.chancery.office import Node, next_house_key, put_next_in_force
from verbale.exchange import identity as renewing
from verbale.exchange.founding import VALIDITY
from verbale.exchange.holding import check_free
from verbale.exchange.records import Party
from verbale.exchange.register import make_head
from verbale.formats.credence import ACTS, Identity, NotePublic, Officer
from verbale.formats.errors import Malformed, Refused
from verbale.formats.partykeys import PINS, PartyKeys
from verbale.formats.suite import NoteKey, SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the next version of the credence says that this one does not.

    Attributes:
        name: the institution's name; as it is if empty.
        officers: who signs for it; as they are if `None`.
        thresholds: how many officers some acts need; the others as they are.
        recovery: public keys of the recovery role; as they are if `None`.
    """

    name: str = ""
    officers: Sequence[Officer] | None = None
    thresholds: Mapping[str, int] | None = None
    recovery: Sequence[bytes] | None = None


def rotate_transport(node: Node, passphrase: str) -> tuple[Node, PartyKeys]:
    """Puts a new transport key in force.

    Args:
        node: the chancery, unlocked.
        passphrase: the house's.

    Raises:
        Refused: `held` or `passphrase`.
        Unavailable: `disk-full`, `file-failed`, or as the store says.
    """
    with node.store.read() as view:
        check_free(node.office, view)
    seeds = keysafe.load_house(node.home, passphrase)
    if _transport_of(seeds, node) == node.party.keys.transport:
        seeds = keysafe.rotate_transport(seeds, now=node.now())
        _save(node, seeds, passphrase)
    # If we crash before the statement, the key file is ahead of it: the next call signs for the key that is there.
    renewed = node.with_keys(HouseKeys(seeds, clock=node.now))
    return renewed, renewing.renew_keys(renewed.office, now=node.now())


def renew_credence(
    node: Node, change: Change, *, officers: Sequence[SigningKey], passphrase: str = "", new_keys: bool = False
) -> Node:
    """Signs the next version of the credence.

    Args:
        node: the chancery, unlocked.
        change: what is new in it.
        officers: who sign: as many of those before and after as both versions ask for, or recovery keys.
        passphrase: the house's; needed for new keys.
        new_keys: whether all keys of the house are made anew.

    Returns:
        The chancery with the keys that are in force now.

    Raises:
        Refused: `held`, `passphrase`, `officers-few` or `threshold`.
        Malformed: with the code of what is wrong in the change.
        Untrusted: `credence-succession`, if those who sign do not suffice.
    """
    with node.store.read() as view:
        check_free(node.office, view)
    old = node.party.credence.identity
    wanted = _changed(old, change, node.now())
    if not new_keys:
        renewing.renew_credence(node.office, wanted, officers=officers, now=node.now())
        return node
    node.settle()
    make_head(node.office, now=node.now())
    seeds = _drawn(keysafe.load_house(node.home, passphrase), node)
    keysafe.save_house(
        node.home, seeds, passphrase, work_factor=work_factor_of(node.home.house_key), file=next_house_key(node.home)
    )
    renewed = node.with_keys(HouseKeys(seeds, clock=node.now))
    renewing.renew_credence(renewed.office, _with_keys(wanted, renewed), officers=officers, now=node.now())
    put_next_in_force(node.home)
    return renewed


def set_addresses(node: Node, addresses: Sequence[str]) -> PartyKeys:
    """Says where pouches are taken from now on; nowhere, if there is none.

    Raises:
        Refused: `held`.
        Malformed: `address`.
    """
    return renewing.renew_keys(node.office, now=node.now(), addresses=addresses)


def set_pins(node: Node, pins: Sequence[bytes]) -> PartyKeys:
    """Says which keys of the house's server prove it, in place of public authorities; those prove it if there is none.

    Raises:
        Refused: `held`.
        Malformed: `pin`, if there are more than a statement may hold.
    """
    if len(pins) > PINS:
        raise Malformed("pin", f"A chancery is known by {PINS} pins at most.")
    return renewing.renew_keys(node.office, now=node.now(), pins=pins)


def with_officer(party: Party, name: str, public: bytes) -> list[Officer]:
    """The officers of a credence and one more.

    Raises:
        Refused: `officer-known`.
    """
    known = party.credence.identity.officers
    if any(officer.name == name for officer in known):
        raise Refused("officer-known", f"The letter of credence names an officer {name} already.")
    return [*known, Officer(name=name, public=public)]


def without_officer(party: Party, name: str) -> list[Officer]:
    """The officers of a credence but one.

    Raises:
        Refused: `officer-unknown`, or `officers-few` if nobody would be left.
    """
    known = party.credence.identity.officers
    left = [officer for officer in known if officer.name != name]
    if len(left) == len(known):
        raise Refused("officer-unknown", f"The letter of credence names no officer {name}.")
    if not left:
        raise Refused("officers-few", "Nobody would be left to sign for the institution; add another officer first.")
    return left


def _changed(old: Identity, change: Change, now: datetime) -> Identity:
    officers = tuple(old.officers if change.officers is None else change.officers)
    thresholds = dict(old.thresholds) | dict(change.thresholds or {})
    unknown = set(thresholds) - set(ACTS)
    if unknown:
        raise Refused("threshold", f"There is no act called {min(unknown)[:40]}; there are {', '.join(ACTS)}.")
    if max(thresholds.values()) > len(officers) or min(thresholds.values()) < 1:
        raise Refused("officers-few", f"An act would need more officers than the {len(officers)} that there would be.")
    return replace(
        old,
        name=change.name or old.name,
        officers=officers,
        thresholds=thresholds,
        recovery=tuple(old.recovery if change.recovery is None else change.recovery),
        valid_from=now,
        valid_until=now + VALIDITY,
    )


def _drawn(old: HouseSeeds, node: Node) -> HouseSeeds:
    """New seeds of everything, with the old ones that still have to open what was sealed to them."""
    now = node.now()
    return replace(
        keysafe.draw_seeds(now=now),
        transport=keysafe.rotate_transport(old, now=now).transport,
        reading=keysafe.rotate_reading(old, now=now).reading,
    )


def _with_keys(identity: Identity, node: Node) -> Identity:
    keys = node.office.keys
    if keys.opener is None or not keys.reading:
        raise Refused("reading-key-apart", "A letter of credence is made where the reading key is.")
    return replace(
        identity,
        front=keys.front.public,
        house=keys.house.public,
        opener=keys.opener.public,
        log=_pair(keys.log),
        cosign=_pair(keys.cosign),
        reading=keys.reading[0].public,
    )


def _pair(key: NoteKey) -> NotePublic:
    return NotePublic(classical=key.public_classical, post_quantum=key.public_post_quantum)


def _transport_of(seeds: HouseSeeds, node: Node) -> bytes:
    return node.office.suite.opening_key(seeds.transport[0].seed).public


def _save(node: Node, seeds: HouseSeeds, passphrase: str) -> None:
    keysafe.save_house(node.home, seeds, passphrase, work_factor=work_factor_of(node.home.house_key))
