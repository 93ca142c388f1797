"""The form in which an officer proposes what a provision should be, with ITU's verbs; kept, and sent later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Plain, even_words, firm_field, listed, reason_field
from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.point import Difference, differ
from verbale.chancery.talks.proposing import Wish
from verbale.formats import limits
from verbale.practice.talks.proposals import ProposalState
from verbale.practice.talks.shown import PointState

VERBS: Mapping[str, str | Promise] = {
    "MOD": _("MOD: change the words"),
    "EDITORIAL": _("(MOD): change the words, not the substance"),
    "SUP": _("SUP: suppress the point"),
    "NOC": _("NOC: leave it as it is"),
    "ADD": _("ADD: a new point behind this one"),
    "MOVE": _("Move it behind another point"),
    "SPLIT": _("Split it: an empty line parts the pieces"),
    "MERGE": _("Merge other points into it"),
    "RENUMBER": _("Number it anew"),
}
_WITH_TEXT = ("MOD", "EDITORIAL", "ADD", "SPLIT", "MERGE")
_LONGEST_NUMBER = 32


class Propose(Plain):
    """What the house proposes for a point."""

    verb = forms.ChoiceField(label=_("Proposal"), choices=[*VERBS.items()])
    text = forms.CharField(
        label=_("Words proposed"),
        required=False,
        max_length=limits.TALKS_WORDING,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    others = forms.CharField(
        label=_("Other points"),
        help_text=_("by number, with commas between: what it is moved behind, or what is merged into it"),
        required=False,
        max_length=1000,
    )
    number = forms.CharField(
        label=_("Number"), help_text=_("of a new point, or a new number"), required=False, max_length=_LONGEST_NUMBER
    )
    reason = reason_field(rows=2)
    firm = firm_field()

    def __init__(self, *args: Any, point: PointState, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        """Asks what should become of a point."""
        super().__init__(*args, prefix="propose", initial={"text": point.text or ""}, **kwargs)
        self._point = point

    def clean(self) -> dict[str, Any]:
        """Checks that what the verb asks for is there."""
        said = super().clean() or {}
        verb, text = said.get("verb", ""), even_words(said.get("text", ""))
        if verb in _WITH_TEXT and not text:
            self.mark("text", _("Give the words."))
        elif verb in {"MOD", "EDITORIAL", "ADD"} and text == self._point.text:
            self.mark("text", _("These are the words on the table; change them."))
        elif verb == "SPLIT" and len(_pieces(text)) < 2:
            self.mark("text", _("Part the pieces by an empty line."))
        if verb == "MERGE" and not listed(said.get("others", "")):
            self.mark("others", _("Say which points."))
        if verb == "RENUMBER" and not said.get("number"):
            self.mark("number", _("Say the number."))
        return said | {"text": text}

    @property
    def wish(self) -> Wish:
        """The proposal, once the form is right."""
        said = self.cleaned_data
        verb, others = said["verb"], listed(said["others"])
        return Wish(
            verb=verb,
            point="" if verb == "ADD" else self._point.id,
            text=said["text"] if verb in {"MOD", "EDITORIAL", "ADD", "MERGE"} else "",
            texts=_pieces(said["text"]) if verb == "SPLIT" else (),
            others=others if verb == "MERGE" else (),
            after=self._point.id if verb == "ADD" else (others[0] if verb == "MOVE" and others else ""),
            number=said["number"].strip() if verb in {"ADD", "RENUMBER"} else "",
            reason=even_words(said["reason"]),
            not_negotiable=said["firm"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal that was made.

    Attributes:
        verb: the word for it.
        party, sponsors: whose it is, and who stands for it.
        letter: where it stands; `None` if that letter is not here.
        difference: against the wording on the table, where it changes words.
        texts: other words of it.
        reason: why.
        ours: whether this house sponsors it.
        id, place: of the letter, in hex, and in it.
        supported: whether every member sponsors it.
    """

    verb: str | Promise
    party: PartyName
    sponsors: tuple[PartyName, ...]
    letter: Cited | None
    difference: Difference | None = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)
    reason: str = field(repr=False)
    ours: bool
    id: str
    place: int
    supported: bool

    @property
    def codes(self) -> str:
        """The codes of its sponsors."""
        return ", ".join(each.code for each in self.sponsors)


def proposals_on(dossier: Dossier, point: PointState) -> Sequence[Proposed]:
    """The proposals that speak of a point, the newest first."""
    found = [each for each in dossier.view.proposals if point.id in each.points]
    return [_proposed(dossier, point, each) for each in reversed(found)]


def _proposed(dossier: Dossier, point: PointState, state: ProposalState) -> Proposed:
    said = state.proposal
    changes = said.verb in {"MOD", "EDITORIAL"}
    return Proposed(
        verb=VERBS[said.verb],
        party=dossier.names.of(state.party),
        sponsors=dossier.names.all_of(state.sponsors),
        letter=dossier.letters.get(state.letter),
        difference=differ(point.text, said.text) if changes else None,
        texts=() if changes else tuple(each for each in (said.text, *said.texts) if each),
        reason=said.reason,
        ours=dossier.talks.house.id in state.sponsors,
        id=state.letter.hex(),
        place=state.place,
        supported=state.supported,
    )


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split("\n\n") if each.strip())
