"""Attachments written into a folder: each under its own name, cleaned, and none over anything that is there.

A name is its sender's. Whatever a file system would take for more than a name is replaced: separators, a dot or a
hyphen at its head, names that some systems keep for devices, characters that do not show. Row F04 of the attack
catalogue.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from verbale.cli.outlet import open_folder, save_among
from verbale.cli.progress import bar
from verbale.formats.names import normal

if TYPE_CHECKING:
    from verbale.chancery.letters.sheets import Sheet

_BARRED = re.compile(r'[/\\:*?"<>|]')
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10))}
_LONGEST = 200
_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
_PLAIN = "attachment"


def save_enclosures(sheet: "Sheet", folder: Path) -> list[str]:
    """Writes the attachments of a letter into a folder.

    Returns:
        The names that they got, in order.

    Raises:
        Refused: `not-a-folder` or `folder-missing`.
        Malformed, Untrusted, Unavailable: an attachment is damaged, or there is no room; it is not left there.
    """
    written = []
    with open_folder(folder) as place:
        for at, attachment in enumerate(sheet.attachments):
            with bar(f"Writing {attachment.name}", attachment.length) as done:
                written.append(save_among(place, names_for(attachment.name), sheet.blocks(at), done))
    return written


def names_for(name: str) -> Iterator[str]:
    """Names for a file, the best first: the clean one, then the same with a number."""
    clean = clean_name(name)
    stem, dot, ending = clean.rpartition(".")
    if not stem or len(ending) > 16:
        stem, dot, ending = clean, "", ""
    return chain([clean], (f"{stem} ({number}){dot}{ending}" for number in count(2)))


def clean_name(name: str) -> str:
    """A name that is a name on every file system: never a path, never hidden, never an option of a command."""
    shown = "".join(sign for sign in normal(name) if unicodedata.category(sign) not in _HIDDEN)
    clean = _BARRED.sub("_", shown).rstrip(" .")
    if clean[:1] in (".", "-", "~", " "):
        clean = "_" + clean[1:] if clean.strip(".-~ ") else ""
    if clean.partition(".")[0].upper().strip() in _DEVICES:
        clean = f"_{clean}"
    return _shorten(clean) or _PLAIN


def _shorten(name: str) -> str:
    """The name within what every file system takes in bytes, its ending kept."""
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 16 else ""
    stem = stem if ending else name
    while len((stem + ending).encode()) > _LONGEST:
        stem = stem[:-1]
    return stem + ending
