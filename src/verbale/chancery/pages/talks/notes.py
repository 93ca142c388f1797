"""What is said beneath a point of a text: what became of it, who stands where on it, and what it hangs on."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

from django.utils.translation import get_language, get_language_bidi, gettext

from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.packages import letter_of
from verbale.chancery.pages.talks.passages import Pen
from verbale.chancery.pages.talks.positions import NONE, WORDS, key_of
from verbale.chancery.pages.talks.statuses import PROVEN, STATUSES
from verbale.practice.talks.shown import PointState, PositionState

_NAMED = 12
_MANY = 8192
Groups = tuple[tuple[str, tuple[str, ...], int], ...]


class Notes:
    """Draws the notes of points."""

    def __init__(self, dossier: Dossier, pen: Pen, *, named: bool) -> None:
        self._dossier = dossier
        self._pen = pen
        self._named = named
        self._members = [(bytes.fromhex(each.id), each.code) for each in dossier.members]
        self._language = get_language()
        self._direction = "rtl" if get_language_bidi() else "ltr"
        self._proposed: Mapping[str, tuple[bytes, bytes]] | None = None

    def of(self, state: PointState, positions: Mapping[bytes, PositionState]) -> str:
        """The note of a point, with the positions on it; empty if there is nothing to be said."""
        told = (self._status(state), self._positions(state, positions), self._packages(state))
        said = [each for each in told if each]
        if state.text is None:
            said.append(f'<b class="care">{escape(gettext("The words of this wording are not known here."))}</b>')
        return f'<p class="note" dir="{self._direction}"><span>{". ".join(said)}.</span></p>' if said else ""

    def _status(self, state: PointState) -> str:
        if state.status == "open":
            return ""
        words = str(STATUSES[state.status])
        if state.status == "proposed":
            return self._proposal(state)
        if state.status == "closed" and state.text == "":
            words = gettext("deleted and closed")
        if state.status not in PROVEN:
            return escape(_begin(words))
        return f'<a class="fact" href="{escape(self._pen.url(state))}#positions">{escape(_begin(words))}</a>'

    def _proposal(self, state: PointState) -> str:
        """Who proposed a point that was added, and where."""
        if self._proposed is None:
            proposals = self._dossier.view.proposals
            self._proposed = {point: (each.party, each.letter) for each in proposals for point in each.points}
        party, letter = self._proposed.get(state.id, (b"", b""))
        cited = self._dossier.letters.get(letter)
        words = gettext("proposed, not in the text")
        if self._named and party:
            words = gettext("proposed by %(code)s, not in the text") % {"code": self._dossier.names.of(party).code}
        link = f', <a class="fact" href="{escape(cited.evidence)}">{escape(cited.number)}</a>' if cited else ""
        return escape(_begin(words)) + link

    def _positions(self, state: PointState, positions: Mapping[bytes, PositionState]) -> str:
        if not self._named or state.settled or state.status == "agreed":
            return ""
        groups = dict[str, list[str]]()
        for party, code in self._members:
            groups.setdefault(key_of(positions.get(party)), []).append(code)
        if list(groups) == [NONE]:
            return escape(gettext("Nobody was heard on this point"))
        firm = [code for party, code in self._members if (each := positions.get(party)) and each.not_negotiable]
        drawn = _grouped(_shortened(groups), self._language)
        return f"{drawn}; {_firm(firm)}" if firm else drawn

    def _packages(self, state: PointState) -> str:
        if not state.packages:
            return ""
        letters = " ".join(f'<span class="pack">{letter_of(each)}</span>' for each in state.packages)
        return f"{escape(gettext('Package'))} {letters}"


def _shortened(groups: Mapping[str, Sequence[str]]) -> Groups:
    return tuple(
        (mark, tuple(codes[:_NAMED]), max(len(codes) - _NAMED, 0)) for mark in WORDS if (codes := groups.get(mark))
    )


@lru_cache(maxsize=_MANY)
def _grouped(groups: Groups, _language: str | None) -> str:
    """Positions with who takes each: many points have the same."""
    return "; ".join(_group(mark, codes, more) for mark, codes, more in groups)


def _group(mark: str, codes: Sequence[str], more: int) -> str:
    names = ", ".join(f'<bdi class="nb">{escape(each)}</bdi>' for each in codes)
    rest = f" {escape(gettext('and %(n)s more') % {'n': more})}" if more else ""
    drawn = f'<svg class="mark" aria-hidden="true"><use href="#m-{mark}"/></svg>'
    return f'<span class="nb">{drawn} {escape(str(WORDS[mark]))}</span> {names}{rest}'


def _firm(codes: Sequence[str]) -> str:
    return escape(gettext("not negotiable for %(codes)s") % {"codes": ", ".join(codes)})


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]
