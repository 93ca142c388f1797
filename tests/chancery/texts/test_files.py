"""Texts out of files and into files: the same again, whichever form the file has."""

import pytest

from tests.chancery.word import lists
from tests.refusals import refusal_of
from verbale.chancery.texts.paragraphs import paragraphs_of
from verbale.chancery.texts.reading import read_file
from verbale.chancery.texts.writing import Writing, write_text_file
from verbale.chancery.word.changes import read_changes, side
from verbale.chancery.word.redline import write_plain, write_redline
from verbale.practice.texts.text import read_text

OLD = "# Draft\n\n1. The Parties [shall] consult\neach year.\n\n| a | b |\n|---|---|\n\n2. The seat.\n"
NEW = OLD.replace("[shall]", "should").replace("2. The seat.", "2. The seat is [X].\n\n3. A new one.")


@pytest.mark.parametrize(("name", "media"), [("a.md", "markdown"), ("a.TXT", "plain"), ("a.markdown", "markdown")])
def test_a_text_file_is_its_source(name: str, media: str) -> None:
    read = read_file(name, OLD.encode())
    assert (read.text.media, read.text.source, read.side, read.file) == (media, OLD, "", None)
    end = name.rpartition(".")[2].lower()
    written = write_text_file(f"b.{'md' if end == 'markdown' else end}", Writing(text=read.text, title="Draft"))
    assert written == OLD.encode()


def test_a_word_file_is_read_as_the_side_that_is_meant() -> None:
    redline = write_redline(["One.", "Two [2]."], ["One.", "Three."], author="ARV")
    accepted, rejected = (read_file("r.docx", redline, which) for which in ("accepted", "rejected"))
    assert accepted.text.source == "One.\n\nThree."
    assert rejected.text.source == "One.\n\nTwo [2]."
    assert (accepted.side, rejected.side, accepted.file) == ("accepted", "rejected", redline)
    assert refusal_of(read_file, "r.docx", redline) == "refused:docx-tracked-changes"


def test_a_word_file_without_changes_has_one_side() -> None:
    plain = write_plain(["One.", "", "Two."])
    read = read_file("r.docx", plain)
    assert (read.side, read.text.source) == ("", "One.\n\nTwo.")
    assert read_file("r.docx", plain, "rejected").text.digest == read.text.digest
    again = write_text_file("s.docx", Writing(text=read.text, title="T"))
    assert side(read_changes(again), "accepted") == ("One.", "Two.")


def test_numbers_that_word_computes_are_those_of_the_points_and_come_back_as_they_were() -> None:
    numbering = lists.definition(
        0,
        lists.level(0, "upperRoman", "Article %1"),
        lists.level(1, "decimal", "%2"),
        lists.level(2, "upperLetter", "%3."),
    )
    paragraphs = [
        lists.para(1, words="Consultation"),
        lists.para(1, 1, words="The Parties consult."),
        lists.para(1, 2, words="They meet."),
        lists.para(words="Unnumbered words."),
        lists.para(1, words="Notification"),
        lists.para(1, 1, words="[Each Party] notifies."),
    ]
    read = read_file("t.docx", lists.file("".join(paragraphs), numbering + lists.listed(1, 0))).text
    assert [(point.number, point.text) for point in read.points] == [
        ("1", "The Parties consult."),
        ("A", "They meet."),
        ("", "Unnumbered words."),
        ("1", "[Each Party] notifies."),
    ]
    assert read.points[-1].under == ("Article II Notification",)
    written = write_text_file("s.docx", Writing(text=read, title="T"))
    assert read_file("s.docx", written).text.digest == read.digest


def test_tracked_changes_give_exactly_the_two_texts() -> None:
    old, new = read_text(OLD, "markdown"), read_text(NEW, "markdown")
    redline = read_changes(write_text_file("r.docx", Writing(text=new, title="T", old=old, author="BOR")))
    assert redline.authors == ("BOR",)
    for which, text in (("accepted", new), ("rejected", old)):
        plain = read_changes(write_text_file("p.docx", Writing(text=text, title="T")))
        assert side(redline, which) == side(plain, "accepted")
        assert len(side(plain, "accepted")) == len(paragraphs_of(text))


def test_a_text_and_a_comparison_leave_as_a_page_and_as_akoma_ntoso() -> None:
    old, new = read_text(OLD, "markdown"), read_text(NEW, "markdown")
    for name, mark in (("a.html", b"<html"), ("a.xml", b"<akomaNtoso")):
        alone = write_text_file(name, Writing(text=new, title="Draft"))
        compared = write_text_file(name, Writing(text=new, title="Draft", old=old))
        assert mark in alone
        assert mark in compared
        assert compared != alone


def test_files_of_other_kinds_are_refused() -> None:
    assert refusal_of(read_file, "draft.pdf", b"") == "refused:text-media"
    text = read_text(OLD, "markdown")
    assert refusal_of(write_text_file, "draft.odt", Writing(text=text, title="T")) == "refused:export-form"
    assert refusal_of(write_text_file, "draft.md", Writing(text=text, title="T", old=text)) == "refused:export-form"
