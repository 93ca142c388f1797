"""The forms that offer a package and that answer one; both are signed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Speak, even_words, reason_field
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.package import FORMS, PackagePage
from verbale.chancery.pages.talks.ticking import choices_of, read_ticks, tick_of
from verbale.chancery.talks import remarking
from verbale.chancery.talks.points import check_read
from verbale.chancery.talks.saying import Statement
from verbale.formats import limits
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.view import View

Words = str | Promise

HINTS: Mapping[str, Words] = {
    "all": _("every point, or none of them"),
    "one": _("each member says which; all have to say the same"),
    "conditional": _("if other points are agreed too"),
}
CHOICES: Mapping[str, tuple[Words, Words]] = {
    "accept": (_("Accept"), _("every point, in these words")),
    "reject": (_("Reject"), _("give a reason")),
    "discuss": (_("Discuss"), _("may carry a question")),
    "withdraw": (_("Withdraw"), _("the package is offered no more")),
}


class Offer(Speak):
    """Ties points together in the wordings that stand."""

    verb = _("Offer a package")
    sign = _("Sign and offer the package")

    form = forms.ChoiceField(choices=[*FORMS.items()], initial="all")
    points = forms.MultipleChoiceField(error_messages={"required": _("Tick the points that are offered.")})
    condition = forms.MultipleChoiceField(required=False)
    title = forms.CharField(label=_("A short name"), help_text=_("if any"), required=False, max_length=limits.NAME)
    reason = reason_field()

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        """Asks for points of a dossier that are not settled."""
        super().__init__(*args, **kwargs)
        self.ticks = [tick_of(each) for each in dossier.view.points if not each.settled]
        for name in ("points", "condition"):
            field: Any = self.fields[name]
            field.choices = choices_of(self.ticks)

    def clean(self) -> dict[str, Any]:
        """Checks that a package of its form can be made of what is ticked."""
        said = super().clean() or {}
        points, condition = read_ticks(said.get("points", ())), read_ticks(said.get("condition", ()))
        conditional = said.get("form") == "conditional"
        if len(points) < (1 if conditional else 2) and "points" not in self.errors:
            self.mark("points", _("A package ties two points at least, or one on a condition."))
        if conditional and not condition:
            self.mark("condition", _("Tick the points that have to be agreed."))
        if condition and not conditional:
            self.mark("condition", _("Only a conditional package has a condition."))
        if points.keys() & condition.keys():
            self.mark("condition", _("A point is either offered or a condition."))
        return said

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right: of the wordings that were read, and no others."""
        said = self.cleaned_data
        points, condition = read_ticks(said["points"]), read_ticks(said["condition"])
        check_read(view, {**points, **condition})
        title, reason = even_words(said["title"]), even_words(said["reason"])
        return remarking.offer(said["form"], [*points], condition=[*condition], title=title, reason=reason)(view)

    @property
    def ticked(self) -> set[str]:
        """What is offered."""
        return set(self["points"].value() or ())

    @property
    def wanted(self) -> set[str]:
        """What is a condition."""
        return set(self["condition"].value() or ())

    @property
    def forms(self) -> list[tuple[str, Words, Words, bool]]:
        """The forms of packages, what each means, and which is chosen."""
        chosen = self["form"].value()
        return [(key, word, HINTS[key], key == chosen) for key, word in FORMS.items()]


class Answer(Speak):
    """Says something to a package; who offered it may withdraw it, and offer it again."""

    verb = _("Answer")
    sign = _("Sign and answer")

    answer = forms.ChoiceField(error_messages={"required": _("Choose an answer.")})
    choice = forms.ChoiceField(label=_("Which one"), required=False)
    reason = reason_field()

    def __init__(self, *args: Any, page: PackagePage, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        """Asks for what can be said to a package."""
        super().__init__(*args, **kwargs)
        self._state, self._one = page.state, page.state.package.form == "one"
        ours = ("withdraw",) if page.state.status == "offered" else ("accept",)
        self._words = ours if page.ours else ("accept", "reject", "discuss")
        field: Any = self.fields["answer"]
        field.choices = [(key, CHOICES[key][0]) for key in self._words]
        field = self.fields["choice"]
        field.choices = [("", "–"), *((each.id, each.name) for each in page.points)] if self._one else []

    def clean(self) -> dict[str, Any]:
        """Checks that a choice stands where one of several is accepted, and nowhere else."""
        said = super().clean() or {}
        accepts = said.get("answer") == "accept"
        if self._one and accepts and not said.get("choice"):
            self.mark("choice", _("Say which one is accepted."))
        return said | {
            "choice": said.get("choice", "") if accepts else "",
            "reason": even_words(said.get("reason", "")),
        }

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right."""
        said = self.cleaned_data
        reference = Reference(letter=self._state.letter, place=self._state.place)
        return remarking.answer(reference, said["answer"], choice=said["choice"], reason=said["reason"])(view)

    @property
    def answers(self) -> list[tuple[str, Words, Words, bool]]:
        """The answers, with what each means, and which is chosen."""
        chosen = self["answer"].value() or (self._words[0] if len(self._words) == 1 else "")
        return [(key, *CHOICES[key], key == chosen) for key in self._words]

    @property
    def one(self) -> bool:
        """Whether a point has to be chosen."""
        return self._one
