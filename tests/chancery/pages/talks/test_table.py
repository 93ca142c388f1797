"""The state of play as a table: what stands where, and no word bigger than what was signed."""

from datetime import date

from tests.chancery.pages.looking import plain, text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from verbale.chancery.talks.concluding import adopt, revise
from verbale.chancery.talks.saying import Laying
from verbale.chancery.talks.texts import find_origins
from verbale.practice.texts.text import read_text


def rows_of(play: Play, query: str = "") -> dict[str, str]:
    """The rows of the table by the number of their point, as text."""
    body = play.page.get(play.url(f"table{query}")).content.decode()
    rows = body.partition("<tbody>")[2].split('<tr><th scope="row">')[1:]
    said = [plain(each.partition("</tr>")[0]).split() for each in rows]
    return {words[0]: " ".join(words[1:]) for words in said}


def test_the_talks_stand_among_the_dossiers_and_lead_to_their_table(play: Play) -> None:
    play.open()
    answer = play.page.get("/dossiers")
    assert "Talks on the lake" in text_of(answer)
    assert "Awaited" not in text_of(answer)
    assert play.page.get(play.url("table")).status_code == 200


def test_the_head_says_which_text_it_is_and_what_agreeing_binds(play: Play) -> None:
    play.open(agreement="whole")
    said = text_of(play.page.get(play.url("table")))
    assert "Agreement on the lake , an official text, of BOR" in said
    assert "Nothing is agreed until everything is agreed." in said


def test_statements_in_talks_do_not_wait_on_the_desk_for_an_acknowledgement(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.1", "accept")
    assert play.page.get("/").context["view"].counts.unanswered == 0
    said = text_of(play.page.get("/"))
    assert "To answer, 0" in said
    assert "One thing waits for you." in said
    assert "Talks, 1" in said
    assert "4 points await us" in said


def test_who_is_awaited_is_said_in_a_sentence(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.1", "accept")
    said = text_of(play.page.get(play.url("table")))
    awaited = said.partition("Awaited from")[2].partition(".")[0].split()
    assert awaited == ["you", "on", "4", "points,", "BOR", "on", "3", "points,", "CAL", "on", "4", "points"]


def test_who_said_nothing_has_not_been_heard_and_has_not_accepted(play: Play) -> None:
    play.open()
    assert all(row.count("not yet heard") == 3 for row in rows_of(play).values())
    play.respond("BOR", "1.1", "accept")
    row = rows_of(play)["1.1"]
    assert row.count("accept") == 1
    assert row.count("not yet heard") == 2
    assert "open" in row


def test_a_point_is_agreed_once_all_have_accepted_its_wording(play: Play) -> None:
    play.open()
    for code in play.codes:
        play.respond(code, "1.1", "accept")
    row = rows_of(play)["1.1"]
    assert "agreed" in row
    assert row.count("accept") == 3


def test_each_position_says_what_it_is_subject_to(play: Play) -> None:
    play.open()
    play.respond("BOR", "1.1", "accept", ad_referendum=True, until=date(2030, 3, 1))
    play.respond("CAL", "1.2", "reserve", reserve="parliamentary", until=date(2030, 4, 2))
    play.respond("BOR", "2.1", "reject", reason="It has a seat.", not_negotiable=True)
    rows = rows_of(play)
    assert "accept ad ref. to 1 Mar 2030" in rows["1.1"]
    assert "reserve parliamentary, to 2 Apr 2030" in rows["1.2"]
    assert "reject not negotiable" in rows["2.1"]


def test_an_acceptance_of_an_earlier_wording_is_due_again(play: Play) -> None:
    play.open()
    play.respond("CAL", "1.1", "accept")
    revised = read_text(SOURCE.replace("consult each year", "consult every year"), "markdown")
    laid = Laying(text=revised, title="Second draft", standing="official").act
    matches = {old.id: new.id for old, new in zip(read_text(SOURCE, "markdown").points, revised.points, strict=True)}
    play.say("BOR", revise(laid, find_origins(play.view("BOR"), revised, matches)))
    for code in play.codes:
        play.say(code, adopt(text=laid.digest, stage="basis"))
    row = rows_of(play)["1.1"]
    assert "due again was accept" in row
    assert row.count("not yet heard") == 2


def test_an_earlier_moment_is_shown_as_it_was_and_says_so(play: Play) -> None:
    opening = play.open()
    first = play.respond("BOR", "1.1", "accept")
    play.respond("CAL", "1.1", "accept")
    now = rows_of(play)
    then = rows_of(play, f"?at={first.id.hex()}")
    assert now["1.1"].count("accept") == 2
    # What a letter was written upon, and that letter.
    assert then["1.1"].count("accept") <= 1
    assert "earlier moment" in text_of(play.page.get(play.url(f"table?at={opening.id.hex()}")))
    assert play.page.get(play.url(f"table?at={'0' * 64}")).status_code == 404
    assert play.page.get(play.url("table?at=yesterday")).status_code == 404


def test_the_table_is_narrowed_to_what_was_asked_for(play: Play) -> None:
    play.open()
    for code in play.codes:
        play.respond(code, "1.1", "accept")
    play.respond("BOR", "1.2", "reject", reason="No.", not_negotiable=True)
    play.respond("MFA-AL", "2.1", "discuss")
    assert set(rows_of(play, "?which=agreed")) == {"1.1"}
    assert set(rows_of(play, "?which=open")) == {"1.2", "2.1", "2.2"}
    assert set(rows_of(play, "?which=ours")) == {"1.2", "2.2"}
    assert set(rows_of(play, "?which=firm")) == {"1.2"}
    assert set(rows_of(play, "?party=BOR&said=reject")) == {"1.2"}
    assert set(rows_of(play, "?said=discuss")) == {"2.1"}
    assert "No point is so" in text_of(play.page.get(play.url("table?party=CAL&said=reject")))


def test_a_dossier_without_talks_has_no_table(play: Play) -> None:
    assert play.page.get(f"/dossiers/{'0' * 64}/table").status_code == 404
