"""The parts of a Word file that hold its text, found as Word finds them and read as XML that can do nothing.

ISO/IEC 29500-2: relations name the parts. What runs (macros) and what is fetched from elsewhere when somebody opens the
file (a template, a picture, an embedded file) is refused; a link is only its words, and its address is left out. XML is
read without entities, without a network, not deeper than 256. Row F05 of the attack catalogue.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any, TypeAlias

from lxml import etree

from verbale.chancery.word.package import check_package, no_word_file
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused

Element: TypeAlias = Any  # an element of lxml, which has no types

PART = 16 * limits.MIB
_ELEMENTS = 1_000_000
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DOCUMENT = "officeDocument"
_LINK, _TEMPLATE = "hyperlink", "attachedTemplate"
_MACROS = ("vbaproject", "vbadata", "wordvbadata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The roots of the parts that a text is read from."""

    document: Element
    numbering: Element | None
    styles: Element | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relation:
    kind: str
    target: str
    external: bool


def open_parts(data: bytes) -> Parts:
    """Opens a Word file.

    Args:
        data: the file.

    Raises:
        Malformed: `docx-form`, `docx-size` or `docx-doctype`.
        Refused: `docx-macro` or `docx-external`.
    """
    with zipfile.ZipFile(BytesIO(check_package(data))) as package:
        names = package.namelist()
        if any(PurePosixPath(name).stem.lower() in _MACROS for name in names):
            raise Refused("docx-macro", "The Word file holds macros; save it as a document without them.")
        for name in names:
            if name.lower().endswith(".rels"):
                _check_relations(package, name)
        document = _target(package, "_rels/.rels", "", _DOCUMENT)
        if document is None:
            raise no_word_file()
        folder, _, name = document.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".removeprefix("/")
        return Parts(
            document=read_xml(_read(package, document)),
            numbering=_optional(package, relations, folder, "numbering"),
            styles=_optional(package, relations, folder, "styles"),
        )


def read_xml(data: bytes) -> Element:
    """Reads XML without entities, network and comments.

    Raises:
        Malformed: `docx-form` or `docx-size`.
    """
    if len(data) > PART or data.count(b"<") > _ELEMENTS:
        raise Malformed("docx-size", "The text of the Word file is larger than is read.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise no_word_file() from None


def _check_relations(package: zipfile.ZipFile, name: str) -> None:
    for relation in _relations(package, name):
        if not relation.external or relation.kind == _LINK:
            continue
        if relation.kind == _TEMPLATE and _is_local(relation.target):
            continue  # where the writer's own templates lie; what it names is not on the reader's machine
        raise Refused("docx-external", "The Word file would fetch a part from elsewhere when it is opened.")


def _is_local(target: str) -> bool:
    """Whether a template's address names a drive or a file beside the text, and no machine."""
    path = target.replace("\\", "/").removeprefix("file:///")
    return not path.startswith("/") and ":" not in path[2:] and (path[1:2] == ":" or ":" not in path[:2])


def _relations(package: zipfile.ZipFile, name: str) -> Iterator[_Relation]:
    for each in read_xml(_read(package, name)).iter(f"{_RELATIONS}Relationship"):
        yield _Relation(
            kind=each.get("Type", "").rpartition("/")[2],
            target=each.get("Target", ""),
            external=each.get("TargetMode", "") == "External",
        )


def _target(package: zipfile.ZipFile, relations: str, folder: str, kind: str) -> str | None:
    """The name of the part of a kind; the first that is named counts, as in Word."""
    if relations not in package.namelist():
        return None
    for relation in _relations(package, relations):
        if relation.kind == kind and not relation.external:
            path = relation.target if relation.target.startswith("/") else f"{folder}/{relation.target}"
            return normpath(path).lstrip("/")
    return None


def _optional(package: zipfile.ZipFile, relations: str, folder: str, kind: str) -> Element | None:
    name = _target(package, relations, folder, kind)
    return None if name is None else read_xml(_read(package, name))


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        member = package.getinfo(name)
    except KeyError:
        raise no_word_file() from None
    if member.file_size > PART:
        raise Malformed("docx-size", "The text of the Word file is larger than is read.")
    return package.read(member)
