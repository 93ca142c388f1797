"""A dossier: the timeline of its letters, and, if it is negotiated, where the talks stand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.talks import correspondence
from verbale.chancery.pages.talks import timeline as timelines
from verbale.chancery.pages.talks.dossier import Dossier, is_negotiated
from verbale.chancery.pages.talks.table import count_open, count_statuses
from verbale.chancery.pages.views.talks.finding import find_shown
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def timeline(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """What went and came in a dossier, and what came about."""
    names = names_of(request)
    talks = find_shown(request, dossier) if is_negotiated(dossier) else None
    found = talks or correspondence.find(dossier, names)
    if found is None:
        raise Http404
    shown = {
        "room": "talks",
        "tab": "timeline",
        "dossier": found,
        "page": timelines.lay_out(
            dossier,
            names,
            talks,
            now=timezone.now(),
            older=request.GET.get("older", ""),
            newer=request.GET.get("newer", ""),
        ),
    }
    return render(request, "pages/talks/timeline.html", shown | (_of_talks(talks) if talks else {}))


def _of_talks(talks: Dossier) -> dict[str, object]:
    view = talks.view
    return {
        "talks": talks,
        "opening": talks.letters.get(view.opening),
        "open": count_open(view.points),
        "counted": count_statuses(view.points),
        "penholder": talks.names.of(view.penholder) if view.penholder else None,
        "texts": [(each.laid, talks.letters.get(each.letter), each.in_force) for each in view.texts],
        "left": talks.names.all_of(view.left),
        "due": timelines.due_of(talks),
    }
