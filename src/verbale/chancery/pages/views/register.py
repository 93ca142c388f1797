"""The register: its head, its entries, and the statement behind each of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, record
from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.who import may
from verbale.exchange import prove

_LONGEST = 15


@require_safe
@may(Act.LIST)
def register(request: HttpRequest) -> HttpResponse:
    """The entries, newest first."""
    asked = request.GET.get("from", "")
    below = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST else None
    view = record.register(names_of(request), below=below)
    return render(request, "pages/register.html", {"room": "register", "view": view})


@require_safe
@may(Act.LIST)
def statement(request: HttpRequest, digest: bytes) -> HttpResponse:
    """What a statement says, word for word, and who signed it."""
    with house.office().store.read() as view:
        page = record.statement(view, digest, names_of(request))
    if page is None:
        raise Http404
    return render(request, "pages/statement.html", {"room": "register", "page": page})


@require_GET
@may(Act.LIST)
def proof(_request: HttpRequest, digest: bytes) -> HttpResponse:
    """The proof of a statement, for `verbale verify` and for stock tools."""
    data = prove.prove(house.office(), digest)
    return _file(data, f"{digest.hex()[:16]}.proof", "text/plain; charset=utf-8")


@require_GET
@may(Act.LIST)
def envelope(_request: HttpRequest, digest: bytes) -> HttpResponse:
    """The statement as it was signed."""
    with house.office().store.read() as view:
        stored = view.statement(digest)
    if stored is None:
        raise Http404
    return _file(stored.envelope, f"{stored.kind}-{digest.hex()[:16]}.json", "application/json")


def _file(data: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(data, content_type=media_type, headers=headers)
