"""Texts on the pages: read in, listed, shown with everything that is odd in them, and nothing repaired."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.chancery.pages.looking import text_of
from tests.trialhouse import House
from verbale.chancery import office as offices
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import add_officer
from verbale.chancery.pages import texts
from verbale.chancery.texts.waiting import WaitingFiles
from verbale.chancery.word.redline import write_plain, write_redline
from verbale.formats import limits
from verbale.practice.texts.text import read_text

DRAFT = """# Draft on the lake

## Article 1

1.1 The Parties [shall][should] consult [each year.

1.2 They meet.

## Article 2

2.1 They meet.

| a | b |
|---|---|
"""
OLD = ("The Parties shall consult.", "They meet each year.")
NEW = ("The Parties should consult.", "They meet each year.")


def hand_in(page: Client, name: str, data: bytes, **others: str) -> Any:
    """Hands a file in."""
    return page.post("/texts", {"file": SimpleUploadedFile(name, data), **others})


def redline() -> bytes:
    """A Word file that holds two texts."""
    return write_redline(OLD, NEW, author="Brenna", at="2026-03-02T10:00:00Z")


def waiting() -> int:
    """How many files wait."""
    node = offices.current()
    return len(WaitingFiles(node.store.engine, node.safe).all())


def kept() -> int:
    """How many texts are kept."""
    return len(offices.current().texts().all())


def test_a_text_is_read_in_and_stands_in_the_list_with_its_counts(page: Client, house: House) -> None:
    assert "None. A draft that is read in" in text_of(page.get("/texts"))
    done = hand_in(page, "draft.md", DRAFT.encode())
    assert done.status_code == 302
    said = text_of(page.get(done["Location"]))
    assert "Read and kept, sealed: 4 points." in said
    assert "4 points, 3 brackets that open, 2 that close." in said
    assert "Three things to look at." in said
    row = text_of(page.get("/texts"))
    assert "One text is kept in this house. One has brackets with one side only." in row
    assert "Draft on the lake" in row
    assert "Markdown, draft.md" in row
    assert "one half" in row


def test_what_is_odd_is_named_by_its_line_and_nothing_is_repaired(page: Client, house: House) -> None:
    url = hand_in(page, "draft.md", DRAFT.encode())["Location"]
    answer = page.get(url)
    said, body = text_of(answer), answer.content.decode()
    assert "Line 5 A bracket opens and does not close before the next heading." in said
    assert "Line 7 Another point has the same words." in said
    assert "Line 11 Another point has the same words." in said
    assert 'href="#b-2"' in body
    assert 'id="b-2"' in body
    assert 'class="br half"' in body
    assert offices.current().texts().open(offices.current().texts().all()[0]).source == DRAFT


def test_how_deep_a_bracket_stands_is_shown(page: Client, house: House) -> None:
    url = hand_in(page, "draft.md", b"1. They meet [each [second] year].\n")["Location"]
    body = page.get(url).content.decode()
    assert re.findall(r'<b class="br"(?: data-d="(\d)")?>', body) == ["", "2", "2", ""]


def test_the_clean_view_leaves_out_what_is_in_brackets(page: Client, house: House) -> None:
    url = hand_in(page, "draft.md", DRAFT.encode())["Location"]
    assert "The Parties […] consult" in text_of(page.get(f"{url}?view=clean"))
    assert "should" not in text_of(page.get(f"{url}?view=clean")).partition("The Parties")[2]
    assert "[ shall ] [ should ]" in text_of(page.get(f"{url}?view=no-view"))


def test_a_text_is_called_as_somebody_calls_it(page: Client, house: House) -> None:
    hand_in(page, "draft.md", DRAFT.encode(), title="Our first draft")
    assert "Our first draft" in text_of(page.get("/texts"))
    again = hand_in(page, "draft.md", DRAFT.encode(), title="Second")
    said = text_of(page.get(again["Location"]))
    assert "This text is here already, to the last character." in said
    assert kept() == 1
    wrong = hand_in(page, "draft.md", DRAFT.encode(), title="a\u202eb")
    assert wrong.status_code == 422
    assert "Nothing has been stored." in text_of(wrong)


def test_a_word_file_without_changes_is_read_at_once(page: Client, house: House) -> None:
    url = hand_in(page, "draft.docx", write_plain(OLD))["Location"]
    said = text_of(page.get(url))
    assert "draft.docx , Word" in said
    assert "2 points, no brackets. Nothing in it is odd." in said


def test_a_word_file_with_tracked_changes_asks_which_text_is_meant(page: Client, house: House) -> None:
    asked = hand_in(page, "r.docx", redline(), title="Rev. 2")
    assert asked["Location"].startswith("/texts/sides/")
    assert kept() == 0
    answer = page.get(asked["Location"])
    said = text_of(answer)
    assert "r.docx has tracked changes, so it holds two texts." in said
    assert "One paragraph, by Brenna" in said
    assert "r.docx" in text_of(page.get("/texts"))
    done = page.post(asked["Location"], {"act": "rejected"})
    assert "The Parties shall consult." in text_of(page.get(done["Location"]))
    assert "all changes rejected" in text_of(page.get(done["Location"]))
    assert "Rev. 2" in text_of(page.get("/texts"))
    assert waiting() == 0
    assert page.get(asked["Location"]).status_code == 404
    node = offices.current()
    assert node.texts().file(node.texts().all()[0]) == redline()


def test_a_file_that_waits_is_discarded_and_nothing_is_kept(page: Client, house: House) -> None:
    asked = hand_in(page, "r.docx", redline())["Location"]
    unsaid = page.post(asked, {"act": "both"})
    assert unsaid.status_code == 422
    assert waiting() == 1
    assert page.post(asked, {"act": "discard"}).status_code == 302
    assert (waiting(), kept()) == (0, 0)
    assert "No text was kept." in text_of(page.get("/texts"))


def test_what_a_word_file_holds_beside_its_text_is_named(page: Client, house: House) -> None:
    parts = zipfile.ZipFile(io.BytesIO(write_plain(OLD)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name in parts.namelist():
            data = parts.read(name)
            if name == "word/document.xml":
                data = data.replace(b"</w:p>", b"<w:r><w:drawing/></w:r></w:p>", 1)
            package.writestr(name, data)
    url = hand_in(page, "draft.docx", made.getvalue())["Location"]
    assert "File The file holds pictures, which are not in the text." in text_of(page.get(url))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("draft.pdf", b"%PDF-1.7", "A text is read out of a file that ends in .md, .txt or .docx."),
        ("draft.md", b"\xff\xfe", "The text is not UTF-8, from byte 0 on."),
        ("draft.md", b"a" * (limits.BODY + 1), "The text has more than 4194304 bytes."),
        ("draft.docx", b"PK\x03\x04 and no more", "The file is no Word file, or a damaged one."),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_the_exact_reason(
    page: Client, house: House, name: str, data: bytes, said: str
) -> None:
    answer = hand_in(page, name, data)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert text_of(answer).count("Nothing has been stored.") == 1
    assert kept() == 0


def test_a_word_file_that_swells_is_refused(page: Client, house: House) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(40 << 20))
    answer = hand_in(page, "bomb.docx", made.getvalue())
    assert answer.status_code == 422
    assert "shrinks more than any text does" in text_of(answer)


def test_a_file_that_is_larger_than_a_form_takes_is_not_read(page: Client, house: House) -> None:
    answer = hand_in(page, "draft.docx", bytes(6 << 20))
    assert answer.status_code == 413
    assert "A form takes at most 5 MiB with its file." in text_of(answer)


def test_an_empty_file_is_an_empty_text(page: Client, house: House) -> None:
    url = hand_in(page, "empty.md", b"")["Location"]
    assert "This text has no words." in text_of(page.get(url))


def test_no_file_is_said_in_words(page: Client, house: House) -> None:
    answer = page.post("/texts", {})
    assert answer.status_code == 422
    assert "Something is missing or wrong." in text_of(answer)


def test_a_long_text_is_read_page_by_page(page: Client, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_LETTERS", 200)
    source = "\n\n".join(f"{n}. Point number {n} [is open." for n in range(1, 31))
    url = hand_in(page, "long.md", source.encode())["Location"]
    first = page.get(url)
    assert "Point number 1 " in text_of(first)
    assert "Point number 30" not in text_of(first)
    seen, at = 0, url
    while at:
        shown = page.get(at).context["page"]
        assert not seen or shown.before
        seen += len(shown.blocks)
        at = shown.behind
    assert seen == 30
    last = first.context["page"].flags[-1]
    begins = last.url.partition("#")[0]
    assert "Point number 30" in text_of(page.get(f"{url}{begins}"))
    assert "Point number 1 " in text_of(page.get(f"{url}?from=no-number"))


def test_a_text_of_nothing_but_brackets_is_shown_without_marks(page: Client, house: House) -> None:
    url = hand_in(page, "hostile.md", b"[" * 30_000)["Location"]
    body = page.get(url).content.decode()
    assert 'class="br' not in body
    assert "[[[[" in body


def test_a_very_long_block_is_cut_on_the_page_alone(page: Client, house: House) -> None:
    url = hand_in(page, "long.txt", b"word " * 60_000)["Location"]
    answer = page.get(url)
    assert "cut here on this page; the text goes on" in text_of(answer)
    assert len(answer.content) < 200_000


def test_who_may_not_draft_reads_and_hands_nothing_in(house: House, page: Client) -> None:
    url = hand_in(page, "draft.md", DRAFT.encode())["Location"]
    adviser = Client()
    adviser.force_login(add_officer("Vera Lund", "a long password", [Role.ADVISER]).user)
    assert "Read a text in" not in text_of(adviser.get("/texts"))
    assert adviser.get(url).status_code == 200
    assert hand_in(adviser, "other.md", b"Another.").status_code == 403
    auditor = Client()
    auditor.force_login(add_officer("Aud", "a long password", [Role.AUDITOR]).user)
    assert auditor.get("/texts").status_code == 403
    assert auditor.get(url).status_code == 403


def test_a_text_that_is_not_here_is_not_shown(page: Client, house: House) -> None:
    assert page.get(f"/texts/{'0' * 64}").status_code == 404
    assert page.get(f"/texts/sides/{'0' * 64}").status_code == 404


def test_a_text_out_of_a_letter_names_its_dossier(page: Client, house: House) -> None:
    node = offices.current()
    node.texts().keep(read_text("One.", "plain"), title="T", origin="letter ab", now=node.now(), dossier=bytes(32))
    answer = page.get("/texts")
    assert "letter ab" in text_of(answer)
    assert "Dossier" not in text_of(answer).partition("Kept here")[2]
