"""Word files as a letter's text: their numbers, what would be lost, and files made to do harm."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.refusals import refusal_of
from verbale.chancery.word import package
from verbale.chancery.word.paper import read_word

Fill = Callable[[Any], None]


def word(fill: Fill) -> bytes:
    """A Word file that Word's own library wrote."""
    document = docx.Document()
    fill(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data: bytes, change: Callable[[zipfile.ZipFile, dict[str, bytes]], None]) -> bytes:
    """The same file with other members."""
    with zipfile.ZipFile(BytesIO(data)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        change(new, members)
        for name, content in members.items():
            new.writestr(name, content)
    return stream.getvalue()


def plain(document: Any) -> None:
    document.add_paragraph("One.")


def body(xml: str) -> Fill:
    """Puts a piece of WordprocessingML into a paragraph."""

    def fill(document: Any) -> None:
        document.add_paragraph("Before").add_run()._r.append(parse_xml(xml))

    return fill


def test_headings_lists_bullets_and_tables_come_as_text() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Arrangement", 1)
        document.add_paragraph("Text with\ttab and\nline.")
        document.add_paragraph("First", style="List Number")
        document.add_paragraph("Second", style="List Number")
        document.add_paragraph("a point", style="List Bullet")
        table = document.add_table(2, 2)
        for at, content in enumerate(("A", "B", "1", "")):
            table.cell(at // 2, at % 2).text = content
        document.add_paragraph("(c) typed by hand")

    assert [(each.number, each.text) for each in read_word(word(fill))] == [
        ("", "# Arrangement"),
        ("", "Text with\ttab and\nline."),
        ("1", "First"),
        ("2", "Second"),
        ("", "- a point"),
        ("", "A | B\n1 |"),
        ("(c)", "typed by hand"),
    ]


def test_content_controls_links_and_fields_lose_no_text() -> None:
    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("Begins ")
        paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>linked</w:t></w:r></w:hyperlink>"))
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:instrText>DATE</w:instrText><w:t> field</w:t></w:r>"))
        document.element.body.insert(
            1,
            parse_xml(
                f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r></w:p>"
                "</w:sdtContent></w:sdt>"
            ),
        )

    assert [each.text for each in read_word(word(fill))] == ["Begins linked field", "In a control"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<w:ins {w} w:id='1' w:author='A'><w:r><w:t>new</w:t></w:r></w:ins>", "docx-tracked-changes"),
        ("<w:del {w} w:id='1' w:author='A'><w:r><w:delText>old</w:delText></w:r></w:del>", "docx-tracked-changes"),
        ("<w:footnoteReference {w} w:id='2'/>", "docx-note"),
        ("<w:drawing {w}/>", "docx-picture"),
        ("<w:sym {w} w:font='Wingdings' w:char='F0FC'/>", "docx-symbol"),
        ("<w:rPr {w}><w:vanish/></w:rPr>", "docx-hidden-text"),
        ("<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'/>", "docx-formula"),
    ],
)
def test_what_would_be_lost_or_read_in_two_ways_is_refused(xml: str, code: str) -> None:
    assert refusal_of(read_word, word(body(xml.replace("{w}", nsdecls("w"))))) == f"refused:{code}"


def test_hidden_text_that_is_switched_off_is_shown() -> None:
    shown = word(body(f"<w:rPr {nsdecls('w')}><w:vanish w:val='0'/></w:rPr>"))
    assert [each.text for each in read_word(shown)] == ["Before"]


def test_a_table_in_a_table_is_refused() -> None:
    def fill(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).add_table(1, 1)

    assert refusal_of(read_word, word(fill)) == "refused:docx-table"


def test_an_empty_file_has_no_text() -> None:
    assert refusal_of(read_word, word(lambda document: None)) == "malformed:body-empty"


# --- Harm ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_malformed(data: bytes) -> None:
    assert refusal_of(read_word, data) == "malformed:docx-form"


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/passwd", "word\\..\\x.xml", "word/embedded.zip"])
def test_members_that_lead_out_and_archives_inside_are_refused(name: str) -> None:
    data = repacked(word(plain), lambda new, _: new.writestr(name, "x"))
    assert refusal_of(read_word, data) == "malformed:docx-form"


def test_a_name_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = repacked(
            word(plain), lambda new, members: new.writestr("word/document.xml", members["word/document.xml"])
        )
    assert refusal_of(read_word, data) == "malformed:docx-form"


def test_f05_a_bomb_is_refused_before_it_is_inflated() -> None:
    data = repacked(word(plain), lambda new, _: new.writestr("word/media/bomb.xml", bytes(90 << 20)))
    assert len(data) < 1 << 20
    assert refusal_of(read_word, data) == "malformed:docx-size"


def test_too_many_members_are_refused() -> None:
    def fill(new: zipfile.ZipFile, _: dict[str, bytes]) -> None:
        for number in range(2_001):
            new.writestr(f"x{number}", "")

    assert refusal_of(read_word, repacked(word(plain), fill)) == "malformed:docx-size"


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    data = repacked(word(plain), lambda new, _: new.writestr("word/lie.xml", b"lie" * 50_000))
    at = data.rindex(b"word/lie.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    lying = data[: at + 24] + (5).to_bytes(4, "little") + data[at + 28 :]
    assert refusal_of(read_word, lying) in ("malformed:docx-form", "malformed:docx-size")


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("pad", [0, 65_450, 65_460, 65_470])
def test_f05_a_document_type_is_refused_wherever_it_hides(coding: str, pad: int) -> None:
    filler = Random(1).randbytes(pad // 2).hex()
    xml = f"<?xml version='1.0' encoding='{coding}'?><!--{filler}--><!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"
    data = repacked(word(plain), lambda new, _: new.writestr("word/typed.xml", xml.encode(coding)))
    assert refusal_of(read_word, data) == "malformed:docx-doctype"


@pytest.mark.parametrize(
    "data",
    [
        "<?xml version='1.0' encoding='IBM037'?><x/>".encode("cp037"),
        b"<?xml version='1.0' encoding='UTF-7'?>+ADw-!DOCTYPE x+AD4-<x/>",
        b"\0\0\0<\0\0\0x",
        b"\x1f\x8b",
    ],
)
def test_xml_in_a_coding_that_word_does_not_use_is_refused(data: bytes) -> None:
    assert refusal_of(read_word, repacked(word(plain), lambda new, _: new.writestr("word/x.xml", data))) == (
        "malformed:docx-form"
    )


def test_a_file_larger_than_any_letter_needs_is_refused() -> None:
    assert refusal_of(package.check_package, bytes(package.FILE + 1)) == "malformed:docx-size"
