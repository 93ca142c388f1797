"""The text with the wordings that stand, and the tracked changes upon it."""

from tests.chancery.talks.conftest import CODES, SOURCE, Table
from verbale.chancery.talks.proposing import Wish, propose, sponsor, take_wishes
from verbale.chancery.talks.redlining import write_wishes
from verbale.chancery.talks.standing import standing_text
from verbale.chancery.word.changes import read_changes, side
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.view import View
from verbale.practice.texts.text import read_text

NESTED = """# Agreement

1. The Parties meet:
    1. each year;
    2. [or more often].

[2. They part.]
"""


def wish(table: Table, code: str, *wishes: Wish) -> Reference:
    """A house proposes; the reference names the first proposal."""
    letter = table.say(code, lambda view: propose(take_wishes(view, wishes))(view))
    table.exchange()
    return Reference(letter=letter.id, place=1)


def agree(table: Table, reference: Reference, *codes: str) -> View:
    """Other houses join a proposal."""
    for code in codes:
        table.say(code, sponsor(reference))
        table.exchange()
    return table.now("ARV")


def test_where_nothing_was_agreed_the_text_in_force_stands_sign_by_sign(table: Table) -> None:
    table.open()
    table.exchange()
    wish(table, "BOR", Wish(verb="MOD", point="1", text="The Parties consult."), Wish(verb="ADD", text="New."))
    standing = standing_text(table.now("ARV"))
    assert standing.text.source == SOURCE
    assert standing.became == {point.id: point.id for point in standing.text.points}
    assert standing.states == {each.id: each for each in table.now("ARV").points if each.id in standing.became}


def test_what_all_agreed_on_stands_in_it_and_its_points_are_known(table: Table) -> None:
    table.open()
    table.exchange()
    old = read_text(SOURCE, "markdown")
    agree(table, wish(table, "BOR", Wish(verb="MOD", point="1", text="The Parties consult each year.")), "ARV", "CAL")
    agree(table, wish(table, "BOR", Wish(verb="SUP", point="2")), "ARV", "CAL")
    added = Wish(verb="ADD", text="A point of its own.", after="3", number="3bis")
    view = agree(table, wish(table, "CAL", added), "ARV", "BOR")
    standing = standing_text(view)
    assert [(each.number, each.text) for each in standing.text.points] == [
        ("1", "The Parties consult each year."),
        ("3", "The seat of the commission is [Placeholder]."),
        ("3bis", "A point of its own."),
        ("4", "This Agreement is concluded for [five] [ten] years."),
    ]
    assert [standing.became.get(each.id) for each in old.points] == [
        standing.text.points[0].id,
        None,
        standing.text.points[1].id,
        standing.text.points[3].id,
    ]
    own = [point.id for point in standing.text.points]
    assert [standing.states[each].number for each in own] == ["1", "3", "3bis", "4"]
    codes = {table[code].party.id: code for code in CODES}
    rejected = side(read_changes(write_wishes(view, codes)), "rejected")
    assert "3bis. A point of its own." in rejected
    assert not any("notifies" in each for each in rejected)


def test_a_number_that_all_gave_takes_the_place_of_the_old_one(table: Table) -> None:
    table.open(source=NESTED)
    table.exchange()
    points = {point.text: point.id for point in table.now("ARV").points}
    renumber = Wish(verb="RENUMBER", point=points["each year;"], number="(a)")
    agree(table, wish(table, "BOR", renumber), "ARV", "CAL")
    renumber = Wish(verb="RENUMBER", point=points["[They part.]"], number="3")
    view = agree(table, wish(table, "BOR", renumber), "ARV", "CAL")
    source = standing_text(view).text.source
    assert "\n    (a) each year;\n" in source
    assert "\n3. [They part.]\n" in source


def test_a_number_that_does_not_go_on_takes_no_other_point_into_its_own(table: Table) -> None:
    table.open(source="# A\n\n1. They meet.\n2. They part.\n3. They meet again.\n")
    table.exchange()
    view = agree(table, wish(table, "BOR", Wish(verb="RENUMBER", point="2", number="9")), "ARV", "CAL")
    standing = standing_text(view)
    assert standing.text.source == "# A\n\n1. They meet.\n\n9. They part.\n\n3. They meet again.\n"
    assert [standing.states[each.id].number for each in standing.text.points] == ["1", "9", "3"]


def test_a_point_that_had_no_number_gets_the_one_that_all_gave(table: Table) -> None:
    table.open(source="The Parties meet.\n\nThey part.\n")
    table.exchange()
    points = {point.text: point.id for point in table.now("ARV").points}
    number = Wish(verb="RENUMBER", point=points["They part."], number="2")
    first = Wish(verb="ADD", text="First of all.", number="1")
    agree(table, wish(table, "BOR", number), "ARV", "CAL")
    view = agree(table, wish(table, "BOR", first), "ARV", "CAL")
    standing = standing_text(view)
    assert standing.text.source == "1. First of all.\n\nThe Parties meet.\n\n2. They part.\n"
    assert len(standing.became) == 2
    assert [standing.states[each.id].number for each in standing.text.points] == ["1", "", "2"]
