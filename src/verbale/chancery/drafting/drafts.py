"""Drafts: kept, changed, cleared, sent. The store sends only what was cleared here, byte for byte (law 1).

A draft lies in one row as JSON, with the one-time keys of its attachments, which are sealed and kept already. Clearing
names the digest of what was read; a change of the draft voids the clearance.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from verbale.chancery.packing import pack_digests
from verbale.chancery.sql import Engine, Row, Sql, read_moment, read_time, upsert
from verbale.exchange.letters import Draft, Paragraph, SealedAttachment
from verbale.formats.errors import Refused
from verbale.formats.letter import Attachment, Enclosure

_DRAFT = (
    "id",
    "document",
    "contents",
    "author",
    "created_at",
    "changed_at",
    "cleared",
    "cleared_by",
    "cleared_at",
    "sent_as",
)
_SELECT = f"SELECT {', '.join(_DRAFT)} FROM drafting_draft"
_PUT = upsert("drafting_draft", _DRAFT, key=("id",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft as it is kept.

    Attributes:
        draft: its content.
        author: who began it.
        created_at, changed_at: when it was begun and last changed.
        cleared: the digest of what was cleared; `None` if nothing was, or it was changed since.
        cleared_by, cleared_at: by whom, and when.
        sent_as: the letter that it became.
    """

    draft: Draft
    author: str
    created_at: datetime
    changed_at: datetime
    cleared: bytes | None = None
    cleared_by: str = ""
    cleared_at: datetime | None = None
    sent_as: bytes | None = None


class Drafts:
    """The drafts of a chancery. Each method is a transaction of its own, durable on return."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, draft: Draft, *, author: str, now: datetime) -> Kept:
        """Keeps a draft, or what it was changed to; if the content changed, its clearance is void.

        Raises:
            Refused: `draft-sent`, if it is a letter already.
        """
        with self._engine.writing() as sql:
            kept = _changed(_find(sql, draft.id), draft, author, now)
            _put(sql, kept)
        return kept

    def clear(self, draft: bytes, *, digest: bytes, by: str, now: datetime) -> Kept:
        """Clears a draft.

        Args:
            draft: its id.
            digest: of what the officer read.
            by: the officer.
            now: the time.

        Raises:
            Refused: `draft-unknown`, `draft-sent`, or `draft-changed` if it is no longer what the officer read.
        """
        with self._engine.writing() as sql:
            kept = _unsent(_find(sql, draft))
            if kept.draft.digest != digest:
                raise Refused("draft-changed", "The draft was changed since it was read; read it again.")
            kept = replace(kept, cleared=digest, cleared_by=by, cleared_at=now)
            _put(sql, kept)
        return kept

    def keep_cleared(self, draft: Draft, *, author: str, now: datetime) -> Kept:
        """Keeps and clears a draft in one act of one officer, where the rules of the house allow that.

        Raises:
            Refused: `draft-sent`.
        """
        with self._engine.writing() as sql:
            kept = _changed(_find(sql, draft.id), draft, author, now)
            kept = replace(kept, cleared=draft.digest, cleared_by=author, cleared_at=now)
            _put(sql, kept)
        return kept

    def withdraw_clearance(self, draft: bytes) -> Kept:
        """Takes a clearance back.

        Raises:
            Refused: `draft-unknown` or `draft-sent`.
        """
        with self._engine.writing() as sql:
            kept = replace(_unsent(_find(sql, draft)), cleared=None, cleared_by="", cleared_at=None)
            _put(sql, kept)
        return kept

    def note_sent(self, draft: bytes, letter: bytes) -> None:
        """Notes which letter a draft became. If we crash before, the letter is out and the draft looks unsent."""
        with self._engine.writing() as sql:
            sql.run("UPDATE drafting_draft SET sent_as = %s WHERE id = %s", letter, draft)

    def drop(self, draft: bytes) -> None:
        """Removes a draft that is no letter.

        Raises:
            Refused: `draft-unknown` or `draft-sent`.
        """
        with self._engine.writing() as sql:
            _unsent(_find(sql, draft))
            sql.run("DELETE FROM drafting_draft WHERE id = %s", draft)

    def find(self, draft: bytes) -> Kept | None:
        """A draft by its id."""
        with self._engine.reading() as sql:
            return _find(sql, draft)

    def unsent(self) -> Sequence[Kept]:
        """The drafts that are no letters, those changed last first."""
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(f"{_SELECT} WHERE sent_as IS NULL ORDER BY changed_at DESC, id")]


def _find(sql: Sql, draft: bytes) -> Kept | None:
    row = sql.row(f"{_SELECT} WHERE id = %s", draft)
    return None if row is None else _read(row)


def _unsent(kept: Kept | None) -> Kept:
    if kept is None:
        raise Refused("draft-unknown", "There is no draft of this id.")
    if kept.sent_as is not None:
        raise Refused("draft-sent", "The draft is a letter already, and a letter does not change.")
    return kept


def _changed(before: Kept | None, draft: Draft, author: str, now: datetime) -> Kept:
    if before is None:
        return Kept(draft=draft, author=author, created_at=now, changed_at=now)
    kept = replace(_unsent(before), draft=draft, changed_at=now)
    if before.cleared != draft.digest:
        kept = replace(kept, cleared=None, cleared_by="", cleared_at=None)
    return kept


def _put(sql: Sql, kept: Kept) -> None:
    sql.run(
        _PUT,
        kept.draft.id,
        _write_draft(kept.draft),
        pack_digests(each.enclosure.sealed for each in kept.draft.attachments),
        kept.author,
        sql.moment(kept.created_at),
        sql.moment(kept.changed_at),
        kept.cleared,
        kept.cleared_by,
        sql.moment(kept.cleared_at),
        kept.sent_as,
    )


def _read(row: Row) -> Kept:
    draft, document, _, author, created_at, changed_at, cleared, cleared_by, cleared_at, sent_as = row
    return Kept(
        draft=_read_draft(draft, document),
        author=author,
        created_at=read_time(created_at),
        changed_at=read_time(changed_at),
        cleared=cleared,
        cleared_by=cleared_by,
        cleared_at=read_moment(cleared_at),
        sent_as=sent_as,
    )


def _write_draft(draft: Draft) -> str:
    return json.dumps(
        {
            "to": [recipient.hex() for recipient in draft.recipients],
            "class": draft.letter_class,
            "subject": draft.subject,
            "text": [[each.number, each.text] for each in draft.paragraphs],
            "attachments": [_write_attachment(each) for each in draft.attachments],
            "language": draft.language,
            "dossier": draft.dossier.hex() if draft.dossier else None,
            "title": draft.title,
            "reply_to": draft.reply_to.hex() if draft.reply_to else None,
            "expires": draft.expires.isoformat() if draft.expires else None,
        },
        ensure_ascii=False,
    )


def _read_draft(draft: bytes, document: str) -> Draft:
    read = json.loads(document)
    return Draft(
        id=draft,
        recipients=tuple(bytes.fromhex(recipient) for recipient in read["to"]),
        letter_class=read["class"],
        subject=read["subject"],
        paragraphs=tuple(Paragraph(number=number, text=text) for number, text in read["text"]),
        attachments=tuple(_read_attachment(each) for each in read["attachments"]),
        language=read["language"],
        dossier=bytes.fromhex(read["dossier"]) if read["dossier"] else None,
        title=read["title"],
        reply_to=bytes.fromhex(read["reply_to"]) if read["reply_to"] else None,
        expires=datetime.fromisoformat(read["expires"]) if read["expires"] else None,
    )


def _write_attachment(sealed: SealedAttachment) -> dict[str, str | int]:
    return {
        "name": sealed.attachment.name,
        "media_type": sealed.attachment.media_type,
        "length": sealed.attachment.length,
        "sha256": sealed.attachment.sha256.hex(),
        "sealed": sealed.enclosure.sealed.hex(),
        "sealed_length": sealed.enclosure.length,
        "identity": sealed.enclosure.identity.hex(),
    }


def _read_attachment(read: dict[str, str | int]) -> SealedAttachment:
    return SealedAttachment(
        attachment=Attachment(
            name=str(read["name"]),
            media_type=str(read["media_type"]),
            length=int(read["length"]),
            sha256=bytes.fromhex(str(read["sha256"])),
        ),
        enclosure=Enclosure(
            sealed=bytes.fromhex(str(read["sealed"])),
            length=int(read["sealed_length"]),
            identity=bytes.fromhex(str(read["identity"])),
        ),
    )
