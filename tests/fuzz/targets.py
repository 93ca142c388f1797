"""Every reader of bytes that come from elsewhere, as one function of bytes that may only raise a refusal.

Readers behind a signature are reached twice: as they stand, and, where a signature would stop every change, by the
document that it covers (`statement …`), for whoever signs may be hostile too.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx

from tools.system import ROOT
from tools.vectors import operations
from tools.vectors.sheets import read_sheet, resolve
from verbale.chancery.sheets.columns import Row
from verbale.chancery.sheets.positions import CSV, JSON, XLSX, read_positions, write_positions
from verbale.chancery.word.changes import read_changes, read_opened, side
from verbale.chancery.word.paper import read_word
from verbale.chancery.word.parts import Parts, read_xml
from verbale.chancery.word.passages import passages
from verbale.chancery.word.redline import write_word
from verbale.chancery.word.revision import revise
from verbale.cli.intake import read_whole
from verbale.formats import (
    canonical,
    channel,
    credence,
    dsse,
    limits,
    names,
    note,
    partykeys,
    receipt,
    recovery,
    revocation,
)
from verbale.formats.accreditation import read_accreditation
from verbale.formats.age import header as age_header
from verbale.formats.age.identity import read_identity, read_recipient
from verbale.formats.age.sealed import open_bytes
from verbale.formats.archive import ArchiveReader
from verbale.formats.base64text import read_base64, read_base64_unpadded, read_hex
from verbale.formats.checkpoint import read_text as read_checkpoint
from verbale.formats.credencefile import read_credence_file
from verbale.formats.errors import VerbaleError
from verbale.formats.fields import read_time
from verbale.formats.hybrid import HYBRID
from verbale.formats.letter import Part, read_attachment, read_letter_statement, read_opened_letter, read_reply
from verbale.formats.manifest import members_of, read_manifest
from verbale.formats.order import read_order
from verbale.formats.partykeys import check_address
from verbale.formats.pouch import PouchReader
from verbale.formats.proof import read_proof
from verbale.formats.receipt import read_lines, verify_receipt
from verbale.formats.registerproof import verify_register_proof
from verbale.formats.statement import Kind, Signed, read_signed, reload_signed
from verbale.formats.words import read_words
from verbale.practice.paper import read_paper

CORPUS = Path(__file__).parent / "corpus"
VECTORS = ROOT / "tests" / "vectors"
Target = Callable[[bytes], object]


def texts(data: bytes) -> str:
    """What a reader of text is handed: any characters, lone surrogates among them."""
    return data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace") if _is_text(data) else ""


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return b"\xed" not in data
    return True


def each(*readers: Callable[[str], object]) -> Target:
    """Hands one text to several readers; each refuses for itself."""

    def read(data: bytes) -> None:
        text = texts(data)
        refusals = []
        for reader in readers:
            try:
                reader(text)
            except VerbaleError as refusal:
                refusals.append(refusal)
        if refusals:
            raise refusals[0]

    return read


def read_file(data: bytes) -> bytes:
    """The command's own reading of a file that a person names."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "x"
        file.write_bytes(data)
        return read_whole(file, limit=4096, code="too-large", what="A file")


def read_envelopes(data: bytes) -> None:
    """An envelope, and the statement in it of whatever kind it says."""
    dsse.read_envelope(data)
    for kind in Kind:
        try:
            read_signed(data, kind)
        except VerbaleError:
            continue


def read_parts(data: bytes) -> None:
    """The parts of a letter that hold a document."""
    part = Part(kind="attachment", number="", language="", salt=bytes(32), content=texts(data))
    try:
        read_reply(part)
    except VerbaleError:
        read_attachment(part)


def read_archive(data: bytes) -> None:
    """An archive with a manifest and one member behind it."""
    reader = ArchiveReader(iter([data]))
    reader.first("manifest.json", limit=limits.MANIFEST)
    for _ in reader.member("credence.json", 2):
        pass
    reader.end()


@cache
def known(sheet: str, operation: str) -> dict[str, Any]:
    """The first accepted vector of an operation: its keys and chains go with the bytes that are changed."""
    file = read_sheet(VECTORS / f"{sheet}.json")
    vector = next(each for each in file["vectors"] if (each["operation"], each["outcome"]) == (operation, "accepted"))
    values: dict[str, Any] = resolve(file.get("shared", {}), vector["input"])
    return values


@cache
def known_chain(sheet: str, operation: str) -> dict[int, Any]:
    """The chain that belongs to it, verified once."""
    return {version.number: version for version in operations.chain_of(known(sheet, operation)["chain"])}


@cache
def opening_keys(sheet: str, operation: str) -> tuple[Any, ...]:
    """The keys that open it."""
    return tuple(HYBRID.opening_key(read_identity(text)) for text in known(sheet, operation)["identities"])


def open_sealed(data: bytes) -> bytes:
    """A sealed file, with a key that opens some."""
    return open_bytes(data, opening_keys("sealed", "open-sealed"), suite=HYBRID)


def read_pouch(data: bytes) -> None:
    """A pouch by a key that opens the published ones."""
    PouchReader([data], opening_keys("pouch", "read-pouch"), suite=HYBRID).cover  # noqa: B018 - reads it


def read_receipt(data: bytes) -> None:
    """A receipt under a known chain."""
    verify_receipt(data, known_chain("receipts", "verify-receipt"), HYBRID)


@cache
def _word_members() -> dict[str, bytes]:
    made = BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as package:
        return {name: package.read(name) for name in package.namelist()}


def word_file(**parts: bytes) -> bytes:
    """A plain Word file, with some of its parts as a hostile sender wrote them; the same bytes each time."""
    named = {f"word/{name}" if "." in name else f"word/{name}.xml": data for name, data in parts.items()}
    return _packed(_word_members() | named)


def _packed(members: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, data, compresslevel=1)
    return made.getvalue()


def read_word_part(data: bytes) -> None:
    """A Word file whose text is these bytes, and one whose numbering is."""
    each_part = [word_file(document=data), word_file(numbering=data)]
    for file in each_part:
        with suppress(VerbaleError):
            read_word(file)


def read_word_changes(data: bytes) -> None:
    """The text of a Word file, read with its changes and revised; what is read at all is written and read again."""
    text = read_opened(Parts(document=read_xml(data), numbering=None, styles=None))
    found = passages(text)
    for which, words in (("rejected", [each.old for each in found]), ("accepted", [each.new for each in found])):
        assert [each for each in words if each and each.strip()] == list(side(text, which))
    revised = revise(text, ["Other words.", ""], author="ARV")
    assert side(revised, "rejected") == side(text, "rejected")
    assert side(revised, "accepted") == ("Other words.",)
    if len(data) % 16 == 0:
        assert side(read_changes(write_word(revised)), "rejected") == side(text, "rejected")


def read_word_parts(data: bytes) -> None:
    """A Word file whose relations, styles or lists are these bytes."""
    for name in ("_rels/document.xml.rels", "styles.xml", "numbering.xml"):
        with suppress(VerbaleError):
            read_changes(word_file(**{name: data}))


@cache
def _sheet_members() -> dict[str, bytes]:
    row = Row(point="0123456789abcdef", number="1", words="The Parties consult.", wording=bytes(32))
    with zipfile.ZipFile(BytesIO(write_positions([row], XLSX))) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_file(name: str, data: bytes) -> bytes:
    """A workbook with one part as a hostile sender wrote it."""
    return _packed(_sheet_members() | {name: data})


def read_workbook_part(data: bytes) -> None:
    """A workbook whose sheet is these bytes, and ones whose list of sheets, styles or shared texts are."""
    for name in ("worksheets/sheet1", "workbook", "styles", "sharedStrings"):
        with suppress(VerbaleError):
            read_positions(sheet_file(f"xl/{name}.xml", data), XLSX)


TARGETS: dict[str, Target] = {
    "word-part": read_word_part,
    "word-changes": read_word_changes,
    "word-relations": read_word_parts,
    "sheet-workbook": read_workbook_part,
    "sheet-commas": lambda data: read_positions(data, CSV),
    "sheet-entries": lambda data: read_positions(data, JSON),
    "json": lambda data: canonical.read(data, limit=limits.STATEMENT),
    "base64": each(read_base64, read_base64_unpadded, read_hex, read_time),
    "age-header": age_header.read,
    "age-file": open_sealed,
    "age-key": each(read_identity, read_recipient),
    "envelope": read_envelopes,
    "letter-statement": lambda data: read_letter_statement(canonical.read(data)),
    "credence-file": lambda data: read_credence_file(data, (HYBRID,)),
    "letter": read_opened_letter,
    "part": read_parts,
    "receipt": read_receipt,
    "receipt-lines": read_lines,
    "manifest": lambda data: members_of(read_manifest(data)),
    "archive": read_archive,
    "pouch": read_pouch,
    "note": note.read_note,
    "checkpoint": read_checkpoint,
    "tlog-proof": read_proof,
    "register-proof": lambda data: verify_register_proof(data, (HYBRID,)),
    "order": read_order,
    "words": each(read_words),
    "names": each(
        names.check_code,
        names.check_series,
        names.check_language,
        names.check_media_type,
        check_address,
        lambda text: names.check_name(text, what="A name", limit=limits.NAME),
        lambda text: names.check_words(text, what="The words", limit=limits.REASON),
    ),
    "paper": read_paper,
    "intake": read_file,
}


def statement_of(kind: Kind) -> Target:
    """The document of a statement as a hostile signer may write it, read as if its signatures held."""

    def read(data: bytes) -> object:
        envelope = dsse.write_envelope(
            dsse.Envelope(
                payload_type=kind.media_type,
                payload=data,
                signatures=(dsse.Signature(key_id="0" * 64, signature=bytes(HYBRID.signature_size)),),
            )
        )
        signed = reload_signed(envelope, kind)
        return STATEMENTS[kind](signed)

    return read


STATEMENTS: dict[Kind, Callable[[Signed], object]] = {
    Kind.CREDENCE: credence._credence,
    Kind.KEYS: partykeys._read,
    Kind.REVOCATION: revocation._read,
    Kind.RECOVERY: recovery._read,
    Kind.CHANNEL: channel._read,
    Kind.ACCREDITATION: read_accreditation,
    Kind.LETTER: lambda signed: read_letter_statement(signed.document),
    Kind.RECEIPT: lambda signed: receipt._receipt(signed, ()),
}
TARGETS |= {f"statement-{kind.value}": statement_of(kind) for kind in STATEMENTS}


def corpus(name: str) -> Iterator[tuple[str, bytes]]:
    """The kept inputs of a target, by the names of their files."""
    for file in sorted((CORPUS / name).glob("*")):
        yield file.name, file.read_bytes()
