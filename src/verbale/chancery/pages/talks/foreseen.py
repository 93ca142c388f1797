"""What a revised text would make of the points of the talks, counted, with those that would be no more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.point import Beside
from verbale.chancery.talks.revising import CONTINUED, NEW, Foreseen
from verbale.practice.talks.lineage import MERGED, REMOVED, SPLIT

COUNTED: Mapping[str, str | Promise] = {
    CONTINUED: _("go on as the points that they are"),
    NEW: _("are new"),
    SPLIT: _("are pieces of others"),
    MERGED: _("take others in"),
}
_BECAME: Mapping[str, str | Promise] = {
    REMOVED: _("no longer in the text"),
    SPLIT: _("split"),
    MERGED: _("merged into another"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenPage:
    """What a revised text would make of the points.

    Attributes:
        counted: how many of its points are what.
        gone: the points of the talks that would be no more, and what becomes of each.
    """

    counted: Sequence[tuple[int, str | Promise]]
    gone: Sequence[tuple[Beside, str | Promise]]


def lay_out(dossier: Dossier, foreseen: Foreseen) -> ForeseenPage:
    """A revised text as a page foresees it."""
    counts = Counter(became for _point, _sources, became in foreseen.points)
    return ForeseenPage(
        counted=[(counts[key], words) for key, words in COUNTED.items() if counts[key]],
        gone=[
            (Beside(url=dossier.point_url(state.id), number=state.number, title=state.title), _BECAME[became])
            for state, became in foreseen.gone
        ],
    )
