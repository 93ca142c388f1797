"""What written responses say beside their points; another is signed here, or kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import remarks as remarks_of
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.remarks import SayRemark
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest, find_shown
from verbale.chancery.pages.views.talks.speaking import draft_form, form_of, keep, may_draft, signing_form, speak
from verbale.chancery.pages.who import may

PREFIX, KEEP = "remark", "keep"


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def remarks(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """All remarks, by topic."""
    if request.method == "POST":
        found = find_newest(request, dossier)
        return _keep(request, found) if request.POST.get("then") == KEEP else _say(request, found)
    return _show(request, find_shown(request, dossier))


@may(Act.SPEAK)
def _say(request: HttpRequest, found: Dossier) -> HttpResponse:
    form = signing_form(request, SayRemark, prefix=PREFIX, data=True)
    spoken = speak(request, found, form, form.compose)
    if isinstance(spoken, Trouble):
        return _show(request, found, spoken, form)
    return redirect("remarks", found.id.hex())


@may(Act.DRAFT)
def _keep(request: HttpRequest, found: Dossier) -> HttpResponse:
    form = draft_form(request, SayRemark, prefix=PREFIX, data=True)
    bar = keep(request, found, form, form.compose)
    return redirect("remarks", found.id.hex()) if bar is None else _show(request, found, bar, form)


def _show(
    request: HttpRequest, found: Dossier, bar: Trouble | None = None, form: SayRemark | None = None
) -> HttpResponse:
    shown: dict[str, object] = {
        "room": "talks",
        "tab": "remarks",
        "dossier": found,
        "page": remarks_of.lay_out(found),
        "form": form or form_of(request, found, SayRemark, prefix=PREFIX),
        "keep": may_draft(request, found),
    }
    return show(request, "pages/talks/remarks.html", shown, bar)
