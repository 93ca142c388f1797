"""Which points of the talks the points of a revised text continue, and what became of the others (spec: Points).

A point continues the one point that it comes from, if no other comes from that one too. Otherwise it is a new one: a
piece of a point that was split, one that several were merged into, or one that comes from none.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence

from verbale.formats.talks.revision import Origin

REMOVED, SPLIT, MERGED = "removed", "split", "merged"


class Lineage:
    """Where the points of a revised text come from.

    Attributes:
        sources: by its points, as it names them, the points of the talks that each comes from.
    """

    def __init__(self, points: Iterable[str], origins: Sequence[Origin], known: Container[str]) -> None:
        """Reads a map of origins.

        Args:
            points: the points of the revised text.
            origins: where they come from, as its sender says; one of which nothing is said, from that of its own id.
            known: the points of the talks that it may continue.
        """
        given = {each.point: each.origins for each in origins}
        self.sources: Mapping[str, tuple[str, ...]] = {
            point: tuple(source for source in given.get(point, (point,)) if source in known) for point in points
        }
        self._uses = Counter(source for some in self.sources.values() for source in some)

    def continues(self, point: str) -> str | None:
        """The point of the talks that a point of the text is; nothing for a new one."""
        some = self.sources[point]
        return some[0] if len(some) == 1 and self._uses[some[0]] == 1 else None

    def became(self, source: str) -> str:
        """What became of a point of the talks that none continues: `removed`, `split` or `merged`."""
        uses = self._uses[source]
        return SPLIT if uses > 1 else MERGED if uses else REMOVED
