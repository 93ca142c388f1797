"""Showing a page: with the bar that says what was not done, and where its lists begin."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from verbale.chancery.pages.reading import Trouble

_DIGITS = 7


def show(request: HttpRequest, page: str, shown: Mapping[str, object], bar: Trouble | None = None) -> HttpResponse:
    """A page.

    Args:
        request: who asks.
        page: its template.
        shown: what stands on it.
        bar: what was not done, and why; `None` if nothing went wrong.
    """
    if bar is None:
        return render(request, page, {**shown})
    return render(request, page, {**shown, "trouble": bar}, status=422)


def begins_at(request: HttpRequest) -> int:
    """How many of a list are passed over."""
    begins = request.GET.get("from", "")
    return int(begins) if begins.isdecimal() and len(begins) <= _DIGITS else 0
