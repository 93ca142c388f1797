"""Entries of the register as people name them: by a letter's number, or by the beginning of a digest."""

from verbale.chancery.letters.finding import find_letter
from verbale.chancery.packing import digest_bounds, is_beginning
from verbale.chancery.view import SqlView
from verbale.formats.errors import Refused


def find_entry(view: SqlView, named: str) -> bytes:
    """The digest of an entry's statement.

    Raises:
        Refused: `not-in-register`, or `ambiguous-id` if two entries begin so.
    """
    beginning = named.strip().lower()
    if not is_beginning(beginning):
        return find_letter(view, named).id
    rows = view.sql.rows(
        "SELECT DISTINCT digest FROM register_entry WHERE digest >= %s AND digest <= %s AND kind <> 'padding' "
        "ORDER BY digest LIMIT 2",
        *digest_bounds(beginning),
    )
    if len(rows) > 1:
        raise Refused("ambiguous-id", "More than one entry is named so; give more of its id.")
    if not rows:
        raise Refused("not-in-register", "There is no such entry in the register; `verbale register show` lists them.")
    digest: bytes = rows[0][0]
    return digest
