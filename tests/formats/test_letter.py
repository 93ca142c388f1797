"""Letters: a statement over salted digests, parts that open them, and attachments that pair with their descriptions."""

import hashlib
import struct
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, digests, enclosures, letter_statements, names, parts
from verbale.formats import canonical, limits
from verbale.formats.letter import (
    Attachment,
    Enclosure,
    LetterStatement,
    OpenedLetter,
    Part,
    check_parts,
    read_attachment,
    read_letter_statement,
    read_opened_letter,
    read_reply,
    read_subject,
    write_attachment,
    write_letter_statement,
    write_opened_letter,
)
from verbale.formats.statement import Kind, read_signed, sign_statement
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY = Institution("ARV", SHAM), Institution("BOR", SHAM)
ATTACHMENT = Attachment(
    name="annex.pdf", media_type="application/pdf", length=5, sha256=hashlib.sha256(b"annex").digest()
)
PARTS = (
    Part(kind="subject", number="", language="en", salt=bytes(32), content="A note"),
    Part(kind="text", number="1", language="en", salt=b"\1" * 32, content="One."),
    Part(kind="attachment", number="1", language="", salt=b"\2" * 32, content=write_attachment(ATTACHMENT)),
)
ENCLOSED = (Enclosure(sealed=b"\3" * 32, length=1700, identity=b"\4" * 32),)
STATEMENT = LetterStatement(
    sender=HOUSE.id,
    recipients=(PARTY.id,),
    suite=0,
    credence=1,
    dossier=bytes(32),
    letter_class="note-verbale",
    series="",
    number=12,
    year=2026,
    created=BEGINNING,
    expires=None,
    parts=tuple(part.digest for part in PARTS),
)
DOCUMENT = write_letter_statement(STATEMENT)
SIGNED = sign_statement(Kind.LETTER, DOCUMENT, HOUSE.signers)
UNVERIFIED = read_signed(SIGNED.envelope_bytes, Kind.LETTER)
OPENED = write_opened_letter(SIGNED, PARTS, ENCLOSED)
OPENED_DOCUMENT = canonical.read(OPENED, limit=limits.LETTER_OPENED)


@given(letter_statements())
def test_a_statement_says_what_it_was_made_of(letter: LetterStatement) -> None:
    document = write_letter_statement(letter)
    assert read_letter_statement(document) == letter
    assert canonical.read(canonical.write(document)) == document


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"to": []}, "malformed:letter-recipients"),
        ({"to": ["01" * 32, "00" * 32]}, "malformed:letter-recipients"),
        ({"to": ["01" * 32, "01" * 32]}, "malformed:letter-recipients"),
        ({"to": [HOUSE.id.hex()]}, "malformed:letter-recipients"),
        ({"to": ["00" * 32] * (limits.RECIPIENTS + 1)}, "malformed:member"),
        ({"from": "00"}, "malformed:hex"),
        ({"parts": []}, "malformed:letter-parts"),
        ({"parts": ["00" * 32] * (limits.PARTS + 1)}, "malformed:member"),
        ({"class": "message"}, "malformed:member"),
        ({"class": "non-paper"}, "refused:class-unavailable"),
        ({"series": "a"}, "malformed:series"),
        ({"number": 0}, "malformed:member"),
        ({"year": 0}, "malformed:member"),
        ({"year": 10_000}, "malformed:member"),
        ({"credence": 0}, "malformed:member"),
        ({"expires": None}, "malformed:member"),
        ({"expires": "2026"}, "malformed:time"),
        ({"created": ...}, "malformed:member"),
        ({"kind": "receipt"}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_a_statement_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    document = {name: value for name, value in (DOCUMENT | changes).items() if value is not ...}
    assert refusal_of(read_letter_statement, document) == refusal


@given(parts())
def test_a_part_is_named_by_a_digest_over_all_of_it(part: Part) -> None:
    encoded = [each.encode() for each in (part.kind, part.number, part.language)]
    head = b"".join(struct.pack(">I", len(each)) + each for each in encoded)
    assert part.digest == hashlib.sha256(b"verbale/part/v1" + head + part.salt + part.content.encode()).digest()
    for other in (
        replace(part, kind=part.kind + "x"),
        replace(part, number=part.number + "1"),
        replace(part, language=part.language + "x"),
        replace(part, number=part.language, language=part.number + "x"),
        replace(part, salt=bytes(a ^ 1 for a in part.salt)),
        replace(part, content=part.content + " "),
    ):
        assert other.digest != part.digest


@given(st.lists(parts(), max_size=5), st.lists(enclosures(), max_size=3))
def test_what_is_sealed_is_read_again(drawn: list[Part], enclosed: list[Enclosure]) -> None:
    opened = read_opened_letter(write_opened_letter(SIGNED, drawn, enclosed))
    assert opened == OpenedLetter(unverified=UNVERIFIED, parts=tuple(drawn), enclosed=tuple(enclosed))


@given(st.data())
def test_a_letter_damaged_anywhere_is_refused_or_another_one(data: st.DataObject) -> None:
    changed = data.draw(damaged(OPENED))
    if refusal_of(read_opened_letter, changed):
        return
    opened = read_opened_letter(changed)
    sound = read_opened_letter(OPENED)
    assert (
        opened.unverified != sound.unverified
        or opened.enclosed != sound.enclosed
        or (refusal_of(check_parts, STATEMENT, opened) == "untrusted:part-digest")
    )


def part(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = OPENED_DOCUMENT["parts"][1]
    return document | changes


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"v": 2}, "malformed:member"),
        ({"v": 0}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
        ({"envelope": []}, "malformed:member"),
        ({"parts": [part(kind="Text")]}, "malformed:part-kind"),
        ({"parts": [part(kind="")]}, "malformed:member"),
        ({"parts": [part(kind="x" * 33)]}, "malformed:member"),
        ({"parts": [part(number="1" * 65)]}, "malformed:member"),
        ({"parts": [part(number="\u001b[2J")]}, "malformed:name-character"),
        ({"parts": [part(number=" 1")]}, "malformed:name-not-normal"),
        ({"parts": [part(language="english")]}, "malformed:language"),
        ({"parts": [part(language="x" * 36)]}, "malformed:member"),
        ({"parts": [part(salt="AAAA")]}, "malformed:base64"),
        ({"parts": [part(content=None)]}, "malformed:member"),
        ({"parts": [part(more=1)]}, "malformed:member"),
        ({"parts": [part()] * (limits.PARTS + 1)}, "malformed:member"),
        ({"enclosed": [OPENED_DOCUMENT["enclosed"][0] | {"length": 0}]}, "malformed:member"),
        ({"enclosed": [OPENED_DOCUMENT["enclosed"][0] | {"length": limits.MEMBER + 1}]}, "malformed:member"),
        ({"enclosed": [OPENED_DOCUMENT["enclosed"][0] | {"identity": "AAAA"}]}, "malformed:base64"),
        ({"enclosed": [OPENED_DOCUMENT["enclosed"][0] | {"more": 1}]}, "malformed:member"),
        ({"enclosed": OPENED_DOCUMENT["enclosed"] * 65}, "malformed:member"),
    ],
)
def test_a_sealed_document_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(read_opened_letter, canonical.write(OPENED_DOCUMENT | changes)) == refusal


def test_a_part_that_no_reader_takes_is_not_sealed() -> None:
    for wrong, refusal in (
        (replace(PARTS[1], number="\u001b"), "malformed:name-character"),
        (replace(PARTS[1], language="english"), "malformed:language"),
        (replace(PARTS[1], kind="Text"), "malformed:part-kind"),
    ):
        assert refusal_of(write_opened_letter, SIGNED, [wrong], []) == refusal


def test_a_letter_ends_at_its_limit() -> None:
    part = replace(PARTS[1], content="x" * limits.BODY)
    assert refusal_of(write_opened_letter, SIGNED, [part] * 2, []) == ""
    assert refusal_of(write_opened_letter, SIGNED, [part] * 3, []) == "malformed:letter-size"
    too_long = replace(PARTS[1], content="x" * (limits.BODY + 1))
    assert refusal_of(read_opened_letter, write_opened_letter(SIGNED, [too_long], [])) == "malformed:member"
    assert refusal_of(read_opened_letter, b" " * (limits.LETTER_OPENED + 1)) == "malformed:json-size"


def test_a_letter_that_is_exactly_as_long_as_it_may_be_is_sealed() -> None:
    shortest = write_opened_letter(SIGNED, [replace(PARTS[1], content="")], [])
    longest = replace(PARTS[1], content="x" * (limits.LETTER_OPENED - len(shortest)))
    assert len(write_opened_letter(SIGNED, [longest], [])) == limits.LETTER_OPENED


def test_the_greatest_statement_fits_its_envelope() -> None:
    recipients = sorted(number.to_bytes(32, "big") for number in range(1, limits.RECIPIENTS + 1))
    greatest = replace(
        STATEMENT,
        recipients=tuple(recipients),
        parts=(bytes(32),) * limits.PARTS,
        series="A" * 16,
        number=limits.INTEGER,
        credence=limits.INTEGER,
        expires=BEGINNING,
    )
    signed = sign_statement(Kind.LETTER, write_letter_statement(greatest), HOUSE.signers)
    assert read_letter_statement(signed.document) == greatest


def opened(*shown: Part, enclosed: tuple[Enclosure, ...] = ENCLOSED) -> OpenedLetter:
    return OpenedLetter(unverified=UNVERIFIED, parts=shown, enclosed=enclosed)


def test_parts_are_those_that_were_signed_in_their_order() -> None:
    assert refusal_of(check_parts, STATEMENT, opened(*PARTS)) == ""
    for shown in ((), PARTS[:2], PARTS[::-1], (*PARTS, PARTS[0]), (replace(PARTS[0], content="B note"), *PARTS[1:])):
        assert refusal_of(check_parts, STATEMENT, opened(*shown)) == "untrusted:part-digest"


def test_attachments_and_their_descriptions_pair() -> None:
    for enclosed in ((), ENCLOSED * 2):
        assert refusal_of(check_parts, STATEMENT, opened(*PARTS, enclosed=enclosed)) == "malformed:letter-attachments"


@given(names(), st.integers(0, limits.ATTACHMENT), digests())
def test_a_description_of_an_attachment_is_read_again(name: str, length: int, digest: bytes) -> None:
    attachment = Attachment(name=name, media_type="image/png", length=length, sha256=digest)
    assert read_attachment(replace(PARTS[2], content=write_attachment(attachment))) == attachment


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "a\u202efdp.exe"}, "malformed:name-character"),
        ({"name": ""}, "malformed:member"),
        ({"name": "x" * 256}, "malformed:member"),
        ({"media_type": "pdf"}, "malformed:media-type"),
        ({"length": limits.ATTACHMENT + 1}, "malformed:member"),
        ({"sha256": "00"}, "malformed:hex"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_a_description_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    content = canonical.write(canonical.read(PARTS[2].content.encode()) | changes).decode()
    assert refusal_of(read_attachment, replace(PARTS[2], content=content)) == refusal
    assert refusal_of(read_attachment, PARTS[1]) == "malformed:json-syntax"


def test_a_subject_is_one_line_and_a_reply_names_a_letter() -> None:
    assert read_subject(PARTS[0]) == "A note"
    assert refusal_of(read_subject, replace(PARTS[0], content="A\nnote")) == "malformed:name-character"
    assert refusal_of(read_subject, replace(PARTS[0], content="x" * 1001)) == "malformed:name-length"
    assert read_reply(replace(PARTS[0], kind="reply", content="ab" * 32)) == b"\xab" * 32
    assert refusal_of(read_reply, replace(PARTS[0], kind="reply", content="ab")) == "malformed:hex"
