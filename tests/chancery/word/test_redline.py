"""Tracked changes as the house writes them: both texts exactly, every author kept, and other programs that agree."""

import json
import subprocess
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.chancery.word import office
from tests.chancery.word.sides import even, side_of
from tests.practice.texts import realtexts
from verbale.chancery.word.changes import (
    Change,
    WordParagraph,
    WordRun,
    WordText,
    numbered_side,
    plain_white,
    read_changes,
    side,
)
from verbale.chancery.word.pairing import pair
from verbale.chancery.word.passages import passages
from verbale.chancery.word.redline import write_plain, write_redline, write_word
from verbale.chancery.word.revision import clean, make_text, revise

WHEN = "2026-03-01T10:00:00Z"
OLD = (
    "Article 1",
    "The Parties [should] [shall] consult one another on the matters of this Agreement.",
    "They may [also] meet in person.",
    "Any dispute is settled by negotiation.",
    "Option 2: no text",
)
NEW = (
    "Article 1",
    "The Parties shall consult one another on all matters of this Agreement.",
    "The Secretariat keeps the record.",
    "Any dispute is settled by negotiation.",
    "يجتمع الطرفان مرتين في السنة.",
)
words = st.sampled_from(
    ["", "a", "b [", "] c", "shall consult one another", "should consult one another", "x\ty", "z\nq", " ", "مرحبا"]
)
paragraphs = st.lists(st.one_of(words, st.text(max_size=12)), max_size=6)


def shown(texts: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """What a Word file can say of these paragraphs."""
    return tuple(plain_white(clean(text)) for text in texts) or ("",)


def both(text: WordText) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return side(text, "rejected", with_empty=True), side(text, "accepted", with_empty=True)


def real_pair() -> tuple[list[str], list[str]]:
    old, new = (realtexts.read(f"paris-draft-2015-12-{day}.md").decode() for day in ("04", "09"))
    return old.split("\n\n"), new.split("\n\n")


def test_rejecting_all_gives_the_old_text_and_accepting_all_the_new_one() -> None:
    written = write_redline(OLD, NEW, author="ARV", at=WHEN)
    assert both(read_changes(written)) == (OLD, NEW)
    assert (side_of(written, "rejected"), side_of(written, "accepted")) == (list(OLD), list(NEW))


def test_only_the_words_that_differ_are_marked() -> None:
    read = read_changes(write_redline(OLD, NEW, author="ARV", at=WHEN))
    assert [(run.change, run.text) for run in read.paragraphs[1].runs] == [
        ("", "The Parties "),
        ("del", "[should] ["),
        ("", "shall"),
        ("del", "]"),
        ("", " consult one another on "),
        ("del", "the"),
        ("ins", "all"),
        ("", " matters of this Agreement."),
    ]
    assert {(run.author, run.at) for each in read.paragraphs for run in each.runs if run.change} == {("ARV", WHEN)}


@given(paragraphs, paragraphs)
@example([], ["x"])
@example(["x"], [])
@example(["a"], ["a", ""])
@example(["a", "b", "c"], ["a"])
@example(["a\r\nb\x0cc\x00\ud800"], ["a\x85b\u2028c\ufffe"])
def test_any_two_texts_come_back_exactly(old: list[str], new: list[str]) -> None:
    written = write_redline(old, new, author="A & B <\"'>", at=WHEN)
    assert both(read_changes(written)) == (shown(old), shown(new))
    # A text whose only paragraph is empty has none for a reader that drops what has no mark and no words.
    assert side_of(written, "rejected") == even(list(shown(old)))
    assert side_of(written, "accepted") == even(list(shown(new)))
    assert both(read_changes(write_plain(new))) == (shown(new), shown(new))


@given(paragraphs, st.lists(st.tuples(st.sampled_from(["ARV", "BOR", "CAL"]), paragraphs), max_size=5))
def test_revisions_over_revisions_keep_the_first_and_the_last_text(
    base: list[str], steps: list[tuple[str, list[str]]]
) -> None:
    text = make_text(base)
    for author, new in steps:
        text = revise(text, new, author=author)
        assert both(text) == (shown(base), shown(new))
        assert read_changes(write_word(text)) == text
        found = passages(text)
        assert [each.old for each in found if each.old and each.old.strip()] == list(numbered_side(text, "rejected"))
        assert [each.new for each in found if each.new and each.new.strip()] == list(numbered_side(text, "accepted"))


def test_each_party_keeps_what_is_its_own() -> None:
    text = make_text(["The Parties may consult."])
    text = revise(text, ["The Parties shall consult in good faith."], author="ARV", at=WHEN)
    text = revise(text, ["The Parties shall consult."], author="BOR", at="2026-03-02T10:00:00Z")
    runs = read_changes(write_word(text)).paragraphs[0].runs
    assert [(run.text, run.inserted and run.inserted.author, run.deleted and run.deleted.author) for run in runs] == [
        ("The Parties ", None, None),
        ("may", None, "ARV"),
        ("shall", "ARV", None),
        (" consult", None, None),
        (" in good faith", "ARV", "BOR"),
        (".", None, None),
    ]
    assert text.authors == ("ARV", "BOR")


def test_an_author_takes_back_what_was_their_own() -> None:
    text = revise(make_text(["One.", "Two."]), ["One.", "New.", "Two."], author="ARV")
    assert revise(text, ["One.", "Two."], author="ARV") == make_text(["One.", "Two."])
    text = revise(make_text(["One."]), ["One.", "New."], author="ARV")
    assert revise(text, ["One."], author="ARV") == make_text(["One."])


def test_a_file_from_elsewhere_keeps_its_authors_under_a_revision() -> None:
    data = realtexts.read("paris-redline-2015-12-04-to-09.docx")
    text = read_changes(data)
    accepted, rejected = side(text, "accepted", with_empty=True), side(text, "rejected", with_empty=True)
    wanted = [*accepted[:3], "A paragraph of ours.", *accepted[5:]]
    revised = read_changes(write_word(revise(text, wanted, author="ARV", at=WHEN)))
    assert both(revised) == (rejected, tuple(wanted))
    assert set(revised.authors) == {"UNFCCC drafting", "ARV"}


def test_a_paragraph_without_words_at_the_end_that_went_with_its_mark_stays_gone() -> None:
    gone = WordRun(text="", deleted=Change(author="X"))
    text = WordText(
        paragraphs=(
            WordParagraph(runs=(WordRun(text="Kept."),)),
            WordParagraph(runs=(WordRun(text="Gone.", deleted=Change(author="X")),), mark=gone),
        )
    )
    revised = revise(text, ["Kept.", "Came."], author="ARV")
    assert both(revised) == (("Kept.", "Gone."), ("Kept.", "Came."))
    assert both(revise(WordText(paragraphs=()), ["x"], author="ARV")) == (("",), ("x",))


def test_headings_and_leftward_scripts_are_written_as_such() -> None:
    text = WordText(paragraphs=(WordParagraph(runs=(WordRun(text="مادة"),), style="heading 2"),))
    written = write_word(text)
    assert read_changes(written) == text
    document = docx.Document(BytesIO(written))
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Heading 2"
    with zipfile.ZipFile(BytesIO(written)) as package:
        xml = package.read("word/document.xml").decode()
    assert "<w:bidi/>" in xml
    assert "<w:rtl/>" in xml


def test_nothing_comes_along_that_nobody_meant_to_send_and_the_same_text_is_the_same_file() -> None:
    written = write_redline(OLD, NEW, author="ARV")
    assert written == write_redline(OLD, NEW, author="ARV")
    with zipfile.ZipFile(BytesIO(written)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(name.startswith("docProps") for name in package.namelist())
        assert b"w:date" not in package.read("word/document.xml")
        assert b"trackRevisions" in package.read("word/settings.xml")
        assert b"moveFrom" not in package.read("word/document.xml")
    with zipfile.ZipFile(BytesIO(write_plain(NEW))) as package:
        assert b"trackRevisions" not in package.read("word/settings.xml")


@given(paragraphs, paragraphs)
def test_pairs_rise_on_both_sides_and_name_every_paragraph_once(old: list[str], new: list[str]) -> None:
    pairs = pair(old, new)
    assert [each.old for each in pairs if each.old is not None] == list(range(len(old)))
    assert [each.new for each in pairs if each.new is not None] == list(range(len(new)))


def test_long_texts_without_a_common_paragraph_are_paired_in_time() -> None:
    chance = Random(5)
    old = [" ".join(chance.choices(OLD[1].split(), k=20)) for _ in range(3_000)]
    new = [f"{text} {place}" for place, text in enumerate(old)]
    begun = time.process_time()
    assert sum(each.old == each.new for each in pair(old, new)) == 3_000
    assert time.process_time() - begun < 20


def test_a_redline_of_a_hundred_kilobytes_takes_less_than_a_second() -> None:
    old, new = real_pair()
    assert len("\n\n".join(old)) > 100_000
    begun = time.process_time()
    written = write_redline(old, new, author="ARV", at=WHEN)
    assert time.process_time() - begun < 1
    assert both(read_changes(written)) == (shown(old), shown(new))
    assert side_of(written, "accepted") == even(list(shown(new)))


# --- Other programs ------------------------------------------------------------------------------------------------


def by_pandoc(data: bytes, which: str) -> list[str]:
    """The paragraphs of a side as pandoc reads it."""
    command = ["pandoc", "--from=docx", "--to=json", f"--track-changes={which}"]
    document = json.loads(subprocess.run(command, input=data, capture_output=True, check=True).stdout)
    return [text for block in document["blocks"] for text in even(["".join(inlines(block))])]


def inlines(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from inlines(each)
    elif isinstance(node, dict):
        if node.get("t") in ("Space", "SoftBreak", "LineBreak"):
            yield " "
        elif node.get("t") == "Str":
            yield node["c"]
        else:
            yield from inlines(node.get("c", []))


@pytest.mark.needs("pandoc")
def test_pandoc_reads_both_sides_as_they_were_written() -> None:
    written = write_redline(OLD, NEW, author="ARV", at=WHEN)
    assert by_pandoc(written, "reject") == list(OLD)
    assert by_pandoc(written, "accept") == list(NEW)


@pytest.mark.needs("pandoc")
def test_pandoc_reads_both_sides_of_real_drafts() -> None:
    old, new = real_pair()
    written = write_redline(old, new, author="ARV", at=WHEN)
    for which, text in (("reject", old), ("accept", new)):
        assert " ".join(by_pandoc(written, which)).split() == " ".join(shown(text)).split()


@pytest.fixture(scope="module")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> office.Office:
    return office.Office(tmp_path_factory.mktemp("office"))


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_libreoffice_accepts_and_rejects_all_to_exactly_the_two_texts(libreoffice: office.Office) -> None:
    text = revise(make_text(OLD), [*OLD[:2], "Between.", *OLD[3:]], author="BOR", at=WHEN)
    written = write_word(revise(text, NEW, author="ARV", at=WHEN))
    assert both(read_changes(libreoffice.take(written, office.REJECT)))[1] == OLD
    assert both(read_changes(libreoffice.take(written, office.ACCEPT)))[1] == NEW
    saved = read_changes(libreoffice.take(written, office.SAVE))
    assert both(saved) == (OLD, NEW)
    assert set(saved.authors) == {"ARV", "BOR"}


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_libreoffice_accepts_and_rejects_all_of_real_drafts(libreoffice: office.Office) -> None:
    old, new = real_pair()
    written = write_redline(old, new, author="ARV", at=WHEN)
    assert both(read_changes(libreoffice.take(written, office.REJECT)))[1] == shown(old)
    assert both(read_changes(libreoffice.take(written, office.ACCEPT)))[1] == shown(new)


@pytest.mark.slow
def test_a_redline_by_another_program_has_the_two_plain_texts_for_its_sides(tmp_path: Path) -> None:
    redlines = pytest.importorskip("python_redlines")
    (tmp_path / "old.docx").write_bytes(write_plain(OLD))
    (tmp_path / "new.docx").write_bytes(write_plain(NEW))
    made, _, _ = redlines.DocxodusEngine().run_redline("BOR", tmp_path / "old.docx", tmp_path / "new.docx")
    read = read_changes(made)
    assert both(read) == (OLD, NEW)
    assert read.authors == ("BOR",)
