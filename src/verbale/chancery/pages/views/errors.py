"""What a page says when there is none: what failed, what was not done, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages import wording
from verbale.formats.errors import VerbaleError

Words = str | Promise


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page."""
    return _say(
        request,
        404,
        _("Not here"),
        _("There is no such page in this house, or what it showed is not here."),
        _("Look for the letter by its number or its subject."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A page that the officer's roles do not open."""
    return _say(
        request,
        403,
        _("Not open to you"),
        _("Your roles do not open this. Nothing was changed."),
        _("Ask an administrator of this house for the role that you need."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not come from a page of this sign-in."""
    return _say(
        request,
        403,
        _("That form is too old"),
        _("It comes from a page of another sign-in, or from another site. Nothing was done."),
        _("Open the page again, then send the form."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """A body that no form of ours has."""
    return _say(
        request,
        413,
        _("Too large"),
        _("A form takes at most 5 MiB with its file. Nothing of it was read, and nothing was stored."),
        _("Part the file, or hand it in at the command line, which takes more."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return _say(
        request,
        500,
        _("This page failed"),
        _("A fault of the node, not yours. What you sent may not have been done: look before you send it again."),
        _("If it stays so, tell your administrator the hour and the address of this page."),
    )


def refused(request: HttpRequest, fault: VerbaleError) -> HttpResponse:
    """A refusal that no page of its own has a place for."""
    status = 503 if fault.family == "unavailable" else 422
    return _say(request, status, _("Not done"), fault.reason, wording.next_step(fault.code, fault.family))


def _say(request: HttpRequest, status: int, heading: Words, what: Words, then: Words) -> HttpResponse:
    return render(request, "pages/error.html", {"heading": heading, "what": what, "next": then}, status=status)
