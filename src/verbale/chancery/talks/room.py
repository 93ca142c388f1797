"""The room of talks: the state of play of each dossier, out of the letters that this house sent or opened.

The state is a fold of letters and nothing else (law 8). What was read out of them is kept (`pages`), and a process that
goes on keeps the fold too, so that a new letter costs one letter. Only letters that went to every member count: one
that went to some of them is no statement in the talks, and is named beside them.
"""

import fcntl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from verbale.chancery.files import FILE_MODE
from verbale.chancery.letters.finding import find_dossier
from verbale.chancery.office import Node
from verbale.chancery.store import SqlStore
from verbale.chancery.talks.pages import Entry, Fold, Known, Pages
from verbale.chancery.talks.texts import read_laid
from verbale.exchange.opening import Opened, open_copy
from verbale.exchange.records import Party
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused
from verbale.formats.talks.acts import PREFIX
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.state import State
from verbale.practice.talks.view import View

_OPENED = "SELECT letter, sender, sealed FROM letters_letter WHERE dossier = %s AND opened = %s ORDER BY id"
# Spelt out, not handed over: the index of statements is used only where the database sees that no more is asked for.
_UNREAD = (
    "SELECT DISTINCT dossier FROM letters_letter WHERE letter_class = 'statement' AND opened AND dossier IS NOT NULL "
    "AND dossier NOT IN (SELECT dossier FROM talks_page) AND dossier NOT IN (SELECT dossier FROM talks_fold)"
)
_MANY_PAGES = 8
_MANY_LETTERS = 64
CLASS = "statement"


@dataclass(slots=True, kw_only=True)
class Folded:
    """What a process knows of one dossier.

    Attributes:
        state: the fold.
        title: what the talks are called.
        read: the letters (id, sender) that were looked at.
        aside: letters that do not count: they did not go to every member, or the opening is not here.
        members: the members of each opening.
        pages: the numbers of the pages that it was folded from, beyond what was kept folded.
        beyond: how many letters are on them.
    """

    state: State = field(default_factory=State)
    title: str = ""
    read: set[tuple[bytes, bytes]] = field(default_factory=set)
    aside: dict[bytes, tuple[Entry, TalksLetter]] = field(default_factory=dict)
    members: list[frozenset[bytes]] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    beyond: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)


_FOLDED: "WeakKeyDictionary[SqlStore, dict[bytes, Folded]]" = WeakKeyDictionary()
_LOCK = threading.Lock()


class Talks:
    """The talks of a chancery whose keys are unlocked."""

    def __init__(self, node: Node) -> None:
        """Opens nothing yet.

        Raises:
            Unavailable: `keys-locked`.
        """
        self.node = node
        self.house = node.party
        # A secret that the house has with itself: no party has the id of the house.
        secret = node.office.keys.channel_secret(self.house.id, 0)
        self._pages = Pages(node.store.engine, node.safe, secret)

    # --- Which -------------------------------------------------------------------------------------------------------

    def all(self) -> list[Known]:
        """The talks that this house is in, those opened last first."""
        with self.node.store.engine.reading() as sql:
            unread = [bytes(row[0]) for row in sql.rows(_UNREAD)]
        for dossier in unread:
            self.folded(dossier)
        return self._pages.known()

    def dossier(self, named: str) -> bytes:
        """Talks by the beginning of their dossier's id, or by their title.

        Raises:
            Refused: `dossier-unknown`, `ambiguous-id` or `talks-unopened`.
        """
        with self.node.store.read() as view:
            found = find_dossier(view, named)
        if found is None:
            titled = [each.dossier for each in self.all() if each.title == named.strip()]
            if len(titled) > 1:
                raise Refused("ambiguous-id", "More than one talks are called so; give the id of their dossier.")
            if not titled:
                raise Refused(
                    "dossier-unknown", "There are no such talks here; `verbale talks list` shows those there are."
                )
            found = titled[0]
        self.folded(found).state.now()
        return found

    # --- The state of play -------------------------------------------------------------------------------------------

    def folded(self, dossier: bytes) -> Folded:
        """What the letters of a dossier give, with those that came since it was last asked for.

        Raises:
            Unavailable: `keys-locked`, `content-missing`, or as the store says.
            Malformed, Untrusted, Refused: the sealed copy of a letter is damaged.
        """
        with _LOCK:
            found = _FOLDED.setdefault(self.node.store, {}).setdefault(dossier, Folded())
        with found.lock:
            if not found.read:
                self._load(dossier, found)
            fresh = self._read_fresh(dossier, found)
            if fresh:
                self._keep_texts(dossier, self._take(dossier, found, fresh))
                self._keep(dossier, found, fresh)
        return found

    def now(self, dossier: bytes) -> View:
        """The state of play after all letters that are here.

        Raises:
            Refused: `talks-unopened`; and as `folded`.
        """
        return self.folded(dossier).state.now()

    def _load(self, dossier: bytes, found: Folded) -> None:
        kept = self._pages.fold(dossier)
        try:
            if kept is not None:
                found.state = State.read(kept.state)
                found.title, found.read, found.members = kept.title, set(kept.read), list(kept.members)
                found.aside = {each.letter: (each, _letter(each)) for each in kept.aside}
        except Malformed:
            # Another version wrote it: everything is in the letters.
            found.state = State()
        found.pages, entries = self._pages.load(dossier)
        found.beyond = len(entries)
        self._take(dossier, found, entries)

    def _keep(self, dossier: bytes, found: Folded, fresh: Sequence[Entry]) -> None:
        found.beyond += len(fresh)
        if len(found.pages) + 1 < _MANY_PAGES and found.beyond < _MANY_LETTERS:
            found.pages.append(self._pages.add(dossier, fresh))
            return
        fold = Fold(
            state=found.state.write(),
            title=found.title,
            read=frozenset(found.read),
            members=tuple(found.members),
            aside=tuple(entry for entry, _ in found.aside.values()),
        )
        self._pages.put_fold(dossier, fold, found.pages)
        found.pages.clear()
        found.beyond = 0

    def _read_fresh(self, dossier: bytes, found: Folded) -> list[Entry]:
        with self.node.store.read() as view:
            found_rows = view.sql.rows(_OPENED, dossier, True)
            rows = [(bytes(letter), bytes(sender), bytes(sealed)) for letter, sender, sealed in found_rows]
            fresh = [row for row in rows if row[:2] not in found.read]
            senders = {sender: self._party(view.party(sender), sender) for _, sender, _ in fresh}
        return [
            _entry(letter, open_copy(self.node.office, self._sealed(sealed), party))
            for letter, sender, sealed in fresh
            if (party := senders[sender]) is not None
        ]

    def _party(self, found: Party | None, sender: bytes) -> Party | None:
        return self.house if sender == self.house.id else found

    def _sealed(self, digest: bytes) -> bytes:
        if self.node.contents.length(digest) > limits.LETTER_SEALED:
            raise Malformed("letter-size", "The sealed copy of the letter is longer than any letter's.")
        return b"".join(self.node.contents.open(digest))

    def _take(self, dossier: bytes, found: Folded, entries: Sequence[Entry]) -> list[TalksLetter]:
        """Takes letters in as far as they count, and returns all of them as they were read."""
        letters = []
        for entry in entries:
            found.read.add((entry.letter, entry.sender))
            if entry.parts:
                letter = _letter(entry)
                letters.append(letter)
                found.aside[entry.letter] = entry, letter
                self._take_opening(dossier, found, entry, letter)
        for entry, letter in list(found.aside.values()):
            if any(_reaches(entry, members) for members in found.members):
                del found.aside[entry.letter]
                found.state.add(letter)
        return letters

    def _take_opening(self, dossier: bytes, found: Folded, entry: Entry, letter: TalksLetter) -> None:
        opening = next((each.act for each in letter.acts if isinstance(each.act, Opening)), None)
        if opening is None or not _reaches(entry, frozenset(opening.members)):
            return
        if not found.members:
            found.title = entry.title
            known = Known(dossier=dossier, title=entry.title, opening=entry.letter, opened_at=entry.created)
            self._pages.note(known)
        found.members.append(frozenset(opening.members))

    def _keep_texts(self, dossier: bytes, letters: Sequence[TalksLetter]) -> None:
        """What others laid on the table can be shown, compared and exported like what was read in here."""
        texts = self.node.texts()
        for letter in letters:
            for placed in letter.acts:
                if isinstance(placed.act, LaidText):
                    text = read_laid(placed.act)
                    title = "" if texts.find(text.digest) else placed.act.title
                    origin = f"letter {letter.id.hex()[:16]}"
                    texts.keep(text, title=title, origin=origin, now=self.node.now(), dossier=dossier)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds other processes of the house off, so that each of its statements is written upon the one before.

        If we crash within, the lock goes with the process.
        """
        with (self.node.home.folder / "talks-lock").open("ab") as stream:
            (self.node.home.folder / "talks-lock").chmod(FILE_MODE)
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def _entry(letter: bytes, opened: Opened) -> Entry:
    statement = opened.statement
    parts = tuple((part.kind, part.content) for part in opened.parts if part.kind.startswith(PREFIX))
    return Entry(
        letter=letter,
        sender=statement.sender,
        recipients=statement.recipients,
        created=statement.created,
        title=next((part.content for part in opened.parts if part.kind == "dossier"), "") if parts else "",
        parts=parts,
    )


def _letter(entry: Entry) -> TalksLetter:
    letter = read_letter(
        letter=entry.letter,
        sender=entry.sender,
        created=entry.created,
        parts=entry.parts,
        recipients=entry.recipients,
    )
    assert letter is not None
    return letter


def _reaches(entry: Entry, members: frozenset[bytes]) -> bool:
    """Whether a letter went to every member, but for its sender."""
    return members <= {entry.sender, *entry.recipients}
