"""The fold shows what the specification says, word by word: a slow reader written from it gives the same states."""

import random
from collections.abc import Sequence

import pytest

from tests.practice.talks.crowd import crowd
from tests.practice.talks.duel import duel
from tests.practice.talks.literal.cut import LiteralCut
from tests.practice.talks.literal.letters import Letters
from tests.practice.talks.scribe import read_lines
from tools.system import ROOT
from tools.vectors.folding import read_given
from tools.vectors.sheets import read_sheet
from verbale.practice.talks.gazette import TextReader
from verbale.practice.talks.letter import TalksLetter
from verbale.practice.talks.state import fold
from verbale.practice.texts.text import read_text

DUELS = ("close", "text", "package", "structure", "stand")


def compare(given: Sequence[TalksLetter], read: TextReader, seed: int) -> None:
    """Folds the same letters twice, each in an order of its own."""
    chance = random.Random(seed)
    some, others = ([*given], [*given])
    chance.shuffle(some)
    chance.shuffle(others)
    state, letters = fold(some, read=read), Letters(others, read)
    view, talks = state.now(), min(letters.openings)
    cut = LiteralCut(letters, talks, letters.rooms[talks], contested=len(letters.openings) > 1)
    assert [each.id for each in view.points] == cut.points
    assert [each.status for each in view.points] == [cut.status(point) for point in cut.points]
    assert [each.wording.hex() for each in view.points] == [cut.current(point) or "" for point in cut.points]
    assert view.marks.rows == "".join(cut.row(member)[:16] for member in cut.members)
    assert view.marks.points == "".join(cut.column(point)[:4] for point in sorted(cut.points))
    packages = [cut.package(name, at, doc)[0] for name, at, _, doc in letters.acts(cut.cut, "package")]
    assert [each.status for each in view.packages] == packages
    asides = sorted((each.letter.hex(), each.place, each.code) for each in state.asides)
    unread = [(name, each.place, each.code) for name in letters.order for each in letters.given[name].asides]
    assert asides == sorted([*letters.asides, *unread])
    assert view.digest.hex() == cut.state()


@pytest.mark.parametrize("seed", range(40))
def test_talks_at_random_give_the_states_of_the_specification(seed: int) -> None:
    compare(crowd(seed, letters=14, names=("ARV", "BOR", "CAL")[: 2 + seed % 2]), read_lines, seed)


@pytest.mark.parametrize("about", DUELS)
@pytest.mark.parametrize("seed", range(24))
def test_members_that_forget_and_contradict_themselves_give_the_states_of_the_specification(
    about: str, seed: int
) -> None:
    compare(duel(seed, about), read_lines, seed)


def test_the_vectors_give_the_states_of_the_specification() -> None:
    sheet = read_sheet(ROOT / "tests" / "vectors" / "talks.json")
    for vector in sheet["vectors"]:
        if vector["outcome"] == "accepted":
            given = [sheet["shared"][each["ref"]] for each in vector["input"]["letters"]]
            compare([read_given(each) for each in given], read_text, 0)
