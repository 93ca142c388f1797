"""The parties: who is accredited, and the way there: a file is read, words are heard, officers sign."""

import re
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from verbale.chancery.audit import services as audit
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import forms, house, models, people, trouble, waiting
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.who import ROAD, asked_again, at_desk, may, officer_of
from verbale.exchange import standing
from verbale.exchange.accredit import accredit
from verbale.exchange.records import Party, Permissions
from verbale.formats import limits, words
from verbale.formats.credencefile import CredenceFile
from verbale.formats.errors import VerbaleError

_PLACES = re.compile(r"\d+")


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.LIST)
def parties(request: HttpRequest) -> HttpResponse:
    """All parties; a credence file that is handed in waits here for its words."""
    if request.method == "POST":
        return _read(request)
    return _show_all(request, forms.CredenceUpload())


@may(Act.ACCREDIT)
def _read(request: HttpRequest) -> HttpResponse:
    form = forms.CredenceUpload(request.POST, request.FILES)
    if not form.is_valid():
        return _show_all(request, form, trouble.form_trouble(trouble.NOTHING_STORED))
    data: bytes = form.cleaned_data["credence"].read()
    try:
        file = waiting.read(data, house.suites())
        with house.office().store.read() as view:
            waiting.check(file, view)
        waiting.keep(file, data, officer=officer_of(request).name, now=house.node().now())
    except VerbaleError as fault:
        return _show_all(request, form, trouble.trouble(fault, trouble.NOTHING_STORED))
    return redirect("credence", file.newest.digest.hex())


def _show_all(request: HttpRequest, form: forms.CredenceUpload, bar: Trouble | None = None) -> HttpResponse:
    with house.office().store.read() as view:
        rows = people.party_rows(view, names_of(request), timezone.now())
    shown = {
        "room": "parties",
        "rows": rows,
        "suspended": [row for row in rows if row.standing != "accredited"],
        "waiting": [people.asked(row, file) for row, file in waiting.all_waiting(house.suites())],
        "form": form,
    }
    return show(request, "pages/parties.html", shown, bar)


@require_safe
@may(Act.LIST)
def party(request: HttpRequest, party: bytes) -> HttpResponse:
    """A party: its credence, its addresses, what it may send, its register."""
    return _show_party(request, party)


@require_POST
@may(Act.ACCREDIT)
@asked_again
def permit(request: HttpRequest, party: bytes) -> HttpResponse:
    """Says what a party may send from now on."""
    form = forms.Permit(request.POST)
    if not form.is_valid():
        return _show_party(request, party, form=form, bar=trouble.form_trouble(trouble.NOTHING_STORED))
    permissions = Permissions(classes=tuple(form.cleaned_data["classes"]), most=form.cleaned_data["most"] * limits.MIB)
    return _decide(request, party, "permitted", lambda: standing.permit(house.office(), party, permissions))


@require_POST
@may(Act.ACCREDIT)
@asked_again
def suspend(request: HttpRequest, party: bytes) -> HttpResponse:
    """Suspends the exchange with a party."""
    return _decide(request, party, "suspended", lambda: standing.suspend(house.office(), party))


@require_POST
@may(Act.ACCREDIT)
@asked_again
def restore(request: HttpRequest, party: bytes) -> HttpResponse:
    """Restores the exchange with a party that was suspended."""
    return _decide(request, party, "restored", lambda: standing.restore(house.office(), party))


def _decide(request: HttpRequest, party: bytes, act: str, do: Callable[[], Party]) -> HttpResponse:
    try:
        do()
    except VerbaleError as fault:
        return _show_party(request, party, bar=trouble.trouble(fault, trouble.NOTHING_STORED))
    audit.enter(officer=officer_of(request).name, act=act, about=party.hex(), road=ROAD)
    messages.success(request, _("Kept. It holds from the next pouch on."))
    return redirect("party", party.hex())


def _show_party(
    request: HttpRequest, party: bytes, *, form: forms.Permit | None = None, bar: Trouble | None = None
) -> HttpResponse:
    with house.office().store.read() as view:
        page = people.party_page(view, party, names_of(request), timezone.now())
    if page is None:
        raise Http404
    kept = {"classes": list(page.row.classes), "most": page.row.most // limits.MIB}
    shown = {"room": "parties", "page": page, "form": form or forms.Permit(initial=kept)}
    return show(request, "pages/party.html", shown, bar)


@require_http_methods(["GET", "HEAD", "POST"])
@may(Act.ACCREDIT)
def credence(request: HttpRequest, digest: bytes) -> HttpResponse:
    """The twelve words of a credence that waits: compared, and then signed for; or it is discarded."""
    found = waiting.find(digest, house.suites())
    if found is None:
        raise Http404
    row, file = found
    if request.method != "POST":
        return _show_form(request, row, file, _form(request, file, data=False))
    if request.POST.get("act") == "discard":
        waiting.discard(digest)
        messages.info(request, _("The credence was discarded. Nobody was accredited."))
        return redirect("parties")
    return _accredit(request, row, file)


def _accredit(request: HttpRequest, row: models.WaitingCredence, file: CredenceFile) -> HttpResponse:
    form = _form(request, file, data=True)
    if not form.is_valid():
        return _show_form(request, row, file, form, trouble.form_trouble(trouble.NOTHING_STORED))
    now, officer = timezone.now().replace(microsecond=0), officer_of(request)
    try:
        heard = words.read_words(form.heard_words)
        # Before a key is unlocked: a wrong word costs nothing and opens nothing.
        words.compare_words(heard, file.newest.party, file.newest.digest)
        keys = house.unlock(request, form.signers)
        party = accredit(
            house.office(),
            file,
            heard=heard,
            code=form.cleaned_data["code"].strip().upper(),
            officers=keys,
            now=now,
            how=form.cleaned_data["heard"],
        )
    except VerbaleError as fault:
        form.mark_refusal(fault.code)
        if fault.code in {"words-differ", "word-unknown"}:
            places = [int(place) for place in _PLACES.findall(fault.reason)]
            form.mark_words(places, _("differs") if fault.code == "words-differ" else _("not in the list"))
        return _show_form(request, row, file, form, trouble.trouble(fault, trouble.NOTHING_STORED))
    house.node().settle()
    waiting.discard(file.newest.digest)
    audit.enter(officer=officer.name, act="accredited", about=party.id.hex(), road=ROAD, at=now)
    messages.success(request, _("%(code)s is accredited. Letters go both ways.") % {"code": party.code})
    return redirect("party", party.id.hex())


def _form(request: HttpRequest, file: CredenceFile, *, data: bool) -> forms.Heard:
    with house.office().store.read() as view:
        identity = view.house().party.credence.identity
        known = view.party(file.newest.party)
    officer = at_desk(request)
    return forms.Heard(
        request.POST if data else None,
        initial={"code": known.code if known is not None else file.newest.identity.code},
        officers=[each.name for each in identity.officers],
        needed=identity.thresholds["accreditation"],
        me=officer.name if officer is not None else "",
    )


def _show_form(
    request: HttpRequest,
    row: models.WaitingCredence,
    file: CredenceFile,
    form: forms.Heard,
    bar: Trouble | None = None,
) -> HttpResponse:
    shown = {"room": "parties", "asked": people.asked(row, file), "form": form}
    return show(request, "pages/credence.html", shown, bar)
