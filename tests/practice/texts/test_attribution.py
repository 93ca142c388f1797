"""Who put a bracket and who opposes it: read where the text says so, written only on demand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.texts.attribution import Attribution, by_place, label, read_attributions
from verbale.practice.texts.brackets import read_brackets

NAMES = st.lists(st.from_regex(r"[A-Z][A-Za-z0-9]{0,6}", fullmatch=True), max_size=4, unique=True).map(tuple)


def read(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(each.proposers, each.opposers) for each in read_attributions(text, read_brackets(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[ARV propose: at once]", [(("ARV",), ())]),
        ("[ARV/BOR propose: at once]", [(("ARV", "BOR"), ())]),
        ("[ARV, BOR and CAD propose; DOR, EST oppose: at once]", [(("ARV", "BOR", "CAD"), ("DOR", "EST"))]),
        ("[ARV opposes: at once]", [((), ("ARV",))]),
        ("[ÖST proposes: [ARV opposes: x] y", [((), ("ARV",)), (("ÖST",), ())][::-1]),
        ("[Parties propose something]", []),
        ("[ARV: at once]", []),
        ("[we propose: at once]", []),
        ("[: at once]", []),
        ("ARV propose: at once] [^ARV]", []),
        ("a] [^1] [X] [ARV propose: at once]", [(("ARV",), ())]),
    ],
)
def test_some_brackets_say_whose_they_are(text: str, found: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    assert read(text) == found


@given(NAMES, NAMES)
def test_what_is_written_reads_back(proposers: tuple[str, ...], opposers: tuple[str, ...]) -> None:
    said = label(proposers, opposers)
    assert read(f"[{said}at once]") == ([(proposers, opposers)] if said else [])


def test_nobody_named_is_nothing_written() -> None:
    assert label((), ()) == ""


def test_of_two_attributions_of_a_bracket_the_later_counts() -> None:
    one, other = (Attribution(place=3, proposers=(name,), opposers=()) for name in ("ARV", "BOR"))
    assert by_place([one, other]) == {3: other}
