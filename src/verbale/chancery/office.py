"""A chancery that is open: the home, the office that every use case works with, and its officers' keys.

A command opens a node with its keys locked or unlocked; the running server opens one and keeps it as the current one,
for the pages. What is locked says so when it is used, and not before, so that reading costs no passphrase.

Keys that are to take the place of the house's lie in `keys/house-next.age` until the letter of credence that names them
is durable; whoever unlocks the house after a crash in between puts in force those that the credence names.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from verbale.chancery import keysafe, setup
from verbale.chancery.audit import rows as audit
from verbale.chancery.contents import FileContents
from verbale.chancery.despatch.wake import ring
from verbale.chancery.drafting.drafts import Drafts, Safe
from verbale.chancery.files import file_fault, sync_folder
from verbale.chancery.home import FileMark, Home, open_home
from verbale.chancery.keysafe import HouseKeys
from verbale.chancery.lending import borrow
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Keys, Office
from verbale.exchange.records import House, Party
from verbale.exchange.register import sequence
from verbale.formats.errors import Refused, Unavailable, VerbaleError
from verbale.formats.hybrid import HYBRID, check_primitives
from verbale.formats.suite import NoteKey, OpeningKey, SigningKey

if TYPE_CHECKING:
    from verbale.chancery.talks.room import Talks
    from verbale.chancery.texts.room import Texts

COMMAND = "command"


class LockedKeys:
    """Keys that nobody unlocked: every use says so. See `verbale.exchange.ports.Keys`."""

    @property
    def front(self) -> SigningKey:
        """Locked."""
        _refuse()

    @property
    def house(self) -> SigningKey:
        """Locked."""
        _refuse()

    @property
    def opener(self) -> SigningKey | None:
        """Locked."""
        _refuse()

    @property
    def transport(self) -> Sequence[OpeningKey]:
        """Locked."""
        _refuse()

    @property
    def reading(self) -> Sequence[OpeningKey]:
        """Locked."""
        _refuse()

    @property
    def log(self) -> NoteKey:
        """Locked."""
        _refuse()

    @property
    def cosign(self) -> NoteKey:
        """Locked."""
        _refuse()

    def channel_secret(self, peer: bytes, epoch: int) -> bytes:
        """Locked."""
        _refuse()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An open chancery.

    Attributes:
        home: its folder.
        office: what use cases work with.
        store, contents: those of the office, with what only a chancery has.
    """

    home: Home
    office: Office
    store: SqlStore
    contents: FileContents

    def now(self) -> datetime:
        """The time, in UTC, to the second."""
        return datetime.now(UTC).replace(microsecond=0)

    def house(self) -> House:
        """This chancery itself.

        Raises:
            Unavailable: `no-house`.
        """
        with self.store.read() as view:
            return view.house()

    @property
    def party(self) -> Party:
        """This chancery's own party."""
        return self.house().party

    @property
    def code(self) -> str:
        """Its code."""
        return self.party.code

    def party_of_code(self, code: str) -> Party:
        """A party by its code in this house.

        Raises:
            Refused: `party-unknown`.
        """
        known = None
        if code.isascii():
            with self.store.read() as view:
                known = view.party_of_code(code)
        if known is None:
            raise Refused("party-unknown", f"No party is called {code[:40]} here; `verbale parties` lists them.")
        return known

    def id_of_code(self, code: str) -> bytes:
        """The id of a party by its code in this house; of this chancery too.

        Raises:
            Refused: `party-unknown`.
        """
        return self.party.id if code == self.code else self.party_of_code(code).id

    def settle(self) -> None:
        """Gives indices to what was entered, so that the register shows it, and wakes the despatch."""
        ring(self.home.folder)
        sequence(self.office)

    # --- Officers ----------------------------------------------------------------------------------------------------

    def first_officer(self) -> str:
        """The name of the first officer of the credence in force whose key is kept here.

        Raises:
            Refused: `officer-unknown`.
        """
        for officer in self.party.credence.identity.officers:
            if keysafe.officer_file(self.home, officer.name).is_file():
                return officer.name
        raise Refused("officer-unknown", "No key of an officer of the letter of credence is kept here.")

    def officer(self, name: str | None, passphrase: str) -> SigningKey:
        """An officer's key, unlocked for the act that needs it.

        Args:
            name: the officer; the first one if not said.
            passphrase: the officer's.

        Raises:
            Refused: `officer-unknown` or `passphrase`.
            Unavailable: `file-failed`, `age-scrypt` or `primitives-missing`.
            Malformed, Untrusted: the key file is damaged.
        """
        _check_primitives()
        return keysafe.unlock_officer(self.home, name or self.first_officer(), passphrase)

    # --- Rooms -------------------------------------------------------------------------------------------------------

    @property
    def safe(self) -> Safe:
        """What the rooms of the house seal to, and what opens it."""
        office = self.office
        return Safe(
            suite=office.suite,
            public=self.party.credence.identity.reading,
            keys=lambda: office.keys.reading,
            entropy=office.entropy,
        )

    def drafts(self) -> Drafts:
        """The drafts, sealed to the house's reading key."""
        return self.store.drafts(self.safe)

    def texts(self) -> "Texts":
        """The negotiating texts, sealed to the house's reading key."""
        # Imported here: few commands read a text.
        from verbale.chancery.texts.room import Texts

        return Texts(self.store.engine, self.safe)

    def talks(self) -> "Talks":
        """The talks; the house's keys must be unlocked.

        Raises:
            Unavailable: `keys-locked`.
        """
        from verbale.chancery.talks.room import Talks

        return Talks(self)

    def note(self, *, officer: str, act: str, about: str = "", road: str = COMMAND) -> None:
        """Enters in the audit what an officer did.

        Raises:
            Unavailable: as the store says.
        """
        with self.store.engine.writing() as sql:
            audit.enter(sql, at=self.now(), officer=officer, act=act, about=about, road=road)

    def with_keys(self, keys: Keys) -> "Node":
        """The same chancery with other keys."""
        return replace(self, office=replace(self.office, keys=keys))


def open_node(folder: Path, passphrase: str | None) -> Node:
    """Opens the chancery in a folder.

    Args:
        folder: its home.
        passphrase: the house's; `None` leaves its keys locked.

    Raises:
        Unavailable: `no-house`, `schema-old`, or as the store says.
        Refused: `home-open`, `schema-new`, `passphrase`.
        Malformed, Untrusted: the key file is damaged.
    """
    home = open_home(folder)
    store = setup.open_store(home)
    contents = setup.open_contents(home, store)
    node = Node(
        home=home,
        office=Office(
            store=store,
            contents=contents,
            keys=LockedKeys(),
            mark=FileMark(home),
            suite=HYBRID,
            entropy=secrets.token_bytes,
        ),
        store=store,
        contents=contents,
    )
    return node if passphrase is None else unlock(node, passphrase)


def unlock(node: Node, passphrase: str) -> Node:
    """The same chancery with the house's keys.

    Raises:
        Refused: `passphrase` or `keys-other`.
        Unavailable: `no-house`, `file-failed`, `age-scrypt` or `primitives-missing`.
        Malformed, Untrusted: the key file is damaged.
    """
    _check_primitives()
    named = node.party.credence.identity.front
    keys = keysafe.unlock_house(node.home, passphrase, clock=node.now)
    if keys.front.public != named:
        keys = _put_next_in_force(node, passphrase, named)
    return node.with_keys(keys)


def borrow_keys(node: Node) -> Node | None:
    """The same chancery with the keys that a running server lends; `None` where none lends those in force."""
    _check_primitives()
    keys = borrow(node.home, clock=node.now)
    if keys is None or keys.front.public != node.party.credence.identity.front:
        return None
    return node.with_keys(keys)


def next_house_key(home: Home) -> Path:
    """Where keys lie that are to take the place of the house's."""
    return home.keys / "house-next.age"


def put_next_in_force(home: Home) -> None:
    """Lets the next keys take the place of the house's, durably; again is no error.

    Raises:
        Unavailable: `file-failed`.
    """
    try:
        with suppress(FileNotFoundError):
            next_house_key(home).rename(home.house_key)
        sync_folder(home.keys)
    except OSError as fault:
        raise file_fault(fault, "file-failed") from fault


_CURRENT: list[Node] = []


def set_current(node: Node) -> None:
    """Keeps the node that this server runs."""
    _CURRENT[:] = [node]


def current() -> Node:
    """The node that this server runs.

    Raises:
        Unavailable: `no-house`, if none was opened.
    """
    if not _CURRENT:
        raise Unavailable("no-house", "No chancery is open in this process.")
    return _CURRENT[0]


def _put_next_in_force(node: Node, passphrase: str, named: bytes) -> HouseKeys:
    """The keys that the credence names, where a crash left them waiting."""
    try:
        keys = keysafe.unlock_house(node.home, passphrase, clock=node.now, file=next_house_key(node.home))
    except VerbaleError:
        keys = None
    if keys is None or keys.front.public != named:
        raise Refused("keys-other", "The house's key file holds other keys than the letter of credence names.")
    put_next_in_force(node.home)
    return keys


@cache
def _check_primitives() -> None:
    check_primitives()


def _refuse() -> NoReturn:
    raise Unavailable("keys-locked", "The house's keys are locked here; this needs its passphrase.")
