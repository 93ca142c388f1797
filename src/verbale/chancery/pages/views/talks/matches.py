"""Which point of the talks became which of a new text: suggested, and said by a person."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, trouble
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import matches as pages
from verbale.chancery.pages.talks.imports import Imported, find_import
from verbale.chancery.pages.views.showing import begins_at, show
from verbale.chancery.pages.views.talks.finding import find_newest
from verbale.chancery.pages.who import at_desk, may, officer_of
from verbale.chancery.talks.intake import decide
from verbale.chancery.talks.matching import Matching, Matchings
from verbale.chancery.talks.points import Pair
from verbale.formats.errors import VerbaleError


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def matches(request: HttpRequest, dossier: bytes, text: bytes) -> HttpResponse:
    """What is suggested and what was said, list by list; a person says of each pair what it is."""
    found = find_import(find_newest(request, dossier), text)
    if request.method == "POST":
        return _say(request, found)
    return _show(request, found)


@may(Act.DRAFT)
def _say(request: HttpRequest, found: Imported) -> HttpResponse:
    said = pages.read_said({name: request.POST[name] for name in request.POST})
    if request.POST.get("act") == "all":
        said = {pair: answer or pages.YES for pair, answer in said.items()}
    which = request.GET.get("show", "")
    same, other, unsaid = (_those(said, answer) for answer in (pages.YES, pages.NO, pages.UNSAID))
    fault = change(request, found, lambda matching: decide(matching, same=same, other=other, unsaid=unsaid))
    if fault is not None:
        return _show(request, found, fault)
    # What was decided leaves the list, so the next page begins that much earlier.
    left = unsaid if which in ("", pages.SUGGESTED) else same if which == pages.SAID else other
    begins = begins_at(request) + len(left)
    query = "&".join(each for each in (f"show={which}" if which else "", f"from={begins}" if begins else "") if each)
    return redirect(found.url("matches") + (f"?{query}" if query else ""))


def _those(said: dict[Pair, str], answer: str) -> list[Pair]:
    return [pair for pair, each in said.items() if each == answer]


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def choose(request: HttpRequest, dossier: bytes, text: bytes, point: str) -> HttpResponse:
    """Asks anew what became of a point of the talks, or where one of the new text comes from."""
    found = find_import(find_newest(request, dossier), text)
    settled = {name for pair in found.intake.same for name in pair}
    if point in settled or (point not in found.intake.olds and point not in found.intake.news):
        raise Http404
    if request.method == "POST":
        return _choose(request, found, point)
    return _ask(request, found, point)


@may(Act.DRAFT)
def _choose(request: HttpRequest, found: Imported, point: str) -> HttpResponse:
    intake = found.intake
    is_old = point in intake.olds
    others = intake.news if is_old else intake.olds
    chosen = [each for each in request.POST.getlist("same") if each in others]
    shown = [each for each in request.POST.get("shown", "").split() if each in others and each not in chosen]
    same, other = ([(point, each) if is_old else (each, point) for each in some] for some in (chosen, shown))
    fault = change(request, found, lambda matching: decide(matching, same=same, other=other))
    if fault is not None:
        return _ask(request, found, point, fault)
    messages.success(request, _("Kept.") if chosen else _("Kept: it is the same as none of them."))
    return redirect(found.url("choose", point))


def change(request: HttpRequest, found: Imported, say: Callable[[Matching], Matching]) -> Trouble | None:
    """Changes what was said of a text on its way, or tells why nothing was changed."""
    node = house.node()
    try:
        Matchings(node).change(
            found.dossier.id, found.kept.digest, say, author=officer_of(request).name, now=node.now()
        )
    except VerbaleError as fault:
        return trouble.trouble(fault, trouble.NOTHING_STORED)
    return None


def _show(request: HttpRequest, found: Imported, bar: Trouble | None = None) -> HttpResponse:
    page = pages.lay_out(found, request.GET.get("show", ""), begins_at(request))
    return show(request, "pages/talks/matches.html", _shown(request, found, page), bar)


def _ask(request: HttpRequest, found: Imported, point: str, bar: Trouble | None = None) -> HttpResponse:
    words = request.GET.get("words", "")[:200]
    page = pages.choose_page(found, point, words)
    shown = _shown(request, found, page) | {"words": words, "here": found.url("choose", point)}
    return show(request, "pages/talks/choose.html", shown, bar)


def _shown(request: HttpRequest, found: Imported, page: object) -> dict[str, object]:
    officer = at_desk(request)
    return {
        "room": "talks",
        "step": "matches",
        "dossier": found.dossier,
        "imported": found,
        "page": page,
        "drafts": officer is not None and officer.may(Act.DRAFT),
    }
