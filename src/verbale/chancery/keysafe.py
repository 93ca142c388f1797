"""Private keys at rest, and the keys of an unlocked house.

    keys/house.age             the house's seeds, one JSON document in an age file sealed to the house's passphrase
    keys/officers/NAME.age     an officer's seed, sealed to the officer's own

Any `age` opens these files with the passphrase; what is inside is this house's own form and never leaves it. A file
is written beside its place, synced and renamed, so that a crash leaves the old keys or the new, never none.

A seed is all there is of a key. The secret of a channel is derived from one more seed by party and epoch, so a house
put back from a backup offers the same secrets again and needs none of the lost ones. Source: formats §7, protocol §1.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verbale.chancery.home import Home
from verbale.chancery.keyfile import read_key_file, write_key_file
from verbale.formats import limits
from verbale.formats.age import identity, scrypt
from verbale.formats.base64text import write_base64
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed, Refused, Unavailable
from verbale.formats.fields import Fields, write_time
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import (
    NOTE_SEED,
    OPENING_SEED,
    SIGNING_SEED,
    NoteKey,
    OpeningKey,
    SigningKey,
    Suite,
    find_suite,
)

RETIRED_FOR = timedelta(days=90)
"""How long a retired transport key still opens what was sealed to it."""
SUITES: tuple[Suite, ...] = (HYBRID,)

_CHANNEL_SEED = 32
_CHANNEL_TAG = b"verbale/channel-secret/v1\n"
_MANY = 1024
_FILE_NAME = 200
_SHAM = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedSeed:
    """The seed of an opening key, and when it was made and retired.

    Attributes:
        seed: 32 bytes.
        made: when.
        retired: when another took its place; `None` for the one in force.
    """

    seed: bytes = field(repr=False)
    made: datetime
    retired: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HouseSeeds:
    """Everything secret of a house.

    Attributes:
        suite: the number of its suite.
        front, house: of the machines' signing keys.
        opener: of the opener's; `None` where the reading key is kept apart.
        log, cosign: of the pairs that sign heads and cosignatures.
        channel: of which the secrets of channels are made.
        transport: of the keys that open pouches, newest first.
        reading: of the keys that open letters, newest first; none where they are kept apart.
    """

    suite: int
    front: bytes
    house: bytes
    opener: bytes | None
    log: bytes
    cosign: bytes
    channel: bytes
    transport: tuple[DatedSeed, ...]
    reading: tuple[DatedSeed, ...]


def draw_seeds(
    *, suite: Suite = HYBRID, now: datetime, entropy: Callable[[int], bytes] = secrets.token_bytes
) -> HouseSeeds:
    """Draws the seeds of a new house."""
    return HouseSeeds(
        suite=suite.number,
        front=entropy(SIGNING_SEED),
        house=entropy(SIGNING_SEED),
        opener=entropy(SIGNING_SEED),
        log=entropy(NOTE_SEED),
        cosign=entropy(NOTE_SEED),
        channel=entropy(_CHANNEL_SEED),
        transport=(DatedSeed(seed=entropy(OPENING_SEED), made=now),),
        reading=(DatedSeed(seed=entropy(OPENING_SEED), made=now),),
    )


def rotate_transport(
    seeds: HouseSeeds, *, now: datetime, entropy: Callable[[int], bytes] = secrets.token_bytes
) -> HouseSeeds:
    """Puts a new transport key in force, retires the old one, and drops those whose time is over."""
    retired = tuple(replace(each, retired=each.retired or now) for each in seeds.transport)
    kept = tuple(each for each in retired if _still_opens(each, now))
    return replace(seeds, transport=(DatedSeed(seed=entropy(OPENING_SEED), made=now), *kept))


def rotate_reading(
    seeds: HouseSeeds, *, now: datetime, entropy: Callable[[int], bytes] = secrets.token_bytes
) -> HouseSeeds:
    """Puts a new reading key in force. The old ones stay, for the letters that are sealed to them stay."""
    retired = tuple(replace(each, retired=each.retired or now) for each in seeds.reading)
    return replace(seeds, reading=(DatedSeed(seed=entropy(OPENING_SEED), made=now), *retired))


class HouseKeys:
    """The keys of an unlocked house; see `verbale.exchange.ports.Keys`. Each is made when it is first needed."""

    def __init__(self, seeds: HouseSeeds, *, clock: Callable[[], datetime]) -> None:
        """Makes no key yet.

        Args:
            seeds: the house's.
            clock: says when a retired transport key is too old.

        Raises:
            Refused: `suite-sham` or `suite-unknown`.
        """
        self.suite = house_suite(seeds.suite)
        self._seeds = seeds
        self._clock = clock
        self._opening = lru_cache(maxsize=_MANY)(self.suite.opening_key)

    @property
    def seeds(self) -> HouseSeeds:
        """What the keys are made from."""
        return self._seeds

    @cached_property
    def front(self) -> SigningKey:
        """Signs `accepted`, offers and `keys`."""
        return self.suite.signing_key(self._seeds.front)

    @cached_property
    def house(self) -> SigningKey:
        """Signs `placed`, `lapsed` and `refused` by rule."""
        return self.suite.signing_key(self._seeds.house)

    @cached_property
    def opener(self) -> SigningKey | None:
        """Signs `opened`; `None` where the reading key is kept apart."""
        return None if self._seeds.opener is None else self.suite.signing_key(self._seeds.opener)

    @property
    def transport(self) -> Sequence[OpeningKey]:
        """Opens pouches: the key in force first, then those retired for less than 90 days."""
        now = self._clock()
        return [self._opening(each.seed) for each in self._seeds.transport if _still_opens(each, now)]

    @cached_property
    def reading(self) -> Sequence[OpeningKey]:
        """Opens letters: the key in force first."""
        return [self._opening(each.seed) for each in self._seeds.reading]

    @cached_property
    def log(self) -> NoteKey:
        """Signs the house's heads."""
        return self.suite.note_key(self._seeds.log)

    @cached_property
    def cosign(self) -> NoteKey:
        """Cosigns others' heads."""
        return self.suite.note_key(self._seeds.cosign)

    def channel_secret(self, peer: bytes, epoch: int) -> bytes:
        """The secret of the house's offer to a party: the same for the same epoch."""
        info = _CHANNEL_TAG + peer + epoch.to_bytes(8, "big")
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._seeds.channel)

    def export(self, which: str) -> str:
        """The key in force that opens pouches (`transport`) or letters (`reading`), as stock `age` takes it.

        Raises:
            Refused: `key-unknown`, or `reading-key-apart` if it is not here.
        """
        if which not in ("transport", "reading"):
            raise Refused("key-unknown", "The keys that can be exported are transport and reading.")
        seeds = self._seeds.transport if which == "transport" else self._seeds.reading
        if not seeds:
            raise Refused("reading-key-apart", "The reading key is not kept here.")
        return identity.write_identity(seeds[0].seed)


def house_suite(number: int) -> Suite:
    """The suite of a house. The sham suite of trials signs nothing that anybody should believe.

    Raises:
        Refused: `suite-sham` or `suite-unknown`.
    """
    if number == _SHAM:
        raise Refused("suite-sham", "Suite 0 is a sham for trials; a chancery does not use it.")
    return find_suite(SUITES, number)


def save_house(
    home: Home,
    seeds: HouseSeeds,
    passphrase: str,
    *,
    work_factor: int = scrypt.WORK_FACTOR,
    file: Path | None = None,
) -> None:
    """Seals the house's seeds to its passphrase, in the home's key file or in another that waits to take its place.

    Raises:
        Refused: `passphrase` or `suite-sham`.
        Malformed: `age-work-factor`.
        Unavailable: `disk-full`, `file-failed` or `age-scrypt`.
    """
    house_suite(seeds.suite)
    write_key_file(file or home.house_key, write_seeds(seeds), passphrase, work_factor)


def load_house(home: Home, passphrase: str, *, file: Path | None = None) -> HouseSeeds:
    """Opens the house's seeds, out of the home's key file or another.

    Raises:
        Refused: `passphrase`, or `suite-sham`.
        Unavailable: `no-house`, `file-failed` or `age-scrypt`.
        Malformed, Untrusted: the file is damaged.
    """
    missing = Unavailable("no-house", "No chancery was founded in this folder; `verbale init` does that.")
    seeds = read_seeds(Fields(read_key_file(file or home.house_key, passphrase, missing), "house's key file"))
    house_suite(seeds.suite)
    return seeds


def unlock_house(home: Home, passphrase: str, *, clock: Callable[[], datetime], file: Path | None = None) -> HouseKeys:
    """The keys of a house, unlocked.

    Raises:
        Refused, Unavailable, Malformed, Untrusted: as `load_house`.
    """
    return HouseKeys(load_house(home, passphrase, file=file), clock=clock)


def save_officer(
    home: Home, name: str, seed: bytes, passphrase: str, *, suite: Suite = HYBRID, work_factor: int = scrypt.WORK_FACTOR
) -> None:
    """Seals an officer's seed to the officer's passphrase.

    Raises:
        Refused: `passphrase` or `suite-sham`.
        Malformed: `age-work-factor`.
        Unavailable: `disk-full`, `file-failed` or `age-scrypt`.
    """
    house_suite(suite.number)
    document: Document = {
        "v": 1,
        "kind": "officer-key",
        "suite": suite.number,
        "name": name,
        "signing": write_base64(seed),
    }
    write_key_file(officer_file(home, name), document, passphrase, work_factor)


def unlock_officer(home: Home, name: str, passphrase: str) -> SigningKey:
    """An officer's key, unlocked for the act that needs it.

    Raises:
        Refused: `officer-unknown`, `passphrase`, `officer-other` or `suite-sham`.
        Unavailable: `file-failed` or `age-scrypt`.
        Malformed, Untrusted: the file is damaged.
    """
    unknown = Refused("officer-unknown", f"No key of an officer named {name} is kept here.")
    fields = Fields(read_key_file(officer_file(home, name), passphrase, unknown), "officer's key file")
    fields.integer("v", least=1, most=1)
    fields.word("kind", ("officer-key",))
    suite = house_suite(fields.integer("suite"))
    named, seed = fields.text("name", limit=limits.NAME), fields.base64("signing", length=SIGNING_SEED)
    fields.end()
    if named != name:
        raise Refused("officer-other", f"The key file of {name} holds another officer's key.")
    return suite.signing_key(seed)


def officer_file(home: Home, name: str) -> Path:
    """Where an officer's key lies: the name itself, escaped, so that no name leads out of the folder."""
    escaped = quote(name, safe=" ")
    if len(escaped) > _FILE_NAME:
        escaped = f"officer-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:40]}"
    return home.officers / f"{escaped}.age"


def list_officers(home: Home) -> list[Path]:
    """The key files of officers, by name."""
    return sorted(home.officers.glob("*.age"))


def _still_opens(key: DatedSeed, now: datetime) -> bool:
    return key.retired is None or now - key.retired < RETIRED_FOR


def write_seeds(seeds: HouseSeeds) -> Document:
    """The seeds as the house's key file has them."""
    opener = {} if seeds.opener is None else {"opener": write_base64(seeds.opener)}
    return opener | {
        "v": 1,
        "kind": "house-keys",
        "suite": seeds.suite,
        "front": write_base64(seeds.front),
        "house": write_base64(seeds.house),
        "log": write_base64(seeds.log),
        "cosign": write_base64(seeds.cosign),
        "channel": write_base64(seeds.channel),
        "transport": [_write_dated(each) for each in seeds.transport],
        "reading": [_write_dated(each) for each in seeds.reading],
    }


def read_seeds(fields: Fields) -> HouseSeeds:
    """Reads the seeds.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields.integer("v", least=1, most=1)
    fields.word("kind", ("house-keys",))
    seeds = HouseSeeds(
        suite=fields.integer("suite"),
        front=fields.base64("front", length=SIGNING_SEED),
        house=fields.base64("house", length=SIGNING_SEED),
        opener=fields.base64("opener", length=SIGNING_SEED) if fields.has("opener") else None,
        log=fields.base64("log", length=NOTE_SEED),
        cosign=fields.base64("cosign", length=NOTE_SEED),
        channel=fields.base64("channel", length=_CHANNEL_SEED),
        transport=tuple(_read_dated(each) for each in fields.documents("transport", limit=_MANY)),
        reading=tuple(_read_dated(each) for each in fields.documents("reading", limit=_MANY)),
    )
    fields.end()
    if not seeds.transport:
        raise Malformed("key-file", "A house's key file holds no transport key.")
    return seeds


def _write_dated(key: DatedSeed) -> Document:
    retired = {} if key.retired is None else {"retired": write_time(key.retired)}
    return retired | {"seed": write_base64(key.seed), "made": write_time(key.made)}


def _read_dated(document: Document) -> DatedSeed:
    fields = Fields(document, "key of a house")
    key = DatedSeed(
        seed=fields.base64("seed", length=OPENING_SEED),
        made=fields.time("made"),
        retired=fields.optional("retired", fields.time),
    )
    fields.end()
    return key
