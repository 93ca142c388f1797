"""The forms of the pages. What officers sign with is asked on the form of the act itself, and kept nowhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages import wording
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.options import LANGUAGES
from verbale.formats import limits, words
from verbale.formats.names import normal

_STAGES_IN = ("sealed", "opened", "acknowledged", "refused")
_STAGES_OUT = ("underway", "placed", "opened", "acknowledged", "refused", "lapsed")
_STAGE_NAMES = {
    "sealed": _("Sealed, not opened"),
    "underway": _("Not known to be placed"),
}


class Plain(forms.Form):
    """A form whose errors are tied to their fields for those who hear the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def full_clean(self) -> None:
        """Checks the fields, and marks the widgets of those that are wrong."""
        super().full_clean()
        for name in self.errors:
            self._tie(name)

    def mark(self, name: str, problem: object) -> None:
        """Marks a field as wrong, after the form was found to be right."""
        self.add_error(name, str(problem))
        self._tie(name)

    def _tie(self, name: str) -> None:
        if name in self.fields:
            bound = self[name]
            bound.field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}_error"}


def even_words(text: str) -> str:
    """Words of a form as a letter holds them: one kind of line end, nothing around them, in normal form."""
    return normal(text.replace("\r\n", "\n").strip())


def listed(words: str) -> tuple[str, ...]:
    """What one field names with commas between."""
    return tuple(each.strip() for each in words.split(",") if each.strip())


def reason_field(rows: int = 3) -> forms.CharField:
    """Asks why, in words that leave the house.

    Args:
        rows: its height, in lines.
    """
    return forms.CharField(
        label=_("Reason, in words the other side will read"),
        required=False,
        max_length=limits.REASON,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
    )


def firm_field() -> forms.BooleanField:
    """Asks whether the house says that it will not move."""
    return forms.BooleanField(label=_("Not negotiable: said to the other side"), required=False)


class LettersFilter(Plain):
    """What a list of letters is narrowed to."""

    q = forms.CharField(label=_("Words of the subject"), max_length=200, required=False)
    party = forms.ChoiceField(required=False)
    letter_class = forms.ChoiceField(label=_("Class"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)

    def __init__(self, *args: Any, names: Names, incoming: bool, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, prefix=None, auto_id="f-%s", **kwargs)
        codes = sorted(each.code for each in names.parties.values())
        choice: Any = self.fields["party"]
        choice.label = _("From") if incoming else _("To")
        choice.choices = [("", _("Anyone")), *((code, code) for code in codes)]
        choice = self.fields["letter_class"]
        choice.choices = [("", _("Any class")), *wording.CLASSES.items()]
        choice = self.fields["stage"]
        stages = _STAGES_IN if incoming else _STAGES_OUT
        choice.choices = [("", _("Any stage")), *((each, _stage_name(each, incoming=incoming)) for each in stages)]


def _stage_name(stage: str, *, incoming: bool) -> object:
    if stage == "opened" and incoming:
        return _("Opened, not answered")
    return _STAGE_NAMES.get(stage) or wording.stage_word(stage)


class Signing(Plain):
    """A form that ends in signatures: a passphrase for each officer that the credence asks for."""

    verb: Any = ""
    sign: Any = ""

    def __init__(self, *args: Any, officers: Sequence[str], needed: int, me: str, **kwargs: Any) -> None:  # noqa: ANN401
        """Asks for as many signatures as the act needs.

        Args:
            args: as of a Django form.
            officers: the officers whose signature counts, by name.
            needed: how many of them.
            me: who sits at the desk; signs first, if one of them.
            kwargs: as of a Django form.
        """
        super().__init__(*args, **kwargs)
        self._me = me if me in officers else ""
        self._needed = needed
        for place in range(1, needed + 1):
            mine = place == 1 and self._me
            if not mine:
                self.fields[f"officer{place}"] = forms.ChoiceField(
                    label=_("Officer"), choices=[(each, each) for each in officers if each != self._me]
                )
            label = (
                gettext("Passphrase of %(officer)s’s key") % {"officer": me}
                if mine
                else gettext("Passphrase of the officer’s key")
            )
            self.fields[f"passphrase{place}"] = forms.CharField(
                label=label,
                strip=False,
                max_length=1024,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Checks that no officer is named twice."""
        cleaned = super().clean() or {}
        named = [name for name, _passphrase in self.signers]
        if len(set(named)) != len(named):
            raise forms.ValidationError(gettext("Each officer signs once."))
        return cleaned

    @property
    def signers(self) -> list[tuple[str, str]]:
        """Names and passphrases, once the form is checked."""
        return [
            (
                self.cleaned_data.get(f"officer{place}", self._me),
                self.cleaned_data.get(f"passphrase{place}", ""),
            )
            for place in range(1, self._needed + 1)
        ]

    @property
    def signer_fields(self) -> list[forms.BoundField]:
        """The fields of the signatures, in order."""
        return [self[name] for name in self.fields if name.startswith(("officer", "passphrase"))]

    def mark_refusal(self, code: str) -> None:
        """Marks the passphrases, if one of them did not open its key."""
        for place in range(1, self._needed + 1):
            if code == "passphrase":
                self.mark(f"passphrase{place}", _("does not open the key"))


class Speak(Signing):
    """Signs a statement and sends it to every member; a form of more fields is made out of this one."""

    verb = _("Sign and send")
    sign = _("Sign and send to all members")


class Acknowledge(Signing):
    """Says that the house knows of a letter."""

    verb = _("Acknowledge")
    sign = _("Sign and acknowledge")
    words = forms.CharField(
        label=_("Words to the sender"),
        help_text=_("if any"),
        required=False,
        max_length=limits.REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class Refuse(Signing):
    """Says that the house does not take a letter, and why."""

    verb = _("Refuse")
    sign = _("Sign and refuse")
    words = forms.CharField(
        label=_("Why, in words that the sender will read"),
        max_length=limits.REASON,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class CredenceUpload(Plain):
    """The file that another institution handed over."""

    credence = forms.FileField(label=_("Credence file"), allow_empty_file=False)


class Permit(Plain):
    """What a party may send; no class ticked is every class."""

    classes = forms.MultipleChoiceField(
        label=_("Classes"),
        choices=[(each, name) for each, name in wording.CLASSES.items() if each != "non-paper"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    most = forms.IntegerField(
        label=_("Greatest size of a letter, in MiB"), min_value=1, max_value=limits.POUCH // limits.MIB
    )


class Heard(Signing):
    """The twelve words, as they were heard, and who signs that they were."""

    code = forms.CharField(label=_("Code on our pages"), max_length=limits.CODE)
    heard = forms.CharField(label=_("Heard from, and how"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for place in range(1, words.COUNT + 1):
            self.fields[f"word{place}"] = forms.CharField(
                max_length=40,
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "lang": "en"}
                ),
                error_messages={"required": _("missing")},
            )

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """The fields of the words, in order."""
        return [self[f"word{place}"] for place in range(1, words.COUNT + 1)]

    @property
    def heard_words(self) -> str:
        """The words in one line, as `formats.words` reads them."""
        return " ".join(self.cleaned_data[f"word{place}"].strip() for place in range(1, words.COUNT + 1))

    def mark_words(self, places: Sequence[int], problem: object) -> None:
        """Marks the words at these places as wrong."""
        for place in places:
            self.mark(f"word{place}", problem)


class Comfort(Plain):
    """How an officer likes the pages."""

    single_keys = forms.BooleanField(required=False)
    language = forms.ChoiceField(label=_("Language of the pages"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["language"]
        choice.choices = [("", _("The house’s")), *LANGUAGES]
