"""What is closed, adopted and authentic in a dossier, and the statements by which it becomes so."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import agreement as agreements
from verbale.chancery.pages.talks.concluding import FORMS, Conclusion
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest, find_shown
from verbale.chancery.pages.views.talks.speaking import may_speak, signing_form, speak
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def agreement(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Who has said what every member has to say, and who has not."""
    return _show(request, find_shown(request, dossier))


@require_POST
@may(Act.SPEAK)
def conclude(request: HttpRequest, dossier: bytes, act: str) -> HttpResponse:
    """Signs a closing, a reopening, an adoption, initials, or leaves the talks."""
    found, kind = find_newest(request, dossier), FORMS.get(act)
    if kind is None:
        raise Http404
    page = agreements.lay_out(found)
    form = signing_form(request, kind, prefix=act, data=True, dossier=found, page=page)
    spoken = speak(request, found, form, form.compose)
    if isinstance(spoken, Trouble):
        return _show(request, found, spoken, **{act: form})
    return redirect("agreement", found.id.hex())


def _show(request: HttpRequest, found: Dossier, bar: Trouble | None = None, **asked: Conclusion) -> HttpResponse:
    page = agreements.lay_out(found)
    shown: dict[str, object] = {"room": "talks", "tab": "agreement", "dossier": found, "page": page}
    if may_speak(request, found):
        shown["forms"] = {
            act: asked.get(act) or signing_form(request, kind, prefix=act, data=False, dossier=found, page=page)
            for act, kind in FORMS.items()
        }
    return show(request, "pages/talks/agreement.html", shown, bar)
