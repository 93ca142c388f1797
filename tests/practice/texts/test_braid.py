"""Several wordings in one: each comes back out of the braid, and a compiled point says who wants what."""

from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.texts.braid import Alternative, Strand, Stretch, braid, compile_point, wording_of, write_point

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
    assert braid("a b c", ["a x c"]) == (Strand("a ", ()), Strand("b", ("x",)), Strand(" c", ()))
    assert braid("", []) == ()


def test_edits_that_touch_each_other_are_in_one_strand() -> None:
    assert braid("a b", ["a x", "a b d"]) == (Strand("a ", ()), Strand("b", ("x", "b d")))
    assert braid("a b c d", ["x b c d", "a b y d", "z"])[0].base == "a b c d"
    # An edit within a longer one does not end the strand for the one after it.
    assert braid("a b c d e", ["a x e", "a y c d e", "a b c z e"]) == (
        *(Strand("a ", ()), Strand("b c d", ("x", "y c d", "b c z")), Strand(" e", ())),
    )
    assert braid("a b", ["x b", "a y"]) == (Strand("a", ("x", "a")), Strand(" ", ()), Strand("b", ("b", "y")))
    assert braid("ab", ["(ab", "(ab)"]) == (Strand("", ("(", "(")), Strand("ab", ()), Strand("", ("", ")")))


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


def test_how_much_two_wordings_share_is_measured_by_the_longer() -> None:
    assert not compile_point("a bcd", [proposed("a xyz", "ARV")]).whole
    assert compile_point("a bcde", [proposed("a wxyz", "ARV")]).whole
    assert compile_point(BASE, [proposed("Each Party shall.", "ARV")]).whole
    assert compile_point("Each Party shall.", [proposed(BASE, "ARV")]).whole


def test_the_stretches_of_a_point_are_agreed_or_of_the_basis_or_proposed() -> None:
    point = compile_point(
        "a b c d", [proposed("a x c d", "ARV"), proposed("a x c d", "BOR", against=("CAD",)), proposed("a c d", "DOR")]
    )
    assert point.stretches == (
        Stretch("agreed", "a "),
        Stretch("base", "b ", (), ("DOR",)),
        Stretch("proposed", "x ", ("ARV", "BOR"), ("CAD",)),
        Stretch("agreed", "c d"),
    )


def test_a_wording_that_several_propose_stands_once_with_all_who_oppose_it() -> None:
    point = compile_point(
        BASE, [proposed("None.", "EST", against=("ARV",)), proposed("None.", "FEN", against=("BOR", "ARV"))]
    )
    assert point.alternatives == (proposed("None.", "EST", "FEN", against=("ARV", "BOR")),)


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
