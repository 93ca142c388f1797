"""What written responses say beside their points; another remark is signed here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import remarks as remarks_of
from verbale.chancery.pages.talks.dossier import Dossier, find
from verbale.chancery.pages.talks.remarks import SayRemark
from verbale.chancery.pages.views.talks.speaking import may_speak, sign, signing_form
from verbale.chancery.pages.who import may
from verbale.chancery.talks.saying import say

PREFIX = "remark"


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def remarks(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """All remarks, by topic."""
    if request.method == "POST":
        return _say(request, find(dossier, names_of(request)))
    return _show(request, find(dossier, names_of(request), request.GET.get("at", "")))


@may(Act.SPEAK)
def _say(request: HttpRequest, found: Dossier) -> HttpResponse:
    form = signing_form(request, SayRemark, prefix=PREFIX, data=True)
    spoken = sign(request, form, lambda speaker: say(found.talks, found.id, form.composer, speaker=speaker))
    if isinstance(spoken, Trouble):
        return _show(request, found, spoken, form)
    return redirect("remarks", found.id.hex())


def _show(
    request: HttpRequest, found: Dossier, bar: Trouble | None = None, form: SayRemark | None = None
) -> HttpResponse:
    shown: dict[str, object] = {
        "room": "talks",
        "tab": "remarks",
        "dossier": found,
        "page": remarks_of.lay_out(found),
    }
    if may_speak(request, found):
        shown["form"] = form or signing_form(request, SayRemark, prefix=PREFIX, data=False)
    if bar is not None:
        shown["trouble"] = bar
    return render(request, "pages/talks/remarks.html", shown, status=422 if bar else 200)
