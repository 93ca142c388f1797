"""One point of the talks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.talks import point as points
from verbale.chancery.pages.talks.dossier import find
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def point(request: HttpRequest, dossier: bytes, point: str) -> HttpResponse:
    """The wordings of a point, and where each party stands on it."""
    found = find(dossier, names_of(request), request.GET.get("at", ""))
    shown = {
        "room": "talks",
        "dossier": found,
        "table_url": found.url("table"),
        "page": points.lay_out(found, found.point(point)),
        "named": request.GET.get("who") != "no",
    }
    return render(request, "pages/talks/point.html", shown)
