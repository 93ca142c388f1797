"""The packages of a dossier: all of them, one of them with its answer, and the offer of another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import package as packages_of
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.offering import Answer, Offer
from verbale.chancery.pages.talks.package import PackagePage
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest, find_shown
from verbale.chancery.pages.views.talks.speaking import draft_form, form_of, keep, may_draft, signing_form, speak
from verbale.chancery.pages.who import may

ANSWER, OFFER, KEEP = "answer", "offer", "keep"


@require_safe
@may(Act.READ)
def packages(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """All packages, those that wait for somebody first."""
    found = find_shown(request, dossier)
    shown = {
        "room": "talks",
        "tab": "packages",
        "dossier": found,
        "page": packages_of.lay_out_all(found),
        "may_offer": may_draft(request, found),
    }
    return render(request, "pages/talks/packages.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def package(request: HttpRequest, dossier: bytes, letter: bytes, place: int) -> HttpResponse:
    """One package; an answer to it is signed here."""
    found = (find_newest if request.method == "POST" else find_shown)(request, dossier)
    page = packages_of.find(found, letter, place)
    if request.method == "POST":
        return _keep_answer(request, found, page) if request.POST.get("then") == KEEP else _answer(request, found, page)
    return _show(request, found, page)


@may(Act.SPEAK)
def _answer(request: HttpRequest, found: Dossier, page: PackagePage) -> HttpResponse:
    form = signing_form(request, Answer, prefix=ANSWER, data=True, page=page)
    spoken = speak(request, found, form, form.compose)
    if isinstance(spoken, Trouble):
        return _show(request, found, page, spoken, form)
    return redirect(page.url)


@may(Act.DRAFT)
def _keep_answer(request: HttpRequest, found: Dossier, page: PackagePage) -> HttpResponse:
    form = draft_form(request, Answer, prefix=ANSWER, data=True, page=page)
    bar = keep(request, found, form, form.compose)
    return redirect(page.url) if bar is None else _show(request, found, page, bar, form)


def _show(
    request: HttpRequest,
    found: Dossier,
    page: PackagePage,
    bar: Trouble | None = None,
    form: Answer | None = None,
) -> HttpResponse:
    shown: dict[str, object] = {
        "room": "talks",
        "tab": "packages",
        "dossier": found,
        "page": page,
        "form": form or form_of(request, found, Answer, prefix=ANSWER, page=page),
        "keep": may_draft(request, found),
    }
    return show(request, "pages/talks/package.html", shown, bar)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.DRAFT)
def offer(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Offers a package of the points that are ticked, or keeps it as a draft."""
    found = find_newest(request, dossier)
    if request.method == "POST":
        return _keep_offer(request, found) if request.POST.get("then") == KEEP else _offer(request, found)
    wanted = set(request.GET.getlist("point"))
    form = form_of(request, found, Offer, prefix=OFFER, dossier=found)
    if form is not None:
        form.initial["points"] = [each.value for each in form.ticks if each.id in wanted]
    return _show_offer(request, found, form)


@may(Act.SPEAK)
def _offer(request: HttpRequest, found: Dossier) -> HttpResponse:
    form = signing_form(request, Offer, prefix=OFFER, data=True, dossier=found)
    spoken = speak(request, found, form, form.compose)
    if isinstance(spoken, Trouble):
        return _show_offer(request, found, form, spoken)
    return redirect("packages", found.id.hex())


def _keep_offer(request: HttpRequest, found: Dossier) -> HttpResponse:
    form = draft_form(request, Offer, prefix=OFFER, data=True, dossier=found)
    bar = keep(request, found, form, form.compose)
    return redirect("packages", found.id.hex()) if bar is None else _show_offer(request, found, form, bar)


def _show_offer(request: HttpRequest, found: Dossier, form: Offer | None, bar: Trouble | None = None) -> HttpResponse:
    shown: dict[str, object] = {
        "room": "talks",
        "tab": "packages",
        "dossier": found,
        "form": form,
        "keep": may_draft(request, found),
    }
    return show(request, "pages/talks/offer.html", shown, bar)
