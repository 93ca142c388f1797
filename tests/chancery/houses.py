"""Chanceries of a world that keep everything on a disk and in a database, as the node does."""

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from verbale.chancery.contents import FileContents
from verbale.chancery.home import FileMark, Home, create_home
from verbale.chancery.sql import Engine, insert
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Office
from verbale.formats.suite import Suite
from verbale.testing.clock import Ticking
from verbale.testing.world import Chancery

_DRAFT = ("id", "document", "contents", "author", "created_at", "changed_at", "cleared", "cleared_by")


class HouseStore(SqlStore):
    """A store in which a test clears drafts."""

    def clear(self, draft: bytes, digest: bytes) -> None:
        """Notes that a draft was cleared, as the house's drafting room does."""
        now = datetime(2026, 1, 1, tzinfo=UTC)
        with self.engine.writing() as sql:
            sql.run(
                insert("drafting_draft", _DRAFT),
                draft,
                json.dumps({"sealed": "", "attachments": []}),
                b"",
                "Officer 1",
                sql.moment(now),
                sql.moment(now),
                digest,
                "Officer 1",
            )


class House(Chancery):
    """One chancery of a world, in a folder and a database.

    Attributes:
        home: its folder.
        kept, files: its store and its contents, with what only a chancery has.
    """

    def __init__(
        self,
        code: str,
        *,
        engine: Engine,
        folder: Path,
        suite: Suite,
        random: Random,
        clock: Ticking,
        officers: int = 1,
    ) -> None:
        self._engine = engine
        self.home: Home = create_home(folder)
        super().__init__(code, suite=suite, random=random, clock=clock, officers=officers)

    def _furnish(self, suite: Suite, random: Random, clock: Ticking, small: int) -> None:
        super()._furnish(suite, random, clock, small)
        self.kept = store = HouseStore(self._engine)
        self.files = FileContents(self.home.contents, find_small=store.find_content)
        self.store = store  # type: ignore[assignment]
        self.contents = self.files  # type: ignore[assignment]
        self.office = Office(
            store=store,
            contents=self.files,
            keys=self.keys,
            mark=FileMark(self.home),
            suite=suite,
            entropy=random.randbytes,
        )
