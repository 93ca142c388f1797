"""A letter out of a command line: everything that can be refused is, before anything is sealed or kept."""

import mimetypes
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verbale.cli.intake import Source, open_source, read_whole
from verbale.formats import limits, names
from verbale.formats.errors import Refused
from verbale.formats.fields import read_time
from verbale.practice.paper import Paragraph, read_paper

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.exchange.letters import Draft, SealedAttachment

_PLAIN = "application/octet-stream"
_ID = re.compile(r"[0-9a-f]{8,64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Moment(click.ParamType[datetime]):
    """A time in RFC 3339 and UTC, or a day, which ends at its last second."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads a time."""
        if isinstance(value, datetime):
            return value
        try:
            return read_time(f"{value}T23:59:59Z" if _DAY.fullmatch(value) else value)
        except Exception:  # noqa: BLE001 (whatever is wrong with it, it is no time)
            self.fail(f"{value!r} is not a time such as 2026-12-31T12:00:00Z, or a day such as 2026-12-31.", param, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a command line says of a letter.

    Attributes:
        to: codes of its recipients.
        letter_class, subject, language, expires: as said.
        body: the file of its text.
        attach: files to be attached.
        dossier: the beginning of a dossier's id, or the title of a new or an own one.
        reply_to: the letter that it answers, as people name it.
    """

    to: Sequence[str]
    letter_class: str
    subject: str = field(repr=False)
    body: Path | None = None
    attach: Sequence[Path] = ()
    dossier: str | None = None
    reply_to: str | None = None
    language: str = ""
    expires: datetime | None = None


def compose(node: "Node", order: Order, sources: Sequence[Source]) -> "Draft":
    """Makes the draft of a letter, but for its attachments, and refuses whatever would be refused later.

    Args:
        node: the chancery.
        order: what is wanted.
        sources: the files to be attached, open.

    Raises:
        Malformed, Refused: with the code of what is wrong; nothing was changed.
    """
    from verbale.exchange.holding import check_free
    from verbale.exchange.letters import Draft, check_draft

    if len(sources) > limits.ATTACHMENTS:
        raise Refused("letter-size", f"A letter has at most {limits.ATTACHMENTS} attachments.")
    for source in sources:
        names.check_name(attached_name(source), what="The name of an attachment", limit=limits.ATTACHMENT_NAME)
        if source.length > limits.ATTACHMENT:
            raise Refused("attachment-size", f"An attachment has more than {limits.ATTACHMENT} bytes.")
    draft = Draft(
        id=node.office.entropy(32),
        recipients=tuple(node.id_of_code(code) for code in order.to),
        letter_class=order.letter_class,
        subject=names.normal(order.subject),
        paragraphs=read_body(order.body) if order.body else (),
        language=order.language,
        expires=order.expires,
    )
    with node.store.read() as view:
        check_free(node.office, view)
    draft = _placed(node, draft, order)
    check_draft(node.office, draft, now=node.now())
    return draft


def read_body(file: Path) -> tuple[Paragraph, ...]:
    """Reads the text of a letter out of a file.

    Raises:
        Malformed, Refused, Unavailable: with the code of what is wrong.
    """
    if file.suffix.lower() == ".docx":
        from verbale.chancery.word.package import FILE
        from verbale.chancery.word.paper import read_word

        return read_word(read_whole(file, limit=FILE, code="docx-size", what="A Word file"))
    return read_paper(read_whole(file, limit=limits.BODY, code="body-size", what="The text of a letter"))


def open_sources(stack: ExitStack, files: Sequence[Path]) -> list[Source]:
    """Opens the files to be attached; they stay open until the stack is left, so that what was checked is sealed.

    Raises:
        Refused: `file-missing`, `not-a-file` or `file-closed`.
    """
    return [stack.enter_context(open_source(file)) for file in files]


def attach(node: "Node", draft: "Draft", sources: Sequence[Source]) -> "Draft":
    """Seals the attachments, each once for all recipients, and adds them to the draft.

    Raises:
        Refused: `attachment-size`.
        Unavailable: `disk-full` or `contents-failed`.
    """
    return replace(draft, attachments=tuple(_seal(node, source) for source in sources))


def attached_name(source: Source) -> str:
    """The name of an attachment: the file's own, in normal form."""
    return names.normal(source.name)


def _seal(node: "Node", source: Source) -> "SealedAttachment":
    from verbale.cli.progress import bar, watched
    from verbale.exchange.letters import seal_attachment

    with bar(f"Sealing {source.name}", source.length) as done:
        return seal_attachment(
            node.office, attached_name(source), _media_type(source.name), watched(source.blocks(), done)
        )


def _media_type(name: str) -> str:
    """By the name alone, with the table that every machine has; what is in the file is for its reader to say."""
    mimetypes.init(files=[])
    guessed, encoding = mimetypes.guess_type(Path(name).name)
    return guessed if guessed and not encoding else _PLAIN


def _placed(node: "Node", draft: "Draft", order: Order) -> "Draft":
    """The draft in its dossier, and with the letter that it answers."""
    from verbale.chancery.letters.finding import find_dossier, find_letter

    with node.store.read() as view:
        if order.reply_to is not None:
            answered = find_letter(view, order.reply_to)
            draft = replace(draft, reply_to=answered.id, dossier=answered.dossier)
        if order.dossier is None:
            return draft
        known = find_dossier(view, order.dossier)
    if known is not None:
        return replace(draft, dossier=known, title="")
    if _ID.fullmatch(order.dossier):
        raise Refused("dossier-unknown", "There is no dossier of this id here; a new one is opened by its title.")
    title = names.normal(order.dossier)
    return replace(draft, dossier=_own_dossier(node, title), title=title)


def _own_dossier(node: "Node", title: str) -> bytes | None:
    """The dossier that a letter of this house opened under a title, newest first; `None` for a new one."""
    for kept in reversed(node.drafts().sent()):
        if kept.title == title and kept.sent_as is not None:
            with node.store.read() as view:
                letter = view.letter(kept.sent_as, view.house().party.id)
            if letter is not None:
                return letter.dossier
    return None
