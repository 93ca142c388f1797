"""Forms that files are handed in with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Plain
from verbale.chancery.talks.pages import Known
from verbale.chancery.texts.room import check_title
from verbale.formats.errors import Malformed


class TextUpload(Plain):
    """A file that holds a text."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,.docx"})
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=300)
    dossier = forms.ChoiceField(label=_("Dossier"), required=False)

    def __init__(self, *args: Any, known: Sequence[Known], **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["dossier"]
        choice.choices = [("", _("none")), *dossier_choices(known)]

    def clean_title(self) -> str:
        """The title in normal form."""
        title: str = self.cleaned_data["title"]
        if not title:
            return ""
        try:
            return check_title(title)
        except Malformed as fault:
            raise forms.ValidationError(fault.reason) from fault

    @property
    def dossier_id(self) -> bytes | None:
        """The dossier, once the form is checked."""
        return bytes.fromhex(self.cleaned_data["dossier"]) or None


class IntoTalks(Plain):
    """Which talks a text is brought into."""

    dossier = forms.ChoiceField(label=_("Talks"))

    def __init__(self, *args: Any, known: Sequence[Known], **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["dossier"]
        choice.choices = dossier_choices(known)


def dossier_choices(known: Sequence[Known]) -> list[tuple[str, str]]:
    """The talks as choices: ids and titles."""
    return [(each.dossier.hex(), each.title or each.dossier.hex()[:16]) for each in known]
