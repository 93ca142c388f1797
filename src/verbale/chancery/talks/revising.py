"""What a revised text would make of the points of the talks, before it is laid: for a person to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verbale.chancery.talks.points import call
from verbale.chancery.talks.texts import need_text, own_points
from verbale.formats.talks.revision import Origin
from verbale.practice.talks.lineage import MERGED, REMOVED, SPLIT, Lineage
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.text import Point, Text

CONTINUED, NEW = "continued", "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a revised text makes of the points of the talks.

    Attributes:
        points: its points, with those of the talks that each comes from and what that makes of it: `continued`, `new`,
            `split` for a piece of one, `merged` for one that takes several in.
        gone: points of the text in force that it does not continue: `removed`, `split` or `merged`.
    """

    points: Sequence[tuple[Point, Sequence[PointState], str]]
    gone: Sequence[tuple[PointState, str]]

    @property
    def summary(self) -> str:
        """The same in one sentence."""
        words = [each for _, _, each in self.points]
        counted = [f"{words.count(each)} {each}" for each in (CONTINUED, NEW, SPLIT, MERGED) if each in words]
        removed = ", ".join(call(state) for state, became in self.gone if became == REMOVED)
        return f"Points: {', '.join(counted) or 'none'}{'; removed: ' + removed if removed else ''}."


def foresee(view: View, new: Text, origins: Sequence[Origin]) -> Foreseen:
    """What a revised text would make of the points of the talks, with the origins that go with it.

    Raises:
        Refused: `talks-no-text`.
    """
    own = own_points(need_text(view), view).values()
    proposed = {point for each in view.proposals if each.proposal.verb in ("ADD", "SPLIT") for point in each.points}
    known = {each.id: each for each in view.points if each.id in proposed} | {each.id: each for each in own}
    lineage = Lineage([each.id for each in new.points], origins, known)
    continued = {lineage.continues(each.id) for each in new.points}
    return Foreseen(
        points=[_foresee(each, lineage, known) for each in new.points],
        gone=[(each, lineage.became(each.id)) for each in own if each.id not in continued],
    )


def show_foreseen(foreseen: Foreseen) -> dict[str, Any]:
    """The same as a script reads it."""
    return {
        "points": [
            {"point": point.id, "number": point.number, "from": [each.id for each in sources], "becomes": became}
            for point, sources, became in foreseen.points
        ],
        "gone": [{"point": each.id, "number": each.number, "becomes": became} for each, became in foreseen.gone],
    }


def _foresee(
    point: Point, lineage: Lineage, known: Mapping[str, PointState]
) -> tuple[Point, Sequence[PointState], str]:
    sources = [known[each] for each in lineage.sources[point.id]]
    if lineage.continues(point.id):
        return point, sources, CONTINUED
    return point, sources, MERGED if len(sources) > 1 else SPLIT if sources else NEW
