"""What a person has said of a new text on its way into talks: which points became which, and what is to be proposed.

One sealed document a dossier and text. A chair's draft of four hundred points is looked through on more than one day
and by more than one officer; nothing that somebody confirmed is lost with a session, and nothing that nobody confirmed
is in here, but for what the author of a Word file said by tracking the changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from verbale.chancery.office import Node
from verbale.chancery.sql import Row, Sql, read_time, upsert
from verbale.chancery.talks.points import Pair
from verbale.formats import canonical, limits
from verbale.formats.canonical import Document
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import POINT

_COLUMNS = ("dossier", "text", "sealed", "changed_at", "changed_by")
_PUT = upsert("talks_matching", _COLUMNS, key=("dossier", "text"))
_BEGUN = "SELECT text, changed_at, changed_by FROM talks_matching"
_WHERE = "WHERE dossier = %s AND text = %s"
_LONGEST = 2 * limits.TALKS_PART
_MOST = 4 * limits.TALKS_POINTS
_KEY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is to become of a proposal.

    Attributes:
        take: whether it is proposed; `None` leaves that to what kind of proposal it is.
        editorial: whether it is said to change no substance.
        reason: why; empty leaves that to the reason of all.
    """

    take: bool | None = None
    editorial: bool = False
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What was said of a text.

    Attributes:
        basis: the digest of the text in force that it was said of.
        pairs: which points became which, as a person or the author of the file said it.
        tracked: those of them that the author said, by tracking the changes.
        refused: pairs that a person said are not the same.
        aside: ids of points of which a Word file says nothing.
        strange: paragraphs that were changed in a Word file and are no points of the text in force.
        choices: what is to become of proposals, by their keys.
        reason: of each proposal that has none of its own.
    """

    basis: bytes
    pairs: tuple[Pair, ...] = ()
    tracked: tuple[Pair, ...] = ()
    refused: tuple[Pair, ...] = ()
    aside: tuple[str, ...] = ()
    strange: tuple[str, ...] = field(default=(), repr=False)
    choices: Mapping[str, Choice] = field(default_factory=dict, repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A text that is on its way into talks: its digest, and who changed something last, and when."""

    text: bytes
    changed_at: datetime
    changed_by: str


class Matchings:
    """What was said of new texts in all dossiers. Each method is a transaction of its own, durable on return."""

    def __init__(self, node: Node) -> None:
        self._engine = node.store.engine
        self._safe = node.safe

    def of(self, dossier: bytes, text: bytes) -> Matching | None:
        """What was said of a text; nothing if it is not on its way into these talks.

        Raises:
            Unavailable: `keys-locked`.
            Malformed, Untrusted: its row is damaged.
        """
        with self._engine.reading() as sql:
            return self._find(sql, dossier, text)

    def all(self, dossier: bytes) -> Sequence[Begun]:
        """The texts that are on their way into a dossier, what was changed last first."""
        statement = (
            "SELECT text, changed_at, changed_by FROM talks_matching WHERE dossier = %s ORDER BY changed_at DESC"
        )
        with self._engine.reading() as sql:
            return [_begun(row) for row in sql.rows(statement, dossier)]

    def keep(self, dossier: bytes, text: bytes, matching: Matching, *, author: str, now: datetime) -> None:
        """Begins anew with a text."""
        with self._engine.writing() as sql:
            self._put(sql, (dossier, text), matching, author=author, now=now)

    def change(
        self, dossier: bytes, text: bytes, change: Callable[[Matching], Matching], *, author: str, now: datetime
    ) -> Matching | None:
        """Changes what was said of a text, so that nothing is lost that another officer says meanwhile.

        Returns:
            What is said of it now; nothing if it is not on its way any more.
        """
        with self._engine.writing() as sql:
            found = self._find(sql, dossier, text, to_change=True)
            if found is None:
                return None
            changed = change(found)
            if changed != found:
                self._put(sql, (dossier, text), changed, author=author, now=now)
            return changed

    def drop(self, dossier: bytes, text: bytes) -> None:
        """Forgets what was said of a text; again is no error."""
        with self._engine.writing() as sql:
            sql.run(f"DELETE FROM talks_matching {_WHERE}", dossier, text)

    def _find(self, sql: Sql, dossier: bytes, text: bytes, *, to_change: bool = False) -> Matching | None:
        ask = sql.row_to_change if to_change else sql.row
        row = ask(f"SELECT sealed FROM talks_matching {_WHERE}", dossier, text)
        if row is None:
            return None
        return _read(canonical.read(self._safe.open(bytes(row[0])), limit=_LONGEST))

    def _put(self, sql: Sql, key: tuple[bytes, bytes], matching: Matching, *, author: str, now: datetime) -> None:
        sealed = self._safe.seal(canonical.write(_write(matching)))
        sql.run(_PUT, *key, sealed, sql.moment(now), author)


def _write(matching: Matching) -> Document:
    return {
        "basis": matching.basis.hex(),
        "pairs": _join(matching.pairs),
        "tracked": _join(matching.tracked),
        "refused": _join(matching.refused),
        "aside": list(matching.aside),
        "strange": list(matching.strange),
        "choices": [
            {"key": key, "take": {None: "", True: "yes", False: "no"}[each.take]}
            | {"editorial": "yes" if each.editorial else "", "reason": each.reason}
            for key, each in matching.choices.items()
        ],
        "reason": matching.reason,
    }


def _read(document: Document) -> Matching:
    fields = Fields(document, "what was said of a text")
    matching = Matching(
        basis=fields.digest("basis"),
        pairs=_part(fields, "pairs"),
        tracked=_part(fields, "tracked"),
        refused=_part(fields, "refused"),
        aside=fields.texts("aside", limit=_MOST, length=POINT),
        strange=fields.texts("strange", limit=_MOST, length=limits.TALKS_SOURCE),
        choices=dict(_read_choice(each) for each in fields.documents("choices", limit=_MOST)),
        reason=fields.text("reason", limit=limits.REASON, empty=True),
    )
    fields.end()
    return matching


def _join(pairs: Sequence[Pair]) -> list[str]:
    return [old + new for old, new in pairs]


def _part(fields: Fields, name: str) -> tuple[Pair, ...]:
    return tuple((each[:POINT], each[POINT:]) for each in fields.texts(name, limit=_MOST, length=2 * POINT))


def _read_choice(document: Document) -> tuple[str, Choice]:
    fields = Fields(document, "choice")
    choice = Choice(
        take={"": None, "yes": True, "no": False}[fields.word("take", ("", "yes", "no"))],
        editorial=fields.word("editorial", ("", "yes")) == "yes",
        reason=fields.text("reason", limit=limits.REASON, empty=True),
    )
    key = fields.text("key", limit=_KEY)
    fields.end()
    return key, choice


def _begun(row: Row) -> Begun:
    text, changed_at, changed_by = row
    return Begun(text=bytes(text), changed_at=read_time(changed_at), changed_by=changed_by)
