"""Letters, dossiers and parties as people name them: a number, the beginning of an id, a code.

MFA/12/2026, MFA/LEGAL/12/2026     the number of a letter: code, series if it has one, number, year
4f1c                               the beginning of an id, as long as no other begins so
"""

import re
from collections.abc import Mapping

from verbale.chancery.letters import lists
from verbale.chancery.packing import is_beginning
from verbale.chancery.view import SqlView
from verbale.exchange.records import Letter
from verbale.formats.errors import Refused

_NUMBER = re.compile(
    r"(?P<code>[A-Z][A-Z0-9-]{0,31})(?:/(?P<series>[A-Z][A-Z0-9]{0,15}))?/(?P<number>[0-9]{1,15})/(?P<year>[0-9]{4})"
)


def cite(code: str, series: str, number: int, year: int) -> str:
    """A letter's number as people cite it; empty for a letter whose number is not known yet."""
    return "/".join(filter(None, (code, series, str(number), str(year)))) if number else ""


def codes_of(view: SqlView) -> Mapping[bytes, str]:
    """The codes of all parties in this house, the house's own among them, by id."""
    house = view.house().party
    return {party.id: party.code for party in view.parties()} | {house.id: house.code}


def code_of(codes: Mapping[bytes, str], party: bytes) -> str:
    """A party's code; the beginning of its id if it is not known here."""
    return codes.get(party) or party.hex()[:16]


def find_letter(view: SqlView, named: str) -> Letter:
    """A letter by its number or the beginning of its id.

    Raises:
        Refused: `letter-unknown`, or `ambiguous-id` if two begin so.
    """
    found = _named(view, named.strip())
    if len(found) > 1:
        raise Refused("ambiguous-id", "More than one letter is named so; give more of its id.")
    letter = view.letter(*found[0]) if found else None
    if letter is None:
        raise Refused("letter-unknown", "There is no such letter here; `verbale letter list` shows those there are.")
    return letter


def find_dossier(view: SqlView, named: str) -> bytes | None:
    """A dossier by the beginning of its id; `None` if none begins so.

    Raises:
        Refused: `ambiguous-id`.
    """
    beginning = named.strip().lower()
    found = lists.find_dossiers(view.sql, beginning) if is_beginning(beginning) else []
    if len(found) > 1:
        raise Refused("ambiguous-id", "More than one dossier is named so; give more of its id.")
    return found[0] if found else None


def _named(view: SqlView, named: str) -> list[tuple[bytes, bytes]]:
    number = _NUMBER.fullmatch(named.upper())
    if number is not None:
        sender = next((party for party, code in codes_of(view).items() if code == number["code"]), None)
        if sender is None:
            return []
        return lists.find_numbered(view.sql, sender, number["series"] or "", int(number["number"]), int(number["year"]))
    beginning = named.lower()
    return lists.find_beginning(view.sql, beginning) if is_beginning(beginning) else []
