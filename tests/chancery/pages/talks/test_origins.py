"""The concordance: from a point back to its numbers in earlier texts, the letters about it, and their reasons."""

import re

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from tests.chancery.pages.talks.saying import read, revised, wish
from verbale.chancery.talks.proposing import Wish


def rows_of(play: Play, query: str = "") -> list[str]:
    """The rows of the concordance, as they read."""
    body = play.page.get(play.url(f"concordance{query}")).content.decode()
    return [read(each) for each in re.findall(r'<tr><th scope="row">.*?</tr>', body, re.DOTALL)]


def test_a_text_on_which_nobody_proposed_anything_has_nothing_to_tell(play: Play) -> None:
    play.open()
    said = text_of(play.page.get(play.url("concordance")))
    assert "Every point stands as it was laid first." in said
    assert rows_of(play) == []


def test_a_point_leads_to_its_sources_and_the_reasons(play: Play) -> None:
    opening = play.open()
    wish(play, Wish(verb="MOD", point="1.1", text="The Parties consult.", reason="Each year is too much."))
    revised(play)
    rows = rows_of(play)
    number = f"BOR/{opening.number}/"
    assert number in text_of(play.page.get(play.url("concordance")))
    assert rows[0].startswith("1.1 The Parties consult each month. open 1.1 BOR/")
    assert rows[0].endswith("Each year is too much.")
    assert rows[2].startswith("2.9 The seat of the commission is [Placeholder]. open 2.1")
    assert rows[3].startswith("2.2")
    only = rows_of(play, "?only=changes")
    assert [each.split()[0] for each in only] == ["1.1", "2.9"]


def test_a_point_that_was_added_is_new_and_stands_under_the_heading_of_the_one_before_it(play: Play) -> None:
    play.open()
    wish(play, Wish(verb="ADD", text="They part.", after="1.2", number="1.3", reason="All ends."))
    revised(play)
    body = play.page.get(play.url("concordance")).content.decode()
    groups = [read(each) for each in re.findall(r'scope="rowgroup"[^>]*>(.*?)</th>', body)]
    assert groups == ["Article 1, Consultation", "Article 2, The commission"]
    [row] = [each for each in rows_of(play) if each.startswith("1.3")]
    assert "proposed new BOR/" in row
    assert row.endswith("All ends.")
