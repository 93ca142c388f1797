"""A Word file as what it is, a ZIP of XML: looked at before it is opened, and inflated within bounds.

The directory is read first: how many members, how large, how much they shrink, no name twice, none that leads out, no
archive inside. Then every member is inflated while its bytes are counted, and no XML in it may declare a document type.
Row F05 of the attack catalogue.
"""

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from verbale.formats import limits
from verbale.formats.errors import Malformed

FILE = 32 * limits.MIB
_MEMBERS = 2_000
_INFLATED = 100 * limits.MIB
_RATIO = 100
_SMALL = 64 * limits.KIB
_BLOCK = 1 << 16
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1
_ARCHIVES = {".zip", ".docx", ".xlsx", ".pptx", ".jar", ".7z", ".gz", ".rar", ".tar"}
_XML = {".xml", ".rels"}
_CODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_BEGINNINGS = tuple(mark + "<".encode(coding) for coding in _CODINGS for mark in (b"", "\ufeff".encode(coding)))
_NAMED_CODING = re.compile(rb"""encoding\s*=\s*["'](?!(?:utf-?8|utf-?16|us-ascii)["'])""", re.IGNORECASE)
_DECLARATIONS = tuple(word.encode(coding) for word in ("<!DOCTYPE", "<!ENTITY") for coding in _CODINGS)
_OVERLAP = max(map(len, _DECLARATIONS))


def check_package(data: bytes) -> bytes:
    """Looks a Word file over.

    Args:
        data: the file.

    Returns:
        The same bytes, now known to be harmless to open.

    Raises:
        Malformed: `docx-form`, `docx-size` or `docx-doctype`.
    """
    if len(data) > FILE:
        raise Malformed("docx-size", f"The Word file has more than {FILE} bytes.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            _check_directory(members)
            left = _INFLATED
            for member in members:
                left -= _inflate(package, member, left)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError) as wrong:
        if isinstance(wrong, RecursionError):
            raise
        raise no_word_file() from None
    except (OSError, OverflowError, MemoryError):
        raise no_word_file() from None
    return data


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MEMBERS or sum(member.file_size for member in members) > _INFLATED:
        raise Malformed("docx-size", "The Word file has too many members, or is too large when it is inflated.")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise Malformed("docx-form", "The Word file holds two members of one name.")
    for member in members:
        path = PurePosixPath(member.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or path.suffix.lower() in _ARCHIVES:
            raise Malformed("docx-form", "The Word file holds a member that leads out of it, or another archive.")
        if member.flag_bits & _ENCRYPTED or member.compress_type not in (_STORED, _DEFLATED):
            raise Malformed("docx-form", "The Word file is encrypted, or packed in a way that Word does not use.")
        if member.file_size > _SMALL and member.file_size > _RATIO * max(1, member.compress_size):
            raise Malformed("docx-size", "A member of the Word file shrinks more than any text does.")


def _inflate(package: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Inflates a member and looks for declarations in its XML; returns how many bytes it has."""
    is_xml = PurePosixPath(member.filename).suffix.lower() in _XML
    length, before = 0, b""
    with package.open(member) as stream:
        while block := stream.read(_BLOCK):
            length += len(block)
            if length > most:
                raise Malformed("docx-size", "The Word file is larger when it is inflated than it says.")
            if is_xml:
                _check_xml(before + block, first=length == len(block))
            before = block[-_OVERLAP:]
    return length


def _check_xml(data: bytes, *, first: bool) -> None:
    """Looks at a piece of XML; one in a coding in which a declaration would look otherwise is none of Word's."""
    if first and (not data.startswith(_BEGINNINGS) or _NAMED_CODING.search(data[:256].replace(b"\0", b""))):
        raise no_word_file()
    if any(word in data for word in _DECLARATIONS):
        raise Malformed("docx-doctype", "The Word file declares a document type, which none that Word makes does.")


def no_word_file() -> Malformed:
    """The refusal of what Word did not make."""
    return Malformed("docx-form", "The file is no Word file, or a damaged one.")
