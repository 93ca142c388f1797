"""What a test looks for on a page."""

import re
from html import unescape
from typing import Protocol


class Answer(Protocol):
    """What came back for a request."""

    @property
    def content(self) -> bytes:
        """The page."""


_TAGS = re.compile(r"<[^>]+>")
_SPACES = re.compile(r"[\s\u202f]+")


def text_of(answer: Answer) -> str:
    """What a page says, without its marks."""
    return plain(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def plain(body: str) -> str:
    """What a piece of a page says, without its marks."""
    return _SPACES.sub(" ", unescape(_TAGS.sub(" ", body)))


def links_of(answer: Answer) -> set[str]:
    """The addresses on a page that lead to another page of the house."""
    found = re.findall(r'(?:href|action)="(/[^"#?]*)', answer.content.decode())
    return {unescape(each) for each in found if not each.startswith("/static/")}
