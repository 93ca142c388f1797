"""Where each point comes from: the concordance, with what each name leads to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.statuses import STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A point of an earlier text: its number there, and the letter that laid that text if it is here."""

    number: str
    letter: Cited | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """A point and where it comes from.

    Attributes:
        url, number, title, status: of the point now.
        sources: the points that it continues, the newest first.
        letters: the letters that proposed words for it.
        reasons: why, as they say.
    """

    url: str
    number: str
    title: str
    status: str | Promise
    sources: tuple[Origin, ...]
    letters: tuple[Cited, ...]
    reasons: tuple[str, ...] = field(repr=False)


def lay_out(dossier: Dossier) -> Sequence[OriginRow]:
    """The concordance of a dossier."""
    points = {each.id: each for each in dossier.view.points}
    rows = []
    for each in dossier.view.concordance:
        point = points[each.point]
        sources = (Origin(number=source.number, letter=dossier.letters.get(source.letter)) for source in each.sources)
        rows.append(
            OriginRow(
                url=dossier.point_url(point.id),
                number=point.number,
                title=point.title,
                status=STATUSES[each.status],
                sources=tuple(sources)[::-1],
                letters=tuple(dossier.letters[letter] for letter in each.letters if letter in dossier.letters),
                reasons=each.reasons,
            )
        )
    return rows
