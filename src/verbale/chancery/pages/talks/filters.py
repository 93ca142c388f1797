"""What the table is narrowed to, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Plain
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.positions import WORDS, day
from verbale.chancery.pages.talks.table import WHICH, Narrowing

_MOMENTS = 50


class TableFilter(Plain):
    """Which points, by whose position, as it stood when."""

    which = forms.ChoiceField(label=_("Points"), choices=[*WHICH.items()], required=False)
    party = forms.ChoiceField(label=_("Position of"), required=False)
    said = forms.ChoiceField(label=_("is"), choices=[("", _("anything")), *WORDS.items()], required=False)
    at = forms.ChoiceField(label=_("As it stood after"), required=False)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, auto_id="t-%s", **kwargs)
        choice: Any = self.fields["party"]
        choice.choices = [("", _("any party")), *((each.code, each.code) for each in dossier.members)]
        choice = self.fields["at"]
        choice.choices = [("", _("all letters")), *_moments(dossier)]

    @property
    def narrowing(self) -> Narrowing:
        """What the table is narrowed to; a value that is none narrows nothing."""
        if not self.is_bound:
            return Narrowing()
        self.is_valid()
        chosen = self.cleaned_data
        return Narrowing(which=chosen.get("which", ""), party=chosen.get("party", ""), mark=chosen.get("said", ""))


def _moments(dossier: Dossier) -> list[tuple[str, str]]:
    newest = [dossier.letters[each] for each in reversed(dossier.view.letters[-_MOMENTS:]) if each in dossier.letters]
    found = [(each.id, f"{each.number}, {day(each.at.date())}") for each in newest]
    if dossier.at and dossier.at not in {value for value, _name in found}:
        cited = dossier.letters.get(bytes.fromhex(dossier.at)) if len(dossier.at) == 64 else None
        found.append((dossier.at, cited.number if cited else gettext("the moment shown")))
    return found
