"""Two texts of the talks side by side, point by point, with the words that differ."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.drawing import draw_pieces
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.talks.standing import standing_text
from verbale.chancery.talks.texts import read_laid
from verbale.practice.texts.compare import Change, compare
from verbale.practice.texts.matches import likeliest
from verbale.practice.texts.point import Point
from verbale.practice.texts.text import Text
from verbale.practice.texts.words import COME, GONE

STANDING = "standing"
_MANY = 8
_OPS: Mapping[str, str | Promise] = {
    "changed": _("changed"),
    "added": _("new"),
    "removed": _("no longer there"),
    "moved": _("moved"),
    "same": _("the same"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A text that can be compared.

    Attributes:
        key: the beginning of its digest, or `STANDING`.
        name: what it is called.
        text: the text.
        digest: of the laid text that its points belong to.
        became: of the wordings that stand, which point each point of that text is.
    """

    key: str
    name: str
    text: Text = field(repr=False)
    digest: bytes
    became: Mapping[str, str] | None = None

    def point(self, name: str) -> str:
        """What a point of that text is called here; empty if it went."""
        return name if self.became is None else self.became.get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A point in both texts.

    Attributes:
        anchor: its place on the page; empty if nothing changed.
        number: what it is called before and after.
        said: what became of it, in words.
        before, after: its words in each text, drawn; `None` where it is not there.
        both: the words of both in one, drawn.
        previous, next: the anchors of the changes beside it.
    """

    anchor: str
    number: str
    said: str
    before: SafeString | None = field(repr=False)
    after: SafeString | None = field(repr=False)
    both: SafeString = field(repr=False)
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two texts side by side.

    Attributes:
        groups: the points under the heading that they stand under.
        changes: how many differ.
        counts: how many there are of each kind of change, in words.
        guessed: whether no letter says which point became which, and likeness decides.
    """

    groups: Sequence[tuple[str, Sequence[Pair]]]
    changes: int
    counts: Sequence[tuple[str | Promise, int]]
    guessed: bool


def sides(dossier: Dossier) -> list[Side]:
    """The texts that were on the table, the oldest first, and the wordings that stand now."""
    found = []
    for place, each in enumerate(dossier.view.texts, 1):
        letter = dossier.letters.get(each.letter)
        name = gettext("%(place)s. %(title)s, %(letter)s") % {
            "place": place,
            "title": each.laid.title,
            "letter": letter.number if letter else dossier.names.of(each.party).code,
        }
        digest = each.laid.digest
        found.append(Side(key=digest.hex()[:16], name=name, text=read_laid(each.laid), digest=digest))
    if dossier.in_force is not None:
        standing = standing_text(dossier.view)
        found.append(
            Side(
                key=STANDING,
                name=gettext("The wordings that stand"),
                text=standing.text,
                digest=dossier.in_force.laid.digest,
                became=standing.became,
            )
        )
    return found


def lay_out(dossier: Dossier, old: Side, new: Side, *, whole: bool) -> Comparison:
    """Compares two texts of a dossier; what became of what is told by the letters, else by likeness.

    Args:
        dossier: the talks.
        old: the text before.
        new: the text after.
        whole: whether what is the same is shown too.
    """
    known = dossier.view.matches(old.digest, new.digest)
    # Letters speak of the points of texts that were laid; of the wordings that stand, each is one of such a text.
    pairs = None if known is None else tuple((old.point(was), new.point(name)) for was, name in known)
    changes = _compare(old.text, new.text, pairs)
    differ = [place for place, each in enumerate(changes) if not _is_same(each)]
    nth = {place: count for count, place in enumerate(differ)}
    shown = [(place, each) for place, each in enumerate(changes) if whole or place in nth]
    kinds = Counter(each.op for each in changes)
    return Comparison(
        groups=[
            (head, [_pair(each, nth.get(place), len(differ)) for place, each in some])
            for head, some in groupby(shown, key=lambda pair: _heading(pair[1]))
        ],
        changes=len(differ),
        counts=[(word, kinds[op]) for op, word in _OPS.items() if kinds[op]],
        guessed=known is None,
    )


@lru_cache(maxsize=_MANY)
def _compare(old: Text, new: Text, pairs: tuple[tuple[str, str], ...] | None) -> tuple[Change, ...]:
    """As `compare`, which takes longer than all else here; whoever wants the columns in one asks again."""
    return compare(old, new, likeliest(old, new).items() if pairs is None else pairs)


def _is_same(change: Change) -> bool:
    return change.op == "same" and not (change.renumbered or change.split or change.merged)


def _heading(change: Change) -> str:
    point = change.new or change.old
    return point.under[-1] if point is not None and point.under else ""


def _pair(change: Change, nth: int | None, count: int) -> Pair:
    return Pair(
        anchor="" if nth is None else f"c-{nth}",
        number=_number(change),
        said=", ".join(_say(change)),
        before=draw_pieces(change.words, leave_out=COME) if change.old else None,
        after=draw_pieces(change.words, leave_out=GONE) if change.new else None,
        both=draw_pieces(change.words),
        previous=f"c-{nth - 1}" if nth else "",
        next=f"c-{nth + 1}" if nth is not None and nth + 1 < count else "",
    )


def _number(change: Change) -> str:
    old, new = ((each.number or "¶") if each else "" for each in (change.old, change.new))
    if change.old is None or change.new is None or old == new:
        return new or old
    return f"{old} → {new}"


def _say(change: Change) -> Iterator[str]:
    same_words = change.old is not None and change.new is not None and change.old.text == change.new.text
    # Another number alone is no change of words.
    if change.op != "changed" or not (same_words or change.split or change.merged):
        yield str(_OPS[change.op])
    if change.split:
        yield gettext("split into %(points)s") % {"points": _call(change.targets)}
    if change.merged:
        yield gettext("merged out of %(points)s") % {"points": _call(change.sources)}
    if change.renumbered:
        yield gettext("numbered anew")


def _call(points: Sequence[Point]) -> str:
    return ", ".join(each.number or f"“{each.title}”" for each in points)
