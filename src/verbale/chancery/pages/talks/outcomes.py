"""What a new text would have this house propose: each to be left out, made editorial, or explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Plain, even_words
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.imports import Imported
from verbale.chancery.pages.talks.lists import Shelf, Stretch, stretch
from verbale.chancery.talks.intake import Intake
from verbale.chancery.talks.matching import Choice
from verbale.chancery.talks.newtext import ASKED_FOR, Outcome
from verbale.formats import limits
from verbale.formats.errors import VerbaleError
from verbale.formats.talks.acts import write_act
from verbale.practice.texts.words import Piece

PROPOSED, LEFT_OUT = "", "out"
SAYS: Mapping[str, str | Promise] = {
    "ADD": _("new point"),
    "MOD": _("other words"),
    "SUP": _("goes"),
    "SPLIT": _("is split"),
    "MERGE": _("takes others in"),
    "MOVE": _("stands elsewhere"),
    "RENUMBER": _("another number"),
    "NOC": _("stays as it is"),
}
_WITH_WORDS = ("ADD", "MOD", "SUP", "MERGE")
_REASON, _TAKE, _EDITORIAL = "r-", "t-", "e-"


class Reason(Plain):
    """The reason of all proposals that have none of their own."""

    reason = forms.CharField(
        label=_("Reason of all that have none of their own"),
        required=False,
        max_length=limits.REASON,
        widget=forms.TextInput(attrs={"form": "say", "dir": "auto"}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """What would be proposed on a point.

    Attributes:
        key: what its fields are called by.
        verb: ITU's.
        says: the verb in words.
        number, title, url: of the point; of one that is added, those of the new text.
        place: the number of the point behind which it would stand; `None` if it stands where it is.
        take, editorial, reason: what was chosen.
        may_be_editorial: whether it can be said to change no substance.
        pieces: how the words differ; empty where they do not.
        texts: the words of each piece of a point that is split.
        others: the numbers of the points that are taken in.
        renumbered: the new number.
        closed: whether the point is closed.
        fault: why no letter could say it; empty if one can.
    """

    key: str
    verb: str
    says: str | Promise
    number: str
    title: str = field(repr=False)
    url: str
    place: str | None
    take: bool
    editorial: bool
    reason: str = field(repr=False)
    may_be_editorial: bool
    pieces: Sequence[Piece] = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)
    others: tuple[str, ...]
    renumbered: str
    closed: bool
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomesPage:
    """A page of proposals.

    Attributes:
        which: the key of the list.
        shelves: all lists.
        rows: the proposals.
        stretch: which of how many are shown.
        taken: how many would be proposed.
    """

    which: str
    shelves: Sequence[Shelf]
    rows: Sequence[OutcomeRow]
    stretch: Stretch
    taken: int


def lay_out(imported: Imported, which: str, begins: int) -> OutcomesPage:
    """A page of one of the lists.

    Raises:
        Refused: as `find_outcomes`.
    """
    intake, url = imported.intake, imported.url("outcomes")
    lists = _lists(intake)
    which = which if which in lists else PROPOSED
    found = lists[which]
    part = stretch(len(found), begins, f"{url}?show={which}&from=")
    numbers = {each.id: each.number or each.title for each in intake.view.points}
    return OutcomesPage(
        which=which,
        shelves=[
            Shelf(key=key, name=_name(key), count=len(some), url=f"{url}?show={key}" if key else url)
            for key, some in lists.items()
            if some or key in (PROPOSED, which)
        ],
        rows=[_row(imported.dossier, intake, each, numbers) for each in found[part.begins : part.ends]],
        stretch=part,
        taken=len(lists[PROPOSED]),
    )


def read_choices(fields: Mapping[str, Any]) -> dict[str, Choice]:
    """What a form chose of each proposal that it showed."""
    shown = [name.removeprefix(_REASON) for name in fields if name.startswith(_REASON)]
    return {
        key: Choice(
            take=_TAKE + key in fields,
            editorial=_EDITORIAL + key in fields,
            reason=even_words(str(fields[_REASON + key]))[: limits.REASON],
        )
        for key in shown
        if len(key) <= 32 and key.partition(":")[0] in SAYS
    }


def fault_of(intake: Intake, outcome: Outcome) -> str:
    """Why no letter could say a proposal; empty if one can."""
    try:
        write_act(intake.proposal(outcome))
    except VerbaleError as fault:
        return fault.reason
    return ""


def _lists(intake: Intake) -> dict[str, list[Outcome]]:
    chosen = [(each, bool(intake.choice(each).take)) for each in intake.outcomes]
    verbs = {verb: [each for each, _taken in chosen if each.proposal.verb == verb] for verb in SAYS}
    left_out = [each for each, taken in chosen if not taken and not each.asked_for]
    said = {verb: some for verb, some in verbs.items() if verb not in ASKED_FOR}
    asked = {verb: verbs[verb] for verb in ASKED_FOR[::-1]}
    return {PROPOSED: [each for each, taken in chosen if taken]} | said | {LEFT_OUT: left_out} | asked


def _name(key: str) -> str | Promise:
    if key == PROPOSED:
        return _("To be proposed")
    return _("Left out") if key == LEFT_OUT else key


def _row(dossier: Dossier, intake: Intake, outcome: Outcome, numbers: Mapping[str, str]) -> OutcomeRow:
    said, state, chosen = outcome.proposal, outcome.state, intake.choice(outcome)
    new = outcome.new
    return OutcomeRow(
        key=outcome.key,
        verb=said.verb,
        says=SAYS[said.verb],
        number=state.number if state else new.number if new else "",
        title=state.title if state else new.title if new else "",
        url=dossier.point_url(state.id) if state else "",
        place=numbers.get(said.after, "") if said.verb in ("ADD", "MOVE") else None,
        take=bool(chosen.take),
        editorial=chosen.editorial,
        reason=chosen.reason,
        may_be_editorial=said.verb == "MOD",
        pieces=outcome.words if said.verb in _WITH_WORDS else (),
        texts=said.texts,
        others=tuple(numbers.get(each, each[:8]) for each in said.others),
        renumbered=said.number if said.verb == "RENUMBER" else "",
        closed=state is not None and state.status == "closed",
        fault=fault_of(intake, outcome),
    )
