"""The numbers of Word's lists: computed as Word shows them, and as LibreOffice prints the same files."""

from pathlib import Path

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.chancery.word.lists import begins, definition, file, level, listed, para, style
from tests.chancery.word.office import Office
from verbale.chancery.word.changes import numbered_side, read_changes
from verbale.chancery.word.counting import write_number
from verbale.chancery.word.numbers import Label, Level, Numbering
from verbale.chancery.word.paper import read_word

USUAL = (
    level(0, "decimal", "%1."),
    level(1, "lowerLetter", "(%2)"),
    level(2, "lowerRoman", "%3)"),
    level(3, "decimal", "%1.%2.%3.%4"),
)
ONE = definition(0, *USUAL) + listed(1, 0)
ANEW = definition(0, *USUAL) + listed(1, 0) + listed(2, 0, begins(0, 1))
LINKED = '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
LINKED += "</w:pPr></w:style>"
ZEROS = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
    '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
    '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
)

# What Word shows, and LibreOffice too: paragraphs, definitions, styles, labels.
STORIES: dict[str, tuple[list[str], str, str, list[str]]] = {
    "levels within each other": (
        [para(1, at) for at in (0, 1, 1, 2, 2, 3, 0, 1, 2, 3)],
        ONE,
        "",
        ["1.", "(a)", "(b)", "i)", "ii)", "1.b.ii.1", "2.", "(a)", "i)", "2.a.i.1"],
    ),
    "numbers of more levels in one": (
        [para(1, at) for at in (0, 1, 1, 0, 1)],
        definition(0, level(0, "upperRoman", "Article %1."), level(1, "decimal", "%1.%2")) + listed(1, 0),
        "",
        ["Article I.", "I.1", "I.2", "Article II.", "II.1"],
    ),
    "lists of one definition count on": (
        [para(1), para(1), para(2), para(1)],
        definition(0, *USUAL) + listed(1, 0) + listed(2, 0),
        "",
        ["1.", "2.", "3.", "4."],
    ),
    "lists of two definitions count apart": (
        [para(1), para(2), para(1), para(2)],
        definition(0, *USUAL) + definition(1, *USUAL) + listed(1, 0) + listed(2, 1),
        "",
        ["1.", "1.", "2.", "2."],
    ),
    "a list begins anew where it is used first": (
        [para(1), para(1), para(2), para(2), para(2), para(1), para(2)],
        ANEW,
        "",
        ["1.", "2.", "1.", "2.", "3.", "4.", "5."],
    ),
    "a level begins anew": (
        [para(1, 0), para(1, 1), para(2, 1), para(2, 1), para(2, 0), para(2, 1)],
        definition(0, *USUAL) + listed(1, 0) + listed(2, 0, begins(1, 5)),
        "",
        ["1.", "(a)", "(e)", "(f)", "2.", "(a)"],
    ),
    "levels begin elsewhere": (
        [para(1, 0), para(1, 1), para(1, 0)],
        definition(0, level(0, "decimal", "%1.", start=5), level(1, "lowerLetter", "%1%2.", start=3)) + listed(1, 0),
        "",
        ["5.", "5c.", "6."],
    ),
    "a level that is skipped has begun": (
        [para(1, 1), para(1, 0), para(1, 3)],
        ONE,
        "",
        ["(a)", "2.", "2.a.i.1"],
    ),
    "a list has a level of its own": (
        [para(1), para(2), para(1)],
        definition(0, *USUAL)
        + listed(1, 0)
        + listed(2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=7)}</w:lvlOverride>'),
        "",
        ["1.", "B)", "3."],
    ),
    "bullets have no number and part what is between them": (
        [para(1, 0), para(1, 1), para(1, 1), para(1, 0), para(1, 1)],
        definition(0, level(0, "bullet", "•"), level(1, "decimal", "%2.")) + listed(1, 0),
        "",
        ["", "1.", "2.", "", "1."],
    ),
    "styles put paragraphs into lists": (
        [para(named="One"), para(named="Two"), para(named="Child"), para(named="Out"), para(named="One")],
        ONE,
        style("One", 1) + style("Two", 1, 1) + style("Child", upon="Two") + style("Out", 0, upon="One"),
        ["1.", "(a)", "(b)", "", "2."],
    ),
    "a paragraph leaves the list of its style, or takes another level": (
        [para(named="One"), para(0, named="One"), para(None, 1, named="One"), para(named="One")],
        ONE,
        style("One", 1),
        ["1.", "", "(a)", "2."],
    ),
    "the usual style is in a list": (
        [para(), para(), para(named="Other")],
        ONE,
        style("Usual", 1, usual=True) + style("Other"),
        ["1.", "2.", ""],
    ),
    "a style of lists": (
        [para(2), para(2, 1)],
        definition(0, *USUAL, more='<w:styleLink w:val="L"/>')
        + definition(1, more='<w:numStyleLink w:val="L"/>')
        + listed(1, 0)
        + listed(2, 1),
        style("Normal", usual=True) + LINKED,
        ["1.", "(a)"],
    ),
    "an empty paragraph counts": ([para(1), para(1, words=""), para(1)], ONE, "", ["1.", "3."]),
    "zeros in front": ([para(1), para(1)], definition(0, ZEROS) + listed(1, 0), "", ["001.", "002."]),
    "paragraphs in no list": ([para(), para(9), para(1, 7)], ONE, "", ["", "", ""]),
}
# What the standard says and LibreOffice does not know.
ALONE: dict[str, tuple[list[str], str, str, list[str]]] = {
    "a level that never begins anew": (
        [para(1, at) for at in (0, 1, 0, 1, 2, 1, 2)],
        definition(
            0,
            level(0, "decimal", "%1."),
            level(1, "decimal", "%1.%2", more='<w:lvlRestart w:val="0"/>'),
            level(2, "decimal", "%1.%2.%3", more='<w:lvlRestart w:val="1"/>'),
        )
        + listed(1, 0),
        "",
        ["1.", "1.1", "2.", "2.2", "2.2.1", "2.3", "2.3.2"],
    ),
    "numbers in digits alone": (
        [para(1, 0), para(1, 1), para(2, 1)],
        definition(0, level(0, "upperRoman", "Article %1"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))
        + definition(1, level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2", more='<w:isLgl w:val="0"/>'))
        + listed(1, 0)
        + listed(2, 1),
        "",
        ["Article I", "1.1", "I.1"],
    ),
    "a level without numbers shows its words": (
        [para(1, 0), para(1, 1)],
        definition(0, level(0, "none", "Annex%1"), level(1, "decimal", "%1%2.")) + listed(1, 0),
        "",
        ["Annex", "1."],
    ),
    "a level names the style that stands on it": (
        [para(named=each) for each in ("One", "Two", "Two", "One", "Two")],
        definition(
            0,
            level(0, "decimal", "%1.", more='<w:pStyle w:val="One"/>'),
            level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Two"/>'),
        )
        + listed(1, 0),
        style("One", 1) + style("Two", 1),
        ["1.", "1.1", "1.2", "2.", "2.1"],
    ),
}
FORMS = (
    *("decimal", "decimalZero", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "ordinal", "cardinalText"),
    *("ordinalText", "chineseCounting", "taiwaneseCounting", "japaneseCounting", "decimalEnclosedCircle"),
    *("russianLower", "russianUpper"),
)


def labels(paragraphs: list[str], numbering: str, styles: str) -> list[str]:
    """The numbers before the paragraphs that have words."""
    read = numbered_side(read_changes(file("".join(paragraphs), numbering, styles)), "accepted")
    return [each.rpartition("x")[0].rstrip("\t") for each in read]


@pytest.mark.parametrize("name", [*STORIES, *ALONE])
def test_numbers_are_those_that_word_shows(name: str) -> None:
    paragraphs, numbering, styles, wanted = (STORIES | ALONE)[name]
    assert labels(paragraphs, numbering, styles) == wanted


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_libreoffice_prints_the_same_numbers(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for name, (paragraphs, numbering, styles, wanted) in STORIES.items():
        if name == "paragraphs in no list":
            continue  # it gives a level that its list does not have a number all the same
        printed = [line.strip() for line in office.printed(file("".join(paragraphs), numbering, styles)).splitlines()]
        shown = [line.removesuffix("x").strip(" •") for line in printed if line.endswith("x")]
        assert shown == wanted, name


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_libreoffice_writes_numbers_in_the_same_forms(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for form in FORMS:
        numbering = definition(0, level(0, form, "%1)")) + listed(1, 0)
        # Of Russian letters it writes the thirtieth as two different ones, where Word doubles the first.
        many = 29 if form.startswith("russian") else 20 if form.startswith("decimalEnclosed") else 99
        printed = office.printed(file(para(1) * many, numbering)).splitlines()
        assert [line.strip().removesuffix(") x") for line in printed] == [
            write_number(each + 1, form) for each in range(many)
        ], form


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("lowerLetter", {0: "0", 26: "z", 27: "aa", 53: "aaa", 833: "833"}),
        ("lowerRoman", {4: "iv", 1999: "mcmxcix", 4000: "4000"}),
        ("arabicAlpha", {1: "أ", 29: "أأ"}),
        ("arabicAbjad", {3: "ج"}),
        ("russianLower", {10: "к", 26: "ы", 30: "аа"}),
        ("ordinal", {1: "1st", 11: "11th", 22: "22nd", 103: "103rd"}),
        ("cardinalText", {0: "Zero", 20: "Twenty", 21: "Twenty-one", 100: "100"}),
        ("ordinalText", {1: "First", 12: "Twelfth", 20: "Twentieth", 33: "Thirty-third", 100: "100"}),
        ("chineseCounting", {10: "十", 21: "二十一", 100: "100"}),
        ("decimalEnclosedCircle", {20: "⑳", 21: "21"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {5: "05", 12: "12"}),
        ("zeros4", {7: "0007"}),
        ("hex", {12: "12"}),
        ("none", {3: ""}),
        ("bullet", {3: ""}),
    ],
)
def test_forms_of_numbers(form: str, numbers: dict[int, str]) -> None:
    assert {number: write_number(number, form) for number in numbers} == numbers


def test_a_letter_is_read_with_the_same_numbers() -> None:
    paragraphs = para(1, words="One.") + para(1, 1, words="Two.") + para(2, words="Three.")
    numbering = definition(0, *USUAL) + definition(1, level(0, "bullet", "•")) + listed(1, 0) + listed(2, 1)
    read = read_word(file(paragraphs, numbering))
    assert [(each.number, each.text) for each in read] == [("1", "One."), ("(a)", "Two."), ("", "- Three.")]


def numbered(numbering: str, styles: str = "") -> Numbering:
    return Numbering(
        parse_xml(f"<w:numbering {nsdecls('w')}>{numbering}</w:numbering>"),
        parse_xml(f"<w:styles {nsdecls('w')}>{styles}</w:styles>"),
    )


def label(lists: Numbering, paragraph: str) -> Label:
    return lists.label(parse_xml(paragraph.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def test_a_bullet_is_told_from_no_number_at_all() -> None:
    lists = numbered(definition(0, level(0, "bullet", "•"), level(1, "none", "")) + listed(1, 0))
    assert label(lists, para(1)) == Label(bullet=True)
    assert (
        label(lists, para(1, 1)) == label(lists, para(9)) == label(lists, "<w:p/>".replace("/>", "></w:p>")) == Label()
    )
    assert Level() == Level(start=1, form="decimal", text="%1.")
    assert Numbering(None, None).label(parse_xml(f"<w:p {nsdecls('w')}/>")) == Label()


def test_definitions_that_lead_nowhere_or_in_circles_number_nothing() -> None:
    circle = definition(0, more='<w:numStyleLink w:val="L"/>') + listed(1, 0) + listed(2, 7)
    lists = numbered(circle, LINKED + style("A", upon="B") + style("B", upon="A"))
    assert label(lists, para(1)) == label(lists, para(2)) == label(lists, para(named="A")) == Label()


def test_a_list_that_would_show_more_than_a_number_shows_none() -> None:
    lists = numbered(definition(0, level(0, "decimal", "%1" + "x" * 63), level(999, "decimal", "%1.")) + listed(1, 0))
    assert label(lists, para(1)) == Label()
    assert label(lists, para(1, 999)) == Label()


def test_forms_that_are_not_named_or_not_known_are_digits() -> None:
    unnamed = definition(0, '<w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>')
    unknown = definition(1, ZEROS.replace("001, 002, 003, ...", "first, second"))
    assert labels([para(1), para(2)], unnamed + unknown + listed(1, 0) + listed(2, 1), "") == ["1.", "1."]
