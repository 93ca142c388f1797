"""What is wanted of a point beside the words on the table, as a compilation shows it: parties stand there by code."""

from collections.abc import Iterable
from typing import NamedTuple

from verbale.chancery.pages.talks.dossier import Dossier
from verbale.practice.talks.shown import PointState
from verbale.practice.texts.braid import Alternative, Compiled, compile_point

_AGAINST = ("reject",)


class Wanted(NamedTuple):
    """The wordings of a point.

    Attributes:
        text: the one on the table.
        alternatives: the others, with who stands for them.
        opposers: who would have nothing of the one on the table.
    """

    text: str
    alternatives: tuple[Alternative, ...]
    opposers: tuple[str, ...]

    def compile(self) -> Compiled:
        """All of them in one."""
        return compile_point(self.text, self.alternatives, opposers=self.opposers)


def wanted(dossier: Dossier, point: PointState) -> Wanted | None:
    """The wordings of a point whose words are known here; nothing where there is one alone."""
    if point.text is None:
        return None
    alternatives = tuple(
        Alternative(text=each.text, proposers=codes_of(dossier, each.parties))
        for each in dossier.view.alternatives(point.id)
        if each.text is not None
    )
    if not alternatives:
        return None
    against = [party for party, each in point.positions.items() if each.position in _AGAINST]
    return Wanted(text=point.text, alternatives=alternatives, opposers=codes_of(dossier, against))


def codes_of(dossier: Dossier, parties: Iterable[bytes]) -> tuple[str, ...]:
    """The codes of some parties, sorted."""
    return tuple(each.code for each in dossier.names.all_of(parties))
