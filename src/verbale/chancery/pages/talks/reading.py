"""A negotiating text as lines to read: the compilation, with everything that is wanted, and the clean text.

In the **compilation** the text stands as it was written; where somebody wants other words they stand in brackets beside
those on the table, with who wants them if that is asked for, and words that all agreed to delete are struck out until
the point is closed. In the **clean text** what is in brackets is left out, and a point that is not agreed is marked as
such: nothing is shown as agreed that some member has not agreed to (law 4).

Lines are drawn here and not by a template: a text has thousands of pieces.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.statuses import PROVEN, STATUSES
from verbale.chancery.pages.talks.wanting import Wanted, codes_of, wanted
from verbale.chancery.talks.bracketing import attribute
from verbale.chancery.talks.standing import standing_text
from verbale.chancery.talks.texts import added_points, own_points, text_of
from verbale.practice.talks.shown import PointState
from verbale.practice.texts.attribution import Attribution, by_place
from verbale.practice.texts.brackets import read_brackets
from verbale.practice.texts.braid import Compiled
from verbale.practice.texts.marks import read_number
from verbale.practice.texts.point import Block
from verbale.practice.texts.text import Text
from verbale.practice.texts.views import CLOSE, HALF, LEFT_OUT, OPEN, Segment, show

_DEEPEST = 5
_MANY = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A block of a text, or a point that somebody wants to add.

    Attributes:
        kind: `heading`, `point`, `rule`, or `words` for all else.
        level: of a heading, from 2 on: the page has the first one.
        anchor: its place on the page; empty if it is no point.
        url, number: of its point.
        status: the word for what is not agreed; empty where that goes without saying.
        words: what is shown.
    """

    kind: str
    level: int = 2
    anchor: str = ""
    url: str = ""
    number: str = ""
    status: str | Promise = ""
    words: SafeString


def compile_text(dossier: Dossier, *, named: bool) -> Sequence[Line]:
    """The compilation of the text in force; no line if there is no text.

    Args:
        dossier: the talks.
        named: whether brackets say who wants what.
    """
    text = text_of(dossier.view)
    if text is None:
        return ()
    return list(_stepping(_Compilation(dossier, text, named=named).lines(show(text, "compilation"))))


def clean_text(dossier: Dossier) -> Sequence[Line]:
    """What stands in no bracket, of the wordings that stand; no line if there is no text."""
    if dossier.in_force is None:
        return ()
    standing = standing_text(dossier.view)
    pages = _Pages(dossier)
    lines = []
    for block, segments in show(standing.text, "clean"):
        state = standing.states.get(block.point) if block.point else None
        status = STATUSES[state.status] if state is not None and state.status not in PROVEN else ""
        words = _without_marks(block, segments) if block.kind == "heading" else _without_number(block, segments)
        lines.append(pages.line(block, state, _draw(words), status))
    return list(_stepping(lines))


def _stepping(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines, no heading more than one step below the one before: who hears a page goes by its headings."""
    before = 1
    for line in lines:
        if line.kind == "heading":
            before = min(line.level, before + 1)
            line = replace(line, level=before)
        yield line


class _Pages:
    """Makes lines with the addresses of their points."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier

    def line(self, block: Block, state: PointState | None, words: SafeString, status: str | Promise = "") -> Line:
        """The line of a block."""
        if state is not None:
            return self.point(state, words, status)
        if block.kind == "heading":
            return Line(kind="heading", level=min(_DEEPEST, block.level + 1), words=words)
        return Line(kind="rule" if block.kind == "rule" else "words", words=words)

    def point(self, state: PointState, words: SafeString, status: str | Promise = "") -> Line:
        """The line of a point."""
        return Line(
            kind="point",
            anchor=f"p-{state.id}",
            url=self._dossier.point_url(state.id),
            number=state.number,
            status=status,
            words=words,
        )


class _Compilation:
    """Lays what parties want into the text in force."""

    def __init__(self, dossier: Dossier, text: Text, *, named: bool) -> None:
        self._dossier = dossier
        self._states = own_points(text, dossier.view)
        self._added = added_points(dossier.view, self._states)
        self._named = named
        self._pages = _Pages(dossier)
        codes = {party: dossier.names.of(party).code for party in dossier.view.members}
        self._brackets: Mapping[int, Attribution] = by_place(attribute(text, dossier.view, codes)) if named else {}

    def lines(self, shown: Iterable[tuple[Block, Sequence[Segment]]]) -> Iterator[Line]:
        """The lines, with points that somebody wants to add where they are to stand."""
        yield from self._adding("")
        for block, segments in shown:
            state = self._states.get(block.point) if block.point else None
            if state is None:
                yield self._pages.line(block, None, _draw(_without_marks(block, segments)))
                continue
            yield self._pages.line(block, state, self._words(block, segments, state), self._status(state))
            yield from self._adding(state.id)

    def _status(self, state: PointState) -> str | Promise:
        return STATUSES[state.status] if state.status in PROVEN else ""

    def _words(self, block: Block, segments: Sequence[Segment], state: PointState) -> SafeString:
        own = _draw(_without_number(block, segments), self._brackets)
        if state.status == "deleted":
            # Seen until the point is closed; by then it has no words, and there is nothing to be seen.
            return format_html("<del>{}</del>", own)
        wordings = wanted(self._dossier, state) if state.status != "closed" else None
        if wordings is not None:
            return _compiled(wordings, named=self._named)
        if state.wording != state.base and state.text is not None:
            return draw_words(state.text)
        return own

    def _adding(self, behind: str) -> Iterator[Line]:
        for state in self._added.get(behind, ()):
            sponsors = [party for party, each in state.positions.items() if each.position == "accept"]
            words = draw_words(state.text or "")
            if state.status == "proposed":
                words = _bracketed(words, codes_of(self._dossier, sponsors), (), named=self._named)
            yield self._pages.point(state, words, STATUSES[state.status])


@lru_cache(maxsize=_MANY)
def _compiled(wordings: Wanted, *, named: bool) -> SafeString:
    """A point with all that is wanted for it; laying wordings upon one another takes longer than all else here."""
    return draw_compiled(wordings.compile(), named=named)


def draw_compiled(compiled: Compiled, *, named: bool) -> SafeString:
    """A point with all that is wanted for it, in brackets; a bracket that somebody would do without stands as it is."""
    drawn = format_html_join(
        "",
        "{}",
        (
            (
                draw_words(each.text)
                if each.kind == "agreed" or (each.kind == "base" and not each.text.strip("[] "))
                else _bracketed(draw_words(each.text), each.proposers, each.opposers, named=named),
            )
            for each in compiled.stretches
        ),
    )
    if compiled.whole:
        drawn = _bracketed(drawn, (), compiled.opposers, named=named)
    rest = format_html_join(
        "",
        '<span class="alt">{}</span>',
        (
            (_bracketed(draw_words(each.text), each.proposers, each.opposers, named=named),)
            for each in compiled.alternatives
        ),
    )
    return drawn + rest


@lru_cache(maxsize=_MANY)
def draw_words(words: str) -> SafeString:
    """Words with their own brackets in red; half a bracket is named as what it is."""
    spans = read_brackets(words).spans
    signs = {each.start: OPEN for each in spans if each.kind == "bracket" and each.start is not None}
    signs |= {each.end: CLOSE for each in spans if each.kind == "bracket" and each.end is not None}
    halves = {each.place for each in spans if each.kind == "bracket" and (each.start is None or each.end is None)}
    segments, at = [], 0
    for place in sorted(signs):
        if place > at:
            segments.append(Segment("words", words[at:place], 0, at))
        segments.append(Segment(HALF if place in halves else signs[place], words[place], 0, place))
        at = place + 1
    if words[at:]:
        segments.append(Segment("words", words[at:], 0, at))
    return _draw(segments)


def _bracketed(words: SafeString, proposers: Sequence[str], opposers: Sequence[str], *, named: bool) -> SafeString:
    who = _who(proposers, opposers) if named else ""
    names = format_html(' <span class="who">{}</span>', who) if who else ""
    return format_html('<span class="br">[</span>{}{}<span class="br">]</span>', words, names)


def _who(proposers: Sequence[str], opposers: Sequence[str]) -> str:
    """The codes of who stands for something and against it: that somebody proposed it is more than positions prove."""
    against = gettext("opposed %(codes)s") % {"codes": " ".join(opposers)} if opposers else ""
    return "; ".join(each for each in (" ".join(proposers), against) if each)


def _draw(segments: Iterable[Segment], brackets: Mapping[int, Attribution] = MappingProxyType({})) -> SafeString:
    return mark_safe("".join(_drawn(each, brackets) for each in segments))  # noqa: S308 (each piece is escaped by itself)


def _drawn(segment: Segment, brackets: Mapping[int, Attribution]) -> SafeString:
    if segment.kind == OPEN:
        return format_html('<span class="br">{}</span>', segment.text)
    if segment.kind == CLOSE:
        said = brackets.get(segment.place)
        who = _who(said.proposers, said.opposers) if said else ""
        names = format_html(' <span class="who">{}</span>', who) if who else ""
        return format_html('{}<span class="br">{}</span>', names, segment.text)
    if segment.kind == HALF:
        return format_html(
            '<span class="br half">{}<span class="vh"> {}</span></span>', segment.text, gettext("(half a bracket)")
        )
    if segment.kind == LEFT_OUT:
        return format_html('<span class="left-out">{}</span>', segment.text)
    return format_html("{}", segment.text)


def _without_number(block: Block, segments: Sequence[Segment]) -> Sequence[Segment]:
    """The words of a block without the number, which stands in the margin."""
    if not segments or segments[0].kind != "words":
        return segments
    first = segments[0]
    found = read_number(first.text.lstrip()) if block.number else None
    if found is None or not found.number:
        return (first._replace(text=first.text.lstrip()), *segments[1:])
    return (first._replace(text=first.text.lstrip()[found.length :]), *segments[1:])


def _without_marks(block: Block, segments: Sequence[Segment]) -> Sequence[Segment]:
    """The words of a heading without the signs that make it one."""
    if block.kind != "heading" or not segments or segments[0].kind != "words":
        return segments
    first = segments[0]
    return (first._replace(text=first.text.lstrip("# ")), *segments[1:])
