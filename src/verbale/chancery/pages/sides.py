"""A Word file with tracked changes, as a page asks about it: whose the changes are, and the two texts it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from verbale.chancery.texts.reading import text_of_side
from verbale.chancery.texts.waiting import WaitingFile
from verbale.chancery.word.changes import ACCEPTED, REJECTED, WordText, read_changes
from verbale.chancery.word.passages import passages
from verbale.practice.texts.words import Piece, diff_words

_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two texts: which it is, how many points and brackets it has, and what it calls itself."""

    which: str
    title: str = field(repr=False)
    points: int
    brackets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph that was changed, by word."""

    author: str
    pieces: Sequence[Piece] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesPage:
    """A file that waits.

    Attributes:
        file: its row.
        url: of its page.
        authors: who changed anything.
        changed: how many paragraphs were changed.
        sides: the two texts, accepted first.
        passages: the first changes.
    """

    file: WaitingFile
    url: str
    authors: Sequence[str]
    changed: int
    sides: Sequence[Side]
    passages: Sequence[Passage]


def lay_out(waiting: WaitingFile, data: bytes) -> SidesPage:
    """The page of a file.

    Raises:
        Malformed, Refused: as `read_changes`.
    """
    word = read_changes(data)
    changed = [each for each in passages(word) if each.changed]
    return SidesPage(
        file=waiting,
        url=reverse("sides", args=[waiting.digest.hex()]),
        authors=[each for each in word.authors if each],
        changed=len(changed),
        sides=[_side(word, which) for which in (ACCEPTED, REJECTED)],
        passages=[
            Passage(author=each.author, pieces=diff_words(each.old or "", each.new or "")) for each in changed[:_SHOWN]
        ],
    )


def _side(word: WordText, which: str) -> Side:
    text = text_of_side(word, which)
    return Side(which=which, title=text.title, points=len(text.points), brackets=text.brackets.opened)
