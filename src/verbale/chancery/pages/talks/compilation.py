"""The compilation: the text in force as it was written, and in it everything that somebody wants.

Brackets of the text stand as they are, half ones too. Where a party wants other words, they stand in brackets beside
those on the table, with whose they are; where each party stands on a point is said beneath it. What all agreed to
delete is struck out, and what they agreed to put in its place is marked, until the point is closed (practice §3). A
bracket that crosses points bears the parties of all of them; one within a point does not, for an acceptance of
`[shall][should]` is none of `[shall]` (law 4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.safestring import SafeString

from verbale.chancery.pages.drawing import Sign, bracketed, draw, draw_compiled, signs_in, struck, whose
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.notes import Notes
from verbale.chancery.pages.talks.passages import Heading, Passage, Pen, contents_of, passages_of
from verbale.chancery.pages.talks.wanting import codes_of, wanted
from verbale.chancery.pages.texts import MARKS, Flagged, flagged, pages_of
from verbale.chancery.talks.bracketing import show_brackets
from verbale.chancery.talks.texts import added_points, own_points, text_of
from verbale.chancery.texts.room import count
from verbale.practice.talks.shown import PointState, PositionState
from verbale.practice.texts.braid import Alternative, Compiled, Stretch, compile_point
from verbale.practice.texts.text import Text
from verbale.practice.texts.words import Piece, diff_words

_AGAINST = ("reject",)
_MANY = 4096
Said = Mapping[bytes, PositionState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compilation:
    """The compilation, or as much of it as a page shows.

    Attributes:
        parts: what stands on the page, in order.
        contents: the headings of the whole text.
        flags: what a person should look at.
        crowded: whether the text has more brackets than any draft, and none is marked.
        before, behind: the first block of the pages before and behind; `None` if there is none.
    """

    parts: Sequence[SafeString] = field(repr=False)
    contents: Sequence[Heading]
    flags: Sequence[Flagged]
    crowded: bool
    before: int | None
    behind: int | None


def lay_out(dossier: Dossier, *, named: bool, begins: int = 0) -> Compilation | None:
    """The compilation of the text in force; nothing if there is none.

    Args:
        dossier: the talks.
        named: whether it is said who wants what.
        begins: a block of the page that is shown.
    """
    text = text_of(dossier.view)
    if text is None:
        return None
    pages = pages_of(text)
    at = max((place for place, first in enumerate(pages) if first <= begins), default=0)
    ends = pages[at + 1] if at + 1 < len(pages) else len(text.blocks)
    laying = _Laying(dossier, text, named=named)
    passages = passages_of(text)
    return Compilation(
        parts=list(laying.parts(passages[pages[at] : ends])),
        contents=contents_of(text, passages, lambda block: _url(block.place, pages, pages[at])),
        flags=_flags(text, tuple(pages)),
        crowded=laying.crowded,
        before=pages[at - 1] if at else None,
        behind=ends if ends < len(text.blocks) else None,
    )


def _url(place: int, pages: Sequence[int], shown: int) -> str:
    page = max(first for first in pages if first <= place)
    return f"#b-{place}" if page == shown else f"?from={page}#b-{place}"


@lru_cache(maxsize=8)
def _flags(text: Text, pages: tuple[int, ...]) -> Sequence[Flagged]:
    return tuple(flagged(count(text)["flags"], text, pages))


class _Laying:
    """Lays what parties want into the text in force."""

    def __init__(self, dossier: Dossier, text: Text, *, named: bool) -> None:
        self._dossier = dossier
        self._view = dossier.view
        self._named = named
        self._states = own_points(text, self._view)
        self._added = added_points(self._view, self._states)
        self._pen = Pen(dossier, text)
        self._notes = Notes(dossier, self._pen, named=named)
        self.crowded = text.brackets.opened + text.brackets.closed > MARKS
        self._who = self._crossing(text) if named and not self.crowded else {}

    def parts(self, passages: Sequence[Passage]) -> Iterator[SafeString]:
        """What stands on the page."""
        if passages and not passages[0].block.place:
            yield from self._adding("")
        for passage in passages:
            state = self._states.get(passage.block.point)
            if state is None:
                yield self._pen.beside(passage, self._own(passage))
                continue
            yield self._point(state, passage)
            yield from self._adding(state.id)

    def _adding(self, behind: str) -> Iterator[SafeString]:
        """The points that were added behind another."""
        for state in self._added.get(behind, ()):
            yield self._point(state, None)

    def _point(self, state: PointState, passage: Passage | None) -> SafeString:
        # Each look into the column makes the position anew.
        said = dict(state.positions)
        words = self._words(state, said, passage)
        return self._pen.point(state, words, passage=passage, note=self._notes.of(state, said))

    def _own(self, passage: Passage) -> SafeString:
        """The words of a passage as they stand in the text."""
        if self.crowded:
            return draw(passage.words, iter(()))
        return self._pen.words(passage, self._who)

    def _words(self, state: PointState, said: Said, passage: Passage | None) -> SafeString:
        if state.gone or state.status == "deleted":
            # To be seen until the point is closed; by then it has no words.
            return struck(self._base(state, passage))
        if state.text is None:
            return SafeString("")
        wordings = None if state.settled else wanted(self._dossier, state)
        alternatives = wordings.alternatives if wordings else ()
        changed = state.status != "closed" and state.wording != state.base
        if passage is not None and state.wording == state.base and not alternatives:
            rejected = _parties(said, *_AGAINST)
            own = self._own(passage)
            return bracketed(own, self._whose((), rejected)) if rejected and not state.settled else own
        signs = passage.signs if passage is not None and state.wording == state.base else None
        return self._compiled(state, said, alternatives, signs, self._view.words(state.base) if changed else None)

    def _compiled(
        self,
        state: PointState,
        said: Said,
        alternatives: tuple[Alternative, ...],
        signs: tuple[Sign | None, ...] | None,
        base: str | None,
    ) -> SafeString:
        """A point with the words that are wanted for it, and those that went."""
        words = state.text or ""
        against = () if state.settled else _parties(said, *_AGAINST)
        compiled = _compile(words, alternatives, () if state.status == "proposed" else self._codes(against))
        changes, emphasis = _differ(base, words) if base else (), self._pen.emphasis
        drawn = draw_compiled(compiled, changes, signs, named=self._named, emphasis=emphasis)
        if state.status != "proposed":
            return drawn
        return bracketed(drawn, self._whose(_parties(said, "accept", "package"), against))

    def _base(self, state: PointState, passage: Passage | None) -> SafeString:
        if passage is not None:
            return self._own(passage)
        words = self._view.words(state.base) or ""
        return draw(words, iter(signs_in(words)), emphasis=self._pen.emphasis)

    def _crossing(self, text: Text) -> Mapping[int, str]:
        """Whose the brackets are that cross points."""
        codes = {party: self._dossier.names.of(party).code for party in self._view.members}
        return {
            each.bracket.place: whose(each.proposers, each.opposers)
            for each in show_brackets(text, self._view, codes, crossing=True)
        }

    def _whose(self, proposers: Sequence[bytes], opposers: Sequence[bytes]) -> str:
        return whose(self._codes(proposers), self._codes(opposers)) if self._named else ""

    def _codes(self, parties: Sequence[bytes]) -> tuple[str, ...]:
        return codes_of(self._dossier, parties)


def _parties(said: Said, *words: str) -> Sequence[bytes]:
    return [party for party, each in said.items() if each.position in words]


@lru_cache(maxsize=_MANY)
def _compile(words: str, alternatives: tuple[Alternative, ...], opposers: tuple[str, ...]) -> Compiled:
    """As `compile_point`, which takes longer than all else here."""
    if not alternatives:
        return Compiled(stretches=(Stretch("agreed", words),), alternatives=(), opposers=opposers)
    return compile_point(words, alternatives, opposers=opposers)


@lru_cache(maxsize=_MANY)
def _differ(old: str, new: str) -> tuple[Piece, ...]:
    return diff_words(old, new)
