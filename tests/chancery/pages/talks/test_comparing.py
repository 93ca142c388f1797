"""Two texts of the talks side by side: what became of each point, and which words differ."""

import re

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from tests.chancery.pages.talks.saying import agree, read, revised
from verbale.chancery.talks.concluding import adopt, revise
from verbale.chancery.talks.languages import find_renderings, translate
from verbale.chancery.talks.proposing import Wish
from verbale.chancery.talks.saying import Laying, Statement
from verbale.chancery.talks.texts import find_origins
from verbale.practice.texts.text import Text, read_text

MIXED = """# Agreement on the lake

## Article 1, Consultation

1.1 The Parties [shall][should] consult.

1.2 They do so each year.

## Article 2, The commission

2.1 The seat of the commission is [Placeholder], and it is concluded for [five] [ten] years.

2.2 Each Party notifies the others of [all] works on the shore.
"""


def rows_of(play: Play, query: str = "") -> list[str]:
    """The rows of the comparison, as they read."""
    body = play.page.get(play.url(f"compare{query}")).content.decode()
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', body, re.DOTALL)
    return [re.sub(r"\b(Previous change|Next change|·) ?", "", read(each)) for each in rows]


def test_one_text_alone_is_compared_with_the_wordings_that_stand(play: Play) -> None:
    play.open()
    assert "Nothing differs." in text_of(play.page.get(play.url("compare")))
    assert rows_of(play) == []
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each year."))
    assert "One point differs." in text_of(play.page.get(play.url("compare")))
    assert rows_of(play) == [
        "1.1 changed The Parties [struck out: [shall][should] ] consult each year. The Parties consult each year."
    ]
    back = rows_of(play, f"?old=standing&new={play.view().text.hex()[:16]}")
    assert back == ["1.1 changed The Parties consult each year. The Parties [new: [shall][should] ] consult each year."]


def test_two_texts_stand_side_by_side_with_the_words_that_differ(play: Play) -> None:
    play.open()
    first = revised(play)
    second = play.view().text
    where = f"?old={first.hex()[:16]}&new={second.hex()[:16]}"
    rows = rows_of(play, where)
    assert [each.partition(" The")[0] for each in rows] == ["1.1 changed", "2.1 → 2.9 numbered anew"]
    assert "consult each [new: month ]." in rows[0].replace(" .", ".")
    assert [each.partition(" Th")[0] for each in rows_of(play, f"{where}&whole=yes")][3] == "2.2 the same"
    assert rows_of(play, f"?old={second.hex()[:16]}&new={first.hex()[:16]}")[1].startswith("2.9 → 2.1")
    assert play.page.get(play.url("compare?old=0000000000000000")).status_code == 404


def test_moved_split_and_merged_points_are_told_in_words(play: Play) -> None:
    play.open()
    first = play.view().text
    text = read_text(MIXED, "markdown")
    numbered = {each.number: each.id for each in text.points}
    old = {each.number: each.id for each in read_text(SOURCE, "markdown").points}
    pairs = [("1.1", "1.1"), ("1.1", "1.2"), ("2.1", "2.1"), ("2.2", "2.1"), ("1.2", "2.2")]
    _lay(play, text, [(old[was], numbered[now]) for was, now in pairs])
    rows = rows_of(play, f"?old={first.hex()[:16]}&new={play.view().text.hex()[:16]}")
    assert rows[0].startswith("1.1 split into 1.1, 1.2 The")
    assert rows[1].startswith("1.1 → 1.2 split into 1.1, 1.2, numbered anew")
    assert rows[2].startswith("2.1 moved, merged out of 2.1, 2.2")
    assert rows[3].startswith("1.2 → 2.2 numbered anew")


def _lay(play: Play, text: Text, pairs: list[tuple[str, str]]) -> None:
    laid = Laying(text=text, title="Second draft").act
    play.say("BOR", revise(laid, find_origins(play.view("BOR"), text, pairs)))
    for code in play.codes:
        play.say(code, adopt(text=laid.digest, stage="basis"))


def test_where_no_letter_says_which_point_became_which_the_page_says_so(play: Play) -> None:
    play.open()
    laid = Laying(text=read_text(SOURCE.replace("each year", "each month"), "markdown"), title="An idea").act
    play.say("CAL", lambda _view: Statement(acts=(laid,), subject="An idea", lines=("An idea.",)))
    said = text_of(play.page.get(play.url(f"compare?new={laid.digest.hex()[:16]}")))
    assert "No letter says which point became which: here likeness decides." in said
    assert "2. An idea, CAL/1/" in said
    assert "likeness" not in text_of(play.page.get(play.url("compare")))


def test_a_language_version_is_compared_with_the_wordings_that_stand_by_likeness(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each year."))
    version = read_text(SOURCE.replace("[shall][should] consult each year", "consult every year"), "markdown")
    laid = Laying(text=version, title="Draft, as spoken", standing="official", language="en-GB").act
    play.say("BOR", translate(laid, find_renderings(play.view("BOR"), version), authentic=False))
    name = laid.digest.hex()[:16]
    for query in (f"?old=standing&new={name}", f"?old={name}&new=standing"):
        assert [each.partition(" The")[0] for each in rows_of(play, query)] == ["1.1 changed"]


def test_both_texts_can_stand_in_one_column(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each month."))
    assert rows_of(play, "?columns=one") == [
        "1.1 changed The Parties [struck out: [shall][should] ] consult each [struck out: year ] [new: month ] ."
    ]


def test_links_lead_from_change_to_change_and_the_keys_go_along_them(play: Play) -> None:
    play.open()
    for number, words in (("1.1", "The Parties meet."), ("1.2", "They part."), ("2.2", "It ends.")):
        agree(play, Wish(verb="MOD", point=number, text=words))
    body = play.page.get(play.url("compare?whole=yes")).content.decode().partition("<tbody>")[2]
    assert re.findall(r'class="num what" id="(c-\d)" href="#(c-\d)"', body) == [(f"c-{n}", f"c-{n}") for n in range(3)]
    assert re.findall(r'<a href="#(c-\d)">(\w+)', body) == [
        ("c-1", "Next"),
        ("c-0", "Previous"),
        ("c-2", "Next"),
        ("c-1", "Previous"),
    ]


def test_points_stand_under_their_headings(play: Play) -> None:
    play.open()
    body = play.page.get(play.url("compare?whole=yes")).content.decode()
    assert [read(each) for each in re.findall(r'scope="rowgroup".*?</th>', body)] == [
        'scope="rowgroup" colspan="3"> Article 1, Consultation',
        'scope="rowgroup" colspan="3"> Article 2, The commission',
    ]
