"""Letters of talks as the specification has them: their order, what of them counts, and how texts continue points."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from verbale.formats.talks.acts import write_act
from verbale.practice.talks.letter import TalksLetter

Doc: TypeAlias = dict[str, Any]
Act: TypeAlias = tuple[str, int, str, Doc]
Read: TypeAlias = Callable[[str, str], Any]


def sha(data: bytes) -> str:
    """A digest in hex."""
    return hashlib.sha256(data).hexdigest()


def wording(words: str) -> str:
    """The digest of a wording."""
    return sha(b"verbale/wording/v1\n" + " ".join(words.split()).encode())


def added_id(letter: str, place: int, nth: int) -> str:
    """The id of a point that an act adds."""
    where = place.to_bytes(4, "big") + nth.to_bytes(4, "big")
    return sha(b"verbale/point-added/v1\n" + bytes.fromhex(letter) + where)[:16]


@dataclass(kw_only=True)
class Laid:
    """A text on the table: the points that it has, and what became of those of the text before."""

    letter: str
    digest: str
    penned: bool
    own: list[tuple[str, str, str]]
    points: list[str]
    gone: dict[str, str] = field(default_factory=dict)

    def wording(self, point: str) -> str:
        """The wording that it has of a point."""
        return self.own[self.points.index(point)][1]


class Letters:
    """All letters, taken in their order."""

    def __init__(self, letters: Iterable[TalksLetter], read: Read) -> None:
        self.read = read
        self.given = {each.id.hex(): each for each in letters}
        self.order: list[str] = []
        self.bit: dict[str, int] = {}
        self.pasts: dict[str, int] = {}
        self.counts: dict[str, list[tuple[int, str, Doc]]] = {}
        self.talks: dict[str, str | None] = {}
        self.rooms: dict[str, int] = {}
        self.openings: dict[str, Doc] = {}
        self.laid: dict[str, list[Laid]] = {}
        self.asides: list[tuple[str, int, str]] = []
        left = dict(self.given)
        while ready := [name for name, letter in left.items() if all(each.hex() in self.bit for each in letter.upon)]:
            self._take(left.pop(min(ready)))

    def ids(self, letters: int) -> Iterator[str]:
        """The ids of a set."""
        return (name for name in self.order if self.bit[name] & letters)

    def sender(self, name: str) -> str:
        """Who wrote a letter."""
        return self.given[name].sender.hex()

    def knew(self, name: str) -> int:
        """A letter's past without the letter."""
        return self.pasts[name] ^ self.bit[name]

    def size(self, name: str) -> tuple[int, str]:
        """Sorts letters by size."""
        return self.pasts[name].bit_count(), name

    def newest(self, names: Iterable[str]) -> list[str]:
        """Those that are in the past of no other, the largest last."""
        some = list(names)
        found = [one for one in some if not any(other != one and self.pasts[other] & self.bit[one] for other in some)]
        return sorted(found, key=self.size)

    def acts(self, letters: int, *kinds: str) -> Iterator[Act]:
        """The acts of some kinds in a set."""
        for name in self.ids(letters):
            for place, kind, doc in self.counts.get(name, ()):
                if kind in kinds:
                    yield name, place, kind, doc

    def find(self, letters: int, reference: Doc, kind: str) -> Doc | None:
        """The act that a reference names."""
        at = reference["letter"], reference["place"]
        return next((doc for name, place, _, doc in self.acts(letters, kind) if (name, place) == at), None)

    def text(self, letters: int, digest: str) -> Laid | None:
        """A text on the table, if it is there once."""
        found = [each for name in self.ids(letters) for each in self.laid.get(name, ()) if each.digest == digest]
        return found[0] if len(found) == 1 else None

    def added(self, letters: int) -> dict[str, tuple[str, int, int, Doc, str]]:
        """The points that proposals add: letter, place, which, the proposal, the words."""
        found = {}
        for name, place, _, doc in self.acts(letters, "proposal"):
            texts = [doc["text"]] if doc["verb"] == "ADD" else doc["texts"] if doc["verb"] == "SPLIT" else []
            for nth, text in enumerate(texts):
                found[added_id(name, place, nth)] = name, place, nth, doc, text
        return found

    def _take(self, letter: TalksLetter) -> None:
        name = letter.id.hex()
        self.bit[name] = past = 1 << len(self.order)
        for cause in letter.upon:
            past |= self.pasts[cause.hex()]
        self.order.append(name)
        self.counts[name] = []
        acts = [
            (each.place, kind[6:], json.loads(content))
            for each in letter.acts
            for kind, content in [write_act(each.act)]
        ]
        talks = self._belongs(letter, acts)
        # What belongs to no talks, or to others, is not seen.
        self.pasts[name] = past
        if talks is None:
            self.talks[name] = None
            return
        seen = self.rooms.setdefault(talks, 0)
        code = self._barred(letter, talks, past & seen)
        self.talks[name] = talks
        if code:
            self.asides.append((name, -1, code))
            return
        self.rooms[talks] = seen | self.bit[name]
        self._count(name, talks, sorted(acts, key=lambda act: (act[1] != "revision", act[0])))

    def _belongs(self, letter: TalksLetter, acts: Sequence[tuple[int, str, Doc]]) -> str | None:
        name = letter.id.hex()
        if letter.upon:
            found = {self.talks[each.hex()] for each in letter.upon} - {None}
            if len(found) != 1:
                self.asides.append((name, -1, "openings-mixed" if found else "no-opening"))
            return found.pop() if len(found) == 1 else None
        opening = next((doc for _, kind, doc in acts if kind == "opening"), None)
        if opening is None or letter.sender.hex() not in opening["members"]:
            self.asides.append((name, -1, "no-opening"))
            return None
        if not letter.reaches(map(bytes.fromhex, opening["members"])):
            self.asides.append((name, -1, "not-to-all"))
            return None
        self.openings[name] = opening
        return name

    def _barred(self, letter: TalksLetter, talks: str, knew: int) -> str:
        members, sender = self.openings[talks]["members"], letter.sender.hex()
        if sender not in members:
            return "not-a-member"
        if any(self.sender(name) == sender for name, *_ in self.acts(knew, "leave")):
            return "left-before"
        return "" if letter.reaches(map(bytes.fromhex, members)) else "not-to-all"

    def _count(self, name: str, talks: str, acts: Sequence[tuple[int, str, Doc]]) -> None:
        past = self.pasts[name] & self.rooms[talks]
        # A text is there for the whole letter.
        self.counts[name] = [act for act in acts if act[1] == "text"]
        opened = False
        for place, kind, doc in acts:
            code = ""
            if kind == "opening":
                code = "opened-already" if name != talks or opened else ""
                opened = True
                if not code and (source := self._source(past, doc["text"])):
                    own = self._read(source)
                    laid = Laid(letter=name, digest=doc["text"], penned=True, own=own, points=[each[0] for each in own])
                    self.laid[name] = [laid]
            elif kind == "revision":
                code = self._revise(name, talks, doc, past)
            elif kind != "text":
                code = self._amiss(name, kind, doc, past)
            if code:
                self.asides.append((name, place, code))
            if kind == "positions" and code:
                doc, code = {each: doc[each] for each in doc if each not in ("text", "said")}, ""
            if not code and kind != "text":
                self.counts[name].append((place, kind, doc))
        self.counts[name].sort(key=lambda act: act[0])

    def _amiss(self, name: str, kind: str, doc: Doc, past: int) -> str:
        if kind == "positions" and "text" in doc:
            laid = self.text(past, doc["text"])
            return "text-unknown" if laid is None else "positions-length" if len(laid.own) != len(doc["said"]) else ""
        if kind == "language":
            there = self.text(past, doc["of"]) is not None and self._source(past, doc["text"]) is not None
            return "" if there else "text-unknown"
        if kind == "sponsor":
            return "" if self.find(past, doc["proposal"], "proposal") else "act-unknown"
        return self._misfit(name, doc, past) if kind == "package-answer" else ""

    def _misfit(self, name: str, doc: Doc, past: int) -> str:
        package = self.find(past, doc["package"], "package")
        if package is None:
            return "act-unknown"
        if doc["answer"] == "withdraw" and self.sender(doc["package"]["letter"]) != self.sender(name):
            return "package-of-another"
        chosen = doc.get("choice") in {each["point"] for each in package["provisions"]}
        return "package-choice" if doc["answer"] == "accept" and chosen != (package["form"] == "one") else ""

    def _source(self, letters: int, digest: str) -> Doc | None:
        for _, _, _, doc in self.acts(letters, "text"):
            source = doc["source"].encode()
            lengths = [len(each).to_bytes(4, "big") + each for each in (doc["media"].encode(), source)]
            if sha(b"verbale/text/v1\n" + b"".join(lengths)) == digest:
                return doc
        return None

    def _read(self, doc: Doc) -> list[tuple[str, str, str]]:
        return [(each.id, wording(each.text), each.number) for each in self.read(doc["source"], doc["media"]).points]

    def _revise(self, name: str, talks: str, doc: Doc, past: int) -> str:
        before, source = self.text(past, doc["replaces"]), self._source(past, doc["text"])
        if before is None or source is None:
            return "text-unknown"
        if any(each.digest == doc["text"] for one in self.ids(past) for each in self.laid.get(one, ())):
            return "text-twice"
        known = {*before.points, *self.added(past)}
        given = {each["point"]: each["from"] for each in doc["map"]}
        own = self._read(source)
        sources = [[each for each in given.get(point, [point]) if each in known] for point, *_ in own]
        uses = [each for some in sources for each in some]
        points = []
        for (point, *_), some in zip(own, sources, strict=True):
            if len(some) == 1 and uses.count(some[0]) == 1:
                points.append(some[0])
            else:
                points.append(wording(doc["text"] + point)[:16] if point in known else point)
        left = [point for point in before.points if point not in points]
        gone = {point: ("removed", "merged", "split")[min(uses.count(point), 2)] for point in left}
        penned = self.openings[talks].get("penholder") == self.sender(name)
        laid = Laid(letter=name, digest=doc["text"], penned=penned, own=own, points=points, gone=gone)
        self.laid.setdefault(name, []).append(laid)
        return ""
