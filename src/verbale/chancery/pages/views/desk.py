"""The desk, the keys, and the search: what an officer sees first."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from verbale.chancery.alarms import services as alarms
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import desk as desks
from verbale.chancery.pages import shelves, trouble
from verbale.chancery.pages.context import names_of, waiting_of
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import dossiers
from verbale.chancery.pages.talks.dossiers import DossierRow
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.who import may, officer_of
from verbale.formats.errors import VerbaleError


@require_safe
@may(Act.LIST)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits."""
    return _show(request)


@require_POST
@may(Act.ACKNOWLEDGE)
def put_away(request: HttpRequest, alarm: int) -> HttpResponse:
    """Puts an alarm away that the officer has looked at."""
    try:
        alarms.put_away(alarm, officer=officer_of(request).name, now=timezone.now())
    except VerbaleError as fault:
        return _show(request, trouble.trouble(fault, trouble.NOTHING_STORED))
    return redirect("desk")


def _show(request: HttpRequest, bar: Trouble | None = None) -> HttpResponse:
    view = desks.desk(names_of(request), timezone.now(), unanswered=waiting_of(request)["in"])
    talks = _talks(request)
    shown = {"room": "desk", "view": view, "talks": talks, "waiting": view.counts.waiting + len(talks)}
    return show(request, "pages/desk.html", shown, bar)


def _talks(request: HttpRequest) -> Sequence[DossierRow]:
    """The talks that await the house; none where they can't be folded, which their own pages say."""
    if not officer_of(request).may(Act.READ):
        return ()
    try:
        return dossiers.awaiting_us(names_of(request))
    except VerbaleError:
        return ()


@require_GET
@may(Act.LIST)
def search(request: HttpRequest) -> HttpResponse:
    """Letters by number or by words of the subject."""
    query = request.GET.get("q", "").strip()[:200]
    rows, more = shelves.search(names_of(request), query) if query else ((), False)
    return render(request, "pages/search.html", {"room": "search", "query": query, "rows": rows, "more": more})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the keyboard."""
    return render(request, "pages/keys.html", {"room": "keys"})
