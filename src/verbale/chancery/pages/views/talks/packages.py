"""The packages of a dossier: all of them, one of them with its answer, and the offer of another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.forms import even_words
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import package as packages_of
from verbale.chancery.pages.talks.dossier import Dossier, find
from verbale.chancery.pages.talks.offering import Answer, Offer
from verbale.chancery.pages.talks.package import PackagePage
from verbale.chancery.pages.talks.ticking import read_ticks
from verbale.chancery.pages.views.talks.speaking import may_speak, signing_form, speak
from verbale.chancery.pages.who import may
from verbale.chancery.talks import remarking
from verbale.chancery.talks.points import check_read
from verbale.chancery.talks.saying import Statement
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.view import View

ANSWER, OFFER = "answer", "offer"


@require_safe
@may(Act.READ)
def packages(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """All packages, those that wait for somebody first."""
    found = find(dossier, names_of(request), request.GET.get("at", ""))
    shown = {
        "room": "talks",
        "tab": "packages",
        "dossier": found,
        "page": packages_of.lay_out_all(found),
        "may_offer": may_speak(request, found),
    }
    return render(request, "pages/talks/packages.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def package(request: HttpRequest, dossier: bytes, letter: bytes, place: int) -> HttpResponse:
    """One package; an answer to it is signed here."""
    found = find(dossier, names_of(request), request.GET.get("at", "") if request.method != "POST" else "")
    page = packages_of.find(found, letter, place)
    if request.method == "POST":
        return _answer(request, found, page)
    return _show(request, found, page)


@may(Act.SPEAK)
def _answer(request: HttpRequest, found: Dossier, page: PackagePage) -> HttpResponse:
    form = signing_form(request, Answer, prefix=ANSWER, data=True, page=page)

    def compose(view: View) -> Statement:
        said = form.cleaned_data
        reference = Reference(letter=page.state.letter, place=page.state.place)
        return remarking.answer(reference, said["answer"], choice=said["choice"], reason=said["reason"])(view)

    spoken = speak(request, found, form, compose)
    if isinstance(spoken, Trouble):
        return _show(request, found, page, spoken, form)
    return redirect(page.url)


def _show(
    request: HttpRequest,
    found: Dossier,
    page: PackagePage,
    bar: Trouble | None = None,
    form: Answer | None = None,
) -> HttpResponse:
    shown: dict[str, object] = {"room": "talks", "tab": "packages", "dossier": found, "page": page}
    if may_speak(request, found):
        shown["form"] = form or signing_form(request, Answer, prefix=ANSWER, data=False, page=page)
    if bar is not None:
        shown["trouble"] = bar
    return render(request, "pages/talks/package.html", shown, status=422 if bar else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.SPEAK)
def offer(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Offers a package of the points that are ticked."""
    found = find(dossier, names_of(request))
    posted = request.method == "POST"
    form = signing_form(request, Offer, prefix=OFFER, data=posted, dossier=found)
    bar = None
    if posted:
        spoken = speak(request, found, form, lambda view: _offer(form, view))
        if not isinstance(spoken, Trouble):
            return redirect("packages", found.id.hex())
        bar = spoken
    else:
        wanted = set(request.GET.getlist("point"))
        form.initial["points"] = [each.value for each in form.ticks if each.id in wanted]
    shown: dict[str, object] = {"room": "talks", "tab": "packages", "dossier": found, "form": form}
    if bar is not None:
        shown["trouble"] = bar
    return render(request, "pages/talks/offer.html", shown, status=422 if bar else 200)


def _offer(form: Offer, view: View) -> Statement:
    said = form.cleaned_data
    check_read(view, form.read)
    compose = remarking.offer(
        said["form"],
        [*read_ticks(said["points"])],
        condition=[*read_ticks(said["condition"])],
        title=even_words(said["title"]),
        reason=even_words(said["reason"]),
    )
    return compose(view)
