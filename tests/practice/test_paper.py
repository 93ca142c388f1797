"""A letter's text: read into numbered paragraphs, nothing lost, nothing hidden."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from verbale.formats import limits
from verbale.practice.paper import Paragraph, make_paragraph, read_paper, read_text


def read(text: str) -> list[tuple[str, str]]:
    return [(each.number, each.text) for each in read_paper(text.encode())]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.\n", [("", "One."), ("", "Two.")]),
        ("1. One.\n\n2. Two.", [("1", "One."), ("2", "Two.")]),
        ("1. One.\n2. Two.", [("1", "One."), ("2", "Two.")]),
        ("Preamble:\n1. One.\n2. Two.", [("", "Preamble:"), ("1", "One."), ("2", "Two.")]),
        ("2.3 Nested.", [("2.3", "Nested.")]),
        ("2.3. Nested.", [("2.3", "Nested.")]),
        ("(a) An area;\n(b) a period.", [("(a)", "An area;"), ("(b)", "a period.")]),
        ("(iv) Fourth", [("(iv)", "Fourth")]),
        ("a) An area", [("a)", "An area")]),
        ("1) One", [("1)", "One")]),
        ("1. One\n   goes on", [("1", "One\ngoes on")]),
        ("1. One\n\n   - indented\n", [("1", "One"), ("", "   - indented")]),
        # A number in the middle of a sentence begins nothing.
        ("It was agreed in\n12. and so", [("", "It was agreed in\n12. and so")]),
        ("In the year\n2026. Then", [("", "In the year\n2026. Then")]),
        ("2026 was a year", [("", "2026 was a year")]),
        ("1.", [("", "1.")]),
        ("12 soldiers", [("", "12 soldiers")]),
        ("\ufeff1. With a mark of byte order", [("1", "With a mark of byte order")]),
        ("1. One\r\n\r\n2. Two\rthree", [("1", "One"), ("2", "Two\nthree")]),
        # The line end of another system is one line end, and a page end is one too.
        ("One\r\ntwo", [("", "One\ntwo")]),
        ("XXIst session, part X", [("", "XXIst session, part X")]),
        ("One\ftwo", [("", "One\ntwo")]),
        ("It was agreed:\n(a) An area", [("", "It was agreed:"), ("(a)", "An area")]),
        # What an officer cleared has no spaces at the end that nobody saw, and keeps its table.
        ("1. One  \n     in a table  \n   after it", [("1", "One\n  in a table\nafter it")]),
        ("**Bold** and [a](b)\n", [("", "**Bold** and [a](b)")]),
        ("عدد 1\n\n数", [("", "عدد 1"), ("", "数")]),
    ],
)
def test_numbers_are_kept_beside_the_text(text: str, paragraphs: list[tuple[str, str]]) -> None:
    assert read(text) == paragraphs


def test_a_text_is_in_normal_form() -> None:
    assert read("Gro\u0308ße") == [("", "Größe")]


@given(st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), max_size=300))
def test_no_word_of_a_text_is_lost(text: str) -> None:
    normal = unicodedata.normalize("NFC", text)
    if not normal.strip():
        assert refusal_of(read_paper, text.encode()) == "malformed:body-empty"
        return
    found = " ".join(f"{each.number} {each.text}" for each in read_paper(text.encode()))
    # Of a number only its full stop may go, which is written after it.
    assert "".join(found.split()).replace(".", "") == "".join(normal.split()).replace(".", "")


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    codes = ("body-encoding", "body-character", "body-empty")
    refusal = refusal_of(read_paper, data)
    assert refusal in {f"malformed:{code}" for code in codes} or all(each.text.strip() for each in read_paper(data))


@given(st.text(st.sampled_from("1a.() \n\t\r\fxiv2\u2028"), max_size=60))
def test_what_looks_like_numbers_is_kept_as_any_other_text(text: str) -> None:
    refusal = refusal_of(read_text, text)
    assert refusal in ({"", "malformed:body-character"} if text.strip() else {"malformed:body-empty"})
    if not refusal:
        found = "".join(each.number + each.text for each in read_text(text))
        assert "".join(found.split()).replace(".", "") == "".join(text.split()).replace(".", "")


@given(st.text(st.sampled_from("12.ab() \n"), max_size=40))
def test_what_was_read_reads_the_same_again(text: str) -> None:
    if text.strip():
        once = [each.text for each in read_text(text) if not each.number]
        assert once == [each.text for plain in once for each in read_text(plain)]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"\xff\xfe1", "malformed:body-encoding"),
        ("Größe".encode("latin-1"), "malformed:body-encoding"),
        ("1. One".encode("utf-16"), "malformed:body-encoding"),
        (b"a\0b", "malformed:body-encoding"),
        (b"a\x07b", "malformed:body-character"),
        (b"a\x1b[31mb", "malformed:body-character"),
        ("\u202eevil".encode(), "malformed:body-character"),
        ("\u2066open".encode(), "malformed:body-character"),
        ("closed\u2069 twice".encode(), "malformed:body-character"),
        ("private \ue000".encode(), "malformed:body-character"),
        (b"", "malformed:body-empty"),
        (b" \n\t\n", "malformed:body-empty"),
        (b"a" * (limits.BODY + 1), "malformed:body-size"),
        (b"a\n\n" * (limits.PARTS + 1), "malformed:body-size"),
        ("\u2066balanced\u2069 \u200fmark".encode(), ""),
        ("\u2066balanced over words\u2069".encode(), ""),
        ("\u2066one \u2067in another\u2069 of them\u2069".encode(), ""),
        # A direction that a line leaves open would turn the next one round on one screen and not on another.
        ("\u2066open\nclosed\u2069".encode(), "malformed:body-character"),
        (b"a" * limits.BODY, ""),
        (b"a\n\n" * limits.PARTS, ""),
    ],
)
def test_what_could_not_be_seen_is_refused(data: bytes, refusal: str) -> None:
    assert refusal_of(read_paper, data) == refusal


def test_a_paragraph_from_elsewhere_has_its_number_beside_it_or_at_its_head() -> None:
    assert make_paragraph("(b)", " text ") == Paragraph(number="(b)", text="text")
    assert make_paragraph("", "3. text") == Paragraph(number="3", text="text")
    assert make_paragraph("", "3. text\n   and more") == Paragraph(number="3", text="text\nand more")
    assert refusal_of(make_paragraph, "1\x1b", "text") == "malformed:body-character"
