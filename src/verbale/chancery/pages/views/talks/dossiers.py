"""The dossiers of the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.talks import dossiers as lists
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def dossiers(request: HttpRequest) -> HttpResponse:
    """The talks that this house is in, what waits for it first; and the correspondence that moved last."""
    return render(request, "pages/talks/dossiers.html", {"room": "talks", "page": lists.lay_out(names_of(request))})
