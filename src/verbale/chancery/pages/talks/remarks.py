"""What written responses say beside their points: principles, comments, concerns, cooperation; each can be cited."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Speak, even_words, firm_field, listed
from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.talks import remarking
from verbale.chancery.talks.points import call
from verbale.chancery.talks.saying import Statement
from verbale.formats import limits
from verbale.practice.talks.proposals import RemarkState
from verbale.practice.talks.view import View

Words = str | Promise

TOPICS: Mapping[str, Words] = {
    "principle": _("Principles"),
    "comment": _("General comments"),
    "concern": _("Concerns"),
    "cooperation": _("Areas of cooperation"),
}
ONE: Mapping[str, Words] = {
    "principle": _("a principle"),
    "comment": _("a general comment"),
    "concern": _("a concern"),
    "cooperation": _("an area of cooperation"),
}
VOICES: Mapping[str, Words] = {
    "own": _("for this house"),
    "named": _("for allies, who are named"),
    "allies": _("for allies, who are not named"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """A remark.

    Attributes:
        name: how it is cited: by its letter, and by its place among the remarks of that letter where it has several.
        anchor: the name of its place on the page.
        party: who made it.
        letter: the letter that says it; `None` if it is not here.
        text: its words.
        voice: `own`, `allies` or `named`.
        allies: their names, if they are named.
        points: what it is about: name and page of each point, the page empty if there is none here.
        firm: whether the party says that it will not move.
    """

    name: str
    anchor: str
    party: PartyName
    letter: Cited | None
    text: str = field(repr=False)
    voice: str
    allies: tuple[str, ...] = field(repr=False)
    points: tuple[tuple[str, str], ...]
    firm: bool


def lay_out(dossier: Dossier) -> Sequence[tuple[Words, Sequence[RemarkRow]]]:
    """The remarks by topic, those said first at the head."""
    states = dossier.view.remarks
    many = Counter(each.letter for each in states)
    seen: Counter[bytes] = Counter()
    by_topic: dict[str, list[RemarkRow]] = {topic: [] for topic in TOPICS}
    for each in states:
        seen[each.letter] += 1
        nth = f", {seen[each.letter]}" if many[each.letter] > 1 else ""
        by_topic[each.remark.topic].append(_row(dossier, each, nth))
    return [(TOPICS[topic], some) for topic, some in by_topic.items() if some]


def _row(dossier: Dossier, state: RemarkState, nth: str) -> RemarkRow:
    remark, letter = state.remark, dossier.letters.get(state.letter)
    return RemarkRow(
        name=f"{letter.number if letter else state.letter.hex()[:8]}{nth}",
        anchor=f"{state.letter.hex()[:16]}-{state.place}",
        party=dossier.names.of(state.party),
        letter=letter,
        text=remark.text,
        voice=remark.voice,
        allies=remark.allies,
        points=tuple(_point(dossier, name) for name in remark.points),
        firm=remark.not_negotiable,
    )


def _point(dossier: Dossier, name: str) -> tuple[str, str]:
    point = dossier.states.get(name)
    return (call(point), dossier.point_url(name)) if point is not None else (name[:8], "")


class SayRemark(Speak):
    """Says a remark."""

    verb = _("Say a remark")
    sign = _("Sign and send to all members")

    topic = forms.ChoiceField(label=_("It is"), choices=[*ONE.items()])
    text = forms.CharField(
        label=_("Its words"),
        max_length=limits.TALKS_REMARK,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    points = forms.CharField(
        label=_("About points"), help_text=_("by their numbers, with commas between; if any"), required=False
    )
    voice = forms.ChoiceField(label=_("Said"), choices=[*VOICES.items()])
    allies = forms.CharField(label=_("Names of the allies"), help_text=_("with commas between"), required=False)
    firm = firm_field()

    def clean(self) -> dict[str, Any]:
        """Checks that allies are named where they are said to be, and nowhere else."""
        said = super().clean() or {}
        allies = [even_words(each) for each in listed(said.get("allies", ""))]
        points = [even_words(each) for each in listed(said.get("points", ""))]
        named = said.get("voice") == "named"
        if named and not allies:
            self.mark("allies", _("Name them, or say it for allies who are not named."))
        if allies and not named:
            self.mark("allies", _("They are named only if it is said for allies who are named."))
        return said | {"allies": allies, "points": points}

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right."""
        said = self.cleaned_data
        remark = remarking.remark(
            said["topic"],
            even_words(said["text"]),
            points=said["points"],
            allies=said["allies"],
            for_allies=said["voice"] == "allies",
            not_negotiable=said["firm"],
        )
        return remark(view)
