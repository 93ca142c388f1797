"""The settings: the house's own credence and words, its addresses, its officers, and the officer's own sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from verbale.chancery.officers import services as officers
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import forms, house, people
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.who import at_desk, may
from verbale.formats.credencefile import write_credence_file


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """An officer's account in the settings."""

    name: str
    sign_in: str
    roles: Sequence[str]
    signs: bool
    second_factor: bool


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The settings. Open to every officer, for each has a sign-in to keep."""
    officer = at_desk(request)
    if officer is None:
        return redirect("account_logout")
    liked = {"single_keys": officer.single_keys, "language": officer.language}
    form = forms.Comfort(request.POST if request.method == "POST" else None, initial=liked)
    if request.method == "POST" and form.is_valid():
        officers.set_comfort(officer, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("settings")
    with house.office().store.read() as view:
        own = people.own_credence(view, names_of(request))
    shown = {"room": "settings", "own": own, "officers": _officers(own.officers), "form": form}
    return render(request, "pages/settings.html", shown, status=422 if form.errors else 200)


@require_GET
@may(Act.LIST)
def own_credence(request: HttpRequest) -> HttpResponse:
    """The house's credence file, ready to be handed over."""
    with house.office().store.read() as view:
        party = view.house().party
    data = write_credence_file(party.chain, party.keys)
    name = f"{names_of(request).house.code}.credence"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


def _officers(signing: Sequence[str]) -> list[OfficerRow]:
    secured = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    return [
        OfficerRow(
            name=each.name,
            sign_in=each.user.get_username(),
            roles=each.role_names,
            signs=each.name in signing,
            second_factor=each.user_id in secured,
        )
        for each in officers.list_officers()
    ]
