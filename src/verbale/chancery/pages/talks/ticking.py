"""Points that an officer ticks on a form, each with the wording that was read: what is signed speaks of no other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from verbale.chancery.pages.talks.statuses import STATUSES
from verbale.practice.talks.shown import PointState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A point to tick.

    Attributes:
        value: what the form sends: the point and its wording.
        id, number, title, status: as the table has them.
        text: the wording; `None` if it is not known here.
    """

    value: str
    id: str
    number: str
    title: str
    status: str | Promise
    text: str | None = field(repr=False)


def tick_of(point: PointState) -> Tick:
    """A point, to be ticked in the wording that stands."""
    return Tick(
        value=f"{point.id}.{point.wording.hex()}",
        id=point.id,
        number=point.number,
        title=point.title,
        status=STATUSES[point.status],
        text=point.text,
    )


def choices_of(ticks: Iterable[Tick]) -> list[tuple[str, str]]:
    """The same, as choices of a field."""
    return [(each.value, each.number or each.id) for each in ticks]


def read_ticks(values: Collection[str]) -> Mapping[str, bytes]:
    """The wordings of the points that were ticked, by point."""
    pairs = (each.partition(".") for each in values)
    return {point: bytes.fromhex(wording) for point, _, wording in pairs}
