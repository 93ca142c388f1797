"""Who put a bracket, and who opposes what is in it: beside the text, never in it.

An **attribution** says of one bracket of a source who proposes and who opposes what it holds. Some texts write that
into the bracket (`[ARV, BOR propose; CAD oppose: at once]`); it is read from there too, and never taken out. What an
attributed view shows reads back as the same attributions. Source: practice §1.3 (attribution on and off) and §5.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from verbale.practice.texts.brackets import BRACKET, Brackets

_NAME = r"[^\W\d_a-z][\w.&’'-]{0,31}"
_NAMES = rf"{_NAME}(?:(?:,[ ]|/|[ ]and[ ]){_NAME}){{0,63}}"
_SAID = re.compile(
    rf"(?:(?P<proposers>{_NAMES})[ ]proposes?(?:;[ ]|(?=:)))?(?:(?P<opposers>{_NAMES})[ ]opposes?)?:[ ]",
)
_BETWEEN = re.compile(r",[ ]|/|[ ]and[ ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What is known of a bracket.

    Attributes:
        place: where the bracket opens, in characters of the source.
        proposers, opposers: names or codes of parties, in order.
    """

    place: int
    proposers: tuple[str, ...]
    opposers: tuple[str, ...]


def read_attributions(source: str, brackets: Brackets) -> tuple[Attribution, ...]:
    """What brackets say of themselves."""
    return tuple(_read(source, brackets))


def _read(source: str, brackets: Brackets) -> Iterator[Attribution]:
    for bracket in brackets.spans:
        if bracket.start is None or bracket.kind != BRACKET:
            continue
        said = _SAID.match(source, bracket.start + 1)
        if said and (said["proposers"] or said["opposers"]):
            yield Attribution(
                place=bracket.start, proposers=_names(said["proposers"]), opposers=_names(said["opposers"])
            )


def _names(said: str | None) -> tuple[str, ...]:
    return tuple(_BETWEEN.split(said)) if said else ()


def label(proposers: Iterable[str], opposers: Iterable[str]) -> str:
    """How it is written at the head of a bracket: `ARV, BOR propose; CAD oppose: `; empty if nobody is named."""
    for_it, against = list(proposers), list(opposers)
    parts = []
    if for_it:
        parts.append(f"{', '.join(for_it)} {'proposes' if len(for_it) == 1 else 'propose'}")
    if against:
        parts.append(f"{', '.join(against)} {'opposes' if len(against) == 1 else 'oppose'}")
    return f"{'; '.join(parts)}: " if parts else ""


def by_place(attributions: Iterable[Attribution]) -> Mapping[int, Attribution]:
    """Attributions by the place of their bracket; of two the later counts."""
    return {each.place: each for each in attributions}
