"""Papers of identity that ride in a pouch: newer versions of a credence, newer keys, revocations, a recovery.

Only what the other side does not say that it knows is sent. What arrives is verified in memory against what is known
before anything of the pouch is believed, and written with the rest in one transaction. Two versions of one number:
the first seen stays in force, the exchange is suspended, both are kept as proof. Source: protocol §1.
"""

from dataclasses import dataclass, field, replace

from verbale.exchange.records import Party, Standing
from verbale.formats.credence import Credence, verify_next
from verbale.formats.errors import Untrusted
from verbale.formats.fields import Fields
from verbale.formats.manifest import Knows
from verbale.formats.partykeys import PartyKeys, check_newest, verify_party_keys
from verbale.formats.recovery import Recovery, verify_recovery
from verbale.formats.revocation import Revocation, verify_revocation
from verbale.formats.statement import Kind, Signed, read_signed
from verbale.formats.suite import Suite

KEYS = "keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What the papers of a pouch change about a party.

    Attributes:
        party: the party with everything that verified.
        statements: the new statements, to be kept.
        fork: the two versions of one number, if the papers show such; then nothing else of them counts.
        recovery: a recovery that is new.
    """

    party: Party
    statements: tuple[Signed, ...] = ()
    fork: tuple[Credence, Credence] | None = None
    recovery: Recovery | None = None


@dataclass(slots=True)
class _Reading:
    party: Party
    suite: Suite
    statements: list[Signed] = field(default_factory=list)
    fork: tuple[Credence, Credence] | None = None
    recovery: Recovery | None = None


def owed(house: Party, knows: Knows | None, own: dict[str, bytes]) -> dict[str, bytes]:
    """The papers that another side does not know yet, by their names in a pouch.

    Args:
        house: the house.
        knows: what the other side said that it knows; `None` if it was never heard.
        own: envelopes of the house's revocations and recoveries by name, all of them.
    """
    credence = knows.credence if knows else 1
    papers = {_version(each): each.signed.envelope_bytes for each in house.chain if each.number > credence}
    if knows is None or house.keys.number != knows.keys:
        papers[KEYS] = house.keys.signed.envelope_bytes
    return papers | {name: envelope for name, envelope in own.items() if not _is_known(name, house, knows)}


def revocation_name(keys: PartyKeys) -> str:
    """The name of a revocation: the number of the `keys` that were signed with it, for who knows these knows it."""
    return f"revocation/{keys.number:04}.json"


def _is_known(name: str, house: Party, knows: Knows | None) -> bool:
    if knows is None:
        return False
    if name.startswith("recovery/"):
        return knows.generation >= house.generation
    return knows.keys >= int(name.removeprefix("revocation/").removesuffix(".json"))


def read_papers(party: Party, papers: dict[str, bytes], suite: Suite) -> News:
    """Verifies the papers of identity of a pouch, in the order in which they came.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    reading = _Reading(party=party, suite=suite)
    for name, data in papers.items():
        if name.startswith("credence/"):
            _read_version(reading, data)
        elif name == KEYS:
            _read_keys(reading, data)
        elif name.startswith("revocation/"):
            _read_revocation(reading, data)
        else:
            _read_recovery(reading, data)
    return News(
        party=reading.party,
        statements=tuple(reading.statements),
        fork=reading.fork,
        recovery=reading.recovery,
    )


def _read_version(reading: _Reading, data: bytes) -> None:
    known = reading.party.versions
    number = _claimed_number(data)
    if number in known:
        if known[number].signed.envelope_bytes != data:
            _read_rival(reading, number, data)
        return
    if number != reading.party.credence.number + 1:
        raise Untrusted("credence-gap", "A pouch brings a version of a credence whose forerunner is not known.")
    credence = verify_next(reading.party.credence, data, (reading.suite,))
    reading.party = replace(reading.party, chain=(*reading.party.chain, credence))
    reading.statements.append(credence.signed)


def _read_rival(reading: _Reading, number: int, data: bytes) -> None:
    """Another envelope under a known number: the same statement signed again, or a fork."""
    known = reading.party.versions
    if number == 1:
        raise Untrusted("credence-fork", "A pouch brings another first version of a credence.")
    rival = verify_next(known[number - 1], data, (reading.suite,))
    if rival.digest != known[number].digest:
        reading.fork = (known[number], rival)
        reading.party = replace(reading.party, standing=Standing.SUSPENDED)
        reading.statements.append(rival.signed)


def _read_keys(reading: _Reading, data: bytes) -> None:
    keys: PartyKeys = verify_party_keys(data, reading.party.chain, reading.suite)
    if keys.rank > reading.party.keys.rank:
        check_newest(keys, reading.party.credence)
        reading.party = replace(reading.party, keys=keys)
        reading.statements.append(keys.signed)


def _read_revocation(reading: _Reading, data: bytes) -> None:
    revocation: Revocation = verify_revocation(data, reading.party.chain, reading.suite)
    newest = reading.party.credence
    # Officers who were replaced, or a thief of their keys, cannot revoke what stands in the version after them.
    if revocation.credence != newest.number and revocation.key_id in newest.identity.key_ids:
        return
    if revocation.key_id not in reading.party.revoked:
        revoked = dict(reading.party.revoked) | {revocation.key_id: revocation.size}
        reading.party = replace(reading.party, revoked=revoked)
        reading.statements.append(revocation.signed)


def _read_recovery(reading: _Reading, data: bytes) -> None:
    recovery: Recovery = verify_recovery(data, reading.party.chain, reading.suite)
    if recovery.generation == reading.party.generation + 1:
        reading.recovery = recovery
        reading.party = replace(reading.party, standing=Standing.RECOVERING)
        reading.statements.append(recovery.signed)


def _claimed_number(data: bytes) -> int:
    return Fields(read_signed(data, Kind.CREDENCE).claims(), "letter of credence").integer("number", least=1)


def _version(credence: Credence) -> str:
    return f"credence/{credence.number:04}.json"
