"""A drafter's marks: numbers as they are shown, options, places kept free, headings in several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.texts import marks
from verbale.practice.texts.marks import Title
from verbale.practice.texts.text import read_text


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("1. The Parties", "1", "The Parties"),
        ("  2.3. The Parties", "2.3", "The Parties"),
        ("2.3 The Parties", "2.3", "The Parties"),
        ("4bis. The Parties", "4bis", "The Parties"),
        ("3bis [Developed country Parties]", "3bis", "[Developed country Parties]"),
        ("13a. The Parties", "13a", "The Parties"),
        ("(a) The Parties", "(a)", "The Parties"),
        ("(iv) The Parties", "(iv)", "The Parties"),
        ("b) The Parties", "b)", "The Parties"),
        ("в) Стороны", "в)", "Стороны"),
        ("12) The Parties", "12)", "The Parties"),
        ("12.[The Parties]", "12", "[The Parties]"),
        ("**1.** The Parties", "1", "The Parties"),
        ("**3. Timing** The Parties", "3", "**Timing** The Parties"),
        ("[2. The Parties]", "2", "[The Parties]"),
        ("[2bis.] The Parties", "2bis", "The Parties"),
        ("[[2.] The Parties]", "2", "[The Parties]"),
        ("> 3. The Parties", "3", "The Parties"),
        ("3.\nThe Parties", "3", "The Parties"),
        ("\ufeff1. The Parties", "1", "The Parties"),
        ("Article 3. Use of terms", "Article 3", "Use of terms"),
        ("**Article 3.** Use of terms", "Article 3", "Use of terms"),
        ("Article 3 shall apply", "", "Article 3 shall apply"),
        ("Статья 3: термины", "Статья 3", "термины"),
        ("7.", "7", ""),
        ("2026 was a year", "", "2026 was a year"),
        ("1.5 °C", "", "1.5 °C"),
        ("2.5 % of", "", "2.5 % of"),
        ("The Parties", "", "The Parties"),
        ("(the) Parties", "", "(the) Parties"),
        ("٣. ", "", "٣. "),
    ],
)
def test_the_number_at_the_head_is_read_and_what_encloses_more_stays_with_the_words(
    text: str, number: str, words: str
) -> None:
    read = marks.read_number(text)
    assert (read.number, read.kept + text[read.length :]) == (number, words)


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("1.\tThe Parties", "1", "The Parties"),
        ("A.\tThe Parties\tmeet", "A", "The Parties\tmeet"),
        ("Article  3:\t The Parties", "Article 3", "The Parties"),
        ("[2]\tThe Parties", "[2]", "The Parties"),
        ("1. The\tParties", "1. The", "Parties"),
        (" : \tThe Parties", "", " : \tThe Parties"),
        ("\tThe Parties", "", "\tThe Parties"),
        ("x" * 65 + "\ty", "", "x" * 65 + "\ty"),
        ("(a) The Parties", "(a)", "The Parties"),
        ("(a) The Parties\n2.\tmeet", "(a)", "The Parties\n2.\tmeet"),
    ],
)
def test_of_word_what_stands_before_a_tab_is_the_number(text: str, number: str, words: str) -> None:
    read = marks.read_shown_number(text)
    assert (read.number, read.kept + text[read.length :]) == (number, words)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(
            (each, True)
            for each in ("1", "12.3.4a", "3bis.", "(a)", "[iv]", "b)", "A.1", "XII:", "aa", "§ 3", "十二、")
        ),
        *((each, True) for each in ("Article 3.", "Annex  B", "第十二章", " 2. ")),
        *(
            (each, False)
            for each in ("", "12345", "abc", "Ab", "e.g.", "(a", "a]", "(a)(b)", "1. One", "Name:", "第三")
        ),
    ],
)
def test_a_number_that_was_typed_before_a_tab_is_told_from_other_words(text: str, is_one: bool) -> None:
    assert marks.is_label(text) is is_one


@given(st.text("[]{}*_12.()abi \nArticle", max_size=30))
def test_no_bracket_is_lost_to_a_number_but_those_around_it(text: str) -> None:
    read = marks.read_number(text)
    rest = read.kept + text[read.length :]
    dropped = text.count("[") - rest.count("[")
    assert dropped == text.count("]") - rest.count("]") >= 0
    if not read.number:
        assert rest == text


def test_marks_of_options_are_counted_wherever_they_stand() -> None:
    text = "**Option 1:** x Option (a): y Option II z Alt 2 w; the option is open, Options 3, Optional 4"
    assert marks.count_options(text) == 4


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("**Option 1:** x", "Option 1"),
        ("  [Option (b)] x", "Option (b)"),
        ("Alt. 2 x", "Alt. 2"),
        ("ALT 2 x", "ALT 2"),
        ("1. Option 1", ""),
        ("The option 1", ""),
        ("Options 1", ""),
    ],
)
def test_an_option_begins_with_its_mark(text: str, option: str) -> None:
    assert marks.read_option(text) == option


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[Placeholder for annexes]", True), ("{Placeholder}", True), ("The placeholder", False), ("[Places]", False)],
)
def test_a_place_kept_free_is_known(text: str, expected: bool) -> None:
    assert marks.is_placeholder(text) is expected


def test_slashes_between_words_are_possible_alternatives() -> None:
    assert marks.find_slashes("shall / should, and/or, a /b, [x] / [y]") == (6, 34)


@pytest.mark.parametrize(
    ("line", "level"),
    [("## Article 2", 2), ("####TREATY", 4), ("#######", 0), ("Article 2", 0), ("  ### Three", 3), ("\ufeff# One", 1)],
)
def test_markdowns_headings(line: str, level: int) -> None:
    assert marks.is_marked_heading(line) is bool(level)
    if level:
        assert marks.heading_level(line) == level


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Article 2", Title(level=5, which="2")),
        ("**Article 2**", Title(level=5, which="2")),
        ("Article 2 (Purpose)", Title(level=5, which="2")),
        ("Article 2. Purpose", Title(level=5, which="2")),
        ("Article 2.", Title(level=5, which="2")),
        ("Article 2: Purpose", Title(level=5, which="2")),
        ("Article 2 Use of terms", Title(level=5, which="2")),
        ("Article 2bis", Title(level=5, which="2bis")),
        ("Article premier", Title(level=5, which="1")),
        ("Статья 3", Title(level=5, which="3")),
        ("Artikel 4", Title(level=5, which="4")),
        ("第十条", Title(level=5, which="十")),
        ("第十條", Title(level=5, which="十")),
        ("第三章 总则", Title(level=3, which="三")),
        ("第四节", Title(level=4, which="四")),
        ("第四節", Title(level=4, which="四")),
        ("Article X", Title(level=5, which="10")),
        ("第二部", Title(level=2, which="二")),
        ("ANNEX I", Title(level=2, which="1")),
        ("PARTIE IV DISPOSITIONS", Title(level=2, which="4")),
        ("Annex B", Title(level=2, which="2")),
        ("Preamble", Title(level=1, which="0")),
        ("Preamble:", Title(level=1, which="0")),
        ("PreambleX", None),
        ("XPreamble", None),
        ("Chapter 2", Title(level=3, which="2")),
        ("Section 2", Title(level=4, which="2")),
        *(
            (f"Article 2{sign}Use of terms:", Title(level=5, which="2"))
            for sign in (": ", " — ", " – ", " - ", " (", " [")
        ),
        *((f"Article 2{sign}Use of terms{end}", None) for sign in (": ", " — ", " (", " [") for end in (",", ";", ".")),
        *((f"Article 2 Use of terms{end}", None) for end in (".", ";", ":", ",", "。", "；")),
        ("Article 2 shall apply to all", None),
        ("Article 2 The Parties may withdraw.", None),
        ("Article 2. The Parties may withdraw.", None),
        ("Article 2: The Parties;", None),
        ("Part of the area shall remain free.", None),
        ("The Article 2 of", None),
        ("Preamble to it", None),
        ("第三条适用。", None),
        ("第三 条", None),
        (f"Article 2 {'A' * 400}", None),
        ("", None),
    ],
)
def test_lines_that_name_an_article_or_a_part(line: str, title: Title | None) -> None:
    assert marks.read_title(line) == title


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("ART\u0130KEL 1", 0),
        ("art\u0131kel 1", 0),
        ("T\u0130TLE 1", 0),
        ("Part \u0130", 0),
        ("Section \u0131", 0),
        ("\u017fection 1", 4),
        ("Part \u017f", 2),
        ("Chapter \u212a", 3),
        ("PR\u00c9AMBULE:.", 1),
    ],
)
def test_capitals_of_other_alphabets_are_taken_for_what_their_folding_is(line: str, level: int) -> None:
    for read in (marks.read_title, marks.name_of):
        title = read(line)
        assert (title.level if title else 0) == level
    number = marks.read_number(f"{line}. They meet, and part.")
    assert not number.length or level


def test_a_text_in_capitals_of_another_alphabet_is_read() -> None:
    text = read_text("T\u0130TLE 1\n\n# ART\u0130KEL 2\n\nART\u0130KEL 3. a b,\n\n1. They meet.", "markdown")
    assert [each.kind for each in text.blocks] == ["provision", "heading", "provision", "provision"]
    assert [each.label for each in text.points] == ["", "ART\u0130KEL 2", "ART\u0130KEL 2, 1"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("[Article 3bis] (REDD-plus)", Title(level=5, which="3bis")),
        ("Article 7 general principles, and what they are.", Title(level=5, which="7")),
        ("Preamble", Title(level=1, which="0")),
        ("Article X", Title(level=5, which="10")),
        ("Ambition", None),
    ],
)
def test_a_heading_calls_itself(heading: str, title: Title | None) -> None:
    assert marks.name_of(heading) == title


@pytest.mark.parametrize(
    ("mark", "number"),
    [
        *(
            ("(c)", "3"),
            ("c)", "3"),
            ("в)", "3"),
            ("III", "3"),
            ("3", "3"),
            ("(iv)", "4"),
            ("i", "1"),
            ("2bis", "2bis"),
        ),
        *(("xlii", "42"), ("premier", "1"), ("l", "12"), ("2.3", "2.3"), ("十", "十"), ("", "")),
        *(("2 bis", "2bis"), ("z)", "26"), ("_", "_"), ("`", "`")),
    ],
)
def test_a_number_is_the_same_in_every_script(mark: str, number: str) -> None:
    assert marks.ordinal(mark) == number


@pytest.mark.parametrize(
    ("words", "address"), [("a.b", True), ("#a", True), ("a/b", True), ("a:b", True), ("XaX", False)]
)
def test_an_address_has_a_sign_of_one(words: str, address: bool) -> None:
    assert marks.is_address(words) is address


@pytest.mark.parametrize(
    ("number", "first"), [("1", True), ("(a)", True), ("(а)", True), ("(i)", True), ("2", False), ("(b)", False)]
)
def test_what_can_begin_a_list(number: str, first: bool) -> None:
    assert marks.is_first(number) is first
