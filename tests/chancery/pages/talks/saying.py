"""What all members do together on a text, and how the pages of it read."""

import re

from tests.chancery.pages.looking import plain
from tests.chancery.pages.talks.playing import SOURCE, Play
from verbale.chancery.talks.concluding import adopt, revise
from verbale.chancery.talks.proposing import Wish, propose, sponsor, take_wishes
from verbale.chancery.talks.saying import Laying
from verbale.chancery.talks.texts import find_origins
from verbale.formats.talks.provision import Reference
from verbale.practice.texts.text import read_text

REVISED = SOURCE.replace("[shall][should] consult each year", "consult each month").replace("2.1 The", "2.9 The")
_PART = re.compile(r'<div class="part(?: [^"]*)?"[^>]*>(?:<a class="num.*?>(.*?)</a>)?(.*?)</div>', re.DOTALL)


def lines_of(play: Play, page: str) -> dict[str, str]:
    """The points of a text on a page by their numbers, as they read; what has no number stands under the empty one."""
    return dict(parts_of(play, page))


def parts_of(play: Play, page: str) -> list[tuple[str, str]]:
    """The points of a text on a page, in order: number and words."""
    body = play.page.get(play.url(page)).content.decode()
    return [(read(number), read(words)) for number, words in _PART.findall(body)]


def read(body: str) -> str:
    """What a piece of a page says, evenly spaced."""
    return " ".join(plain(body).split())


def wish(play: Play, *wishes: Wish, by: str = "BOR") -> Reference:
    """A member proposes; the reference names the first proposal."""
    letter = play.say(by, propose(take_wishes(play.view(by), wishes)))
    return Reference(letter=letter.id, place=1)


def agree(play: Play, *wishes: Wish) -> None:
    """All members agree on a proposal."""
    reference = wish(play, *wishes)
    for code in ("MFA-AL", "CAL"):
        play.say(code, sponsor(reference))


def revised(play: Play, source: str = REVISED, matches: dict[str, str] | None = None) -> bytes:
    """Lays a revised text and puts it in force; returns the digest of the one before.

    Args:
        play: the talks.
        source: the revised text.
        matches: which number became which; in order, if not said.
    """
    before, text = play.view().text, read_text(source, "markdown")
    old = read_text(next(each.laid.source for each in play.view().texts if each.in_force), "markdown")
    if matches is None:
        pairs = {was.id: now.id for was, now in zip(old.points, text.points, strict=True)}
    else:
        numbered = {each.number: each.id for each in text.points}
        pairs = {each.id: numbered[matches[each.number]] for each in old.points if each.number in matches}
    laid = Laying(text=text, title="Second draft", standing="official").act
    play.say("BOR", revise(laid, find_origins(play.view("BOR"), text, pairs)))
    for code in play.codes:
        play.say(code, adopt(text=laid.digest, stage="basis"))
    return before
