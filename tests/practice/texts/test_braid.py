"""Several wordings in one: each comes back out of the braid, and a compiled point says who wants what."""

from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.texts.braid import Alternative, Strand, braid, compile_point, wording_of, write_point

WORDS = st.lists(st.sampled_from(["a", "b", "c", "[", "]", "d"]), max_size=9).map(" ".join)
BASE = "Each Party shall inform the other Parties without delay of any exercise."


def proposed(text: str, *proposers: str, against: tuple[str, ...] = ()) -> Alternative:
    return Alternative(text=text, proposers=proposers, opposers=against)


@given(WORDS, st.lists(WORDS, max_size=4))
def test_every_wording_comes_back_out_of_a_braid(base: str, wordings: list[str]) -> None:
    strands = braid(base, wordings)
    assert "".join(strand.base for strand in strands) == base
    assert [wording_of(strands, who) for who in range(len(wordings))] == wordings
    assert all(strand.others or strand.base for strand in strands)


def test_strands_part_where_wordings_do() -> None:
    assert braid("a b c", ["a x c", "a b c d"]) == (
        *(Strand("a ", ()), Strand("b", ("x", "b")), Strand(" c", ()), Strand("", ("", " d"))),
    )
    assert braid("", []) == ()


def test_a_compiled_point_shows_who_proposes_what_where() -> None:
    point = compile_point(
        BASE,
        [
            proposed(BASE.replace("shall", "should"), "ARV", "BOR"),
            proposed(BASE.replace("without delay ", ""), "CAD"),
            proposed(BASE.replace("shall", "should").replace("exercise", "exercise or test"), "DOR", against=("ARV",)),
        ],
    )
    assert not point.whole
    assert write_point(point, attributed=True) == (
        "Each Party [shall][ARV, BOR, DOR propose; ARV opposes: should] inform the other Parties "
        "[CAD opposes: without delay ]of any exercise[DOR proposes; ARV opposes:  or test]."
    )
    assert write_point(point, attributed=False) == (
        "Each Party [shall][should] inform the other Parties [without delay ]of any exercise[ or test]."
    )


def test_a_wording_that_shares_little_is_an_alternative_of_its_own() -> None:
    point = compile_point(BASE, [proposed("Nothing of this sort.", "EST"), proposed("Nothing of this sort.", "FEN")])
    assert point.whole
    assert write_point(point, attributed=True) == f"[{BASE}]\nAlt 1: [EST, FEN propose: Nothing of this sort.]"
    assert write_point(point, attributed=False) == f"[{BASE}]\nAlt 1: [Nothing of this sort.]"


def test_whoever_proposes_to_delete_opposes() -> None:
    point = compile_point(BASE, [proposed("", "GAL")], opposers=("HAN", "GAL"))
    assert point.opposers == ("HAN", "GAL")
    assert write_point(point, attributed=True) == f"[HAN, GAL oppose: {BASE}]"


def test_a_point_for_which_nothing_is_proposed_is_its_words() -> None:
    assert write_point(compile_point(BASE, []), attributed=True) == BASE
    assert write_point(compile_point(BASE, [proposed(BASE, "ARV")]), attributed=True) == BASE
    assert (
        write_point(compile_point("", [proposed("New.", "ARV")]), attributed=True) == "[]\nAlt 1: [ARV proposes: New.]"
    )
