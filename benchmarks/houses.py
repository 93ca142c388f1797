"""Chanceries for measuring: real homes in a temporary folder, on SQLite as a node has it, in one process."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.home import Home, create_home
from verbale.chancery.keysafe import HouseKeys, draw_seeds
from verbale.chancery.setup import configure, migrate, open_office
from verbale.chancery.store import SqlStore
from verbale.exchange.accredit import accredit
from verbale.exchange.founding import Founders, found
from verbale.exchange.letters import Draft, SealedAttachment
from verbale.exchange.ports import Office
from verbale.exchange.records import Letter, Party
from verbale.formats.credencefile import read_credence_file, write_credence_file
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import SIGNING_SEED, SigningKey
from verbale.formats.words import words_of
from verbale.practice.evidence import fold
from verbale.practice.paper import Paragraph


def now() -> datetime:
    """The time, as the node has it: UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A chancery.

    Attributes:
        code: its code.
        home: its folder.
        office: what its use cases work with.
        officer: its one officer's key.
        party: its own party.
    """

    code: str
    home: Home
    office: Office
    officer: SigningKey
    party: Party

    def cleared(
        self, *recipients: "House", paragraphs: Sequence[Paragraph], attachments: Sequence[SealedAttachment] = ()
    ) -> Draft:
        """A draft that was kept and cleared, as the drafting room does."""
        store = self.office.store
        assert isinstance(store, SqlStore)
        draft = Draft(
            id=secrets.token_bytes(32),
            recipients=tuple(each.party.id for each in recipients),
            letter_class="note-verbale",
            subject="On the use of the northern corridor",
            paragraphs=tuple(paragraphs),
            attachments=tuple(attachments),
            language="en",
        )
        reading = self.office.keys.reading
        safe = Safe(suite=HYBRID, public=reading[0].public, keys=lambda: reading, entropy=secrets.token_bytes)
        store.drafts(safe).keep_cleared(draft, author="First officer", now=now())
        return draft

    def reached(self, letter: Letter, recipient: "House") -> str:
        """How far a letter got, by the evidence that this house holds."""
        with self.office.store.read() as view:
            return fold(view.evidence(letter.id, recipient.party.id), expires=letter.expires).reached


@contextmanager
def houses(*codes: str) -> Iterator[list[House]]:
    """Chanceries that have accredited each other."""
    with TemporaryDirectory(prefix="verbale-bench-") as folder:
        homes = [create_home(Path(folder) / code) for code in codes]
        _make_tables(homes)
        made = [_found(home, code) for home, code in zip(homes, codes, strict=True)]
        for one in made:
            for other in made:
                if one is not other:
                    _accredit(one, other)
        yield made


def _make_tables(homes: Sequence[Home]) -> None:
    first = homes[0]
    configure(first)
    migrate()
    # Into the one file, so that it can be copied.
    with sqlite3.connect(first.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for home in homes[1:]:
        shutil.copyfile(first.database, home.database)


def _found(home: Home, code: str) -> House:
    office = open_office(home, HouseKeys(draw_seeds(now=now()), clock=now))
    officer, recovery = (HYBRID.signing_key(secrets.token_bytes(SIGNING_SEED)) for _ in range(2))
    founders = Founders(officers=[("First officer", officer)], thresholds={}, recovery=[recovery.public])
    party = found(office, code=code, name=f"Institution {code}", founders=founders, addresses=[], now=now())
    return House(code=code, home=home, office=office, officer=officer, party=party)


def _accredit(one: House, other: House) -> None:
    file = read_credence_file(write_credence_file(other.party.chain, other.party.keys), (HYBRID,))
    words = words_of(other.party.id, other.party.credence.digest)
    accredit(one.office, file, heard=words, code=other.code, officers=[one.officer], now=now())
