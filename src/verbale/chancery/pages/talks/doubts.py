"""What does not count or does not agree in the letters of a dossier, each with its letter and what to do about it.

Nothing here is decided for anybody: two houses that fold the same letters to different states, or a letter that did not
go to all, are for people to talk about. So that they do, it is said on the pages that show the state of play.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.letters.models import Letter
from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.talks.points import call
from verbale.practice.talks.marks import Difference

Words = str | Promise
_FEW = 8

# What did not count, by its code; of a letter as a whole, or of one thing that it says.
ASIDES: Mapping[str, Words] = {
    "not-to-all": _("It did not go to every member, so it is no statement in these talks."),
    "no-opening": _("It belongs to no talks: nothing that it was written upon opens any."),
    "openings-mixed": _("It was written upon two openings, and belongs to the talks of neither."),
    "not-a-member": _("Its sender is no member of these talks."),
    "left-before": _("Its sender had left these talks."),
    "opened-already": _("It opens talks that are open already; that part does not count."),
    "text-unknown": _("It speaks of a text that was not on the table when it was written; that part does not count."),
    "text-twice": _("It lays a text on the table that lies there already; that part does not count."),
    "positions-length": _("It has more or fewer positions than its text has points; they do not count."),
    "act-unknown": _("It answers something that nobody had said when it was written; that part does not count."),
    "package-choice": _("It accepts a package without the choice that it asks for; the answer does not count."),
    "package-of-another": _("It withdraws a package that another party offered; that does not count."),
    "causes-twice": _("It says twice what it was written upon; the first counts."),
}
_UNREADABLE = _("A part of it is not of the form that it should have; that part does not count.")
_OPEN_IT = _("It lies here sealed: ask your administrator to bring the reading key.")
_ASK_AGAIN = _("Ask %(code)s to say it anew, in a letter to every member.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that does not count or does not agree.

    Attributes:
        says: what it is.
        todo: what to do about it.
        letter: the letter; `None` if it is not one letter's.
        missing: letters that are not open here, by the beginnings of their ids, or whose they are if they lie sealed.
        code: why, for those who look it up.
    """

    says: Words
    todo: Words
    letter: Cited | None = None
    missing: tuple[str, ...] = ()
    code: str = ""


def doubts_of(dossier: Dossier) -> tuple[Doubt, ...]:
    """All of them, the gravest first."""
    return tuple(_find(dossier))


def _find(dossier: Dossier) -> Iterator[Doubt]:
    folded, state = dossier.folded, dossier.folded.state
    if dossier.view.contested:
        yield Doubt(
            says=_("Another letter opens talks in the same dossier. Nothing is agreed while that is so."),
            todo=_("Agree with the other members which opening holds, and go on in a dossier that has one."),
            letter=dossier.letters.get(dossier.view.opening),
        )
    yield from (_differs(dossier, each) for each in state.differences())
    yield from _waiting(dossier)
    asides = [(each.letter, each.code) for each in state.asides]
    asides += [(letter, "not-to-all") for letter in sorted(folded.aside)]
    for letter, code in asides:
        cited = dossier.letters.get(letter)
        yield Doubt(
            says=ASIDES.get(code, _UNREADABLE),
            todo=str(_ASK_AGAIN) % {"code": _code(cited)},
            letter=cited,
            code=code,
        )
    if dossier.view.unknown:
        yield _strange(dossier)


def _waiting(dossier: Dossier) -> Iterator[Doubt]:
    waiting = dossier.folded.state.waiting
    sealed = _sealed(dossier, (cause for missing in waiting.values() for cause in missing))
    for letter, missing in waiting.items():
        cited = dossier.letters.get(letter)
        says = ngettext(
            "It was written upon a letter that is not open here, and counts only once that is.",
            "It was written upon letters that are not open here, and counts only once they are.",
            len(missing),
        )
        ask = gettext("Ask %(code)s for what is missing: whoever wrote it can send it again, by any road.")
        todo = _OPEN_IT if sealed.keys() >= set(missing) else ask % {"code": _code(cited)}
        named = tuple(sealed.get(each) or each.hex()[:16] for each in missing)
        yield Doubt(says=says, todo=todo, letter=cited, missing=named)


def _code(cited: Cited | None) -> str:
    return cited.sender.code if cited else gettext("its sender")


def _differs(dossier: Dossier, found: Difference) -> Doubt:
    party = dossier.names.of(found.party)
    where = _where(dossier, found)
    return Doubt(
        says=gettext("%(code)s computed another state of play from the same letters%(where)s.")
        % {"code": party.code, "where": where},
        todo=gettext(
            "Compare the table with theirs, point by point. Here it was %(ours)s, there %(theirs)s; "
            "tell both administrators."
        )
        % {"ours": found.ours.hex()[:8], "theirs": found.theirs.hex()[:8]},
        letter=dossier.letters.get(found.letter),
    )


def _where(dossier: Dossier, found: Difference) -> str:
    points = [call(point) for each in found.points[:_FEW] if (point := dossier.states.get(each)) is not None]
    if not points:
        return ""
    more = ", …" if len(found.points) > _FEW else ""
    return gettext(", on %(points)s") % {"points": ", ".join(points) + more}


def _strange(dossier: Dossier) -> Doubt:
    parties: dict[str, PartyName] = {}
    for column in dossier.view.unknown.values():
        for party in column:
            parties.setdefault(party.hex(), dossier.names.of(party))
    count = len(dossier.view.unknown)
    says = ngettext(
        "A position is on a point that no text and no proposal here has.",
        "Positions are on %(n)s points that no text and no proposal here has.",
        count,
    )
    codes = ", ".join(sorted(each.code for each in parties.values()))
    return Doubt(says=says % {"n": count}, todo=gettext("Ask %(codes)s which text they answer.") % {"codes": codes})


def _sealed(dossier: Dossier, letters: Iterable[bytes]) -> dict[bytes, str]:
    """Letters that lie here and are not open, with what to call them."""
    found = {}
    for each in Letter.objects.filter(letter__in=list(letters)):
        sender = dossier.names.of(bytes(each.sender))
        found[bytes(each.letter)] = gettext("one of %(code)s that lies here sealed") % {"code": sender.code}
    return found
