"""Vectors of letters and receipts."""

from dataclasses import replace
from typing import Any

from tools.vectors.identity import text_of
from tools.vectors.recorded import Draws, RecordedSuite
from tools.vectors.sheets import Sheet
from verbale.formats import canonical, limits
from verbale.formats.age.identity import write_identity
from verbale.formats.age.sealed import seal_bytes
from verbale.formats.base64text import write_base64
from verbale.formats.letter import (
    Attachment,
    Enclosure,
    LetterStatement,
    Part,
    write_attachment,
    write_letter_statement,
    write_opened_letter,
)
from verbale.formats.receipt import Line, Stage, join_receipt, sign_receipt, write_lines, write_receipt
from verbale.formats.statement import Kind, sign_statement
from verbale.testing.institution import BEGINNING, Institution

ANNEX = Attachment(name="annex.pdf", media_type="application/pdf", length=5, sha256=bytes(32))


def parts_of(draws: Draws) -> tuple[Part, ...]:
    """The parts of a letter with one paragraph and one attachment."""
    return (
        Part(kind="subject", number="", language="en", salt=draws(32), content="Exchange of notes"),
        Part(kind="text", number="1", language="en", salt=draws(32), content="The Ministry presents its compliments …"),
        Part(kind="attachment", number="1", language="", salt=draws(32), content=write_attachment(ANNEX)),
    )


def statement_of(house: Institution, party: Institution, parts: tuple[Part, ...]) -> LetterStatement:
    """The statement of a letter."""
    return LetterStatement(
        sender=house.id,
        recipients=(party.id,),
        suite=1,
        credence=1,
        dossier=b"\7" * 32,
        letter_class="note-verbale",
        series="",
        number=12,
        year=2026,
        created=BEGINNING,
        expires=None,
        parts=tuple(part.digest for part in parts),
    )


def letters_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="letters", about="Letters: parts, statements, sealed copies.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    chain = [sheet.share("chain", text_of(house.credence.signed))]
    parts = parts_of(Draws("letter"))
    enclosed = (Enclosure(sealed=b"\3" * 32, length=1731, identity=b"\4" * 32),)
    document = write_letter_statement(statement_of(house, party, parts))
    signed = sign_statement(Kind.LETTER, document, house.signers)
    opened = write_opened_letter(signed, parts, enclosed)
    for part in (*parts, replace(parts[1], number="", language="")):
        written = {"kind": part.kind, "number": part.number, "language": part.language, "content": part.content}
        name = f"part {part.kind} {part.number or 'without number'}"
        sheet.accept(name, "digest-part", part=written | {"salt": write_base64(part.salt)})
    reading = party.roles.reading
    sealed = seal_bytes(opened, reading.public, suite=suite, entropy=Draws("copy"))
    identity = write_identity(party.seed("reading/1", 32))
    copy = {"sealed_base64": write_base64(sealed), "identity": identity}
    sheet.accept("a sealed copy", "open-letter", chain=chain, **copy)
    other = {"sealed_base64": copy["sealed_base64"], "identity": write_identity(bytes(32))}
    sheet.refuse("refused:not-for-us", "a copy for another", "open-letter", chain=chain, **other)
    sheet.accept("a document", "open-letter", chain=chain, document=opened.decode())
    _documents(sheet, chain, canonical.read(opened, limit=limits.LETTER_OPENED))
    _statements(sheet, document)
    for refusal, form, content in (
        ("malformed:name-character", "subject", "A\nnote"),
        ("malformed:hex", "reply", "ab"),
        ("malformed:json-syntax", "attachment", "annex.pdf"),
        ("malformed:media-type", "attachment", write_attachment(replace(ANNEX, media_type="pdf"))),
        ("malformed:name-character", "attachment", write_attachment(replace(ANNEX, name="a\u202efdp.exe"))),
    ):
        sheet.refuse(refusal, f"a part {form}: {refusal.split(':')[1]}", "read-part", form=form, content=content)
    return sheet


def _documents(sheet: Sheet, chain: list[dict[str, str]], opened: dict[str, Any]) -> None:
    subject, text, attachment = opened["parts"]
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("untrusted:part-digest", "a part changed", {"parts": [subject, text | {"content": "."}, attachment]}),
        ("untrusted:part-digest", "a part left out", {"parts": [subject, attachment]}),
        ("untrusted:part-digest", "parts in another order", {"parts": [text, subject, attachment]}),
        ("malformed:letter-attachments", "nothing enclosed", {"enclosed": []}),
        ("malformed:part-kind", "a kind without a name", {"parts": [text | {"kind": "Text"}]}),
        ("malformed:name-character", "a number that does not show", {"parts": [text | {"number": "\u001b"}]}),
        ("malformed:language", "a language that is none", {"parts": [text | {"language": "english"}]}),
        ("malformed:member", "a member too many", {"more": 1}),
        ("malformed:member", "version 2", {"v": 2}),
        ("malformed:base64", "a salt of another length", {"parts": [text | {"salt": "AAAA"}]}),
        ("malformed:envelope-form", "no envelope", {"envelope": {}}),
    ]
    for refusal, name, changes in rows:
        document = canonical.write(opened | changes).decode()
        sheet.refuse(refusal, name, "open-letter", chain=chain, document=document)


def _statements(sheet: Sheet, document: dict[str, Any]) -> None:
    sheet.accept("a statement", "read-letter-statement", statement=canonical.write(document).decode())
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("malformed:letter-recipients", "no recipient", {"to": []}),
        ("malformed:letter-recipients", "recipients out of order", {"to": ["02" * 32, "01" * 32]}),
        ("malformed:letter-recipients", "to its own sender", {"to": [document["from"]]}),
        ("malformed:letter-parts", "no part", {"parts": []}),
        ("malformed:series", "a series in small letters", {"series": "a"}),
        ("malformed:member", "a class that is none", {"class": "message"}),
        ("malformed:member", "number 0", {"number": 0}),
        ("malformed:time", "an expiry in another form", {"expires": "2026-03-02"}),
        ("malformed:hex", "a dossier of another length", {"dossier": "00"}),
        ("refused:class-unavailable", "a signed non-paper", {"class": "non-paper"}),
    ]
    for refusal, name, changes in rows:
        sheet.refuse(refusal, name, "read-letter-statement", statement=canonical.write(document | changes).decode())


def receipts_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="receipts", about="Receipts with their lines, by those who may say them and others.")
    house = Institution("BOR", suite)
    chain = [sheet.share("chain", text_of(house.credence.signed))]
    roles, salts = house.roles, Draws("lines")

    def line(stage: Stage, reason: str = "", words: str = "") -> Line:
        return Line(
            letter=b"\1" * 32,
            sealed=b"\2" * 32,
            stage=stage,
            time=BEGINNING,
            reason=reason,
            words=words,
            salt=salts(32),
        )

    signers = {"front": roles.front, "house": roles.house, "opener": roles.opener, "officer": roles.officers[0]}
    lines = {stage: line(stage) for stage in Stage}
    lines[Stage.REFUSED] = line(Stage.REFUSED, reason="not-permitted")
    lines[Stage.COPY_REFUSED] = line(Stage.COPY_REFUSED, reason="part-digest")
    lines[Stage.ACKNOWLEDGED] = line(Stage.ACKNOWLEDGED, words="Noted.")
    may = {
        Stage.ACCEPTED: ("front", "house", "opener"),
        Stage.PLACED: ("house", "opener"),
        Stage.OPENED: ("opener",),
        Stage.ACKNOWLEDGED: ("officer",),
        Stage.REFUSED: ("house", "opener", "officer"),
        Stage.COPY_REFUSED: ("opener",),
        Stage.LAPSED: ("house", "opener"),
    }
    for signer, key in signers.items():
        for stage in Stage:
            receipt = sign_receipt(
                issuer=house.credence, recipient=b"\5" * 32, previous=None, head=None, lines=[lines[stage]], keys=[key]
            )
            values = {"chain": chain, "receipt": write_receipt(receipt).decode()}
            name = f"{stage.value} by the {signer}'s key"
            if signer in may[stage]:
                sheet.accept(name, "verify-receipt", **values)
            elif signer in {"front", "officer"}:
                sheet.refuse("untrusted:receipt-stage", name, "verify-receipt", **values)
    _whole(sheet, chain, house, [lines[Stage.PLACED], lines[Stage.OPENED]])
    return sheet


def _whole(sheet: Sheet, chain: list[dict[str, str]], house: Institution, lines: list[Line]) -> None:
    receipt = sign_receipt(
        issuer=house.credence,
        recipient=b"\5" * 32,
        previous=b"\6" * 32,
        head=(64, b"\7" * 32),
        lines=lines,
        keys=[house.roles.opener],
    )
    envelope = receipt.signed.envelope_bytes

    def verify(data: bytes, *, whole: bool = True) -> dict[str, Any]:
        return {"chain": chain, "receipt": data.decode(), "whole": whole}

    one = join_receipt(envelope, write_lines(lines[1:]))
    sheet.accept("two lines", "verify-receipt", **verify(write_receipt(receipt)))
    sheet.accept("one line shown of two", "verify-receipt", **verify(one, whole=False))
    sheet.refuse("untrusted:receipt-lines", "one line of two, not as a proof", "verify-receipt", **verify(one))
    raised = join_receipt(envelope, write_lines([replace(lines[0], stage=Stage.OPENED), lines[1]]))
    sheet.refuse("untrusted:receipt-lines", "a stage raised", "verify-receipt", **verify(raised))
    none = join_receipt(envelope, write_lines([]))
    sheet.refuse("malformed:receipt-lines", "no line", "verify-receipt", **verify(none))
    written = canonical.read(write_lines(lines))["lines"][0]
    for refusal, name, changes in (
        ("malformed:receipt-line", "a reason that does not belong", {"reason": "too-large"}),
        ("malformed:receipt-line", "words of a machine", {"words": "Noted."}),
        ("malformed:receipt-line", "a refusal without reason", {"stage": "refused"}),
        ("malformed:member", "a stage that is none", {"stage": "sent"}),
        ("malformed:base64", "a salt of another length", {"salt": "AAAA"}),
    ):
        data = join_receipt(envelope, canonical.write({"lines": [written | changes]}))
        sheet.refuse(refusal, name, "verify-receipt", **verify(data))
    others: list[tuple[str, str, dict[str, str | int]]] = [
        ("untrusted:receipt-issuer", "for another issuer", {"from": "00" * 32}),
        ("untrusted:credence-unknown", "under an unknown version", {"credence": 2}),
    ]
    for refusal, name, other in others:
        signed = sign_statement(Kind.RECEIPT, receipt.signed.document | other, [house.roles.opener])
        data = join_receipt(signed.envelope_bytes, write_lines(lines))
        sheet.refuse(refusal, name, "verify-receipt", **verify(data))
