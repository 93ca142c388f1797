"""Words of a text as HTML: brackets in red with how deep they stand, emphasis, what came and went, and whose it is.

A page of a text has thousands of pieces, so they are put together here and not by a template. Everything that a party
wrote goes through `escape`; what is returned may stand in a page as it is.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from verbale.practice.texts.brackets import BRACKET, Bracket, read_brackets
from verbale.practice.texts.braid import Alternative, Compiled, Stretch
from verbale.practice.texts.views import CLOSE, ELLIPSIS, HALF, LEFT_OUT, OPEN, Segment
from verbale.practice.texts.words import COME, GONE, SAME, Piece

_MARK = re.compile(r"([\[\]])")
# Emphasis of Markdown, within words that no bracket parts; else the signs stay, for nobody can say what they enclose.
_EMPHASIS = re.compile(r"\*\*(?=[^\s*])([^*]{0,600}[^\s*])\*\*(?!\*)|(?<![*\\])\*(?=[^\s*])([^*]{0,600}[^\s*])\*(?!\*)")
_BRACKETS = frozenset({OPEN, CLOSE, HALF})
_MANY = 8192
NOBODY: Mapping[int, str] = MappingProxyType({})


class Sign(NamedTuple):
    """A bracket where it stands.

    Attributes:
        kind: `open`, `close` or `half`.
        depth: how many are open there, itself included.
        place: where its bracket opens in the source; of half a bracket, where it is.
    """

    kind: str
    depth: int
    place: int


_Pen = Callable[[str, Iterator[Sign | None]], SafeString]
_SIMPLE = {"[": Sign(OPEN, 1, -1), "]": Sign(CLOSE, 1, -1)}


def signs_of(spans: Iterable[Bracket]) -> dict[int, Sign]:
    """The brackets of a text by their places; notes, links and blanks are words."""
    found = {}
    for each in spans:
        if each.kind != BRACKET:
            continue
        if each.start is None or each.end is None:
            found[each.place] = Sign(HALF, each.depth, each.place)
            continue
        found[each.start] = Sign(OPEN, each.depth, each.start)
        found[each.end] = Sign(CLOSE, each.depth, each.start)
    return found


def signs_in(words: str) -> list[Sign | None]:
    """What each square bracket of some words is by itself; nothing for one that is a word."""
    found = signs_of(read_brackets(words).spans)
    return [found.get(mark.start()) for mark in _MARK.finditer(words)]


def draw(
    words: str, signs: Iterator[Sign | None], *, emphasis: bool = False, who: Mapping[int, str] = NOBODY
) -> SafeString:
    """Words with their brackets.

    Args:
        words: the words.
        signs: what each square bracket in them is, in order; it is read on from where it stands.
        emphasis: whether asterisks emphasise, as in Markdown.
        who: by the place of a bracket, whose it is.
    """
    drawn = []
    for place, piece in enumerate(_MARK.split(words)):
        if place % 2:
            drawn.append(_bracket(piece, next(signs, None), who))
        elif piece:
            drawn.append(_plain(piece, emphasis=emphasis))
    return mark_safe("".join(drawn))  # noqa: S308 (each piece was escaped)


def draw_pieces(pieces: Iterable[Piece], *, leave_out: str = "") -> SafeString:
    """A difference: what went struck out, what came underlined, each also said in words for who hears the page.

    Args:
        pieces: the difference.
        leave_out: what is not shown: `-` or `+` for the newer or the older side alone.
    """
    return mark_safe("".join(_changed(each) for each in pieces if each.op != leave_out))  # noqa: S308 (escaped)


def draw_segments(segments: Iterable[Segment], *, emphasis: bool = False) -> SafeString:
    """The segments of a view of a text."""
    return mark_safe("".join(_segment(each, emphasis=emphasis) for each in segments))  # noqa: S308 (escaped)


def draw_compiled(
    compiled: Compiled,
    changes: tuple[Piece, ...] = (),
    signs: tuple[Sign | None, ...] | None = None,
    *,
    named: bool,
    emphasis: bool = False,
) -> SafeString:
    """A point with all that is wanted for it in one; a bracket that somebody would do without stands as it is.

    Args:
        compiled: the point.
        changes: how the wording that stands differs from that of the text in force; what went is shown, for it is to
            be seen until the point is closed.
        signs: what each square bracket of the wording that stands is; else they are read by themselves.
        named: whether brackets say whose they are.
        emphasis: as `draw` has it.
    """
    return _compiled(compiled, changes, signs, named, emphasis, get_language())


def bracketed(words: str, who: str) -> SafeString:
    """Drawn words in a bracket of ours, with whose they are."""
    return mark_safe(f'<b class="br">[</b>{words}{_who(who)}<b class="br">]</b>')  # noqa: S308 (escaped)


def struck(words: str) -> SafeString:
    """Drawn words that went."""
    return mark_safe(f"<del>{_aside(gettext('[struck out:'))}{words}{_END}</del>")  # noqa: S308 (escaped)


def whose(proposers: Sequence[str], opposers: Sequence[str]) -> str:
    """The codes of who stands for something and against it."""
    against = gettext("opposed %(codes)s") % {"codes": " ".join(opposers)} if opposers else ""
    return "; ".join(each for each in (" ".join(proposers), against) if each)


def _wrapped(words: str, said: Stretch | Alternative, *, named: bool) -> str:
    return bracketed(words, whose(said.proposers, said.opposers) if named else "")


def _loose(words: str) -> Iterator[Sign | None]:
    """The brackets of words that stand in place of others: what half of them closes may stand beside them."""
    return (sign and (_SIMPLE[mark] if sign.kind == HALF else sign) for sign, mark in _marked(words))


def _marked(words: str) -> Iterator[tuple[Sign | None, str]]:
    return zip(signs_in(words), (mark[1] for mark in _MARK.finditer(words)), strict=True)


@lru_cache(maxsize=_MANY)
def _compiled(
    compiled: Compiled,
    changes: tuple[Piece, ...],
    signs: tuple[Sign | None, ...] | None,
    named: bool,
    emphasis: bool,
    _language: str | None,
) -> SafeString:
    pen = partial(draw, emphasis=emphasis)
    whole = "".join(_stretches(compiled.stretches, changes, signs, pen, named=named))
    if compiled.whole:
        whole = bracketed(whole, whose((), compiled.opposers) if named else "")
    others = (
        f'<span class="alt">{_wrapped(pen(each.text, iter(signs_in(each.text))), each, named=named)}</span>'
        for each in compiled.alternatives
    )
    return mark_safe(whole + "".join(others))  # noqa: S308 (each piece was escaped)


def _stretches(
    stretches: Sequence[Stretch],
    changes: Iterable[Piece],
    signs: tuple[Sign | None, ...] | None,
    pen: _Pen,
    *,
    named: bool,
) -> Iterator[str]:
    base = "".join(each.text for each in stretches if each.kind != "proposed")
    marks = iter(signs_in(base) if signs is None else signs)
    at, rest = 0, deque(_places(changes))
    for each in stretches:
        if each.kind == "proposed":
            yield _wrapped(pen(each.text, _loose(each.text)), each, named=named)
            continue
        end, mine = at + len(each.text), list[_Change]()
        while rest and (rest[0].start < end or end == len(base)):
            mine.append(rest.popleft())
        words = _woven(base[at:end], at, mine, marks, pen)
        # A change that goes on behind the stretch is told there again, without what went.
        rest.extendleft(_Change(end, change.end, "") for change in reversed(mine) if change.end > end)
        alone = each.kind == "agreed" or not each.text.strip("[] ")
        yield words if alone else _wrapped(words, each, named=named)
        at = end


class _Change(NamedTuple):
    """Where words came into a wording, and what went there."""

    start: int
    end: int
    gone: str


def _places(pieces: Iterable[Piece]) -> Iterator[_Change]:
    at, gone = 0, ""
    for piece in pieces:
        if piece.op == GONE:
            gone += piece.text
            continue
        if piece.op == COME or gone:
            yield _Change(at, at + len(piece.text) if piece.op == COME else at, gone)
            gone = ""
        at += len(piece.text)
    if gone:
        yield _Change(at, at, gone)


def _woven(words: str, at: int, changes: Iterable[_Change], signs: Iterator[Sign | None], pen: _Pen) -> str:
    """Words with what came marked and what went put back."""
    drawn: list[str] = []
    done, end = 0, at + len(words)
    for change in changes:
        first, last = (min(max(each - at, done), len(words)) for each in (change.start, min(change.end, end)))
        drawn.append(pen(words[done:first], signs))
        if change.gone:
            drawn.append(struck(pen(change.gone, _loose(change.gone))))
        if last > first:
            drawn.append(_come(pen(words[first:last], signs)))
        done = last
    drawn.append(pen(words[done:], signs))
    return "".join(drawn)


def _changed(piece: Piece) -> str:
    words = escape(piece.text)
    if piece.op == SAME:
        return words
    if piece.op == GONE:
        return struck(words)
    return _come(words)


def _come(words: str) -> str:
    return f"<ins>{_aside(gettext('[new:'))}{words}{_END}</ins>"


def _segment(segment: Segment, *, emphasis: bool) -> str:
    if segment.kind == LEFT_OUT:
        return f'<span class="left-out">{ELLIPSIS}</span>'
    if segment.kind in _BRACKETS:
        return _bracket(segment.text, Sign(segment.kind, segment.depth, segment.place), NOBODY)
    return _plain(segment.text, emphasis=emphasis)


def _plain(words: str, *, emphasis: bool) -> str:
    drawn = escape(words)
    if not emphasis or "*" not in drawn:
        return drawn
    return _EMPHASIS.sub(lambda found: f"<strong>{found[1]}</strong>" if found[1] else f"<em>{found[2]}</em>", drawn)


def _bracket(mark: str, sign: Sign | None, who: Mapping[int, str]) -> str:
    if sign is None:
        return mark
    if sign.kind == HALF:
        return _half(mark, get_language())
    drawn = f'<b class="br" data-d="{sign.depth}">{mark}</b>' if sign.depth > 1 else f'<b class="br">{mark}</b>'
    return _who(who.get(sign.place, "")) + drawn if sign.kind == CLOSE else drawn


@lru_cache(maxsize=64)
def _half(mark: str, _language: str | None) -> str:
    return f'<b class="br half">{_aside(gettext("bracket with one side only:"))}{mark}</b>'


def _who(names: str) -> str:
    return f' <span class="who">{escape(names)}</span>' if names else ""


def _aside(words: str) -> str:
    """Words for who hears the page."""
    return f'<span class="vh">{escape(words)} </span>'


_END = '<span class="vh">]</span>'
