"""One point of the talks: its wordings, where each party stands, and what this house prepares to say on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, trouble
from verbale.chancery.pages.forms import Plain
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import point as points
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.languages import in_languages
from verbale.chancery.pages.talks.positions import prepared_mark
from verbale.chancery.pages.talks.proposing import Propose, proposals_on
from verbale.chancery.pages.talks.responding import Respond, begin
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest, find_shown
from verbale.chancery.pages.views.talks.speaking import KEPT, keep_act, may_draft
from verbale.chancery.pages.who import may, officer_of
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.proposing import sponsor as join
from verbale.chancery.talks.proposing import take_wishes
from verbale.chancery.talks.responding import take_position
from verbale.formats.errors import VerbaleError
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.shown import PointState

NEXT = "next"


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def point(request: HttpRequest, dossier: bytes, point: str) -> HttpResponse:
    """The wordings of a point, and where each party stands on it; a position that is given is kept."""
    found = find_shown(request, dossier)
    state = found.point(point)
    if request.method == "POST":
        return _keep(request, found, state)
    return _show(request, found, state)


@may(Act.DRAFT)
def _keep(request: HttpRequest, found: Dossier, state: PointState) -> HttpResponse:
    if request.POST.get("then") == "drop":
        Preparing(found.talks.node).drop(found.id, state.id, now=house.node().now())
        messages.info(request, _("Dropped. Nothing is prepared on this point."))
        return redirect("point", found.id.hex(), state.id)
    form = Respond(request.POST, point=state)

    def keep(preparing: Preparing) -> None:
        position = take_position(state, form.answer)
        now = house.node().now()
        preparing.keep_positions(found.id, [position], author=officer_of(request).name, now=now)

    bar = _try(found, is_valid=form.is_valid(), keep=keep)
    if bar is not None:
        return _show(request, found, state, bar, respond=form)
    return _go_on(request, found.id, state)


@require_POST
@may(Act.DRAFT)
def propose(request: HttpRequest, dossier: bytes, point: str) -> HttpResponse:
    """Keeps a proposal on a point."""
    found = find_newest(request, dossier)
    state = found.point(point)
    form = Propose(request.POST, point=state)

    def keep(preparing: Preparing) -> None:
        proposals = take_wishes(found.view, [form.wish])
        now = house.node().now()
        preparing.keep_proposals(found.id, proposals, author=officer_of(request).name, now=now)

    bar = _try(found, is_valid=form.is_valid(), keep=keep)
    if bar is not None:
        return _show(request, found, state, bar, propose=form)
    messages.success(request, KEPT)
    return redirect("point", found.id.hex(), state.id)


@require_POST
@may(Act.DRAFT)
def sponsor(request: HttpRequest, dossier: bytes, point: str) -> HttpResponse:
    """Keeps that the house joins a proposal of another, or ceases to sponsor it."""
    found = find_newest(request, dossier)
    state = found.point(point)
    chosen = request.POST.get("proposal", "")
    made = next((each for each in found.view.proposals if f"{each.letter.hex()}:{each.place}" == chosen), None)
    if made is None:
        raise Http404
    compose = join(Reference(letter=made.letter, place=made.place), withdraws=bool(request.POST.get("withdraws")))
    bar = keep_act(request, found, compose)
    return redirect("point", found.id.hex(), state.id) if bar is None else _show(request, found, state, bar)


def _try(found: Dossier, *, is_valid: bool, keep: Callable[[Preparing], None]) -> Trouble | None:
    """Keeps something, or says why it was not kept."""
    if not is_valid:
        return trouble.form_trouble(trouble.NOTHING_STORED)
    try:
        keep(Preparing(found.talks.node))
    except VerbaleError as fault:
        return trouble.trouble(fault, trouble.NOTHING_STORED)
    return None


def _go_on(request: HttpRequest, dossier: bytes, state: PointState) -> HttpResponse:
    """To the next open point, or back to this one."""
    after = find_newest(request, dossier)
    beside = points.next_open(after, state)
    if request.POST.get("then") == NEXT and beside is not None:
        return redirect(beside.url)
    if request.POST.get("then") == NEXT:
        messages.success(request, _("Kept as a draft. No open point awaits you any more."))
        return redirect("prepared", dossier.hex())
    messages.success(request, KEPT)
    return redirect("point", dossier.hex(), state.id)


def _show(
    request: HttpRequest, found: Dossier, state: PointState, bar: Trouble | None = None, **forms: Plain
) -> HttpResponse:
    shown: dict[str, Any] = {
        "room": "talks",
        "dossier": found,
        "table_url": found.url("table"),
        "page": points.lay_out(found, state),
        "proposals": proposals_on(found, state),
        "tongues": in_languages(found, state),
        "languages_url": found.url("languages"),
        "named": request.GET.get("who") != "no",
    }
    if may_draft(request, found):
        kept = found.prepared.position(state.id)
        ours = state.positions.get(found.talks.house.id)
        fresh = kept.position if kept is not None and kept.position.wording == state.wording else None
        shown |= {
            "kept": kept,
            "kept_word": prepared_mark(kept.position).word if kept else "",
            "stale": kept is not None and fresh is None,
            "respond": Respond(initial=begin(state, fresh, ours), point=state),
            "propose": Propose(point=state),
            "sitting": points.SITTING in request.GET,
        } | forms
    return show(request, "pages/talks/point.html", shown, bar)
