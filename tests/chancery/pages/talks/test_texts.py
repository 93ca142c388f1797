"""The pages of the text of talks: what all of them have in common."""

import re

import pytest

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import Play
from tests.chancery.pages.talks.saying import agree, read
from verbale.chancery.talks.proposing import Wish


@pytest.mark.parametrize("shown", ["compilation", "clean", "compare", "concordance", "files"])
def test_every_page_shows_an_earlier_moment_too(play: Play, shown: str) -> None:
    opening = play.open()
    play.respond("BOR", "1.1", "reject")
    answer = play.page.get(play.url(f"{shown}?at={opening.id.hex()}"))
    assert answer.status_code == 200
    assert "earlier moment" in text_of(answer)


@pytest.mark.parametrize("shown", ["compilation", "clean"])
def test_headings_go_down_step_by_step_whatever_the_text_does(play: Play, shown: str) -> None:
    play.open(source="### Deep\n\n1. They meet.\n\n##### Deeper\n\n2. They part.\n\n## Less deep\n\n3. They rest.\n")
    agree(play, Wish(verb="MOD", point="1", text="They meet in spring."))
    body = play.page.get(play.url(shown)).content.decode().partition("<article")[2].partition("</article>")[0]
    headings = re.findall(r"<h(\d)[^>]*>(.*?)</h", body)
    assert [(level, read(words)) for level, words in headings] == [("2", "Deep"), ("3", "Deeper"), ("2", "Less deep")]
