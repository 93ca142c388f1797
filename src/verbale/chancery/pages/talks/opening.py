"""The form that opens talks: a text of the house, the other members, and the rules that stay as they are."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages import wording
from verbale.chancery.pages.forms import Speak, even_words
from verbale.chancery.pages.names import Names
from verbale.chancery.texts.room import KeptText
from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.formats.names import check_name

AGREEMENTS = {
    "point": (_("Point by point"), _("what is agreed on a point stands")),
    "whole": (_("As a whole"), _("nothing is agreed until everything is agreed")),
}


class OpenTalks(Speak):
    """Opens talks: what it says is fixed for as long as they last."""

    verb = _("Open talks")
    sign = _("Sign and open the talks")

    text = forms.ChoiceField(label=_("Text that is laid on the table"))
    title = forms.CharField(label=_("What the talks are called"), max_length=limits.SUBJECT)
    members = forms.MultipleChoiceField(
        label=_("With"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one other member at least.")},
    )
    agreement = forms.ChoiceField(
        label=_("Agreement"),
        choices=[(key, word) for key, (word, _hint) in AGREEMENTS.items()],
        widget=forms.RadioSelect,
        initial="point",
    )
    standing = forms.ChoiceField(
        label=_("The text is laid as"), choices=[*wording.TEXT_STANDINGS.items()], initial="informal"
    )
    penholder = forms.ChoiceField(
        label=_("Penholder"), help_text=_("may put a revised text in force alone"), required=False
    )

    def __init__(self, *args: Any, names: Names, texts: Sequence[KeptText], **kwargs: Any) -> None:  # noqa: ANN401
        """Asks for talks on one of some texts.

        Args:
            args: as of a Django form.
            names: of all parties.
            texts: those of the house, the newest first.
            kwargs: as of a form that is signed.
        """
        super().__init__(*args, **kwargs)
        parties = sorted(names.parties.values(), key=lambda each: each.code)
        house = names.house
        choices = {
            "text": [(each.digest.hex(), f"{each.title} ({each.digest.hex()[:8]})") for each in texts],
            "members": [(each.id, f"{each.code}, {each.name}") for each in parties],
            "penholder": [
                ("", gettext("nobody: every member adopts it first")),
                *((each.id, f"{each.code}, {each.name}") for each in (house, *parties)),
            ],
        }
        for name, some in choices.items():
            field: Any = self.fields[name]
            field.choices = some
        self._house = house.id

    def clean_title(self) -> str:
        """A title as a letter may hold it."""
        try:
            return check_name(even_words(self.cleaned_data["title"]), what=gettext("The title"), limit=limits.SUBJECT)
        except Malformed as fault:
            raise forms.ValidationError(fault.reason) from fault

    def clean(self) -> dict[str, Any]:
        """Checks that the penholder is a member."""
        said = super().clean() or {}
        penholder = said.get("penholder", "")
        if penholder and penholder != self._house and penholder not in said.get("members", ()):
            self.mark("penholder", _("Only a member can hold the pen."))
        return said

    @property
    def agreements(self) -> list[tuple[str, object, object, bool]]:
        """The kinds of agreement, with what each means and whether it is chosen."""
        chosen = self["agreement"].value()
        return [(key, word, hint, key == chosen) for key, (word, hint) in AGREEMENTS.items()]
