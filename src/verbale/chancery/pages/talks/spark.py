"""Convergence over rounds as a small line: how many points were open after each."""

from collections.abc import Sequence
from dataclasses import dataclass

_LEFT, _WIDTH, _TOP, _HEIGHT = 14, 318, 22, 56
_MANY = 16
_SMALL, _LARGE = 2.0, 3.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A round; numbers are written out, since a template would write them as its language does."""

    x: str
    y: str
    label_y: str
    size: str
    round: int
    open: int
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """The line.

    Attributes:
        dots: a round each.
        line: the points of a polyline.
    """

    dots: tuple[Dot, ...]

    @property
    def line(self) -> str:
        """The points of a polyline."""
        return " ".join(f"{each.x},{each.y}" for each in self.dots)

    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers, for those who hear the page."""
        return tuple(each.open for each in self.dots)


def draw(rounds: Sequence[int]) -> Spark | None:
    """The line of some rounds, of the last sixteen if there are more; none for a single round."""
    if len(rounds) < 2:
        return None
    first = max(0, len(rounds) - _MANY)
    chosen = rounds[first:]
    most = max(*chosen, 1)
    last = len(chosen) - 1
    dots = []
    for place, number in enumerate(chosen):
        y = _TOP + _HEIGHT * (1 - number / most)
        dots.append(
            Dot(
                x=f"{_LEFT + _WIDTH * place / last:.1f}",
                y=f"{y:.1f}",
                label_y=f"{y - 8:.1f}",
                size=f"{_LARGE if place in (0, last) else _SMALL}",
                round=first + place + 1,
                open=number,
                shown=place in (0, last),
            )
        )
    return Spark(dots=tuple(dots))
