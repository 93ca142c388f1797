"""Statements in talks: acts, what they were written upon, one letter to every member.

Each statement names the newest letters that its sender had, and the digest of the state that they give (protocol §7).
The text of the letter says in words what its parts say for machines, so that whoever has no such machine reads it too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from verbale.chancery.talks.room import CLASS, Talks
from verbale.exchange.letters import Draft, Paper, check_draft, check_officers, send
from verbale.exchange.records import Letter
from verbale.formats import limits
from verbale.formats.errors import Refused
from verbale.formats.suite import SigningKey
from verbale.formats.talks.acts import Part, write_act
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.text import LaidText
from verbale.practice.paper import Paragraph, make_paragraph
from verbale.practice.talks.view import View
from verbale.practice.texts.text import Text

_LINES = 60
_LINE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who makes a statement.

    Attributes:
        officers: their keys, as many as the credence asks for.
        name: the officer who acts, for the audit.
        road: by which road: `command` or `page`.
    """

    officers: Sequence[SigningKey]
    name: str
    road: str = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said, for machines and in words.

    Attributes:
        acts: its acts, in order.
        subject: the subject of its letter, one line.
        lines: the paragraphs of its letter; those beyond some sixty are counted and left to the acts.
    """

    acts: Sequence[Part]
    subject: str = field(repr=False)
    lines: Sequence[str] = field(repr=False)


Composer = Callable[[View], Statement]
"""Makes a statement of the state that it is made upon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """A text that is to be laid on the table.

    Attributes:
        text: the text.
        title: what it is called.
        standing: `informal`, `basis` or `official`.
        language: a language tag, or empty.
    """

    text: Text
    title: str
    standing: str = "informal"
    language: str = ""

    @property
    def act(self) -> LaidText:
        """The act that lays it.

        Raises:
            Malformed: `text-source`, if it is longer than a text of talks may be.
        """
        return LaidText(
            media=self.text.media,
            source=self.text.source,
            title=self.title,
            standing=self.standing,
            language=self.language,
        )


def open_talks(
    talks: Talks,
    laying: Laying,
    *,
    members: Sequence[bytes],
    title: str,
    agreement: str,
    speaker: Speaker,
    penholder: bytes | None = None,
) -> Letter:
    """Opens talks on a text: a new dossier, whose members and rules are fixed by its first letter.

    Args:
        talks: the room.
        laying: the text.
        members: the other members.
        title: what the talks are called.
        agreement: `point`, or `whole` where nothing is agreed until everything is agreed.
        speaker: who opens them.
        penholder: the member who may put revised texts in force alone, if one may.

    Raises:
        Malformed, Refused, Unavailable: as `verbale.exchange.letters.send`.
    """
    everybody = tuple(sorted({*members, talks.house.id}))
    laid = laying.act
    opening = Opening(members=everybody, text=laid.digest, agreement=agreement, penholder=penholder)
    rule = (
        "Nothing is agreed until everything is agreed." if agreement == "whole" else "What is agreed on a point stands."
    )
    lines = [
        f"This letter opens talks on the text “{laying.title}”, which it lays on the table ({laying.standing}).",
        f"The text is named by its digest {laid.digest.hex()} and has {len(laying.text.points)} points. {rule}",
    ]
    statement = Statement(acts=(laid, opening), subject=title, lines=lines)
    with talks.alone():
        letter = _send(talks, statement, members=everybody, dossier=None, title=title, speaker=speaker)
        assert letter.dossier is not None
        talks.folded(letter.dossier)
    return letter


def say(talks: Talks, dossier: bytes, compose: Composer, *, speaker: Speaker) -> Letter:
    """Makes a statement in talks.

    Args:
        talks: the room.
        dossier: the talks.
        compose: says it of the newest state, so that nothing comes between the two.
        speaker: who says it.

    Raises:
        Refused: `talks-unopened`, `not-a-member`, or `talks-left`; and as `verbale.exchange.letters.send`.
        Malformed, Unavailable: as `verbale.exchange.letters.send`.
    """
    with talks.alone():
        view = talks.folded(dossier).state.next(talks.house.id)
        check_member(talks, view)
        said = compose(view)
        causes = Causes(causes=view.frontier, marks=view.marks)
        statement = Statement(acts=(causes, *said.acts), subject=said.subject, lines=said.lines)
        letter = _send(talks, statement, members=view.members, dossier=dossier, title="", speaker=speaker)
        talks.folded(dossier)
    return letter


def check_member(talks: Talks, view: "View") -> None:
    """Refuses a statement of a house that has no say in the talks.

    Raises:
        Refused: `not-a-member` or `talks-left`.
    """
    if talks.house.id not in view.members:
        raise Refused("not-a-member", "This chancery is no member of these talks.")
    if talks.house.id in view.left:
        raise Refused("talks-left", "This chancery left these talks; what it said before stands.")


def _send(
    talks: Talks,
    statement: Statement,
    *,
    members: Sequence[bytes],
    dossier: bytes | None,
    title: str,
    speaker: Speaker,
) -> Letter:
    node = talks.node
    check_officers(talks.house, speaker.officers, "letter")
    draft = Draft(
        id=node.office.entropy(32),
        recipients=tuple(each for each in members if each != talks.house.id),
        letter_class=CLASS,
        subject=statement.subject[: limits.SUBJECT].strip(),
        paragraphs=_paragraphs(statement.lines),
        papers=tuple(Paper(kind=kind, content=content) for kind, content in map(write_act, statement.acts)),
        dossier=dossier,
        title=title,
    )
    check_draft(node.office, draft, now=node.now())
    node.drafts().keep_cleared(draft, author=speaker.name, now=node.now())
    # If we crash here, a cleared draft is left that nobody sent. It names what it was written upon, and counts as that.
    letter = send(node.office, draft, officers=speaker.officers, now=node.now())
    node.settle()
    node.note(officer=speaker.name, act="sent", about=letter.id.hex(), road=speaker.road)
    return letter


def _paragraphs(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    shown = [line if len(line) <= _LINE else f"{line[:_LINE]} …" for line in lines[:_LINES]]
    if len(lines) > _LINES:
        shown.append(f"{len(lines) - _LINES} more are in the structured part of this letter.")
    return tuple(make_paragraph("", line) for line in shown)
