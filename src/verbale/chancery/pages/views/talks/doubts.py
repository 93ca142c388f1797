"""What does not count or does not agree in a dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.talks.doubts import doubts_of
from verbale.chancery.pages.views.talks.finding import find_newest
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def doubts(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Each thing with its letter, and what to do about it."""
    found = find_newest(request, dossier)
    shown = {"room": "talks", "tab": "doubts", "dossier": found, "page": doubts_of(found)}
    return render(request, "pages/talks/doubts.html", shown)
