"""The forms by which a house says what every member has to say: close, open again, adopt, initial; and leave."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Speak, even_words, listed, reason_field
from verbale.chancery.pages.talks.agreement import AGREED, AgreementPage
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.ticking import choices_of, read_ticks
from verbale.chancery.talks import concluding
from verbale.chancery.talks.points import check_read
from verbale.chancery.talks.saying import Statement
from verbale.formats.errors import Refused
from verbale.practice.talks.view import View

Words = str | Promise

STAGES: Mapping[str, Words] = {
    "text": _("as the text that was negotiated"),
    "basis": _("as the basis to go on from"),
}
SCOPES: Mapping[str, Words] = {
    "whole": _("the whole text"),
    "point": _("some points"),
    "page": _("a page"),
}
_TAKE_BACK = _("Take it back: possible until every member has said it")


class Concluding(Speak):
    """A statement that needs every member."""

    def __init__(self, *args: Any, dossier: Dossier, page: AgreementPage, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        """Asks for it in a dossier.

        Args:
            args: as of a Django form.
            dossier: the talks.
            page: what is there to be said.
            kwargs: as of a form that is signed.
        """
        super().__init__(*args, **kwargs)
        self.dossier, self.page = dossier, page

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class Close(Concluding):
    """Holds points to be closed, in the wordings that were read."""

    verb = _("Close the ticked points")
    sign = _("Sign the closing")

    points = forms.MultipleChoiceField(error_messages={"required": _("Tick the points that are meant.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        self._choose("points", choices_of(each.tick for each in self.page.to_close if not each.ours))

    @property
    def ticked(self) -> set[str]:
        """What is ticked; at first, all that is agreed."""
        if self.is_bound:
            return set(self["points"].value() or ())
        states = self.dossier.states
        return {each.tick.value for each in self.page.to_close if states[each.tick.id].status in AGREED}

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right: of the wordings that were read, and no others."""
        read = read_ticks(self.cleaned_data["points"])
        check_read(view, read)
        return concluding.close([*read])(view)


class Reopen(Concluding):
    """Agrees that points be open again, or takes a closing back that is not complete."""

    verb = _("Open the ticked points again")
    sign = _("Sign the reopening")

    points = forms.MultipleChoiceField(error_messages={"required": _("Tick the points that are meant.")})
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        self._choose("points", choices_of(each.tick for each in self.page.to_reopen))

    @property
    def ticked(self) -> set[str]:
        """What is ticked."""
        return set(self["points"].value() or ())

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right: of the wordings that were read, and no others."""
        read = read_ticks(self.cleaned_data["points"])
        check_read(view, read)
        return concluding.reopen([*read], reason=even_words(self.cleaned_data["reason"]))(view)


class ConcludingText(Concluding):
    """A statement about a text on the table."""

    text = forms.ChoiceField(label=_("Text"))
    withdraws = forms.BooleanField(label=_TAKE_BACK, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        self._choose("text", [(each.digest, f"{each.title} ({each.digest[:8]})") for each in self.page.texts])

    @property
    def digest(self) -> bytes:
        """The text that is meant."""
        return bytes.fromhex(self.cleaned_data["text"])


class Adopt(ConcludingText):
    """Adopts a text."""

    verb = _("Adopt a text")
    sign = _("Sign the adoption")

    stage = forms.ChoiceField(label=_("Adopted"), choices=[*STAGES.items()])
    field_order = ("text", "stage", "withdraws")

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right."""
        said = self.cleaned_data
        return concluding.adopt(text=self.digest, stage=said["stage"], withdraws=said["withdraws"])(view)


class Initial(ConcludingText):
    """Initials a text: points of it, a page, or the whole."""

    verb = _("Initial a text")
    sign = _("Sign the initials")

    scope = forms.ChoiceField(label=_("What is initialled"), choices=[*SCOPES.items()])
    points = forms.CharField(
        label=_("Points"), help_text=_("by their numbers, with commas between"), required=False, max_length=4000
    )
    number = forms.IntegerField(label=_("Page"), help_text=_("its number"), required=False, min_value=1)
    seen = forms.CharField(widget=forms.HiddenInput)
    field_order = ("text", "scope", "points", "number", "withdraws")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen_of(self.dossier.view)

    def clean(self) -> dict[str, Any]:
        """Checks that what is initialled is named."""
        said = super().clean() or {}
        scope = said.get("scope", "")
        named = listed(said.get("points", ""))
        if scope == "point" and not named:
            self.mark("points", _("Name the points."))
        if scope == "page" and not said.get("number") and "number" not in self.errors:
            self.mark("number", _("Say which page."))
        return said | {"points": named if scope == "point" else ()}

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right: of the wordings that were read, and no others."""
        said = self.cleaned_data
        if said["scope"] == "point" and seen_of(view) != said["seen"]:
            raise Refused("points-stale", "The wording of a point changed since this page was read.")
        initial = concluding.initial(
            said["scope"],
            points=said["points"],
            page=said["number"] or 0,
            text=self.digest,
            withdraws=said["withdraws"],
        )
        return initial(view)


class Leave(Concluding):
    """Leaves the talks."""

    verb = _("Leave the talks")
    sign = _("Sign, and leave the talks")

    reason = reason_field()

    def compose(self, view: View) -> Statement:
        """What is said, once the form is right."""
        return concluding.leave(reason=even_words(self.cleaned_data["reason"]))(view)


Conclusion = Close | Reopen | Adopt | Initial | Leave
FORMS: Mapping[str, type[Conclusion]] = {
    "close": Close,
    "reopen": Reopen,
    "adopt": Adopt,
    "initial": Initial,
    "leave": Leave,
}


def seen_of(view: View) -> str:
    """What names the wordings of all points, so that what is signed speaks of those that were read."""
    wordings = b"".join(bytes.fromhex(each.id) + each.wording for each in view.points)
    return hashlib.sha256(wordings).hexdigest()
