"""The versions of a text in other languages on the pages of talks: listed, side by side by point, and at the point."""

import re

from tests.chancery.pages.looking import plain, text_of
from tests.chancery.pages.talks.playing import Play
from verbale.chancery.talks.concluding import initial
from verbale.chancery.talks.languages import find_renderings, translate
from verbale.chancery.talks.proposing import Wish, propose, sponsor, take_wishes
from verbale.chancery.talks.saying import Laying
from verbale.exchange.records import Letter
from verbale.formats.talks.provision import Reference
from verbale.formats.talks.text import LaidText
from verbale.practice.texts.text import read_text

FRENCH = """# Accord sur le lac

## Article 1, Consultation

1.1 Les Parties se consultent chaque année.

1.1bis Elles se réunissent au printemps.

1.2 Chaque Partie informe les autres des travaux sur la rive.

## Article 2, La commission

2.1 Le siège de la commission est [Lieu].
"""
ARABIC = "# اتفاق\n\n## المادة 1\n\n1.1 يتشاور الأطراف كل سنة.\n"


def laid(source: str = FRENCH, language: str = "fr", title: str = "Accord sur le lac") -> LaidText:
    """A version, as it is laid."""
    return Laying(text=read_text(source, "markdown"), title=title, standing="official", language=language).act


def lay(play: Play, code: str = "BOR", *, authentic: bool = False, version: LaidText | None = None) -> Letter:
    """A member lays a version."""
    version = version or laid()
    origins = find_renderings(play.view(code), read_text(version.source, "markdown"))
    return play.say(code, translate(version, origins, authentic=authentic))


def reword(play: Play) -> None:
    """All members agree on other words of 1.1."""
    wish = Wish(verb="MOD", point="1.1", text="The Parties consult each month.")
    letter = play.say("BOR", propose(take_wishes(play.view("BOR"), [wish])))
    for code in ("MFA-AL", "CAL"):
        play.say(code, sponsor(Reference(letter=letter.id, place=1)))


def body_of(play: Play, page: str = "languages") -> str:
    """The source of a page."""
    answer = play.page.get(play.url(page))
    assert answer.status_code == 200
    return answer.content.decode()


def rows_of(play: Play, page: str = "languages") -> list[str]:
    """What is side by side, as it reads."""
    shown = body_of(play, page).partition('id="beside"')[2]
    return [" ".join(plain(each).split()) for each in re.findall(r'<li id="[lo]-.*?</li>', shown, re.DOTALL)]


def test_an_empty_page_says_what_to_do(play: Play) -> None:
    play.open()
    assert "/languages" in body_of(play, "table")
    said = text_of(play.page.get(play.url("languages")))
    assert "No version in another language lies beside the text." in said
    assert f"verbale talks translate {play.dossier.hex()[:8]} FILE" in said


def test_each_version_says_by_whom_and_what_it_is_and_how_far_it_is(play: Play) -> None:
    play.open()
    letter = lay(play, authentic=True)
    reword(play)
    said = text_of(play.page.get(play.url("languages")))
    assert "One version in another language lies beside the text." in said
    for words in (
        "French fr Accord sur le lac",
        "Meant to be authentic; not initialled as a whole by all yet. By none; not yet you , BOR , CAL .",
        "Laid by BOR , BOR/2/",
        "3 points rendered one missing one of an earlier wording one that renders none",
    ):
        assert words in " ".join(said.split())
    assert f"/{letter.id.hex()}/#evidence" in body_of(play)


def test_a_version_is_authentic_only_when_every_member_initialled_it(play: Play) -> None:
    play.open()
    version = laid()
    lay(play, authentic=True, version=version)
    for code in ("BOR", "CAL"):
        play.say(code, initial("whole", text=version.digest))
    said = " ".join(text_of(play.page.get(play.url("languages"))).split())
    assert "Initialled by BOR , CAL ; not yet you ." in said
    play.say("MFA-AL", initial("whole", text=version.digest))
    assert "Authentic: initialled as a whole by every member." in text_of(play.page.get(play.url("languages")))


def test_a_version_stands_beside_the_text_point_by_point_and_what_is_wrong_is_said(play: Play) -> None:
    play.open()
    lay(play)
    reword(play)
    first, alone, second, third, last = rows_of(play)
    assert first.startswith("1.1 of an earlier wording agreed")
    assert "[new: month ]" in first
    assert "Les Parties se consultent" in first
    assert alone.startswith("renders no point of the text")
    assert "1.1bis Elles se réunissent" in alone
    assert second.startswith("1.2 open")
    assert "[Lieu]" in third
    assert last.startswith("2.2 missing open")
    assert "Nothing renders this point." in last
    body = body_of(play)
    assert '<p class="said" lang="fr" dir="ltr">Les Parties' in body
    assert f'href="{play.url("points/" + play.point("2.2"))}"' in body
    assert all(f"#m-{mark}" in body for mark in ("lacks", "again", "beyond"))


def test_the_points_are_narrowed_to_what_is_missing_or_stale(play: Play) -> None:
    play.open()
    lay(play)
    assert rows_of(play, "languages?which=stale") == []
    assert "None. Each of its points is in the wording that stands." in text_of(
        play.page.get(play.url("languages?which=stale"))
    )
    reword(play)
    (missing,) = rows_of(play, "languages?which=missing")
    (stale,) = rows_of(play, "languages?which=stale")
    assert missing.startswith("2.2")
    assert stale.startswith("1.1")


def test_superseded_versions_come_last_and_any_can_be_chosen(play: Play) -> None:
    play.open()
    lay(play)
    later = laid(f"{FRENCH}\n2.2 Le présent Accord est conclu pour cinq années.\n", title="Accord, second état")
    lay(play, version=later)
    body = body_of(play)
    assert body.index("Accord, second état") < body.index("Superseded: its sender laid a later one")
    assert not [each for each in rows_of(play) if "missing" in each]
    links = re.findall(r'<a class="what" href="[^?"]*\?([^"#]*)#beside"', body)
    assert len(links) == 2
    assert [each for each in rows_of(play, f"languages?{links[1]}") if "2.2 missing" in each]
    assert play.page.get(play.url("languages?version=0")).status_code == 404


def test_a_version_from_right_to_left_says_its_direction(play: Play) -> None:
    play.open()
    lay(play, version=laid(ARABIC, "ar", "اتفاق"))
    assert '<p class="said" lang="ar" dir="rtl">' in body_of(play)
    assert '<p class="said" lang="ar" dir="rtl">' in body_of(play, f"points/{play.point('1.1')}")


def test_an_earlier_moment_shows_the_versions_of_that_moment(play: Play) -> None:
    opening = play.open()
    letter = lay(play)
    reword(play)
    assert "None lay beside it at that moment." in text_of(play.page.get(play.url(f"languages?at={opening.id.hex()}")))
    assert "/languages" not in body_of(play, f"table?at={opening.id.hex()}").partition('class="tabs"')[2]
    then = f"languages?at={letter.id.hex()}"
    assert "of an earlier wording" not in " ".join(rows_of(play, then))
    assert f"?at={letter.id.hex()}&amp;version=" in body_of(play, then)


def test_a_point_is_shown_in_the_languages_that_there_are(play: Play) -> None:
    play.open()
    assert "In other languages" not in body_of(play, f"points/{play.point('1.1')}")
    lay(play)
    reword(play)
    said = " ".join(plain(body_of(play, f"points/{play.point('1.1')}").partition("In other languages")[2]).split())
    assert "French of an earlier wording a courtesy BOR Les Parties se consultent" in said
    said = " ".join(plain(body_of(play, f"points/{play.point('2.2')}").partition("In other languages")[2]).split())
    assert "French missing a courtesy BOR Nothing in it renders this point." in said


def test_one_point_that_renders_two_says_so_at_both(play: Play) -> None:
    play.open()
    text = read_text(FRENCH, "markdown")
    seat = next(each.id for each in text.points if each.number == "2.1")
    pairs = [(play.point("2.1"), seat), (play.point("2.2"), seat)]
    play.say("BOR", translate(laid(), find_renderings(play.view("BOR"), text, pairs), authentic=False))
    rows = rows_of(play)
    assert [each for each in rows if each.startswith("2.1") and "These words render too: 2.2" in each]
    assert [each for each in rows if each.startswith("2.2") and "There it is 2.1" in each]
