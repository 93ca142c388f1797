"""Files that are taken away from talks; who took what is in the audit."""

from pathlib import PurePath

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from verbale.chancery.audit import services as audit
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.savednames import saved_name
from verbale.chancery.pages.talks import comparing, takeaway
from verbale.chancery.pages.views.talks.finding import find_newest, find_shown
from verbale.chancery.pages.who import ROAD, may, officer_of
from verbale.chancery.sheets.positions import FORMS, write_positions
from verbale.chancery.talks.sheets import rows_to_fill


@require_safe
@may(Act.READ)
def files(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """What can be taken away."""
    found = find_shown(request, dossier)
    shown = {
        "room": "talks",
        "tab": "files",
        "dossier": found,
        "table_url": found.url("table"),
        "files": [(each, each.url(found)) for each in takeaway.FILES],
    }
    return render(request, "pages/talks/files.html", shown)


@require_GET
@may(Act.READ)
def file(request: HttpRequest, dossier: bytes, name: str) -> HttpResponse:
    """One of them."""
    found = find_shown(request, dossier)
    return _save(request, found.id, takeaway.write(found, name))


@require_GET
@may(Act.READ)
def changes(request: HttpRequest, dossier: bytes, old: str, new: str, end: str) -> HttpResponse:
    """Two texts with the changes between them tracked."""
    found = find_shown(request, dossier)
    sides = {each.key: each for each in comparing.sides(found)}
    if old not in sides or new not in sides:
        raise Http404
    return _save(request, found.id, takeaway.write_comparison(found, sides[old], sides[new], f".{end}"))


@require_GET
@may(Act.READ)
def sheet(request: HttpRequest, dossier: bytes, form: str) -> HttpResponse:
    """A spreadsheet of the points, to be filled by people who have no account here."""
    found = find_newest(request, dossier)
    if f".{form}" not in FORMS:
        raise Http404
    only = set(found.awaits_us) if request.GET.get("awaited") else None
    data = write_positions(rows_to_fill(found.view, found.talks.house.id, only), f".{form}")
    return _save(request, found.id, (f"positions-{found.id.hex()[:8]}.{form}", data))


def _save(request: HttpRequest, dossier: bytes, written: tuple[str, bytes] | None) -> HttpResponse:
    if written is None:
        raise Http404
    name, data = written
    audit.enter(officer=officer_of(request).name, act="saved", about=dossier.hex(), road=ROAD)
    headers = {
        "Content-Disposition": content_disposition_header(True, saved_name(name)) or "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(data, content_type=takeaway.TYPES[PurePath(name).suffix], headers=headers)
