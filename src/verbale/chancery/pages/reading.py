"""What the pages show: plain values, filled by `shelves`, `sheet`, `people` and `record`, printed by the templates.

A value here holds what is printed and where a link goes, and no more: a template asks nothing of the database, so a
page costs the same few queries whatever it shows. A word for a stage is never bigger than its evidence (law 4): a
`Rung` is proven or it is not, and `Rung.evidence` names the statement that proves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString

from verbale.exchange.records import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyName:
    """A party as a page names it.

    Attributes:
        id: the party's id, in hex; what its seal mark is drawn from.
        code: its code in this house.
        name: its name, as its credence says it.
    """

    id: str
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room in the head of every page.

    Attributes:
        key: its name in addresses.
        name: for people.
        url: where it is.
        waiting: how many things wait in it; 0 shows nothing.
        also: the letter that `g` is followed by, where another room has its first one.
    """

    key: str
    name: str
    url: str
    waiting: int = 0
    also: str = ""

    @property
    def letter(self) -> str:
        """The letter that `g` is followed by."""
        return self.also or self.key[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """The register's head, at the foot of every page.

    Attributes:
        size, root: of the newest head; the root in hex.
        cosigned_by: codes of the parties who cosigned the newest head that anybody cosigned.
        cosigned_size: the size of that head; 0 if there is none.
        at: when it was cosigned last; `None` if nobody cosigned any.
    """

    size: int
    root: str
    cosigned_by: tuple[str, ...]
    cosigned_size: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a letter got with one recipient.

    Attributes:
        party: the recipient.
        stage: `signed` or the value of a stage.
        at: when; `None` for `signed`.
        reason: the code of a refusal; empty otherwise.
    """

    party: PartyName
    stage: str
    at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A letter in a list.

    Attributes:
        url: of its page.
        direction: whether it came or went.
        number: as it is cited; empty while it is sealed.
        subject: empty while it is sealed.
        language: of its text; empty if not said.
        letter_class: its class.
        peers: the sender of a letter that came, the recipients of one that went.
        at: when it was sent or placed here.
        reached: how far it got, a recipient each.
        expires: until when its sender holds to it.
        attachments: how many it encloses.
        opened: whether it was opened here.
    """

    url: str
    direction: Direction
    number: str
    subject: str = field(repr=False)
    language: str
    letter_class: str
    peers: tuple[PartyName, ...]
    at: datetime
    reached: tuple[Reached, ...]
    expires: datetime | None = None
    attachments: int = 0
    opened: bool

    @property
    def stage(self) -> str:
        """The stage that all recipients reached, if it is one; empty if they differ."""
        stages = {each.stage for each in self.reached}
        return stages.pop() if len(stages) == 1 else ""

    @property
    def unread(self) -> bool:
        """Whether it came in and nobody has answered for the house."""
        return self.direction is Direction.IN and self.stage in {"signed", "accepted", "placed", "opened"}

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """How many recipients reached each stage, the furthest first."""
        order = ("acknowledged", "opened", "placed", "accepted", "signed", "refused", "lapsed")
        stages = [each.stage for each in self.reached]
        return tuple((stage, stages.count(stage)) for stage in order if stage in stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A stretch of a list, newest first.

    Attributes:
        rows: the rows of this stretch.
        older, newer: cursors of the stretches beside it; empty if there is none.
        total: how many there are in all, filter applied; `None` if that was not counted.
    """

    rows: Sequence[LetterRow]
    older: str = ""
    newer: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A choice in a filter."""

    value: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """What waits for an officer.

    Attributes:
        unanswered: letters that came, were opened, and that no officer has acknowledged or refused.
        sealed: letters that wait for the reading key.
        returned: letters that went and were refused or lapsed.
        underway: letters that went and were not placed yet.
        recent: what came in last.
        alarms: what a person must look at.
        counts: how many there are of `unanswered`, `sealed`, `returned`, `underway`; a page shows the first few.
    """

    unanswered: Sequence[LetterRow]
    sealed: Sequence[LetterRow]
    returned: Sequence[LetterRow]
    underway: Sequence[LetterRow]
    recent: Sequence[LetterRow]
    alarms: Sequence["AlarmRow"]
    counts: "DeskCounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """How many of each wait."""

    unanswered: int
    sealed: int
    returned: int
    underway: int
    credences: int

    @property
    def waiting(self) -> int:
        """How many things wait for an officer's act."""
        return self.unanswered + self.returned + self.credences


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """Something that a person must look at."""

    id: int
    code: str
    reason: str
    party: PartyName | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A numbered piece of a letter's text.

    Attributes:
        anchor: the name of its place on the page.
        number: as the letter shows it; empty if it has none.
        paragraphs: its text.
        language: of its text; empty for that of the letter.
    """

    anchor: str
    number: str
    paragraphs: tuple[str, ...] = field(repr=False)
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """An attachment, named and not opened."""

    place: str
    name: str
    media_type: str
    length: int
    sha256: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A rung of the ladder of evidence.

    Attributes:
        stage: `signed` or the value of a stage.
        at: when, by whoever says so; `None` if it is not proven.
        says: what is proven, or what its absence leaves open.
        evidence: the digest of the statement that proves it, in hex; empty if it is not proven.
        entry: the index of that statement in the house's register; `None` if it has none yet.
        reason: the code of a refusal.
        words: words of the officers who signed.
    """

    stage: str
    at: datetime | None
    says: SafeString
    evidence: str = ""
    entry: int | None = None
    reason: str = ""
    words: str = field(default="", repr=False)

    @property
    def proven(self) -> bool:
        """Whether there is evidence for it."""
        return self.at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderView:
    """What is proven of a letter with one recipient.

    Attributes:
        party: the recipient.
        reached: the word for it.
        rungs: proven ones and, dashed, those that are still open.
        contradictions: sentences, one for each thing that cannot both be true.
    """

    party: PartyName
    reached: str
    rungs: tuple[Rung, ...]
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another letter, cited; `url` is empty if it is not in the house."""

    number: str
    url: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A letter as paper, and what is proven of it.

    Attributes:
        id: its id, in hex.
        row: what the lists say of it.
        sender, recipients: the parties.
        created: the sender's claim; `None` while it is sealed.
        marking: words at its head and foot; empty if it has none.
        answers: the letter that it answers.
        dossier: what its dossier is called; empty if it stands alone in it.
        dossier_id: the dossier, in hex; empty while it is sealed.
        parts, attachments: its text, and what it encloses.
        ladders: a ladder a recipient.
        sealed: the digest of the sealed copy that this house can open, in hex.
        copies: how many sealed copies came under this id.
        last_entry: the highest index of the evidence in the house's register; `None` if none has an index yet.
        may_answer: whether it still waits for the house's own word.
        older, newer: addresses of the letters beside it in its list.
    """

    id: str
    row: LetterRow
    sender: PartyName
    recipients: tuple[PartyName, ...]
    created: datetime | None
    marking: str = ""
    answers: Reference | None = None
    dossier: str = ""
    dossier_id: str = ""
    parts: tuple[PartView, ...] = field(default=(), repr=False)
    attachments: tuple[AttachmentView, ...] = ()
    ladders: tuple[LadderView, ...]
    sealed: str
    copies: int = 1
    last_entry: int | None = None
    may_answer: bool = False
    older: str = ""
    newer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An error as the bar at the top of a page says it.

    Attributes:
        failed: what failed, one sentence.
        undone: what was *not* done.
        next: what to do now.
        code: the stable code of the refusal.
    """

    failed: str
    undone: str
    next: str
    code: str = ""
