"""An institution whose keys come from its name: for trials and vectors of the formats, without a chancery.

    arvenia = Institution("ARV", suite=SHAM)
    arvenia.credence, arvenia.keys         version 1 of its letter of credence, and its first statement of keys

The same name gives the same seeds, so that what is made from them can be made again wherever a primitive draws no
randomness of its own.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from verbale.formats.credence import ACTS, Credence, Identity, NotePublic, Officer, sign_credence
from verbale.formats.partykeys import PartyKeys, sign_party_keys
from verbale.formats.suite import NOTE_SEED, OPENING_SEED, SIGNING_SEED, NoteKey, OpeningKey, SigningKey, Suite

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
VALIDITY = timedelta(days=3 * 365)


@dataclass(slots=True, kw_only=True)
class Roles:
    """The private keys of one version of an identity."""

    officers: tuple[SigningKey, ...]
    recovery: tuple[SigningKey, ...]
    front: SigningKey
    house: SigningKey
    opener: SigningKey
    log: NoteKey
    cosign: NoteKey
    reading: OpeningKey
    transport: OpeningKey


@dataclass(slots=True)
class Institution:
    """An institution.

    Attributes:
        code: its code; everything of it comes from this.
        suite: its suite.
        officers: how many officers it has.
        threshold: how many of them each act needs.
        roles: its private keys.
        chain: its credences, from version 1 on.
        keys: its newest statement of keys.
    """

    code: str
    suite: Suite
    officers: int = 1
    threshold: int = 1
    roles: Roles = field(init=False)
    chain: tuple[Credence, ...] = field(init=False)
    keys: PartyKeys = field(init=False)

    def __post_init__(self) -> None:
        self.roles = self.draw_roles(1)
        self.chain = (sign_credence(self.describe(self.roles), self.roles.officers[: self.threshold]),)
        self.keys = self.sign_keys(1)

    @property
    def credence(self) -> Credence:
        """The newest version."""
        return self.chain[-1]

    @property
    def id(self) -> bytes:
        """The party's id."""
        return self.credence.party

    @property
    def signers(self) -> Sequence[SigningKey]:
        """As many officers as an act needs."""
        return self.roles.officers[: self.threshold]

    def seed(self, label: str, size: int) -> bytes:
        """Bytes that stand for chance."""
        return hashlib.shake_256(f"{self.code}/{label}".encode()).digest(size)

    def draw_roles(self, version: int) -> Roles:
        """The private keys of a version."""

        def signing(label: str) -> SigningKey:
            return self.suite.signing_key(self.seed(f"{label}/{version}", SIGNING_SEED))

        def note(label: str) -> NoteKey:
            return self.suite.note_key(self.seed(f"{label}/{version}", NOTE_SEED))

        def opening(label: str) -> OpeningKey:
            return self.suite.opening_key(self.seed(f"{label}/{version}", OPENING_SEED))

        return Roles(
            officers=tuple(signing(f"officer {number}") for number in range(1, self.officers + 1)),
            recovery=(signing("recovery 1"), signing("recovery 2")),
            front=signing("front"),
            house=signing("house"),
            opener=signing("opener"),
            log=note("log"),
            cosign=note("cosign"),
            reading=opening("reading"),
            transport=opening("transport"),
        )

    def describe(self, roles: Roles) -> Identity:
        """The identity that these keys make."""
        return Identity(
            code=self.code,
            name=f"Ministry of Foreign Affairs of {self.code.capitalize()}",
            suite=self.suite.number,
            valid_from=BEGINNING,
            valid_until=BEGINNING + VALIDITY,
            officers=tuple(
                Officer(name=f"Officer {number}", public=key.public) for number, key in enumerate(roles.officers, 1)
            ),
            thresholds=dict.fromkeys(ACTS, self.threshold),
            recovery=tuple(key.public for key in roles.recovery),
            recovery_threshold=len(roles.recovery),
            front=roles.front.public,
            house=roles.house.public,
            opener=roles.opener.public,
            log=_pair(roles.log),
            cosign=_pair(roles.cosign),
            reading=roles.reading.public,
        )

    def sign_keys(self, number: int, *, addresses: Sequence[str] = ("https://chancery.example/pouch",)) -> PartyKeys:
        """Signs a statement of keys under the newest version."""
        return sign_party_keys(
            credence=self.credence,
            number=number,
            made=BEGINNING,
            transport=self.roles.transport.public,
            addresses=addresses,
            pins=(),
            front=self.roles.front,
        )

    def renew(self) -> Credence:
        """Replaces every key by a new one, in a version signed by the officers before and after it."""
        old, roles = self.roles, self.draw_roles(self.credence.number + 1)
        roles.recovery = old.recovery
        identity = replace(self.describe(roles), valid_until=BEGINNING + 2 * VALIDITY)
        signers = [*old.officers[: self.threshold], *roles.officers[: self.threshold]]
        credence = sign_credence(identity, signers, previous=self.credence)
        self.chain, self.roles = (*self.chain, credence), roles
        self.keys = self.sign_keys(self.keys.number + 1)
        return credence


def _pair(key: NoteKey) -> NotePublic:
    return NotePublic(classical=key.public_classical, post_quantum=key.public_post_quantum)
