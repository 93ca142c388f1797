"""Pages to take away: read without colour, by ear, in either direction, and with nothing that runs or is fetched."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.practice.texts import realtexts
from verbale.chancery.takeaway.page import write_comparison, write_page
from verbale.chancery.word.revision import clean
from verbale.practice.texts.compare import compare, suggest_matches
from verbale.practice.texts.text import Text, read_source, read_text

OLD = "# Arrangement\n\n1. The Parties [should] consult.\n\n2. This goes.\n\n3. This stays.\n"
NEW = "# Arrangement\n\n1. The Parties shall consult.\n\n2. This stays.\n\n3. يجتمع الطرفان <مرتين>\n"


def parsed(page: str) -> Any:
    return html.fromstring(page)


def compared(old: str, new: str) -> Any:
    one, other = read_text(old, "markdown"), read_text(new, "markdown")
    matches = {each.old: each.new for each in suggest_matches(one, other)}
    return parsed(write_comparison(compare(one, other, matches), title="Before → after"))


def shown(cell: Any) -> str:
    """What a reader sees of a cell: without what is only spoken."""
    for spoken in cell.xpath(".//span[@class='said']"):
        spoken.drop_tree()
    return str(cell.text_content())


def test_two_versions_stand_side_by_side_with_what_went_and_what_came() -> None:
    page = compared(OLD, NEW)
    rows = page.xpath("//tbody/tr")
    assert [row.get("class") for row in rows] == ["changed", "removed", "changed", "added"]
    changed = rows[0]
    assert changed.xpath(".//del/text()") == ["[should]"]
    assert changed.xpath(".//ins/text()") == ["shall"]
    assert [shown(cell) for cell in changed.xpath("td")] == [
        "The Parties [should] consult.",
        "The Parties shall consult.",
    ]
    assert shown(rows[2]) == "3 → 2 renumberedThis stays.This stays."


def test_what_changed_is_spoken_and_each_cell_runs_in_its_own_direction() -> None:
    page = compared(OLD, NEW)
    assert all(each.xpath("string(span[1])") == "taken out: " for each in page.xpath("//del"))
    assert all(each.xpath("string(span[1])") == "put in: " for each in page.xpath("//ins"))
    assert all(cell.get("dir") == "auto" for cell in page.xpath("//td"))
    assert all(cell.get("scope") in ("row", "col") for cell in page.xpath("//th"))
    style = page.xpath("string(//style)")
    assert "line-through" in style
    assert "underline" in style


def test_a_text_is_shown_as_it_stands_with_its_points_to_link_to() -> None:
    text = read_text("# A <b>\n\n1. One [two [three]\n\n| a | b |\n|---|---|\n\n***\n", "markdown")
    page = parsed(write_page(text, title="A & B", language="en"))
    assert page.get("lang") == "en"
    assert page.xpath("string(//h1)") == "A & B"
    assert page.xpath("string(//h2)") == "A <b>"
    assert {each.removeprefix("p-") for each in page.xpath("//@id")} == {point.id for point in text.points}
    assert page.xpath("//span[@class='bracket']/text() | //span[@class='half']/text()").count("[") == 2


def test_nothing_in_a_page_runs_or_is_fetched() -> None:
    hostile = "1. <script>x</script> <img src=x onerror=y> [a](https://example.org) ![b](c.png)\n"
    text = read_text(hostile, "markdown")
    for source in (write_page(text, title=hostile), write_comparison(compare(text, text), title=hostile)):
        page = parsed(source)
        assert page.xpath("//script | //img | //a | //link | //iframe | //@src | //@onerror") == []
        assert page.xpath("//meta/@content")[-1].startswith("default-src 'none'")


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_sides_of_any_comparison_are_the_words_of_the_points(old: str, new: str) -> None:
    one, other = read_text(old, "plain"), read_text(new, "plain")
    changes = compare(one, other)
    page = parsed(write_comparison(changes, title="x"))
    for row, change in zip(page.xpath("//tbody/tr"), changes, strict=True):
        cells = row.xpath("td")
        for cell, point in zip(cells, (change.old, change.new), strict=True):
            assert same(shown(cell), point.text if point and not change.merged and not change.split else shown(cell))


def same(found: str, wanted: str) -> bool:
    """The same words; HTML has no place for controls, and its reader drops or replaces them."""
    return signs(found) == signs(wanted)


def signs(text: str) -> str:
    return "".join(sign for sign in clean(text) if sign.isprintable() and not sign.isspace() and sign != "\ufffd")


def test_real_drafts_are_compared_and_shown() -> None:
    old, new = (real(day) for day in ("04", "09"))
    matches = {each.old: each.new for each in suggest_matches(old, new)}
    page = parsed(write_comparison(compare(old, new, matches), title="Drafts"))
    assert len(page.xpath("//tbody/tr")) >= len(new.points)
    assert len(parsed(write_page(old, title=old.title)).xpath("//@id")) == len(old.points)


def real(day: str) -> Text:
    return read_source(realtexts.read(f"paris-draft-2015-12-{day}.md"), "markdown")


@pytest.mark.parametrize("language", ["", "ar"])
def test_a_page_says_its_language_only_if_it_is_known(language: str) -> None:
    page = parsed(write_page(read_text("x", "plain"), title="x", language=language))
    assert page.get("lang", "") == language
