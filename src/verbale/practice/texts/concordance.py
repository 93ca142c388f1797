"""Where each point of a text comes from: new point, old numbers, sources, reasons. Source: practice §5 (7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from verbale.practice.texts.compare import Change
from verbale.practice.texts.point import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a concordance.

    Attributes:
        op: what became of it, as `compare` says.
        new: the point; `None` if it went.
        old: the points that it comes from.
        sources: who or what put it so: proposals, parties, papers.
        reasons: why.
    """

    op: str
    new: Point | None
    old: tuple[Point, ...]
    sources: tuple[str, ...]
    reasons: tuple[str, ...]


def concordance(
    changes: Iterable[Change],
    sources: Mapping[str, Sequence[str]] | None = None,
    reasons: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Row, ...]:
    """A row for each change.

    Args:
        changes: what `compare` found.
        sources: by ids of points, old or new.
        reasons: the same.
    """
    return tuple(_row(change, sources or {}, reasons or {}) for change in changes)


def _row(change: Change, sources: Mapping[str, Sequence[str]], reasons: Mapping[str, Sequence[str]]) -> Row:
    old = change.sources or ((change.old,) if change.old else ())
    ids = dict.fromkeys([point.id for point in old] + ([change.new.id] if change.new else []))
    return Row(
        op=change.op,
        new=change.new,
        old=old,
        sources=tuple(dict.fromkeys(each for point in ids for each in sources.get(point, ()))),
        reasons=tuple(dict.fromkeys(each for point in ids for each in reasons.get(point, ()))),
    )
