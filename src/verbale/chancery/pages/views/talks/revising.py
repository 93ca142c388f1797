"""A new text laid on the table as a revised one, signed: it takes the place of the one in force once all adopt it."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import trouble
from verbale.chancery.pages.forms import Speak
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import foreseen as pages
from verbale.chancery.pages.talks.imports import Imported, find_import
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest
from verbale.chancery.pages.views.talks.speaking import may_speak, signing_form, speak
from verbale.chancery.pages.who import may
from verbale.chancery.talks.concluding import revise as lay
from verbale.chancery.talks.matching import Matchings
from verbale.chancery.talks.revising import foresee
from verbale.chancery.talks.saying import Laying, Statement
from verbale.chancery.talks.texts import find_origins
from verbale.chancery.texts.room import check_title
from verbale.formats.errors import Malformed, VerbaleError
from verbale.formats.names import check_language
from verbale.practice.talks.view import View

PREFIX = "revise"
_TITLE = 300
STANDINGS = [
    ("informal", _("informal")),
    ("basis", _("basis of the talks")),
    ("official", _("official")),
]


class Revise(Speak):
    """Lays a revised text on the table."""

    verb = _("Lay as a revised text")
    sign = _("Sign and lay it on the table")
    title = forms.CharField(label=_("Title"), max_length=_TITLE)
    standing = forms.ChoiceField(label=_("Standing"), choices=STANDINGS)
    language = forms.CharField(
        label=_("Language"), help_text=_("as en or fr; empty, if it is not said"), required=False, max_length=35
    )

    def clean_title(self) -> str:
        """The title in normal form."""
        return _checked(check_title, self.cleaned_data["title"])

    def clean_language(self) -> str:
        """The language."""
        language: str = self.cleaned_data["language"]
        return _checked(check_language, language) if language else ""


def _checked(check: Callable[[str], str], words: str) -> str:
    try:
        return check(words)
    except Malformed as fault:
        raise forms.ValidationError(fault.reason) from fault


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def revise(request: HttpRequest, dossier: bytes, text: bytes) -> HttpResponse:
    """What the new text would make of the points of the talks, and the form that lays it."""
    found = find_import(find_newest(request, dossier), text)
    if request.method == "POST":
        return _lay(request, found)
    return _show(request, found)


@may(Act.SPEAK)
def _lay(request: HttpRequest, found: Imported) -> HttpResponse:
    form = signing_form(request, Revise, prefix=PREFIX, data=True)
    intake = found.intake

    def compose(view: View) -> Statement:
        said = form.cleaned_data
        laying = Laying(text=intake.new, title=said["title"], standing=said["standing"], language=said["language"])
        return lay(laying.act, find_origins(view, intake.new, intake.pairs))(view)

    spoken = speak(request, found.dossier, form, compose)
    if isinstance(spoken, Trouble):
        return _show(request, found, spoken, form)
    # If we crash here, the text stays on its way; laid again, it is the same text.
    Matchings(found.dossier.talks.node).drop(found.dossier.id, found.kept.digest)
    return redirect("table", found.dossier.id.hex())


def _show(
    request: HttpRequest, found: Imported, bar: Trouble | None = None, form: Revise | None = None
) -> HttpResponse:
    dossier = found.dossier
    shown: dict[str, object] = {
        "room": "talks",
        "step": "revise",
        "dossier": dossier,
        "imported": found,
        "codes": dossier.others,
    }
    try:
        origins = find_origins(dossier.view, found.intake.new, found.intake.pairs)
        shown["foreseen"] = pages.lay_out(dossier, foresee(dossier.view, found.intake.new, origins))
        shown["undecided"] = len(found.intake.suggestions)
    except VerbaleError as fault:
        bar = bar or trouble.trouble(fault, trouble.NOTHING_SIGNED)
    if may_speak(request, dossier):
        form = form or signing_form(request, Revise, prefix=PREFIX, data=False)
        form.initial["title"] = found.kept.title[:_TITLE]
        shown["form"] = form
    return show(request, "pages/talks/revise.html", shown, bar)
