"""The `keys` statement: what the front says of itself between two letters of credence.

The transport key, the addresses where pouches are taken and the pins of their certificates change more often than
officers want to sign; the credence delegates them to the front key. Numbers rise; in force is the highest number under
the newest version of the credence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from verbale.formats import limits
from verbale.formats.base64text import write_base64
from verbale.formats.credence import Credence
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import Kind, Signed, read_signed, reload_signed, sign_statement, verify_signed
from verbale.formats.suite import SigningKey, Suite

ADDRESSES = 8
PINS = 8
_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?"
)
_PORT = (1 << 16) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyKeys:
    """A verified `keys` statement.

    Attributes:
        party: whose keys they are.
        credence: the version of the credence whose front key signed.
        number: rises with each statement of the party.
        made: when, by the front's clock.
        transport: the public key that pouches are sealed to.
        addresses: `https` addresses (on trials `http` on the loopback), best first; none if the party only calls out.
        pins: SHA-256 digests of certificates' public keys; if there are any, they replace public authorities.
        signed: the statement.
    """

    party: bytes
    credence: int
    number: int
    made: datetime
    transport: bytes
    addresses: tuple[str, ...]
    pins: tuple[bytes, ...]
    signed: Signed

    @property
    def rank(self) -> tuple[int, int]:
        """What is in force is the highest of these: a thief of a front key cannot outnumber the version after it."""
        return self.credence, self.number


def sign_party_keys(
    *,
    credence: Credence,
    number: int,
    made: datetime,
    transport: bytes,
    addresses: Sequence[str],
    pins: Sequence[bytes],
    front: SigningKey,
) -> PartyKeys:
    """Signs the front's keys, addresses and pins.

    Raises:
        Malformed: `address`, or another code of what breaks the format.
    """
    document = {
        "v": 1,
        "kind": Kind.KEYS.value,
        "suite": credence.identity.suite,
        "party": credence.party.hex(),
        "credence": credence.number,
        "number": number,
        "made": write_time(made),
        "transport": write_base64(transport),
        "addresses": [check_address(address) for address in addresses],
        "pins": [pin.hex() for pin in pins],
    }
    return _read(sign_statement(Kind.KEYS, document, [front]))


def verify_party_keys(envelope_bytes: bytes, chain: Sequence[Credence], suite: Suite) -> PartyKeys:
    """Verifies a `keys` statement under the version of the party's credence that it names.

    Whether it may replace keys that are known, `check_newest` and its number say.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    unverified = read_signed(envelope_bytes, Kind.KEYS)
    named = Fields(unverified.claims(), "statement of keys").integer("credence", least=1)
    credence = next((each for each in chain if each.number == named), None)
    if credence is None:
        raise Untrusted("credence-unknown", "A statement of keys names a version of a credence that is not known.")
    publics = credence.identity.machine_keys("front")
    keys = _read(verify_signed(unverified, publics=publics, threshold=1, suite=suite))
    if keys.party != credence.party:
        raise Untrusted("keys-party", "A statement of keys speaks of another party.")
    if len(keys.transport) != suite.opening_public_size or keys.transport == credence.identity.reading:
        raise Malformed("keys-transport", "A transport key is not of the length of its suite, or is the reading key.")
    return keys


def check_newest(keys: PartyKeys, newest: Credence) -> None:
    """Refuses keys under a version that was replaced: they may be the work of a thief of the front key that went.

    Args:
        keys: a verified statement that is to be taken as the party's newest.
        newest: the newest version of the party's credence that is known.

    Raises:
        Untrusted: `keys-superseded`.
    """
    if keys.credence != newest.number:
        raise Untrusted(
            "keys-superseded", "A statement of keys is signed under a letter of credence that was replaced."
        )


@lru_cache(maxsize=1024)
def reload_party_keys(envelope_bytes: bytes) -> PartyKeys:
    """Reads back a statement that was verified before it was stored; verifies nothing again."""
    return _read(reload_signed(envelope_bytes, Kind.KEYS))


def check_address(address: str) -> str:
    """The address of a delivery endpoint: scheme, host, port and path, nothing else.

    Raises:
        Malformed: `address`.
    """
    match = _ADDRESS.fullmatch(address)
    if len(address) > limits.ADDRESS or match is None or int(match["port"] or 0) > _PORT:
        raise Malformed("address", "An address is https://host, perhaps with a port and a path.")
    return address


def _read(signed: Signed) -> PartyKeys:
    fields = Fields(signed.document, "statement of keys")
    fields.integer("v")
    fields.word("kind", (Kind.KEYS.value,))
    fields.integer("suite")
    keys = PartyKeys(
        party=fields.digest("party"),
        credence=fields.integer("credence", least=1),
        number=fields.integer("number", least=1),
        made=fields.time("made"),
        transport=fields.base64("transport"),
        addresses=fields.texts("addresses", limit=ADDRESSES, length=limits.ADDRESS),
        pins=fields.digests("pins", limit=PINS),
        signed=signed,
    )
    fields.end()
    for address in keys.addresses:
        check_address(address)
    return keys
