"""The state of a cut as the specification has it: the table, positions, wordings that stand, statuses, marks."""

from collections.abc import Iterator
from functools import cached_property

from tests.practice.talks.literal.agreed import Agreed
from tests.practice.talks.literal.letters import Doc, Letters, sha, wording
from tests.practice.talks.literal.says import NO_WORDS, Statement, named, proposed, said, tied

_NONE = "00" * 32
_CLASH = "!"


class LiteralCut(Agreed):
    """A cut of some talks; `contested` where others were opened in the dossier."""

    def __init__(self, letters: Letters, talks: str, cut: int, *, contested: bool = False) -> None:
        super().__init__(letters, talks, cut)
        self.contested = contested
        self.added = letters.added(self.cut)
        self._stands: dict[tuple[str, str, bool], str | None] = {}
        self._witnesses: dict[tuple[str, str], list[str]] = {}

    def within(self, cut: int) -> "LiteralCut":
        """The same of another cut, made once."""
        cuts: dict[int, LiteralCut] = self.letters.__dict__.setdefault("cuts", {})
        cut &= self.letters.rooms[self.talks]
        if cut not in cuts:
            cuts[cut] = LiteralCut(self.letters, self.talks, cut)
        return cuts[cut]

    # --- The table

    @cached_property
    def done(self) -> list[Doc]:
        """What all sponsor, in the order for display."""
        every = self.letters.acts(self.cut, "proposal")
        verbs = ("MOVE", "RENUMBER", "SPLIT", "MERGE")
        return (
            []
            if self.contested
            else [doc for name, at, _, doc in every if doc["verb"] in verbs and self.supported(name, at)]
        )

    @cached_property
    def gone(self) -> dict[str, str]:
        """The points that are gone."""
        found: dict[str, str] = {}
        for laid in self.until:
            found = {point: word for point, word in (found | laid.gone).items() if point not in laid.points}
        for doc in self.done:
            found |= {doc["point"]: "split"} if doc["verb"] == "SPLIT" else {}
            found |= dict.fromkeys(doc.get("others", ()), "merged")
        return found

    @cached_property
    def points(self) -> list[str]:
        """The points of the table, in their order."""
        order: list[str] = []
        for laid in self.until:
            before, order = order, [*laid.points]
            for place, point in enumerate(before):
                if point not in order:
                    last = next((each for each in reversed(before[:place]) if each in order), None)
                    order.insert(order.index(last) + 1 if last else 0, point)
        new = [point for point in self._added_in_order() if point not in order]
        after = {point: self._behind(point) for point in new}
        for point in [each for each in new if after[each] and after[each] not in {*order, *new}]:
            order.append(point)
        order = [each for point in (None, *order) for each in self._with_followers(point, new, after)]
        for doc in self.done:
            if doc["verb"] == "MOVE" and doc["point"] in order:
                order.remove(doc["point"])
                last = doc.get("after")
                order.insert(order.index(last) + 1 if last in order else len(order) if last else 0, doc["point"])
        return order

    def _behind(self, point: str) -> str | None:
        doc = self.added[point][3]
        return doc["point"] if doc["verb"] == "SPLIT" else doc.get("after")

    def _added_in_order(self) -> list[str]:
        size = self.letters.size
        return sorted(self.added, key=lambda point: (size(self.added[point][0]), self.added[point][1:3]))

    def _with_followers(self, point: str | None, new: list[str], after: dict[str, str | None]) -> Iterator[str]:
        if point:
            yield point
        for each in new:
            if after[each] == point:
                yield from self._with_followers(each, new, after)

    # --- Where a member stands

    def says(self, name: str) -> dict[str, list[Statement]]:
        """What a letter says."""
        kept: dict[str, dict[str, list[Statement]]] = self.letters.__dict__.setdefault("said", {})
        if name not in kept:
            kept[name] = self._says(name)
        return kept[name]

    def _says(self, name: str) -> dict[str, list[Statement]]:
        letters, found = self.letters, dict[str, list[Statement]]()
        past, acts = letters.pasts[name] & letters.rooms[self.talks], letters.counts[name]
        for _, kind, doc in acts:
            for point, each in (named(doc) if kind == "positions" else {}).items():
                some = found.setdefault(point, [])
                some += [] if each in some else [each]
        for kinds in (("positions",), ("proposal", "sponsor")):
            for place, kind, doc in acts:
                more = dict[str, Statement]()
                if kind in kinds:
                    more = (
                        said(letters, doc, past) if kind == "positions" else proposed(letters, name, kind, place, doc)
                    )
                found |= {point: [each] for point, each in more.items() if point not in found}
        knew = self.within(letters.knew(name))
        for _, kind, doc in acts:
            for point, on in tied(letters, kind, doc, past) if kind in ("package", "package-answer") else ():
                before = knew.statement(letters.sender(name), point)
                accepts = before is not None and before[0].sign != "p" and before[0].stands == on
                if point not in found and not accepts:
                    found[point] = [Statement("p", on, None)]
        return found

    def standing(self, member: str, point: str) -> list[tuple[Statement, str]]:
        """The statements of a member on a point, with their letters, the largest last."""
        own = [name for name in self.letters.ids(self.cut) if self.letters.sender(name) == member]
        newest = self.letters.newest(name for name in own if point in self.says(name))
        return [(each, name) for name in newest for each in self.says(name)[point]]

    def statement(self, member: str, point: str) -> tuple[Statement, str] | None:
        """Where a member stands on a point: one statement, or that it contradicts itself."""
        every = self.standing(member, point)
        if not every:
            return None
        largest = every[-1][1]
        if len({each for each, _ in every}) > 1:
            return Statement(_CLASH, self.says(largest)[point][0].wording, None), largest
        return every[-1]

    def stands_for(self, member: str, point: str, *, judging: bool = False) -> str | None:
        """The wording that a member stands for."""
        at = member, point, judging
        if at not in self._stands:
            found = self.statement(member, point)
            stands = found[0].stands if found else None
            if found and found[0].sign == "p" and self._bound(member, point, found[0].wording, judging=judging):
                stands = found[0].wording
            self._stands[at] = stands
        return self._stands[at]

    def _bound(self, member: str, point: str, on: str, *, judging: bool) -> bool:
        for name, place, _, doc in self.letters.acts(self.cut, "package"):
            every = [*doc["provisions"], *doc.get("condition", ())]
            if {"point": point, "wording": on} not in every or self.answers(name, place).get(member, ("",))[
                0
            ] != "accept":
                continue
            status, choice = self.package(name, place, doc)
            if status == "accepted" and choice in (None, point):
                return True
            waits = status in ("offered", "rejected") and doc["form"] == "conditional" and not judging
            if waits and all(self.every(each["point"], judging=True) == each["wording"] for each in doc["condition"]):
                return True
        return False

    # --- Which wording stands

    def base(self, point: str) -> str | None:
        """The wording of the text, or that with which a point was added."""
        if self.basis and point in self.basis.points:
            return self.basis.wording(point)
        if point in self.added:
            return wording(self.added[point][4])
        return next((laid.wording(point) for laid in reversed(self.until) if point in laid.points), None)

    def every(self, point: str, *, judging: bool = False) -> str | None:
        """The wording that every member stands for."""
        stands = {self.stands_for(member, point, judging=judging) for member in self.active}
        found = stands.pop() if len(stands) == 1 else None
        if found is None or found == self.base(point):
            return found
        holders = [name for member in self.active if (one := self.statement(member, point)) for name in one[1:]]
        known = self.letters.bit[self.basis.letter] if self.basis else 0
        return found if all(not known or self.letters.pasts[name] & known for name in holders) else None

    def witnessed(self, name: str, point: str) -> list[str]:
        """What a letter witnesses: of what its sender knew, and of what it adds."""
        kept: dict[tuple[str, str], list[str]] = self.letters.__dict__.setdefault("witnessed", {})
        if (name, point) not in kept:
            knew, past = self.within(self.letters.knew(name)), self.within(self.letters.pasts[name])
            first = knew.every(point)
            found = [first] if first and first != knew.by_witness(point) else []
            second = past.every(point)
            found += [second] if second and second != past.by_witness(point, {name: found}) else []
            kept[name, point] = found
        return kept[name, point]

    def by_witness(self, point: str, given: dict[str, list[str]] | None = None) -> str | None:
        """The wording that stands by witnesses."""
        known = self.letters.bit[self.basis.letter] if self.basis else 0
        told = {}
        for name in self.letters.ids(self.cut):
            found = given[name] if given and name in given else self.witnessed(name, point)
            if found and (not known or self.letters.pasts[name] & known):
                told[name] = found[-1]
        newest = {told[name] for name in self.letters.newest(told)}
        return newest.pop() if len(newest) == 1 else self.base(point)

    def current(self, point: str) -> str | None:
        """The wording that stands."""
        closed = [] if self.contested else self.closed(point)
        return closed[0] if len(closed) == 1 else self.every(point) or self.by_witness(point)

    def status(self, point: str) -> str:
        """The status of a point."""
        own = self.basis is not None and point in self.basis.points
        if point in self.gone:
            return self.gone[point]
        if not self.contested:
            if len(self.closed(point)) == 1 or (own and self.whole("initial", "scope", "whole")):
                return "closed"
            now = self.current(point)
            if now and self.active and all(self.stands_for(member, point) == now for member in self.active):
                signs = {one[0].sign for member in self.active if (one := self.statement(member, point))}
                return "deleted" if now == NO_WORDS else "agreed-ad-ref" if "f" in signs else "agreed"
        return "proposed" if point in self.added and not own else "open"

    # --- Marks

    def row(self, member: str) -> str:
        """The digest of a member's row."""
        own = [name for name in self.letters.ids(self.cut) if self.letters.sender(name) == member]
        data = b""
        for point in sorted({point for name in own for point in self.says(name)}):
            every = self.standing(member, point)
            some = [_bytes(point, each.sign, each.wording, name) for each, name in every]
            data += b"".join(sorted(some)) if len({each for each, _ in every}) > 1 else some[-1]
        return sha(b"verbale/row/v1\n" + data)

    def column(self, point: str) -> str:
        """The digest of a point's column."""
        data = bytes.fromhex(self.current(point) or _NONE) + self.status(point).encode() + b"\n"
        for member in self.members:
            one = self.statement(member, point)
            data += _bytes("", one[0].sign, one[0].wording, one[1]) if one else b"-"
        return sha(b"verbale/column/v1\n" + data)

    def state(self) -> str:
        """The digest of the state."""
        points, every = sorted(self.points), self.letters.counts
        acts = [(name, at, kind) for name in sorted(self.letters.ids(self.cut)) for at, kind, _ in every[name]]
        acts = [each for each in acts if each[2] != "positions"]
        frame = bytes.fromhex(self.talks + (self.basis.digest if self.basis else _NONE))
        frame += _count(self.active) + bytes.fromhex("".join(self.active)) + _count(points)
        for point in points:
            now = bytes.fromhex(self.current(point) or _NONE)
            frame += bytes.fromhex(point) + self.status(point).encode() + b"\n" + now
        frame += _count(acts)
        for name, at, kind in acts:
            frame += bytes.fromhex(name) + at.to_bytes(4, "big") + f"talks-{kind}\n".encode()
        for text in (self.whole("adopt", "stage", "text"), self.whole("initial", "scope", "whole")):
            frame += bytes.fromhex(text or _NONE)
        rows = "".join(member + self.row(member) for member in self.members)
        return sha(b"verbale/state/v1\n" + bytes.fromhex(sha(b"verbale/frame/v1\n" + frame) + rows))


def _bytes(point: str, sign: str, on: str, letter: str) -> bytes:
    return bytes.fromhex(point) + sign.encode() + bytes.fromhex(on + letter)


def _count(of: list[str] | list[tuple[str, int, str]]) -> bytes:
    return len(of).to_bytes(4, "big")
