"""The compilation: the text as it was written, and what everybody wants in it."""

import re
from datetime import date

import pytest

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from tests.chancery.pages.talks.saying import agree, lines_of, parts_of, read, wish
from verbale.chancery.pages import texts
from verbale.chancery.talks.concluding import close
from verbale.chancery.talks.proposing import Wish
from verbale.chancery.talks.remarking import offer

CROSSING = """# Agreement

## Article 1

1. The Parties meet [each year.

2. They part] in peace [and quiet].

3. [2bis.] Nobody [[ever] comes] late.
"""


def body_of(play: Play, page: str = "compilation") -> str:
    """What is sent for a page."""
    return play.page.get(play.url(page)).content.decode()


def test_the_text_stands_as_it_was_written_with_what_everybody_wants_beside_it(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.2", "amend", text="Each Party notifies the others of [all] works near the shore.")
    play.respond("CAL", "2.2", "counter", text="Nothing ends.")
    lines = lines_of(play, "compilation")
    assert lines["1.1"].startswith("The Parties [ shall ] [ should ] consult each year.")
    assert "[ on ] [ near BOR ]" in lines["1.2"]
    assert "[ Nothing ends. CAL ]" in lines["2.2"]
    unnamed = lines_of(play, "compilation?who=no")
    assert "BOR" not in " ".join(unnamed.values())
    assert unnamed["1.1"] == "The Parties [ shall ] [ should ] consult each year."
    assert "[ on ] [ near ]" in unnamed["1.2"]


def test_beneath_a_point_stands_who_takes_which_position_and_whoever_is_silent(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.1", "accept")
    play.respond("CAL", "1.1", "reserve", reserve="scrutiny", until=date(2030, 1, 1), not_negotiable=True)
    lines = lines_of(play, "compilation")
    assert "accept BOR ; reserve CAL ; not yet heard MFA-AL ; not negotiable for CAL." in lines["1.1"]
    assert lines["1.2"].endswith("Nobody was heard on this point.")


def test_a_point_that_somebody_rejects_stands_in_a_bracket_of_its_own(play: Play) -> None:
    play.open()
    play.respond("CAL", "2.1", "reject", reason="No.")
    assert "[ The seat of the commission is [ Placeholder ] . opposed CAL ]" in lines_of(play, "compilation")["2.1"]


def test_a_bracket_that_crosses_points_is_no_half_one_and_bears_the_parties_of_all_of_them(play: Play) -> None:
    play.open(source=CROSSING)
    play.respond("BOR", "1", "accept")
    play.respond("CAL", "2", "reject", reason="No.")
    lines = lines_of(play, "compilation")
    assert lines["1"].startswith("The Parties meet [ each year.")
    assert "They part BOR; opposed CAL ] in peace [ and quiet ] ." in lines["2"]
    assert "one side only" not in " ".join(lines.values())


def test_how_deep_a_bracket_stands_is_shown_and_the_brackets_of_a_number_hang_with_it(play: Play) -> None:
    play.open(source="1. They meet.\n\n[2bis.] Nobody [[ever] comes] late.\n")
    part = body_of(play).partition("<p>Nobody")[2].partition("</p>")[0]
    assert re.findall(r'<b class="br"(?: data-d="(\d)")?>', part) == ["", "2", "2", ""]
    assert ("[ 2bis ]", "Nobody [ [ ever ] comes ] late. Nobody was heard on this point.") in parts_of(
        play, "compilation"
    )


def test_a_bracket_of_the_text_stays_whole_where_words_beside_it_are_wanted(play: Play) -> None:
    play.open(source=CROSSING)
    play.respond("BOR", "2", "amend", text="They part] in silence [and quiet].")
    lines = lines_of(play, "compilation")
    assert "They part" in lines["2"]
    assert "] in [ peace ] [ silence BOR ] [ and quiet ] ." in lines["2"]
    assert "one side only" not in lines["2"]


def test_half_a_bracket_is_named_where_it_stands_and_in_a_list_and_is_not_mended(play: Play) -> None:
    play.open(source="# A\n\n1. They [meet.\n\n2. They part].\n\n# B\n\n3. Nobody] comes.\n")
    lines = lines_of(play, "compilation")
    assert lines["3"].startswith("Nobody bracket with one side only: ] comes.")
    assert lines["1"].startswith("They [ meet.")
    said = text_of(play.page.get(play.url("compilation")))
    assert "To look at, 1" in said
    assert "Line 9 A bracket closes that did not open under this heading." in said
    assert 'href="#b-4"' in body_of(play)
    assert 'id="b-4"' in body_of(play)


def test_a_point_that_somebody_wants_to_add_stands_where_it_is_to_stand(play: Play) -> None:
    play.open()
    wish(play, Wish(verb="ADD", text="They meet in [spring].", after="1.1", number="1.1bis"))
    wish(play, Wish(verb="ADD", text="Before all else."))
    play.respond("CAL", "1.1bis", "amend", text="They meet in [autumn].")
    lines = lines_of(play, "compilation")
    assert list(lines) == ["¶", "1.1", "1.1bis", "1.2", "2.1", "2.2"]
    assert lines["1.1bis"].startswith("[ They meet in [ [ spring ] [ autumn CAL ] ] . BOR ] Proposed by BOR")
    assert "BOR/2/" in lines["1.1bis"]
    assert "Proposed, not in the text" in lines_of(play, "compilation?who=no")["1.1bis"]


def test_words_that_all_agreed_to_delete_are_struck_out_until_the_point_is_closed(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="SUP", point="2.1", reason="No seat."))
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties meet each year."))
    lines = lines_of(play, "compilation")
    assert lines["2.1"] == ("[struck out: The seat of the commission is [ Placeholder ] . ] Agreed to be deleted .")
    assert lines["1.1"].startswith(
        "The Parties [struck out: [ shall ] [ should ] consult ] [new: meet ] each year. Agreed"
    )
    for code in play.codes:
        play.say(code, close(["2.1", "1.1"]))
    lines = lines_of(play, "compilation")
    assert lines["2.1"] == "Deleted and closed ."
    assert lines["1.1"] == "The Parties meet each year. Closed ."


def test_words_that_were_agreed_and_words_that_are_wanted_stand_in_one(play: Play) -> None:
    play.open()
    agree(play, Wish(verb="MOD", point="1.1", text="The Parties consult each year."))
    play.respond("CAL", "1.1", "amend", text="The Parties consult each month.")
    line = lines_of(play, "compilation")["1.1"]
    assert line.startswith("The Parties [struck out: [ shall ] [ should ] ] consult each [ year ] [ month CAL ] .")


def test_what_is_agreed_leads_to_what_proves_it(play: Play) -> None:
    play.open()
    for code in play.codes:
        play.respond(code, "1.2", "accept", ad_referendum=code == "CAL")
    part = body_of(play).partition("works on the shore")[2].partition("</div>")[0]
    point = play.point("1.2")
    assert f'<a class="fact" href="{play.url(f"points/{point}")}#positions">Agreed ad ref.</a>' in part
    assert "accept ad ref. CAL" in read(part)


def test_a_package_is_named_at_its_points(play: Play) -> None:
    play.open()
    play.say("BOR", offer("all", ["1.1", "2.2"], title="Both"))
    lines = lines_of(play, "compilation")
    assert "Package A" in lines["1.1"]
    assert "Package A" not in lines["1.2"]


def test_headings_come_in_order_whatever_the_text_counts(play: Play) -> None:
    play.open(source="### Part\n\n1. A.\n\n##### Deep\n\n2. B.\n\n# Top\n\n3. C.\n\n###### Last\n\n4. D.\n")
    body = body_of(play).partition("<article")[2].partition("</article>")[0]
    assert re.findall(r"<h(\d)", body) == ["2", "3", "2", "3"]
    contents = body_of(play).partition('id="h-contents"')[2].partition("</nav>")[0]
    assert [read(each) for each in re.findall(r"<li.*?</li>", contents)] == ["Part", "Deep", "Top", "Last"]


def test_emphasis_is_drawn_and_what_looks_like_a_mark_of_a_page_is_not(play: Play) -> None:
    play.open(source="1. *Being* **bold** and 2 * 3 * 4 <b>not</b> [*half].\n\n| a | b |\n\n[x]: https://example.org\n")
    body = body_of(play).partition("<article")[2].partition("</article>")[0]
    assert "<em>Being</em> <strong>bold</strong> and 2 * 3 * 4 &lt;b&gt;not&lt;/b&gt;" in body
    assert "*half" in body
    assert '<div class="scroll" role="region" aria-label="Table" tabindex="0"><pre>| a | b |</pre></div>' in body
    assert '<p class="note" id="b-2" dir="auto">[x]: https://example.org</p>' in body


def test_the_words_of_a_wording_that_is_not_known_here_are_not_made_up(play: Play) -> None:
    play.open()
    for code in play.codes:
        play.respond(code, "1.1", "accept", wording=bytes(range(32)))
    line = lines_of(play, "compilation")["1.1"]
    assert line == "Agreed . The words of this wording are not known here. ."
    assert "consult" not in text_of(play.page.get(play.url("clean")))


def test_a_long_text_is_shown_page_by_page(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_LETTERS", 60)
    play.open()
    seen, where, body = list[str](), "compilation", ""
    while where:
        seen += [number for number, _ in parts_of(play, where)]
        body = body_of(play, where)
        onward = re.search(r'href="\?([^"]*)">Goes on', body)
        where = f"compilation?{onward[1]}" if onward else ""
    assert seen == ["1.1", "1.2", "2.1", "2.2"]
    assert ">Before</a>" in body
    assert '?from=0#b-0"' in body


def test_a_text_with_more_brackets_than_any_draft_is_shown_without_marks(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("verbale.chancery.pages.talks.compilation.MARKS", 5)
    play.open()
    assert lines_of(play, "compilation?who=no")["1.1"] == "The Parties [shall][should] consult each year."
    assert "more brackets than any draft" in text_of(play.page.get(play.url("compilation")))


def test_a_text_from_the_right_stands_from_the_right(play: Play) -> None:
    source = "1. يجتمع الأطراف [كل سنة].\n"
    play.open(source=source)
    body = body_of(play)
    assert re.search(r'<div class="part" id="b-0" dir="auto"><a class="num what"[^>]* dir="auto"', body)
    assert '<p class="note" dir="ltr">' in body


def test_an_earlier_moment_is_shown_as_it_was(play: Play) -> None:
    opening = play.open(source=SOURCE)
    play.respond("BOR", "1.2", "amend", text="Each Party notifies the others of works near the shore.")
    then = lines_of(play, f"compilation?at={opening.id.hex()}")
    assert "near" not in then["1.2"]
    body = body_of(play, f"compilation?at={opening.id.hex()}&who=no")
    assert f"/points/{play.point('1.2')}?at={opening.id.hex()}" in body
    assert f'href="?at={opening.id.hex()}"' in body
