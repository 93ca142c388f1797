"""A house with pages that negotiates with two chanceries of other institutions, pouches carried by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from secrets import token_bytes
from typing import Any

from django.test import Client

from tests.chancery.homes import OFFICER as THEIRS
from tests.chancery.homes import House as Home
from tests.trialhouse import OFFICER, House
from verbale.chancery import office as offices
from verbale.chancery.letters.models import Letter as Stored
from verbale.chancery.office import Node
from verbale.chancery.talks import saying
from verbale.chancery.talks.responding import Answer, respond
from verbale.chancery.talks.saying import Composer, Laying, Speaker, Statement, open_talks, say
from verbale.exchange.letters import Draft, send
from verbale.exchange.pack import pack
from verbale.exchange.receive import receive
from verbale.exchange.records import Letter
from verbale.formats.suite import SigningKey
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.opening import Opening
from verbale.practice.paper import make_paragraph
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
                    self.carry(one, other)

    def carry(self, one: str, other: str) -> None:
        """Carries what is due from one to another."""
        sender, receiver = self.node(one), self.node(other)
        packed = pack(sender.office, receiver.party.id, now=sender.now())
        receive(receiver.office, packed.blocks(), now=receiver.now(), road="hand")

    # What goes wrong, and what is no talks

    def say_falsely(self, code: str, compose: Composer) -> Letter:
        """A member makes a statement, and names another state than its letters give."""

        def falsely(view: View) -> Statement:
            said, marks = compose(view), view.marks
            state = bytes(each ^ 1 for each in marks.state)
            points = "".join("0" if each != "0" else "1" for each in marks.points[:4]) + marks.points[4:]
            wrong = Causes(causes=view.frontier, marks=replace(marks, state=state, points=points))
            return replace(said, acts=(wrong, *said.acts))

        return self._say_as_it_is(code, self.view(code).members, falsely)

    def say_to(self, code: str, others: Sequence[str], compose: Composer) -> Letter:
        """A member says something to some of the members alone."""

        def said(view: View) -> Statement:
            found = compose(view)
            return replace(found, acts=(Causes(causes=view.frontier, marks=view.marks), *found.acts))

        return self._say_as_it_is(code, [self.node(each).party.id for each in (code, *others)], said)

    def open_again(self, code: str) -> Letter:
        """A member opens talks in the dossier of talks that are open."""
        laid = Laying(text=read_text(SOURCE + "\n2.3 More.\n", "markdown"), title="Another text").act

        def again(view: View) -> Statement:
            return Statement(acts=(laid, Opening(members=view.members, text=laid.digest)), subject="Again", lines=("",))

        return self._say_as_it_is(code, self.view(code).members, again)

    def _say_as_it_is(self, code: str, members: Sequence[bytes], compose: Composer) -> Letter:
        talks = self.node(code).talks()
        statement = compose(talks.now(self.dossier))
        letter = saying._send(
            talks, statement, members=members, dossier=self.dossier, title="", speaker=self.speaker(code)
        )
        self.exchange()
        return letter

    def write(self, code: str, *, subject: str, title: str = "", answers: str = "") -> Letter:
        """A member writes a note to the house, or the house to BOR; it may answer another."""
        node, other = self.node(code), self.node(OURS if code != OURS else "BOR")
        answered = Stored.objects.filter(subject=answers).first() if answers else None
        draft = Draft(
            id=token_bytes(32),
            recipients=(other.party.id,),
            letter_class="note-verbale",
            subject=subject,
            title=title,
            paragraphs=(make_paragraph("", "The ferry runs."),),
            dossier=bytes(answered.dossier or b"") if answered else None,
            reply_to=bytes(answered.letter) if answered else None,
        )
        node.drafts().keep_cleared(draft, author=self.speaker(code).name, now=node.now())
        letter = send(node.office, draft, officers=self.speaker(code).officers, now=node.now())
        node.settle()
        self.exchange()
        return letter
