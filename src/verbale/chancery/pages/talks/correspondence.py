"""A dossier in which no talks are open: letters that belong together, and nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from verbale.chancery.letters.models import Letter
from verbale.chancery.letters.sheets import open_sheet
from verbale.chancery.pages import house
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Tab, cited
from verbale.formats.errors import VerbaleError

_LOOKED_AT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Letters of one dossier.

    Attributes:
        id: of the dossier.
        title: as the letter that opens it says it, or the subject of that letter.
        opening: the first letter.
        members: who sent or got one, the house first.
    """

    id: bytes
    title: str
    opening: Cited
    members: Sequence[PartyName]
    at: str = ""
    tabs: tuple[Tab, ...] = ()


def find(dossier: bytes, names: Names) -> Correspondence | None:
    """The letters of a dossier that were sent or opened here; `None` if there are none."""
    letters = Letter.objects.filter(dossier=dossier, opened=True).order_by("at", "id")
    first = letters.first()
    if first is None:
        return None
    return Correspondence(
        id=dossier,
        title=title_of(first),
        opening=cited(first, names),
        members=names.house_first(_parties(letters)),
    )


def title_of(first: Letter) -> str:
    """What a dossier is called: as its first letter says, if that says it and can be opened, else by its subject."""
    node = house.node()
    try:
        with node.store.read() as view:
            kept = view.letter(bytes(first.letter), bytes(first.sender))
        said = open_sheet(node, kept).title if kept is not None and node.office.keys.reading else ""
    except VerbaleError:
        # Its own page says what is wrong with it.
        said = ""
    return said or first.subject


def _parties(letters: QuerySet[Letter]) -> set[bytes]:
    return {party for each in letters[:_LOOKED_AT] for party in (bytes(each.sender), *each.recipient_ids)}
