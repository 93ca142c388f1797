"""Attachments: saved, never shown. Streamed from the sealed file, and cut off if it is not what the letter says."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from verbale.chancery.audit import services as audit
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import sheet
from verbale.chancery.pages.savednames import saved_name
from verbale.chancery.pages.views.letters import read_letter
from verbale.chancery.pages.who import ROAD, may, officer_of

# Types that a browser may be told; all else is plain bytes. None of them is ever shown by us.
KNOWN_TYPES = frozenset(
    {
        "application/pdf",
        "application/json",
        "application/zip",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "text/csv",
        "text/markdown",
        "text/plain",
    }
)


@require_GET
@may(Act.READ)
def attachment(request: HttpRequest, sender: bytes, letter: bytes, place: int) -> HttpResponseBase:
    """Saves an attachment."""
    record = sheet.find(sender, letter)
    if record is None or not record.letter.opened:
        raise Http404
    opened = read_letter(record)
    if not 1 <= place <= len(opened.attachments):
        raise Http404
    described, blocks = opened.attachments[place - 1], opened.blocks(place - 1)
    audit.enter(officer=officer_of(request).name, act="saved", about=f"{record.id.hex()}/{place}", road=ROAD)
    return StreamingHttpResponse(
        hold_back(blocks),
        content_type=described.media_type if described.media_type in KNOWN_TYPES else "application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, saved_name(described.name)),
            "Content-Length": str(described.length),
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def hold_back(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Passes blocks on, each when the next is there: the last leaves only after the whole was found to be right.

    A content that is not what the letter says so ends short of its announced length, and the browser keeps nothing.
    """
    held: bytes | None = None
    for block in blocks:
        if held is not None:
            yield held
        held = block
    if held is not None:
        yield held
