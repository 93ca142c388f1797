"""Packages as the pages name them."""

import string

from verbale.chancery.pages.talks.dossier import Dossier

_LETTERS = string.ascii_uppercase


def letter_of(place: int) -> str:
    """The letter of a package, by its place in the order for display: A, B, … Z, AA, AB."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, len(_LETTERS))
        name = _LETTERS[rest] + name
    return name


def package_url(dossier: Dossier, place: int) -> str:
    """The page of a package, by its place in the order for display."""
    state = dossier.view.packages[place]
    return dossier.url("package", state.letter.hex(), str(state.place))
