"""A department fills a sheet with programs of its own, and what comes back is what it was told."""

from datetime import date
from pathlib import Path

import pytest

from verbale.chancery.sheets.columns import Row
from verbale.chancery.sheets.positions import FORMS, read_positions, write_positions
from verbale.cli.demo.department import fill
from verbale.cli.demo.stands import Stand

POINTS = [f"{number:016x}" for number in range(1, 6)]
STANDS = [
    Stand(point=POINTS[0], word="counter", text="Other words.", reason="As instructed"),
    Stand(point=POINTS[1], word="reserve", reserve="parliamentary", until="2030-06-30"),
    Stand(point=POINTS[2], word="maintain", not_negotiable=True),
]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_told_is_filled_in_and_the_rest_is_accepted_or_left(form: str, tmp_path: Path) -> None:
    rows = [Row(point=point, number="1", words="Words.", wording=bytes(32)) for point in POINTS]
    sheet = tmp_path / f"sheet{form}"
    sheet.write_bytes(write_positions(rows, form))
    assert fill(sheet, STANDS, but=POINTS[4:]) == 4
    counter, reserve, maintain, accept = read_positions(sheet.read_bytes(), form)
    assert [each.point for each in (counter, reserve, maintain, accept)] == POINTS[:4]
    assert (counter.position, counter.text, counter.reason) == ("counter", "Other words.", "As instructed")
    assert (reserve.position, reserve.reserve, reserve.until) == ("reserve", "parliamentary", date(2030, 6, 30))
    assert (maintain.position, maintain.not_negotiable, accept.position) == ("maintain", True, "accept")


def test_the_same_is_said_by_the_words_of_a_command(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    assert list(STANDS[0].arguments(words)) == [
        POINTS[0], "counter", "--text", words, "--reason", "As instructed",
    ]  # fmt: skip
    assert words.read_text("utf-8") == "Other words."
    assert list(STANDS[1].at("11").arguments(words)) == [
        "11", "reserve", "--reserve", "parliamentary", "--until", "2030-06-30",
    ]  # fmt: skip
    assert list(STANDS[2].arguments(words))[2:] == ["--not-negotiable"]
