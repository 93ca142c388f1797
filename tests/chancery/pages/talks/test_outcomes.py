"""What a new text would have the house propose: looked through, chosen, prepared, and not sent."""

import pytest

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.bringing import brought, chosen, rows, verbs
from tests.chancery.pages.talks.playing import SOURCE, Play
from verbale.chancery.pages.talks import lists
from verbale.chancery.talks.preparing import Preparing


def test_what_would_be_proposed_is_looked_through_and_prepared_and_not_sent(play: Play) -> None:
    url = brought(play)
    play.page.post(url, {row.name: "yes" for row in rows(play, url)} | {"act": "keep"})
    where = f"{url}/proposals"
    answer = play.page.get(where)
    assert "Two proposals would be made." in text_of(answer)
    first, second = (row.key for row in answer.context["page"].rows)
    said = chosen(play, where, **{f"e-{first}": "on", f"r-{first}": "As instructed", "reason": "Agreed at home"})
    assert play.page.post(where, said).status_code == 302
    assert verbs(play) == []
    page = play.page.get(where).context["page"]
    assert [(row.editorial, row.reason) for row in page.rows] == [(True, "As instructed"), (False, "")]
    before = len(play.view("BOR").proposals)
    again = {f"e-{first}": "on", "reason": "Agreed at home", "act": "prepare"}
    done = play.page.post(where, chosen(play, where, **again))
    assert done["Location"] == play.url("prepared")
    assert "2 proposals are prepared." in text_of(play.page.get(done["Location"]))
    kept = [each.proposal for each in Preparing(play.node()).of(play.dossier).proposals]
    assert [(each.verb, each.reason) for each in kept] == [
        ("EDITORIAL", "As instructed"),
        ("MOD", "Agreed at home"),
    ]
    play.exchange()
    assert len(play.view("BOR").proposals) == before
    assert second


def test_what_was_left_out_is_not_prepared_and_can_be_taken_again(play: Play) -> None:
    url = brought(play)
    where = f"{url}/proposals"
    said = chosen(play, where)
    adds = [name for name in said if name.startswith("t-ADD")]
    for name in adds:
        del said[name]
    play.page.post(where, said)
    out = play.page.get(f"{where}?show=out").context["page"]
    assert [row.verb for row in out.rows] == ["ADD", "ADD"]
    assert "SUP, 2" in text_of(play.page.get(where))
    play.page.post(f"{where}?show=out", chosen(play, f"{where}?show=out", **{adds[0]: "on"}))
    play.page.post(where, chosen(play, where, act="prepare"))
    assert sorted(verbs(play)) == ["ADD", "SUP", "SUP"]


def test_numbers_and_what_stays_are_proposed_only_if_somebody_asks(play: Play) -> None:
    play.open()
    url = brought(play, SOURCE.replace("2.2 This", "2.3 This"))
    where = f"{url}/proposals"
    answer = play.page.get(where)
    assert "Nothing would be proposed." in text_of(answer)
    asked = {f"t-{row.key}": "on" for row in play.page.get(f"{where}?show=RENUMBER").context["page"].rows}
    asked |= {f"r-{name.removeprefix('t-')}": "" for name in asked}
    play.page.post(f"{where}?show=RENUMBER", asked | {"reason": "", "act": "keep"})
    stays = play.page.get(f"{where}?show=NOC").context["page"].rows
    assert len(stays) == 3
    key = stays[0].key
    said = {f"t-{key}": "on", f"r-{key}": "It is good.", "reason": "", "act": "prepare"}
    play.page.post(f"{where}?show=NOC", said)
    assert sorted(verbs(play)) == ["NOC", "RENUMBER"]


def test_nothing_to_propose_prepares_nothing(play: Play) -> None:
    play.open()
    url = brought(play, SOURCE + "\n")
    answer = play.page.post(f"{url}/proposals", {"reason": "", "act": "prepare"})
    assert answer.status_code == 422
    assert "Nothing is to be proposed. Nothing was prepared." in text_of(answer)


def test_what_no_letter_can_say_is_named_and_nothing_is_prepared(play: Play) -> None:
    play.open()
    url = brought(play, SOURCE + "\n9. Turned \u202e about.\n")
    where = f"{url}/proposals"
    assert "No letter can say this:" in text_of(play.page.get(where))
    answer = play.page.post(where, chosen(play, where, act="prepare"))
    assert answer.status_code == 422
    assert "No letter could say 1 of them" in text_of(answer)
    assert verbs(play) == []


def test_a_reason_that_is_too_long_is_refused_in_words(play: Play) -> None:
    url = brought(play)
    answer = play.page.post(f"{url}/proposals", {"reason": "x" * 3000, "act": "keep"})
    assert answer.status_code == 422
    assert "Nothing has been stored." in text_of(answer)


def test_proposals_are_looked_through_page_by_page(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 1)
    url = brought(play)
    where = f"{url}/proposals"
    done = play.page.post(where, chosen(play, where))
    page = play.page.get(done["Location"]).context["page"]
    assert (page.stretch.first, page.stretch.total) == (2, 4)
    gone = {name: said for name, said in chosen(play, where).items() if not name.startswith("t-")}
    again = play.page.post(where, gone)
    assert play.page.get(again["Location"]).context["page"].stretch.first == 1
