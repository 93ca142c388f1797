"""A house with pages that negotiates with two chanceries of other institutions, pouches carried by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.chancery.homes import OFFICER as THEIRS
from tests.chancery.homes import House as Home
from tests.trialhouse import OFFICER, House
from verbale.chancery import office as offices
from verbale.chancery.office import Node
from verbale.chancery.talks.responding import Answer, respond
from verbale.chancery.talks.saying import Composer, Laying, Speaker, open_talks, say
from verbale.exchange.pack import pack
from verbale.exchange.receive import receive
from verbale.exchange.records import Letter
from verbale.formats.suite import SigningKey
from verbale.practice.talks.view import View
from verbale.practice.texts.text import read_text

SOURCE = """# Agreement on the lake

## Article 1, Consultation

1.1 The Parties [shall][should] consult each year.

1.2 Each Party notifies the others of [all] works on the shore.

## Article 2, The commission

2.1 The seat of the commission is [Placeholder].

2.2 This Agreement is concluded for [five] [ten] years.
"""
OURS = "MFA-AL"
TITLE = "Talks on the lake"


@dataclass(kw_only=True)
class Play:
    """Talks between the house with pages and two others.

    Attributes:
        house: the house with pages.
        page: a browser of its first officer, signed in.
        others: BOR and CAL, by code.
        dossier: the talks, once they are open.
    """

    house: House
    page: Client
    others: dict[str, Home]
    dossier: bytes = b""
    _keys: dict[str, SigningKey] = field(default_factory=dict)

    def node(self, code: str = OURS) -> Node:
        """The node of a member."""
        return offices.current() if code == OURS else self.others[code].node

    def speaker(self, code: str = OURS) -> Speaker:
        """The officers of a member."""
        if code == OURS:
            return Speaker(officers=self.house.officers[:1], name=OFFICER)
        return Speaker(officers=[self.others[code].officer], name=THEIRS)

    def open(self, code: str = "BOR", *, source: str = SOURCE, agreement: str = "point") -> Letter:
        """A member opens talks with the others, and all have the letter."""
        node = self.node(code)
        members = [self.node(each).party.id for each in self.codes if each != code]
        letter = open_talks(
            node.talks(),
            Laying(text=read_text(source, "markdown"), title="Agreement on the lake", standing="official"),
            members=members,
            title=TITLE,
            agreement=agreement,
            speaker=self.speaker(code),
        )
        assert letter.dossier is not None
        self.dossier = letter.dossier
        self.exchange()
        return letter

    def say(self, code: str, compose: Composer, *, carried: bool = True) -> Letter:
        """A member makes a statement; all have it, unless it is said that it waits."""
        letter = say(self.node(code).talks(), self.dossier, compose, speaker=self.speaker(code))
        if carried:
            self.exchange()
        return letter

    def respond(self, code: str, point: str, word: str, *, carried: bool = True, **more: Any) -> Letter:
        """A member takes a position on a point."""
        return self.say(code, respond([Answer(point=point, word=word, **more)]), carried=carried)

    def view(self, code: str = OURS) -> View:
        """The state of play at a member."""
        return self.node(code).talks().now(self.dossier)

    def point(self, number: str) -> str:
        """The id of a point, by its number."""
        return next(each.id for each in self.view().points if each.number == number)

    def url(self, rest: str) -> str:
        """An address of the dossier's pages."""
        return f"/dossiers/{self.dossier.hex()}/{rest}"

    @property
    def codes(self) -> Sequence[str]:
        """The members."""
        return (OURS, *self.others)

    def exchange(self) -> None:
        """Carries everything between all."""
        for one in self.codes:
            for other in self.codes:
                if one != other:
                    sender, receiver = self.node(one), self.node(other)
                    packed = pack(sender.office, receiver.party.id, now=sender.now())
                    receive(receiver.office, packed.blocks(), now=receiver.now(), road="hand")
