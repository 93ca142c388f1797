"""Versions of a text in several languages, side by side by point; a point that one of them lacks is marked.

Points belong together that stand under the same article or part and have the same number, whatever the language and the
signs: `Article premier` and `Статья 1`, `(c)` and `в)`. Points without a number go by their order under the last
number. What does not fit stands in a row of its own: a person sees it, and nothing is guessed. Source: practice §1.2
(VCLT 33), §5.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from verbale.practice.texts import marks
from verbale.practice.texts.matches import LIKELY, Match, likest
from verbale.practice.texts.point import Point
from verbale.practice.texts.sequences import common_runs
from verbale.practice.texts.text import Text

NUMBER = "number"
_TEXT, _VERSION = "text", "version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A point in the languages that have it.

    Attributes:
        points: by language; a language that lacks it is not there.
        missing: the languages that lack it.
    """

    points: Mapping[str, Point]
    missing: tuple[str, ...]


def align(texts: Mapping[str, Text]) -> tuple[Row, ...]:
    """Lays versions of one text side by side.

    Args:
        texts: by language; the order of the first rules.

    Returns:
        Rows in order; every point of every version is in one of them.
    """
    rows: list[tuple[Hashable, dict[str, Point]]] = []
    for language, text in texts.items():
        rows = list(_laid_beside(rows, language, list(_keyed(text.points))))
    return tuple(Row(points=row, missing=tuple(each for each in texts if each not in row)) for _, row in rows)


def suggest_renderings(text: Text, version: Text) -> tuple[Match, ...]:
    """Suggests which points of a text those of another language render, for a person to confirm.

    By article and number first; what that leaves over, by likeness: names, dates and figures are alike in languages of
    one script.

    Args:
        text: the text.
        version: the text in the other language.

    Returns:
        In the order of the version; the kind of those that were found by article and number is `number`.
    """
    rows = align({_TEXT: text, _VERSION: version})
    found = [
        Match(old=row.points[_TEXT].id, new=row.points[_VERSION].id, score=100.0, kind=NUMBER)
        for row in rows
        if not row.missing
    ]
    left = [[row.points[name] for row in rows if name in row.points and row.missing] for name in (_TEXT, _VERSION)]
    found += likest(*left, least=LIKELY)
    places = {point.id: place for place, point in enumerate(version.points)}
    return tuple(sorted(found, key=lambda match: places[match.new]))


def _laid_beside(
    rows: list[tuple[Hashable, dict[str, Point]]], language: str, points: list[tuple[Hashable, Point]]
) -> Iterator[tuple[Hashable, dict[str, Point]]]:
    at_row = at_point = 0
    for old, new, length in [
        *common_runs([key for key, _ in rows], [key for key, _ in points]),
        (len(rows), len(points), 0),
    ]:
        yield from rows[at_row:old]
        yield from ((key, {language: point}) for key, point in points[at_point:new])
        for (key, row), (_, point) in zip(rows[old : old + length], points[new : new + length], strict=True):
            yield key, {**row, language: point}
        at_row, at_point = old + length, new + length


def _keyed(points: Iterable[Point]) -> Iterator[tuple[Hashable, Point]]:
    """Points with what they have in common in every language: names of articles and parts, numbers, order."""
    seen: dict[Hashable, int] = {}
    for point in points:
        names = tuple((name.level, name.which) for each in point.under if (name := marks.name_of(each)))
        where = (names, tuple(marks.ordinal(number) for number in point.path))
        nth = seen[where] = seen.get(where, -1) + 1
        yield (where, nth), point
