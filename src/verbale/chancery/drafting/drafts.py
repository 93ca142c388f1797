"""Drafts: kept, changed, cleared, sent. The store sends only what was cleared here, byte for byte (law 1).

What a list shows of a draft stands in its row, as it does of a letter; its text, and the one-time keys of its
attachments, are sealed to the house's reading key, so that a thief of the disk reads drafts no more than letters.
Clearing names the digest of what was read; a change of the draft voids the clearance. When a draft was sent, its sealed
text goes: the letter has a copy of its own.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from verbale.chancery.packing import digest_bounds, is_beginning, pack_digests
from verbale.chancery.sql import Engine, Row, Sql, read_moment, read_time, upsert
from verbale.exchange.letters import Draft, Paper, SealedAttachment
from verbale.formats import canonical, limits
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.errors import Refused
from verbale.formats.letter import Attachment, Enclosure
from verbale.formats.suite import OpeningKey, Suite
from verbale.practice.paper import Paragraph

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
class Safe:
    """What drafts are sealed to, and what opens them.

    Attributes:
        suite: the house's.
        public: the house's public reading key.
        keys: gives the reading keys; raises where they are locked.
        entropy: gives fresh random bytes.
    """

    suite: Suite
    public: bytes
    keys: Callable[[], Sequence[OpeningKey]]
    entropy: Callable[[int], bytes]

    def seal(self, data: bytes) -> bytes:
        """Seals what the house keeps for itself."""
        return seal_bytes(data, self.public, suite=self.suite, entropy=self.entropy)

    def open(self, sealed: bytes) -> bytes:
        """Opens what `seal` sealed.

        Raises:
            Unavailable: `keys-locked`.
            Malformed, Untrusted: it is damaged.
        """
        return open_bytes(sealed, self.keys(), suite=self.suite, stanzas=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft as its row shows it; `Drafts.open` gives the draft itself.

    Attributes:
        id: 32 bytes.
        digest: of everything that a reader will see.
        recipients, letter_class, subject, title: as the draft says them.
        attachments: the sealed files that belong to it.
        author: who began it.
        created_at, changed_at: when it was begun and last changed.
        cleared: the digest of what was cleared; `None` if nothing was, or it was changed since.
        cleared_by, cleared_at: by whom, and when.
        sent_as: the letter that it became.
        sealed: its content; empty once it was sent.
    """

    id: bytes
    digest: bytes
    recipients: tuple[bytes, ...]
    letter_class: str
    subject: str = field(repr=False)
    title: str = field(repr=False)
    attachments: tuple[bytes, ...]
    author: str
    created_at: datetime
    changed_at: datetime
    cleared: bytes | None = None
    cleared_by: str = ""
    cleared_at: datetime | None = None
    sent_as: bytes | None = None
    sealed: bytes = field(repr=False)


class Drafts:
    """The drafts of a chancery. Each method is a transaction of its own, durable on return."""

    def __init__(self, engine: Engine, safe: Safe) -> None:
        self._engine = engine
        self._safe = safe

    def keep(self, draft: Draft, *, author: str, now: datetime) -> Kept:
        """Keeps a draft, or what it was changed to; if the content changed, its clearance is void.

        Raises:
            Refused: `draft-sent`, if it is a letter already.
        """
        return self._keep(draft, author, now, cleared=False)

    def keep_cleared(self, draft: Draft, *, author: str, now: datetime) -> Kept:
        """Keeps and clears a draft in one act of one officer, where the rules of the house allow that.

        Raises:
            Refused: `draft-sent`.
        """
        return self._keep(draft, author, now, cleared=True)

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
            kept = _unsent(_find_to_change(sql, draft))
            if kept.digest != digest:
                raise Refused("draft-changed", "The draft was changed since it was read; read it again.")
            kept = replace(kept, cleared=digest, cleared_by=by, cleared_at=now)
            _put(sql, kept)
        return kept

    def withdraw_clearance(self, draft: bytes) -> Kept:
        """Takes a clearance back.

        Raises:
            Refused: `draft-unknown` or `draft-sent`.
        """
        with self._engine.writing() as sql:
            kept = replace(_unsent(_find_to_change(sql, draft)), cleared=None, cleared_by="", cleared_at=None)
            _put(sql, kept)
        return kept

    def drop(self, draft: bytes) -> None:
        """Removes a draft that is no letter.

        Raises:
            Refused: `draft-unknown` or `draft-sent`.
        """
        with self._engine.writing() as sql:
            _unsent(_find_to_change(sql, draft))
            sql.run("DELETE FROM drafting_draft WHERE id = %s", draft)

    def find(self, draft: bytes) -> Kept | None:
        """A draft by its id."""
        with self._engine.reading() as sql:
            return _find(sql, draft)

    def beginning(self, beginning: str) -> Sequence[Kept]:
        """The drafts whose id begins so, in hex; two at the most, which is enough to see that it is not unique."""
        if not is_beginning(beginning):
            return []
        statement = f"{_SELECT} WHERE id >= %s AND id <= %s ORDER BY id LIMIT 2"
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(statement, *digest_bounds(beginning))]

    def unsent(self) -> Sequence[Kept]:
        """The drafts that are no letters, those changed last first."""
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(f"{_SELECT} WHERE sent_as IS NULL ORDER BY changed_at DESC, id")]

    def sent(self) -> Sequence[Kept]:
        """The drafts that became letters."""
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(f"{_SELECT} WHERE sent_as IS NOT NULL ORDER BY changed_at, id")]

    def open(self, kept: Kept) -> Draft:
        """Opens a draft.

        Raises:
            Refused: `draft-sent`.
            Unavailable: `keys-locked`.
            Malformed, Untrusted: its row is damaged.
        """
        _unsent(kept)
        return _read_content(kept.id, canonical.read(self._safe.open(kept.sealed), limit=limits.LETTER_OPENED))

    def _keep(self, draft: Draft, author: str, now: datetime, *, cleared: bool) -> Kept:
        sealed = self._safe.seal(canonical.write(_write_content(draft)))
        with self._engine.writing() as sql:
            kept = _changed(_find_to_change(sql, draft.id), draft, sealed, author, now)
            if cleared:
                kept = replace(kept, cleared=draft.digest, cleared_by=author, cleared_at=now)
            _put(sql, kept)
        return kept


def _find(sql: Sql, draft: bytes) -> Kept | None:
    row = sql.row(f"{_SELECT} WHERE id = %s", draft)
    return None if row is None else _read(row)


def _find_to_change(sql: Sql, draft: bytes) -> Kept | None:
    row = sql.row_to_change(f"{_SELECT} WHERE id = %s", draft)
    return None if row is None else _read(row)


def _unsent(kept: Kept | None) -> Kept:
    if kept is None:
        raise Refused("draft-unknown", "There is no draft of this id.")
    if kept.sent_as is not None:
        raise Refused("draft-sent", "The draft is a letter already, and a letter does not change.")
    return kept


def _changed(before: Kept | None, draft: Draft, sealed: bytes, author: str, now: datetime) -> Kept:
    kept = Kept(
        id=draft.id,
        digest=draft.digest,
        recipients=draft.recipients,
        letter_class=draft.letter_class,
        subject=draft.subject,
        title=draft.title,
        attachments=tuple(each.enclosure.sealed for each in draft.attachments),
        author=author,
        created_at=now,
        changed_at=now,
        sealed=sealed,
    )
    if before is None:
        return kept
    _unsent(before)
    kept = replace(kept, author=before.author, created_at=before.created_at)
    if before.cleared != draft.digest:
        return kept
    return replace(kept, cleared=before.cleared, cleared_by=before.cleared_by, cleared_at=before.cleared_at)


def _put(sql: Sql, kept: Kept) -> None:
    sql.run(
        _PUT,
        kept.id,
        _write_outline(kept),
        pack_digests(kept.attachments),
        kept.author,
        sql.moment(kept.created_at),
        sql.moment(kept.changed_at),
        kept.cleared,
        kept.cleared_by,
        sql.moment(kept.cleared_at),
        kept.sent_as,
    )


def _write_outline(kept: Kept) -> str:
    return json.dumps(
        {
            "digest": kept.digest.hex(),
            "to": [recipient.hex() for recipient in kept.recipients],
            "class": kept.letter_class,
            "subject": kept.subject,
            "title": kept.title,
            "attachments": [digest.hex() for digest in kept.attachments],
            "sealed": write_base64(kept.sealed),
        },
        ensure_ascii=False,
    )


def _read(row: Row) -> Kept:
    draft, document, _, author, created_at, changed_at, cleared, cleared_by, cleared_at, sent_as = row
    outline: dict[str, Any] = json.loads(document)
    return Kept(
        id=draft,
        digest=bytes.fromhex(outline["digest"]),
        recipients=tuple(bytes.fromhex(recipient) for recipient in outline["to"]),
        letter_class=outline["class"],
        subject=outline["subject"],
        title=outline["title"],
        attachments=tuple(bytes.fromhex(digest) for digest in outline["attachments"]),
        author=author,
        created_at=read_time(created_at),
        changed_at=read_time(changed_at),
        cleared=cleared,
        cleared_by=cleared_by,
        cleared_at=read_moment(cleared_at),
        sent_as=sent_as,
        sealed=read_base64(outline["sealed"]),
    )


def _write_content(draft: Draft) -> dict[str, Any]:
    return {
        "to": [recipient.hex() for recipient in draft.recipients],
        "class": draft.letter_class,
        "subject": draft.subject,
        "text": [[each.number, each.text] for each in draft.paragraphs],
        "papers": [[each.kind, each.number, each.language, each.content] for each in draft.papers],
        "attachments": [_write_attachment(each) for each in draft.attachments],
        "language": draft.language,
        "dossier": draft.dossier.hex() if draft.dossier else None,
        "title": draft.title,
        "reply_to": draft.reply_to.hex() if draft.reply_to else None,
        "expires": draft.expires.isoformat() if draft.expires else None,
    }


def _read_content(draft: bytes, content: dict[str, Any]) -> Draft:
    return Draft(
        id=draft,
        recipients=tuple(bytes.fromhex(recipient) for recipient in content["to"]),
        letter_class=content["class"],
        subject=content["subject"],
        paragraphs=tuple(Paragraph(number=number, text=text) for number, text in content["text"]),
        # A draft that an earlier version kept has none.
        papers=tuple(
            Paper(kind=kind, number=number, language=language, content=text)
            for kind, number, language, text in content.get("papers", ())
        ),
        attachments=tuple(_read_attachment(each) for each in content["attachments"]),
        language=content["language"],
        dossier=bytes.fromhex(content["dossier"]) if content["dossier"] else None,
        title=content["title"],
        reply_to=bytes.fromhex(content["reply_to"]) if content["reply_to"] else None,
        expires=datetime.fromisoformat(content["expires"]) if content["expires"] else None,
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


def _read_attachment(read: dict[str, Any]) -> SealedAttachment:
    return SealedAttachment(
        attachment=Attachment(
            name=read["name"],
            media_type=read["media_type"],
            length=read["length"],
            sha256=bytes.fromhex(read["sha256"]),
        ),
        enclosure=Enclosure(
            sealed=bytes.fromhex(read["sealed"]),
            length=read["sealed_length"],
            identity=bytes.fromhex(read["identity"]),
        ),
    )
