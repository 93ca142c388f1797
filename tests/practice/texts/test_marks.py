"""A drafter's marks: numbers as they are shown, options, places kept free, headings."""

import pytest

from verbale.practice.texts import marks


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("1. The Parties", "1", "The Parties"),
        ("  2.3. The Parties", "2.3", "The Parties"),
        ("2.3 The Parties", "2.3", "The Parties"),
        ("4bis. The Parties", "4bis", "The Parties"),
        ("(a) The Parties", "(a)", "The Parties"),
        ("(iv) The Parties", "(iv)", "The Parties"),
        ("b) The Parties", "b)", "The Parties"),
        ("12) The Parties", "12)", "The Parties"),
        ("**1.** The Parties", "1", "The Parties"),
        ("[2. The Parties]", "2", "The Parties]"),
        ("[2bis.] The Parties", "2bis", "The Parties"),
        ("> 3. The Parties", "3", "The Parties"),
        ("Article 3. Use of terms", "Article 3", ". Use of terms"),
        ("7.", "7", ""),
        ("2026 was a year", "", "2026 was a year"),
        ("1.5 °C", "1.5", "°C"),
        ("The Parties", "", "The Parties"),
        ("(the) Parties", "", "(the) Parties"),
    ],
)
def test_the_number_at_the_head_is_read_and_left_there(text: str, number: str, rest: str) -> None:
    read = marks.read_number(text)
    assert (read.number, text[read.length :]) == (number, rest)


def test_marks_of_options_are_counted_wherever_they_stand() -> None:
    text = "**Option 1:** x Option (a): y Option II z Alt 2 w; the option is open, Options 3, Optional 4"
    assert marks.count_options(text) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [("**Option 1:** x", True), ("  [Option (b)] x", True), ("1. Option 1", False), ("The option 1", False)],
)
def test_an_option_begins_with_its_mark(text: str, expected: bool) -> None:
    assert marks.is_option(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[Placeholder for annexes]", True), ("{Placeholder}", True), ("The placeholder", False)],
)
def test_a_place_kept_free_is_known(text: str, expected: bool) -> None:
    assert marks.is_placeholder(text) is expected


@pytest.mark.parametrize(
    ("text", "markdown", "expected"),
    [
        ("## Article 2", True, True),
        ("####TREATY", True, True),
        ("#######", True, False),
        ("Article 2", True, False),
        ("Article 2 (Purpose)", False, True),
        ("ANNEX I", False, True),
        ("Preamble", False, True),
        ("Article 2\nThe Parties", False, False),
        ("The Article 2 of", False, False),
    ],
)
def test_headings(text: str, markdown: bool, expected: bool) -> None:
    assert marks.is_heading(text, markdown=markdown) is expected


def test_levels_of_headings() -> None:
    assert [marks.heading_level(text) for text in ("# One", "  ### Three", "Article 2")] == [1, 3, 1]
