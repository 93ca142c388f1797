"""How lines become blocks and points: where one begins, what it stands under, and that each says so."""

import pytest

from verbale.practice.texts.text import Text, even, read_text


def read(source: str, media: str = "markdown") -> list[tuple[str, str]]:
    return [(point.number, point.text) for point in read_text(source, media).points]


def headings(text: Text) -> list[tuple[int, str]]:
    return [(block.level, even(text.words_of(block))) for block in text.blocks if block.kind == "heading"]


def paths(source: str) -> list[str]:
    return [" ".join(point.path) for point in read_text(source, "markdown").points]


def test_every_block_says_its_place_its_paragraph_and_its_number() -> None:
    text = read_text("---\na: b\n---\n\n## One\n\nFirst:\n1. two\n2. three\n\n***\n\n(a) four", "markdown")
    assert [(block.place, block.paragraph, block.kind, block.number) for block in text.blocks] == [
        (0, 0, "matter", ""),
        (1, 1, "heading", ""),
        (2, 2, "provision", ""),
        (3, 2, "provision", "1"),
        (4, 2, "provision", "2"),
        (5, 3, "rule", ""),
        (6, 4, "provision", "(a)"),
    ]


def test_a_heading_has_its_level_by_its_marks_or_by_its_title() -> None:
    text = read_text("Article 1\n\n## Two\n\nPART III\n\n\ufeff# One\n\n  # Too", "markdown")
    assert headings(text) == [(5, "Article 1"), (2, "## Two"), (2, "PART III"), (1, "\ufeff# One"), (1, "# Too")]


@pytest.mark.parametrize(
    ("source", "media", "found", "points"),
    [
        ("Article 8\nCooperation\n\n1. One", "markdown", [(5, "Article 8 Cooperation")], ["One"]),
        ("## Article 8\nCooperation", "markdown", [(2, "## Article 8")], ["Cooperation"]),
        ("Article 8\n## Cooperation", "markdown", [(5, "Article 8"), (2, "## Cooperation")], []),
        ("## Article 8\nCooperation", "plain", [(5, "## Article 8 Cooperation")], []),
        (f"Article 8\n{'C' * 160}", "plain", [(5, f"Article 8 {'C' * 160}")], []),
        (f"Article 8\n{'C' * 161}", "plain", [(5, "Article 8")], ["C" * 161]),
        *((f"Article 8\nCooperation{sign}", "plain", [(5, "Article 8")], [f"Cooperation{sign}"]) for sign in ".;:,"),
        # A heading that is numbered begins a list: what follows it with a number is no title of it.
        ("Article 1. Terms\n3. x", "plain", [(5, "Article 1. Terms")], ["x"]),
    ],
)
def test_the_line_below_a_title_is_its_rest_or_a_point(
    source: str, media: str, found: list[tuple[int, str]], points: list[str]
) -> None:
    text = read_text(source, media)
    assert (headings(text), [point.text for point in text.points]) == (found, points)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("___", ["rule"]),
        ("---", ["rule"]),
        ("***", ["rule"]),
        ("--", ["provision"]),
        ("-*-", ["provision"]),
        ("XXX", ["provision"]),
        ("X| a |", ["provision"]),
        ("| a |", ["table"]),
        ("\ufeff| a |", ["table"]),
        ("\t| a |", ["table"]),
        ("X---\na: b\n---\nWords", ["provision", "rule", "provision"]),
        ("---\n" + "a\n" * 10_000 + "---\nWords", ["rule", "provision", "rule", "provision"]),
        ("---\n" + "a\n" * 9_000 + "---\nWords", ["matter", "provision"]),
    ],
)
def test_signs_that_begin_a_line_say_what_it_is(source: str, kinds: list[str]) -> None:
    assert [block.kind for block in read_text(source, "markdown").blocks] == kinds


def test_empty_lines_before_everything_change_nothing() -> None:
    assert read("\n1. a\n2. b") == read("\n\n1. a\n2. b\n") == [("1", "a"), ("2", "b")]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("(xlv) a\n\n(xlvi) b\n\n(xlvii) c", ["(xlv)", "(xlvi)", "(xlvii)"]),
        ("1. a\n\n\t1. b\n\n    2. c", ["1", "1 1", "1 2"]),
        ("(a) a\n\n(a bis) b\n\n(abis) c\n\n(b) d", ["(a)", "(a bis)", "(abis)", "(b)"]),
        (
            "(a) a\n\n(i) b\n\n(i bis) c\n\n(iter) d\n\n(ii) e",
            ["(a)", *("(a) " + n for n in ("(i)", "(i bis)", "(iter)", "(ii)"))],
        ),
        ("(g) a\n\n(h bis) b\n\n(i) c", ["(g)", "(h bis)", "(i)"]),
        ("1. a\n\n(1) b\n\n1) c\n\n(1 bis) d\n\n2. e", ["1", "1 (1)", "1 (1) 1)", "1 (1 bis)", "2"]),
        (
            "Article 1. a is so.\n\na) b\n\nb) c\n\nArticle 2bis. d is so.",
            ["Article 1", "Article 1 a)", "Article 1 b)", "Article 2bis"],
        ),
    ],
)
def test_numbers_of_one_style_stand_beside_each_other(source: str, found: list[str]) -> None:
    assert paths(source) == found


@pytest.mark.parametrize("first", ["Option 1", "Option (a)", "Option I", "Alt 1", "Alt1", "ALT. 1", "Alt.1"])
def test_the_first_of_some_options_begins_them_under_the_last_number(first: str) -> None:
    assert paths(f"1. a\n\n{first}: b\n\nOption 2: c\n\n2. d\n\n{first}: e\n\nOption 2: f") == [*"111222"]


def test_options_that_lack_their_first_stand_under_what_stood_before_them_at_their_indent() -> None:
    assert paths("1. a\n\nOption 2: b\n\n    (a) c\n\n    Option 2: d") == ["1", "1", "1 (a)", "1 (a)"]
