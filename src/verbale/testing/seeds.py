"""The private seeds of a house in a trial, and its keys made from them: the keys port without disk or passphrase."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from verbale.formats.suite import NOTE_SEED, OPENING_SEED, SIGNING_SEED, NoteKey, OpeningKey, SigningKey, Suite


@dataclass(slots=True, kw_only=True)
class Seeds:
    """The private keys of a house.

    Attributes:
        suite: what they are keys of.
        entropy: where new ones come from.
        reading_apart: whether the opener and its reading keys are kept on another machine.
        front, house, log, cosign: as the keys port has them.
        transport: the transport keys, the newest first.
    """

    suite: Suite
    entropy: Callable[[int], bytes]
    reading_apart: bool = False
    front: SigningKey = field(init=False)
    house: SigningKey = field(init=False)
    log: NoteKey = field(init=False)
    cosign: NoteKey = field(init=False)
    transport: Sequence[OpeningKey] = field(init=False)
    _opener: SigningKey = field(init=False)
    _reading: tuple[OpeningKey, ...] = field(init=False)
    _channel: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.new_machine_keys()
        self.log, self.cosign = (self.suite.note_key(self.entropy(NOTE_SEED)) for _ in range(2))
        self.transport, self._reading = (), ()
        self.new_transport_key()
        self.new_reading_key()
        self._channel = self.entropy(32)

    @property
    def opener(self) -> SigningKey | None:
        """The opener's key, unless it is kept apart."""
        return None if self.reading_apart else self._opener

    @property
    def reading(self) -> Sequence[OpeningKey]:
        """The reading keys, the newest first, unless they are kept apart."""
        return () if self.reading_apart else self._reading

    def channel_secret(self, peer: bytes, epoch: int) -> bytes:
        """The secret of an offer."""
        return hashlib.sha256(b"channel" + self._channel + peer + epoch.to_bytes(8, "big")).digest()

    def new_transport_key(self) -> None:
        """Puts a new transport key before the old ones."""
        self.transport = (self.suite.opening_key(self.entropy(OPENING_SEED)), *self.transport)

    def new_reading_key(self) -> None:
        """Puts a new reading key before the old ones."""
        self._reading = (self.suite.opening_key(self.entropy(OPENING_SEED)), *self._reading)

    def new_machine_keys(self) -> None:
        """Replaces the keys with which the machines sign."""
        self.front, self.house, self._opener = (self.suite.signing_key(self.entropy(SIGNING_SEED)) for _ in range(3))

    def twin(self, entropy: Callable[[int], bytes]) -> "Seeds":
        """The same keys in other hands; what becomes of the one set later does not reach the other."""
        copy = object.__new__(Seeds)
        copy.take(self)
        copy.entropy = entropy
        return copy

    def take(self, other: "Seeds") -> None:
        """Puts the keys of another set in place of these."""
        for name in self.__slots__:
            setattr(self, name, getattr(other, name))

    def take_machine_keys(self, other: "Seeds") -> None:
        """Puts the keys with which the machines sign back to those of another set."""
        for name in ("front", "house", "_opener"):
            setattr(self, name, getattr(other, name))
