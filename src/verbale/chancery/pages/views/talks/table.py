"""The state of play of a dossier as a table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.talks import spark
from verbale.chancery.pages.talks import table as tables
from verbale.chancery.pages.talks.filters import TableFilter
from verbale.chancery.pages.talks.point import next_to_answer
from verbale.chancery.pages.talks.positions import WORDS
from verbale.chancery.pages.views.talks.finding import find_shown
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def table(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Where each party stands on each point."""
    found = find_shown(request, dossier)
    form = TableFilter(request.GET or None, dossier=found)
    laid = tables.lay_out(found, form.narrowing)
    shown = {
        "room": "talks",
        "tab": "table",
        "dossier": found,
        "form": form,
        "table": laid,
        "awaited": [each for each in laid.columns if each.awaited],
        "open": tables.count_open(found.view.points),
        "counted": tables.count_statuses(found.view.points),
        "spark": spark.draw(found.view.rounds),
        "legend": WORDS.items(),
        "next": next_to_answer(found),
    }
    return render(request, "pages/talks/table.html", shown)
