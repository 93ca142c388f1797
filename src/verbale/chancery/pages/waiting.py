"""Letters of credence that were read and whose words were not heard yet: the only place that keeps them."""

from collections.abc import Sequence
from datetime import datetime

from verbale.chancery.pages.models import WaitingCredence
from verbale.exchange.ports import View
from verbale.formats.credencefile import SIZE, CredenceFile, read_credence_file
from verbale.formats.errors import Malformed, Refused
from verbale.formats.suite import Suite

MOST = 100


def keep(data: bytes, *, view: View, suites: tuple[Suite, ...], officer: str, now: datetime) -> CredenceFile:
    """Reads a credence file and keeps it until its words are heard; the same again changes nothing.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
        Refused: `accredit-self`, `accredited-already`, `credences-many` or `suite-unknown`.
    """
    if len(data) > SIZE:
        raise Malformed("credence-size", f"A credence file has at most {SIZE} bytes.")
    file = read_credence_file(data, suites)
    newest = file.newest
    if newest.party == view.house().party.id:
        raise Refused("accredit-self", "This is the chancery's own letter of credence.")
    known = view.party(newest.party)
    if known is not None and known.credence.digest == newest.digest:
        raise Refused("accredited-already", f"This letter of credence is accredited here already, as {known.code}.")
    if WaitingCredence.objects.count() >= MOST:
        raise Refused("credences-many", f"More than {MOST} letters of credence wait already; discard some.")
    WaitingCredence.objects.get_or_create(
        digest=newest.digest, defaults={"data": data, "read_at": now, "read_by": officer}
    )
    return file


def find(digest: bytes, suites: tuple[Suite, ...]) -> tuple[WaitingCredence, CredenceFile] | None:
    """A credence that waits, read again; `None` if there is none of this digest."""
    row = WaitingCredence.objects.filter(digest=digest).first()
    return None if row is None else (row, read_credence_file(bytes(row.data), suites))


def all_waiting(suites: tuple[Suite, ...]) -> Sequence[tuple[WaitingCredence, CredenceFile]]:
    """All that wait, the newest first."""
    rows = WaitingCredence.objects.order_by("-read_at")[:MOST]
    return [(row, read_credence_file(bytes(row.data), suites)) for row in rows]


def discard(digest: bytes) -> None:
    """Forgets a credence that waited; it was accredited, or somebody decided against it."""
    WaitingCredence.objects.filter(digest=digest).delete()
