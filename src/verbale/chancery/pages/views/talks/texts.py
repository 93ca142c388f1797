"""The text of the talks: compiled, clean, compared with another, in its languages, and where its points come from."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.talks import clean as cleaning
from verbale.chancery.pages.talks import comparing, languages, origins
from verbale.chancery.pages.talks import compilation as compiling
from verbale.chancery.pages.talks.comparing import Side
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.views.showing import begins_at
from verbale.chancery.pages.views.talks.finding import find_shown
from verbale.chancery.pages.who import may


@require_safe
@may(Act.READ)
def compilation(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """The text with everything that is wanted in it."""
    found = find_shown(request, dossier)
    named = request.GET.get("who") != "no"
    page = compiling.lay_out(found, named=named, begins=begins_at(request))
    return _render(request, found, "compilation", {"tab": "compilation", "page": page, "named": named})


@require_safe
@may(Act.READ)
def clean(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """What is agreed, and marks where something is left out."""
    found = find_shown(request, dossier)
    whole = request.GET.get("open") == "yes"
    shown = {"tab": "clean", "page": cleaning.lay_out(found, whole=whole), "whole": whole}
    return _render(request, found, "clean", shown)


@require_safe
@may(Act.READ)
def compare(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Two texts side by side."""
    found = find_shown(request, dossier)
    sides = comparing.sides(found)
    whole, one = request.GET.get("whole") == "yes", request.GET.get("columns") == "one"
    shown: dict[str, object] = {"tab": "compare", "sides": sides, "whole": whole, "one": one}
    if len(sides) > 1:
        old = _side(sides, request.GET.get("old", ""), sides[0])
        new = _side(sides, request.GET.get("new", ""), sides[-1])
        shown |= {"old": old, "new": new, "comparison": comparing.lay_out(found, old, new, whole=whole)}
    return _render(request, found, "compare", shown)


@require_safe
@may(Act.READ)
def concordance(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Where each point comes from, and why."""
    found = find_shown(request, dossier)
    changed = request.GET.get("only") == "changes"
    shown = {"tab": "concordance", "page": origins.lay_out(found, changed=changed), "changed": changed}
    return _render(request, found, "concordance", shown)


@require_safe
@may(Act.READ)
def in_languages(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """The versions in other languages, and one of them beside the text."""
    found = find_shown(request, dossier)
    page = languages.lay_out(found, request.GET.get("version", ""), request.GET.get("which", ""))
    return _render(request, found, "languages", {"tab": "languages", "page": page})


def _side(sides: list[Side], key: str, default: Side) -> Side:
    if not key:
        return default
    found = next((each for each in sides if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _render(request: HttpRequest, found: Dossier, name: str, shown: Mapping[str, object]) -> HttpResponse:
    known = {"room": "talks", "dossier": found, "table_url": found.url("table")}
    return render(request, f"pages/talks/{name}.html", {**known, **shown})
