"""Finding the dossier that a page is about."""

from django.http import HttpRequest

from verbale.chancery.pages.context import names_of
from verbale.chancery.pages.talks import dossier as dossiers
from verbale.chancery.pages.talks.dossier import Dossier


def find_newest(request: HttpRequest, dossier: bytes) -> Dossier:
    """A dossier as it stands, which alone can be spoken to.

    Raises:
        Http404, Unavailable: as `dossier.find`.
    """
    return dossiers.find(dossier, names_of(request))


def find_shown(request: HttpRequest, dossier: bytes) -> Dossier:
    """A dossier in the state that the address names.

    Raises:
        Http404, Unavailable: as `dossier.find`.
    """
    return dossiers.find(dossier, names_of(request), request.GET.get("at", ""))
