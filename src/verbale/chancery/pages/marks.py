"""The seal mark: a rosette drawn from a party's id.

An aid to the eye, so that a letterhead of the wrong house looks wrong; not evidence, which the pages always give
beside it. Two ids that differ give two drawings that mostly differ; nothing relies on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_HALF_TURN = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Petals:
    """Ellipses about one centre.

    Attributes:
        across, along: the two radii; written out, since a template would write a number as its language does.
        turns: the angle of each, in degrees, with one decimal.
    """

    across: str
    along: str
    turns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosette:
    """A seal mark on a field of 64 by 64.

    Attributes:
        outer, inner: the two sets of petals.
        beads: how many beads the ring has.
        caption: the short word in the middle.
        size: the size of the caption's letters.
    """

    outer: Petals
    inner: Petals
    beads: str
    caption: str
    size: str


def draw(party: bytes, code: str) -> Rosette:
    """Draws the seal mark of a party.

    Args:
        party: its id, 32 bytes.
        code: its code, whose last part stands in the middle.
    """
    outer = Petals(
        across=f"{27 - party[2] % 3}", along=f"{5 + (party[1] % 29) / 2:.1f}", turns=_turns(15 + party[0] % 16)
    )
    inner = Petals(
        across=f"{15 + party[4] % 4}", along=f"{3 + (party[5] % 13) / 2:.1f}", turns=_turns(7 + party[6] % 10)
    )
    caption = code.rpartition("-")[2][:3]
    return Rosette(
        outer=outer,
        inner=inner,
        beads=str(36 + 4 * (party[3] % 16)),
        caption=caption,
        size="7.5" if len(caption) > 2 else "9",
    )


def _turns(count: int) -> tuple[str, ...]:
    return tuple(_angles(count))


def _angles(count: int) -> Iterator[str]:
    for place in range(count):
        yield f"{place * _HALF_TURN / count:.1f}"
