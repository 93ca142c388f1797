"""Two texts of the talks side by side, point by point, with the words that differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.talks.standing import standing_text
from verbale.chancery.talks.texts import read_laid
from verbale.practice.texts.compare import Change, compare
from verbale.practice.texts.matches import likeliest
from verbale.practice.texts.text import Text
from verbale.practice.texts.words import Piece

STANDING = "standing"
_OPS: Mapping[str, str | Promise] = {
    "same": _("the same"),
    "changed": _("changed"),
    "added": _("new"),
    "removed": _("gone"),
    "moved": _("moved"),
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
        anchor: its place on the page.
        old, new: its numbers.
        said: what became of it, in words.
        pieces: how the words differ.
        has_old, has_new: which of the two texts it stands in.
        same: whether nothing changed.
    """

    anchor: str
    old: str
    new: str
    said: str
    pieces: tuple[Piece, ...] = field(repr=False)
    has_old: bool
    has_new: bool
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two texts side by side.

    Attributes:
        pairs: the points, those that are the same too.
        counts: how many there are of each kind of change, in words.
    """

    pairs: Sequence[Pair]
    counts: Sequence[tuple[str | Promise, int]]

    @property
    def changes(self) -> int:
        """How many points differ."""
        return sum(not each.same for each in self.pairs)


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


def lay_out(dossier: Dossier, old: Side, new: Side) -> Comparison:
    """Compares two texts of a dossier; what became of what is told by the letters, else by likeness."""
    changes = compare(old.text, new.text, _matches(dossier, old, new))
    kinds = [each.op for each in changes]
    return Comparison(
        pairs=[_pair(place, each) for place, each in enumerate(changes)],
        counts=[(word, kinds.count(op)) for op, word in _OPS.items() if op in kinds],
    )


def _matches(dossier: Dossier, old: Side, new: Side) -> list[tuple[str, str]]:
    known = dossier.view.matches(old.digest, new.digest)
    if known is None:
        return [*likeliest(old.text, new.text).items()]
    # Letters speak of the points of texts that were laid; of the wordings that stand, each is one of such a text.
    return [(old.point(was), new.point(name)) for was, name in known]


def _pair(place: int, change: Change) -> Pair:
    same_words = change.old is not None and change.new is not None and change.old.text == change.new.text
    # Another number alone is no change of words.
    said = [] if change.op == "changed" and same_words else [str(_OPS[change.op])]
    if change.renumbered:
        said.append(gettext("numbered anew"))
    if change.split:
        said.append(gettext("one of %(n)s that a point was split into") % {"n": len(change.targets)})
    if change.merged:
        said.append(gettext("merged of %(n)s") % {"n": len(change.sources)})
    return Pair(
        anchor=f"c-{place}",
        old=change.old.number if change.old else "",
        new=change.new.number if change.new else "",
        said=", ".join(said),
        pieces=change.words,
        has_old=change.old is not None,
        has_new=change.new is not None,
        same=change.op == "same" and not change.renumbered and not change.split and not change.merged,
    )
