"""What a new text would have this house propose: looked through, chosen, and kept with what is prepared."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, trouble
from verbale.chancery.pages.forms import even_words
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import outcomes as pages
from verbale.chancery.pages.talks.imports import Imported, find_import
from verbale.chancery.pages.views.showing import begins_at, show
from verbale.chancery.pages.views.talks.finding import find_newest
from verbale.chancery.pages.views.talks.matches import change
from verbale.chancery.pages.views.talks.speaking import may_draft
from verbale.chancery.pages.who import may, officer_of
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.saying import check_member
from verbale.formats.errors import Malformed, Refused, VerbaleError

NOTHING_PREPARED = _("Nothing was prepared.")


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.READ)
def outcomes(request: HttpRequest, dossier: bytes, text: bytes) -> HttpResponse:
    """The proposals, list by list; what is chosen of each is kept until all go with what is prepared."""
    found = find_import(find_newest(request, dossier), text)
    if request.method == "POST":
        return _choose(request, found)
    return _show(request, found)


@may(Act.DRAFT)
def _choose(request: HttpRequest, found: Imported) -> HttpResponse:
    form = pages.Reason(request.POST)
    if not form.is_valid():
        return _show(request, found, trouble.form_trouble(trouble.NOTHING_STORED), form)
    chosen, reason = pages.read_choices(request.POST.dict()), even_words(form.cleaned_data["reason"])
    fault = change(request, found, lambda said: replace(said, choices={**said.choices, **chosen}, reason=reason))
    if fault is not None:
        return _show(request, found, fault, form)
    if request.POST.get("act") == "prepare":
        return _prepare(request, found.dossier.id, found.kept.digest)
    which, taken = request.GET.get("show", ""), sum(bool(each.take) for each in chosen.values())
    # What was chosen may leave the list, so the next page begins that much earlier.
    left = {pages.PROPOSED: taken, pages.LEFT_OUT: len(chosen) - taken}.get(which, len(chosen))
    return redirect(f"{found.url('outcomes')}?show={which}&from={begins_at(request) + left}")


def _prepare(request: HttpRequest, dossier: bytes, text: bytes) -> HttpResponse:
    """Keeps all that is to be proposed with what is prepared; or nothing, if a letter could not say one of them."""
    found = find_import(find_newest(request, dossier), text)
    node, intake = house.node(), found.intake
    try:
        check_member(found.dossier.talks, found.dossier.view)
        proposals = intake.proposals
        if not proposals:
            raise Refused("proposals-none", "Nothing is to be proposed.")
        faulty = sum(bool(pages.fault_of(intake, each)) for each in intake.outcomes if intake.choice(each).take)
        if faulty:
            raise Malformed("proposals-form", f"No letter could say {faulty} of them; leave them out.")
        Preparing(node).keep_proposals(dossier, proposals, author=officer_of(request).name, now=node.now())
    except VerbaleError as fault:
        return _show(request, found, trouble.trouble(fault, NOTHING_PREPARED))
    n = len(proposals)
    messages.success(request, ngettext("One proposal is prepared.", "%(n)s proposals are prepared.", n) % {"n": n})
    return redirect("prepared", dossier.hex())


def _show(
    request: HttpRequest, found: Imported, bar: Trouble | None = None, form: pages.Reason | None = None
) -> HttpResponse:
    shown: dict[str, object] = {
        "room": "talks",
        "step": "outcomes",
        "dossier": found.dossier,
        "imported": found,
        "drafts": may_draft(request, found.dossier),
        "form": form or pages.Reason(initial={"reason": found.intake.matching.reason}),
    }
    try:
        shown["page"] = pages.lay_out(found, request.GET.get("show", ""), begins_at(request))
    except Refused as fault:
        bar = trouble.trouble(fault, NOTHING_PREPARED)
    return show(request, "pages/talks/outcomes.html", shown, bar)
