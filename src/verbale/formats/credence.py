"""The letter of credence: a party's versioned, signed public identity.

Version 1 is accepted in person, by its twelve words; its digest is the party's id for ever. Version n+1 is signed by
the thresholds of n and of n+1, or by the recovery role of n alone; exactly n+1 is taken after n. An officer counts
once, by name and by key.

Who may say what (`docs/spec/credence.md`): an officers' threshold for every act of the institution; the front says
`accepted`; the house says that too, and `placed`, `lapsed` and `refused` by rule; the opener says all these and
`opened`. A key nearer to the text may say what a key farther out may say, never the other way round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from verbale.formats import dsse, limits, names
from verbale.formats.base64text import write_base64
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed, Refused, Untrusted
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import (
    Kind,
    Signed,
    UnverifiedSigned,
    read_signed,
    reload_signed,
    sign_statement,
    verify_signed,
)
from verbale.formats.suite import SigningKey, Suite, find_suite

ACTS = (
    "letter",
    "acknowledged",
    "refused",
    "credence",
    "accreditation",
    "revocation",
    "recovery",
    "consent",
    "release",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer as the credence names one: who may sign for the institution, with others up to a threshold."""

    name: str
    public: bytes

    @property
    def key_id(self) -> str:
        """The name of the officer's key in envelopes."""
        return dsse.key_id(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePublic:
    """The two public keys of a pair that signs heads."""

    classical: bytes
    post_quantum: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a version of a letter of credence says.

    Attributes:
        code: the code that the party proposes for itself; each house gives it a code of its own.
        name: the institution's name.
        suite: the number of its suite.
        valid_from, valid_until: from when and until when letters may be sealed to it.
        officers: who signs for it.
        thresholds: how many officers each act needs, by the names of `ACTS`.
        recovery: public keys, kept offline, that may replace all others.
        recovery_threshold: how many of them.
        front, house, opener: public signing keys of the machines.
        log, cosign: public keys of the register's heads, and of cosignatures on others' heads.
        reading: the public key that letters are sealed to.
        succeeds: the id of the identity that this one continues after all keys were lost; version 1 only.
    """

    code: str
    name: str
    suite: int
    valid_from: datetime
    valid_until: datetime
    officers: tuple[Officer, ...]
    thresholds: Mapping[str, int]
    recovery: tuple[bytes, ...]
    recovery_threshold: int
    front: bytes
    house: bytes
    opener: bytes
    log: NotePublic
    cosign: NotePublic
    reading: bytes
    succeeds: bytes | None = None

    @property
    def officer_keys(self) -> dict[str, bytes]:
        """The officers' public keys by key id."""
        return {officer.key_id: officer.public for officer in self.officers}

    @property
    def recovery_keys(self) -> dict[str, bytes]:
        """The recovery role's public keys by key id."""
        return {dsse.key_id(public): public for public in self.recovery}

    @property
    def key_ids(self) -> frozenset[str]:
        """The names of all keys that sign statements, those of the recovery role among them."""
        machines = self.machine_keys("front", "house", "opener")
        return frozenset(self.officer_keys) | frozenset(self.recovery_keys) | frozenset(machines)

    def machine_keys(self, *roles: str) -> dict[str, bytes]:
        """The public keys of some of `front`, `house` and `opener`, by key id."""
        publics = {"front": self.front, "house": self.house, "opener": self.opener}
        return {dsse.key_id(publics[role]): publics[role] for role in roles}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credence:
    """A verified version of a party's letter of credence."""

    party: bytes
    number: int
    previous: bytes | None
    identity: Identity
    signed: Signed

    @property
    def digest(self) -> bytes:
        """The digest of this version."""
        return self.signed.digest


def sign_credence(identity: Identity, keys: Sequence[SigningKey], *, previous: Credence | None = None) -> Credence:
    """Signs version 1, or the version after `previous`; a later version does not say again what it succeeds.

    Raises:
        Malformed: the identity breaks a rule of its format.
    """
    number = previous.number + 1 if previous else 1
    document: Document = {"v": 1, "kind": Kind.CREDENCE.value, "suite": identity.suite, "number": number}
    if previous:
        document |= {"party": previous.party.hex(), "previous": previous.digest.hex()}
    elif identity.succeeds is not None:
        document["succeeds"] = identity.succeeds.hex()
    signed = sign_statement(Kind.CREDENCE, document | _write_identity(identity), keys)
    return _credence(signed)


def verify_first(envelope_bytes: bytes, suites: tuple[Suite, ...]) -> Credence:
    """Verifies version 1 by its own threshold; whose it is, only the words or the id can say.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
        Refused: `suite-unknown`.
    """
    unverified = read_signed(envelope_bytes, Kind.CREDENCE)
    identity, number = _claims(unverified)
    if number != 1:
        raise Malformed("credence-number", "The first letter of credence of a chain is not version 1.")
    suite = find_suite(suites, identity.suite)
    _check_sizes(identity, suite)
    threshold = identity.thresholds["credence"]
    return _credence(verify_signed(unverified, publics=identity.officer_keys, threshold=threshold, suite=suite))


def verify_next(previous: Credence, envelope_bytes: bytes, suites: tuple[Suite, ...]) -> Credence:
    """Verifies the version that follows `previous`.

    Raises:
        Malformed, Untrusted: with the code of what is wrong; `credence-chain` if it does not follow `previous`.
        Refused: `suite-unknown`.
    """
    unverified = read_signed(envelope_bytes, Kind.CREDENCE)
    identity, number = _claims(unverified)
    claims = unverified.claims()
    follows = claims.get("party") == previous.party.hex() and claims.get("previous") == previous.digest.hex()
    if number != previous.number + 1 or not follows:
        raise Untrusted("credence-chain", f"A letter of credence does not follow version {previous.number}.")
    suite = find_suite(suites, identity.suite)
    _check_sizes(identity, suite)
    publics = previous.identity.officer_keys | previous.identity.recovery_keys | identity.officer_keys
    signed = verify_signed(unverified, publics=publics, threshold=1, suite=suite)
    _check_succession(previous.identity, identity, set(signed.key_ids))
    return _credence(signed)


@lru_cache(maxsize=1024)
def reload_credence(envelope_bytes: bytes) -> Credence:
    """Reads back a version that was verified before it was stored; verifies nothing again."""
    return _credence(reload_signed(envelope_bytes, Kind.CREDENCE))


def _check_succession(old: Identity, new: Identity, signers: set[str]) -> None:
    recovered = len(signers & old.recovery_keys.keys()) >= old.recovery_threshold
    by_old = len(signers & old.officer_keys.keys()) >= old.thresholds["credence"]
    by_new = len(signers & new.officer_keys.keys()) >= new.thresholds["credence"]
    if not recovered and not (by_old and by_new):
        raise Untrusted(
            "credence-succession",
            "A letter of credence is signed neither by the officers before and after it nor by the recovery role.",
        )


def _credence(signed: Signed) -> Credence:
    fields = Fields(signed.document, "letter of credence")
    identity = _read_identity(fields)
    number = signed.document["number"]
    first = number == 1
    party = signed.digest if first else bytes.fromhex(signed.document["party"])
    previous = None if first else bytes.fromhex(signed.document["previous"])
    return Credence(party=party, number=number, previous=previous, identity=identity, signed=signed)


def _claims(unverified: UnverifiedSigned) -> tuple[Identity, int]:
    document = unverified.claims()
    identity = _read_identity(Fields(document, "letter of credence"))
    number: int = document["number"]
    return identity, number


def _write_identity(identity: Identity) -> Document:
    return {
        "code": identity.code,
        "name": identity.name,
        "valid_from": write_time(identity.valid_from),
        "valid_until": write_time(identity.valid_until),
        "officers": [{"name": each.name, "public": write_base64(each.public)} for each in identity.officers],
        "thresholds": dict(identity.thresholds),
        "recovery": {
            "publics": [{"public": write_base64(public)} for public in identity.recovery],
            "threshold": identity.recovery_threshold,
        },
        "front": write_base64(identity.front),
        "house": write_base64(identity.house),
        "opener": write_base64(identity.opener),
        "log": _write_pair(identity.log),
        "cosign": _write_pair(identity.cosign),
        "reading": write_base64(identity.reading),
    }


def _read_identity(fields: Fields) -> Identity:
    fields.integer("v")
    fields.word("kind", (Kind.CREDENCE.value,))
    suite = fields.integer("suite")
    number = fields.integer("number", least=1)
    if number > 1:
        fields.digest("party")
        fields.digest("previous")
    recovery, recovery_threshold = _read_recovery(fields.fields("recovery"))
    identity = Identity(
        suite=suite,
        code=names.check_code(fields.text("code", limit=limits.CODE)),
        name=names.check_name(fields.text("name", limit=limits.NAME), what="A name", limit=limits.NAME),
        valid_from=fields.time("valid_from"),
        valid_until=fields.time("valid_until"),
        officers=tuple(_read_officer(each) for each in fields.documents("officers", limit=limits.OFFICERS)),
        thresholds=_read_thresholds(fields.fields("thresholds")),
        front=fields.base64("front"),
        house=fields.base64("house"),
        opener=fields.base64("opener"),
        log=_read_pair(fields.fields("log")),
        cosign=_read_pair(fields.fields("cosign")),
        reading=fields.base64("reading"),
        succeeds=fields.optional("succeeds", fields.digest) if number == 1 else None,
        recovery=recovery,
        recovery_threshold=recovery_threshold,
    )
    fields.end()
    _check_identity(identity)
    return identity


def _read_officer(document: Document) -> Officer:
    fields = Fields(document, "officer of a letter of credence")
    name = names.check_name(fields.text("name", limit=limits.NAME), what="A name", limit=limits.NAME)
    officer = Officer(name=name, public=fields.base64("public"))
    fields.end()
    return officer


def _read_thresholds(fields: Fields) -> dict[str, int]:
    thresholds = {act: fields.integer(act, least=1, most=limits.SIGNATURES) for act in ACTS}
    fields.end()
    return thresholds


def _read_recovery(fields: Fields) -> tuple[tuple[bytes, ...], int]:
    publics = [Fields(each, "recovery key") for each in fields.documents("publics", limit=limits.OFFICERS)]
    keys = tuple(each.base64("public") for each in publics)
    for each in publics:
        each.end()
    threshold = fields.integer("threshold", least=1, most=limits.SIGNATURES)
    fields.end()
    return keys, threshold


def _write_pair(pair: NotePublic) -> Document:
    return {"classical": write_base64(pair.classical), "post_quantum": write_base64(pair.post_quantum)}


def _read_pair(fields: Fields) -> NotePublic:
    pair = NotePublic(classical=fields.base64("classical"), post_quantum=fields.base64("post_quantum"))
    fields.end()
    return pair


def _check_identity(identity: Identity) -> None:
    publics = [officer.public for officer in identity.officers] + list(identity.recovery)
    publics += [identity.front, identity.house, identity.opener]
    if len(set(publics)) != len(publics):
        raise Malformed("credence-keys", "A letter of credence uses one key in two places.")
    if len({officer.name for officer in identity.officers}) != len(identity.officers):
        raise Malformed("credence-keys", "A letter of credence names one officer twice.")
    if max(identity.thresholds.values()) > len(identity.officers):
        raise Malformed("credence-threshold", "A letter of credence asks for more officers than it names.")
    if identity.recovery_threshold > len(identity.recovery):
        raise Malformed("credence-threshold", "A letter of credence asks for more recovery keys than it names.")
    if identity.log.classical == identity.cosign.classical or identity.log.post_quantum == identity.cosign.post_quantum:
        raise Malformed("credence-keys", "A letter of credence uses one key for heads and for cosignatures.")
    if identity.valid_from >= identity.valid_until:
        raise Malformed("credence-validity", "A letter of credence ends before it begins.")


def _check_sizes(identity: Identity, suite: Suite) -> None:
    """Refuses keys that are none of the suite's, so that nobody finds out only when sealing to one."""
    signing = [officer.public for officer in identity.officers] + list(identity.recovery)
    signing += [identity.front, identity.house, identity.opener]
    right = all(len(public) == suite.signing_public_size for public in signing)
    for pair in (identity.log, identity.cosign):
        right &= len(pair.classical) == suite.note_classical_size
        right &= len(pair.post_quantum) == suite.note_post_quantum_size
    if not right or len(identity.reading) != suite.opening_public_size:
        raise Malformed("credence-keys", "A letter of credence names a key that is not of the length of its suite.")


def check_in_force(credence: Credence, now: datetime) -> None:
    """Refuses a credence whose time has not come or is over: nothing is sealed to it.

    Raises:
        Refused: `credence-not-in-force`.
    """
    if not credence.identity.valid_from <= now <= credence.identity.valid_until:
        raise Refused(
            "credence-not-in-force",
            "The party's letter of credence is not in force today; ask the party for its newest version.",
        )
