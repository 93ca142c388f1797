"""The clean text: what is agreed, and a mark where something is left out.

It has the wordings that stand. Of a point that all agreed on, what stands in no bracket is shown, and `[…]` where words
were left out; a bracket that crosses points takes from each what is in it. A point that is not agreed is left out and
named as such, so that nothing reads as agreed that some member has not agreed to (law 4); whoever asks is shown the
words of those points too, each marked. Headings are no points: they stand as the text in force has them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from verbale.chancery.pages.drawing import draw_segments
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.notes import Notes
from verbale.chancery.pages.talks.passages import Heading, Passage, Pen, contents_of, passages_of
from verbale.chancery.pages.talks.statuses import PROVEN, STATUSES
from verbale.chancery.pages.templatetags.verbale import in_words
from verbale.chancery.talks.standing import Standing, standing_text
from verbale.practice.talks.shown import PointState
from verbale.practice.texts.views import WORDS, Segment, show

_NAMED = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """The clean text.

    Attributes:
        parts: what stands on the page, in order.
        contents: its headings.
        agreed, points: how many points are agreed, and how many there are; what is only proposed is none of them.
    """

    parts: Sequence[SafeString] = field(repr=False)
    contents: Sequence[Heading]
    agreed: int
    points: int


def lay_out(dossier: Dossier, *, whole: bool) -> CleanText | None:
    """The clean text; nothing if no text is in force.

    Args:
        dossier: the talks.
        whole: whether points that are not agreed are shown too, marked.
    """
    if dossier.in_force is None:
        return None
    there = [each for each in dossier.view.points if not each.gone and each.status != "proposed"]
    standing = standing_text(dossier.view)
    passages = passages_of(standing.text)
    laying = _Laying(dossier, standing, whole=whole)
    return CleanText(
        parts=list(laying.parts(passages)),
        contents=contents_of(standing.text, passages, lambda block: f"#b-{block.place}"),
        agreed=sum(each.status in PROVEN for each in there),
        points=len(there),
    )


class _Laying:
    """Lays the clean text out."""

    def __init__(self, dossier: Dossier, standing: Standing, *, whole: bool) -> None:
        self._states = standing.states
        self._pen = Pen(dossier, standing.text)
        self._notes = Notes(dossier, self._pen, named=True)
        self._whole = whole
        self._shown = {each.block.place: each.segments for each in show(standing.text, "clean")}
        self._left: list[PointState] = []
        self._behind = _behind(dossier.view.points, {each.id for each in standing.states.values()})

    def parts(self, passages: Sequence[Passage]) -> Iterator[SafeString]:
        """What stands on the page; points that are left out are told together before what follows."""
        yield from self._gone("")
        for passage in passages:
            state = self._states.get(passage.block.point)
            if state is not None and state.status not in PROVEN and not self._whole:
                self._left.append(state)
                yield from self._gone(state.id)
                continue
            segments = self._shown.get(passage.block.place)
            if segments is None:
                continue
            yield from self._told()
            words = draw_segments(_without_mark(passage, segments), emphasis=self._pen.emphasis)
            if state is None:
                yield self._pen.beside(passage, words)
                continue
            if state.text is None:
                # All agreed on words that are not known here: those that the text in force has are others.
                words = SafeString("")
            yield self._pen.point(state, words, passage=passage, note=self._note(state))
            yield from self._gone(state.id)
        yield from self._told()

    def _note(self, state: PointState) -> str:
        if state.status in PROVEN:
            return self._notes.of(state, state.positions)
        return f'<p class="note"><b>{escape(gettext("Not agreed"))}</b></p>'

    def _told(self) -> Iterator[SafeString]:
        """The points that were left out since, in one line."""
        left, self._left = self._left, []
        if not left:
            return
        words = ngettext("One point is not agreed", "%(n)s points are not agreed", len(left)) % {
            "n": in_words(len(left))
        }
        links = " ".join(self._pen.number(each, each.number) for each in left[:_NAMED])
        more = f" {escape(gettext('and %(n)s more') % {'n': len(left) - _NAMED})}" if len(left) > _NAMED else ""
        yield mark_safe(f'<div class="part shut"><p>{escape(words)}: <span class="nums">{links}</span>{more}</p></div>')  # noqa: S308 (escaped)

    def _gone(self, behind: str) -> Iterator[SafeString]:
        """The points behind another that stand without words."""
        for state in self._behind.get(behind, ()):
            yield from self._told()
            words = escape(str(STATUSES[state.status])).capitalize()
            link = f'<a class="fact" href="{escape(self._pen.url(state))}#positions">{words}</a>'
            number = self._pen.number(state, state.number)
            yield mark_safe(f'<div class="part shut">{number}<p>{link}</p></div>')  # noqa: S308 (escaped)


def _behind(points: Sequence[PointState], known: Collection[str]) -> Mapping[str, list[PointState]]:
    """The points that all agreed to delete, by the id of the one in the text that they stand behind."""
    found: dict[str, list[PointState]] = {}
    last = ""
    for each in points:
        if each.id in known:
            last = each.id
        elif each.status in PROVEN and not each.text:
            found.setdefault(last, []).append(each)
    return found


def _without_mark(passage: Passage, segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments of a passage without its number, or the signs that make it a heading."""
    for each in segments:
        if each.kind == WORDS and each.place < passage.begins:
            yield each._replace(text=each.text[passage.begins - each.place :])
        else:
            yield each
