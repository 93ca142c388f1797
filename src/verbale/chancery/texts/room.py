"""Negotiating texts: kept once each, by digest, and opened again exactly as they were read.

A list needs no passphrase: title, size and counts stand in the row, as the subject of a letter does. The text, and the
file that it was where the text alone does not give it back, are sealed to the house's reading key.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.packing import digest_bounds, is_beginning
from verbale.chancery.sql import Engine, Row, Sql, read_time, upsert
from verbale.formats import canonical, limits
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.errors import Refused, Untrusted
from verbale.formats.names import check_name, normal
from verbale.practice.texts.text import Text, read_text

if TYPE_CHECKING:
    from verbale.chancery.texts.reading import ReadFile

_COLUMNS = ("digest", "dossier", "outline", "sealed", "sealed_file", "kept_at")
_LISTED = ("digest", "dossier", "outline", "kept_at")
_SELECT = f"SELECT {', '.join(_LISTED)} FROM texts_text"
_PUT = upsert("texts_text", _COLUMNS, key=("digest",))
_LONGEST = 2 * limits.BODY
_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """A text as its row shows it; `Texts.open` gives the text itself.

    Attributes:
        digest: its name.
        media: `markdown`, `plain` or `word`.
        title: of the text, as it calls itself or as it was named here.
        origin: the name of the file that it was, or of who sent it.
        side: which side of a Word file's tracked changes; empty for other files.
        counts: points, blocks, brackets, options, flags.
        dossier: the matter that it belongs to, if any.
        kept_at: when it was kept first.
    """

    digest: bytes
    media: str
    title: str = field(repr=False)
    origin: str = ""
    side: str = ""
    counts: dict[str, Any] = field(default_factory=dict)
    dossier: bytes | None = None
    kept_at: datetime


class Texts:
    """The texts of a chancery. Each method is a transaction of its own, durable on return."""

    def __init__(self, engine: Engine, safe: Safe) -> None:
        self._engine = engine
        self._safe = safe

    def keep(
        self,
        text: Text,
        *,
        title: str,
        origin: str,
        now: datetime,
        side: str = "",
        file: bytes | None = None,
        dossier: bytes | None = None,
        left_out: Sequence[str] = (),
    ) -> KeptText:
        """Keeps a text; one that is kept already may get another title or dossier, and else stays as it is.

        Args:
            text: the text.
            title: what it is called here; empty leaves that to the text, or as it was.
            origin: the name of its file, or of who sent it.
            now: the time.
            side: of a Word file's tracked changes.
            file: the file itself, where the text does not give it back.
            dossier: the matter that it belongs to.
            left_out: what the file holds and the text does not.
        """
        sealed = self._safe.seal(canonical.write(_write(text)))
        sealed_file = None if file is None else self._safe.seal(file)
        with self._engine.writing() as sql:
            known = _find(sql, text.digest, to_change=True)
            if known is not None:
                kept = replace(known, title=title or known.title, dossier=dossier or known.dossier)
                if kept != known:
                    sql.run(
                        "UPDATE texts_text SET dossier = %s, outline = %s WHERE digest = %s",
                        kept.dossier,
                        _write_outline(kept),
                        kept.digest,
                    )
                return kept
            kept = KeptText(
                digest=text.digest,
                media=text.media,
                title=title or as_title(text.title) or origin,
                origin=origin,
                side=side,
                counts=count(text, left_out),
                dossier=dossier,
                kept_at=now,
            )
            sql.run(
                _PUT, kept.digest, kept.dossier, _write_outline(kept), sealed, sealed_file, sql.moment(kept.kept_at)
            )
        return kept

    def keep_read(
        self, read: "ReadFile", *, title: str, origin: str, now: datetime, dossier: bytes | None = None
    ) -> KeptText:
        """Keeps what was read out of a file; see `keep`."""
        return self.keep(
            read.text,
            title=title,
            origin=origin,
            now=now,
            side=read.side,
            file=read.file,
            dossier=dossier,
            left_out=read.left_out,
        )

    def find(self, digest: bytes) -> KeptText | None:
        """A text by its digest."""
        with self._engine.reading() as sql:
            return _find(sql, digest)

    def named(self, beginning: str) -> KeptText:
        """A text by the beginning of its digest, in hex.

        Raises:
            Refused: `text-unknown`, or `ambiguous-id` if two begin so.
        """
        wanted = beginning.strip().lower()
        rows: list[Row] = []
        if is_beginning(wanted):
            with self._engine.reading() as sql:
                statement = f"{_SELECT} WHERE digest >= %s AND digest <= %s ORDER BY digest LIMIT 2"
                rows = sql.rows(statement, *digest_bounds(wanted))
        if len(rows) > 1:
            raise Refused("ambiguous-id", "More than one text begins so; give more of its digest.")
        if not rows:
            raise Refused("text-unknown", "There is no such text here; `verbale text list` shows those there are.")
        return _read(rows[0])

    def all(self, dossier: bytes | None = None) -> Sequence[KeptText]:
        """The texts, those kept last first; of one dossier, if one is named."""
        where, values = ("", ()) if dossier is None else (" WHERE dossier = %s", (dossier,))
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(f"{_SELECT}{where} ORDER BY kept_at DESC, digest", *values)]

    def open(self, kept: KeptText) -> Text:
        """Opens a text.

        Raises:
            Unavailable: `keys-locked`.
            Malformed, Untrusted: its row is damaged; `text-digest` if it is another text.
        """
        with self._engine.reading() as sql:
            row = sql.row("SELECT sealed FROM texts_text WHERE digest = %s", kept.digest)
        document = canonical.read(self._opened(row), limit=_LONGEST)
        text = read_text(read_base64(document["source"]).decode(), document["media"])
        if text.digest != kept.digest:
            raise Untrusted("text-digest", "A text that is kept here is not the one that it is called.")
        return text

    def file(self, kept: KeptText) -> bytes | None:
        """The file that a text was, where the text alone does not give it back.

        Raises:
            Unavailable, Malformed, Untrusted: as `open`.
        """
        with self._engine.reading() as sql:
            row = sql.row("SELECT sealed_file FROM texts_text WHERE digest = %s", kept.digest)
        return None if row is None or row[0] is None else self._opened(row)

    def _opened(self, row: Row | None) -> bytes:
        if row is None:
            raise Refused("text-unknown", "There is no such text here; `verbale text list` shows those there are.")
        return self._safe.open(bytes(row[0]))


def check_title(title: str) -> str:
    """What somebody calls a text, in normal form.

    Raises:
        Malformed: a code of `names.check_name`.
    """
    return check_name(normal(title), what="A title", limit=limits.SUBJECT)


def count(text: Text, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """What a list shows of a text."""
    brackets = text.brackets
    flags = [{"code": each.code, "line": each.line, "said": each.said} for each in text.flags]
    flags += [
        {"code": f"left-out-{each}", "line": 0, "said": "The file holds it and the text does not."} for each in left_out
    ]
    return {
        "points": len(text.points),
        "blocks": text.paragraphs,
        "brackets": {
            "open": brackets.opened,
            "close": brackets.closed,
            "unmatched": brackets.unmatched,
            "max_depth": brackets.max_depth,
            "adjacent": brackets.adjacent,
        },
        "options": text.options,
        "flags": flags,
    }


def as_title(words: str) -> str:
    """What a text calls itself, as one line that may stand over a letter."""
    shown = "".join(sign for sign in normal(words) if sign.isprintable())
    return " ".join(shown.split())[:_TITLE].rstrip()


def _write(text: Text) -> dict[str, Any]:
    # In base64, for JSON's one form holds no text that is not in normal form, and a text is kept as it is.
    return {"media": text.media, "source": write_base64(text.source.encode())}


def _write_outline(kept: KeptText) -> str:
    outline = {
        "media": kept.media,
        "title": kept.title,
        "origin": kept.origin,
        "side": kept.side,
        "counts": kept.counts,
    }
    return json.dumps(outline, ensure_ascii=False)


def _find(sql: Sql, digest: bytes, *, to_change: bool = False) -> KeptText | None:
    ask = sql.row_to_change if to_change else sql.row
    row = ask(f"{_SELECT} WHERE digest = %s", digest)
    return None if row is None else _read(row)


def _read(row: Row) -> KeptText:
    digest, dossier, outline, kept_at = row
    said: dict[str, Any] = json.loads(outline)
    return KeptText(
        digest=bytes(digest),
        media=said["media"],
        title=said["title"],
        origin=said["origin"],
        side=said["side"],
        counts=said["counts"],
        dossier=None if dossier is None else bytes(dossier),
        kept_at=read_time(kept_at),
    )
