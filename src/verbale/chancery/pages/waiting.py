"""Letters of credence that were read and whose words were not heard yet: the only place that keeps them."""

from collections.abc import Sequence
from datetime import datetime

from verbale.chancery.pages.models import WaitingCredence
from verbale.exchange.ports import View
from verbale.formats.credencefile import SIZE, CredenceFile, read_credence_file
from verbale.formats.errors import Malformed, Refused
from verbale.formats.suite import Suite

MOST = 100


def check(file: CredenceFile, view: View) -> None:
    """Refuses a credence that has nothing to wait for.

    Raises:
        Refused: `accredit-self` or `accredited-already`.
    """
    newest = file.newest
    if newest.party == view.house().party.id:
        raise Refused("accredit-self", "This is the chancery's own letter of credence.")
    known = view.party(newest.party)
    if known is not None and known.credence.digest == newest.digest:
        raise Refused("accredited-already", f"This letter of credence is accredited here already, as {known.code}.")


def read(data: bytes, suites: tuple[Suite, ...]) -> CredenceFile:
    """Reads a file that was handed in.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
        Refused: `suite-unknown`.
    """
    if len(data) > SIZE:
        raise Malformed("credence-size", f"A credence file has at most {SIZE} bytes.")
    return read_credence_file(data, suites)


def keep(file: CredenceFile, data: bytes, *, officer: str, now: datetime) -> None:
    """Keeps a credence until its words are heard; the same again changes nothing.

    Raises:
        Refused: `credences-many`.
    """
    if WaitingCredence.objects.count() >= MOST:
        raise Refused("credences-many", f"More than {MOST} letters of credence wait already; discard some.")
    given = {"data": data, "read_at": now, "read_by": officer}
    WaitingCredence.objects.get_or_create(digest=file.newest.digest, defaults=given)


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
