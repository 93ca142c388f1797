"""A negotiating text drawn by chance: articles of some ten points, brackets in, beside and around one another."""

import random
from collections.abc import Iterator, Sequence

WORDS = (
    *("Parties", "shall", "should", "take", "into", "account", "common", "efforts", "adaptation", "finance", "goals"),
    *("transparency", "technology", "capacity", "support", "ambition", "review", "cycle", "communicate", "implement"),
)
_KB = 1000
# How many points are worded anew, go, and come, of a hundred, from one draft to the next.
_REWORDED, _GONE, _COME = 25, 3, 3


def write_draft(chance: random.Random, *, points: int, brackets: int) -> str:
    """A draft in Markdown.

    Args:
        chance: what it is drawn by.
        points: how many it has.
        brackets: how many it opens.
    """
    return join_points(draw_points(chance, points=points, brackets=brackets))


def draw_points(chance: random.Random, *, points: int, brackets: int) -> list[str]:
    """The words of the points of a draft."""
    found, left = [], brackets
    for number in range(points):
        here = left // (points - number)
        left -= here
        found.append(f"{' '.join(_words(chance, here))}.")
    return found


def draw_points_of(chance: random.Random, kilobytes: int) -> list[str]:
    """The words of the points of a draft of about so many thousand bytes, with three brackets in each."""
    found: list[str] = []
    while sum(map(len, found)) < kilobytes * _KB:
        found += draw_points(chance, points=10, brackets=28)
    return found


def join_points(points: Sequence[str]) -> str:
    """A draft of points, numbered within articles."""
    lines = ["# Draft agreement", ""]
    for number, words in enumerate(points):
        if number % 10 == 0:
            lines += [f"## Article {number // 10 + 1}", ""]
        lines += [f"{number // 10 + 1}.{number % 10 + 1} {words}", ""]
    return "\n".join(lines)


def revise_points(chance: random.Random, points: Sequence[str]) -> list[str]:
    """The next draft: one point in four is worded anew and loses brackets; some go, and some come."""
    found = []
    for words in points:
        throw = chance.randrange(100)
        if throw < _GONE:
            continue
        if throw < _GONE + _REWORDED:
            found.append(_reworded(chance, words))
        else:
            found.append(words)
        if throw >= 100 - _COME:
            found += draw_points(chance, points=1, brackets=2)
    return found


def _reworded(chance: random.Random, words: str) -> str:
    """Brackets are opened one by one, and a word here and there is another."""
    said = words.replace("[", "", chance.randrange(3)).replace("]", "", chance.randrange(3)).split(" ")
    for _ in range(max(1, len(said) // 12)):
        said[chance.randrange(len(said))] = chance.choice(WORDS)
    return " ".join(said)


def _words(chance: random.Random, brackets: int) -> Iterator[str]:
    for place in range(brackets + 2):
        yield from chance.choices(WORDS, k=9)
        if place < brackets:
            inner = " ".join(chance.choices(WORDS, k=4))
            yield f"[{inner}]" if place % 3 else f"[{inner}]" if place % 2 else f"[[{inner}] and more]"
