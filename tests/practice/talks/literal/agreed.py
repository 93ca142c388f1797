"""What holds once every member has said it, as the specification has it."""

from collections.abc import Callable, Iterable
from functools import cached_property

from tests.practice.talks.literal.letters import Doc, Laid, Letters

Test = Callable[[Doc], bool]


class Agreed:
    """What all members of some talks have said in a cut."""

    def __init__(self, letters: Letters, talks: str, cut: int) -> None:
        self.letters = letters
        self.talks = talks
        self.cut = cut & letters.rooms[talks]
        self.members: list[str] = letters.openings[talks]["members"]
        gone = {letters.sender(name) for name, *_ in letters.acts(self.cut, "leave")}
        self.active = [each for each in self.members if each not in gone]

    def within(self, cut: int) -> "Agreed":
        """The same of another cut."""
        return type(self)(self.letters, self.talks, cut)

    def by(self, kind: str, test: Test) -> dict[str, set[str]]:
        """Whose letters have an act of a kind."""
        found: dict[str, set[str]] = {}
        for name, _, _, doc in self.letters.acts(self.cut, kind):
            if test(doc):
                found.setdefault(self.letters.sender(name), set()).add(name)
        return found

    def holds(self, done: dict[str, set[str]], undone: dict[str, set[str]]) -> bool:
        """Whether a letter can be chosen for every member that none had taken back, as far as the chosen know."""

        def choose(chosen: list[str]) -> bool:
            if len(chosen) == len(self.active):
                return True
            each = self.active[len(chosen)]
            return any(sound([*chosen, name]) and choose([*chosen, name]) for name in sorted(done.get(each, ())))

        def sound(chosen: list[str]) -> bool:
            known, letters = 0, self.letters
            for name in chosen:
                known |= letters.pasts[name]
            return not any(
                letters.bit[back] & known and letters.pasts[back] & letters.bit[name]
                for name in chosen
                for back in undone.get(letters.sender(name), ())
            )

        return bool(self.active) and choose([])

    def all_did(self, kind: str, test: Test) -> bool:
        """Whether an act that can be withdrawn holds."""
        return self.holds(
            self.by(kind, lambda doc: test(doc) and "withdraws" not in doc),
            self.by(kind, lambda doc: test(doc) and "withdraws" in doc),
        )

    def whole(self, kind: str, name: str, value: str) -> str | None:
        """The one text that all adopted or initialled."""
        letters = self.letters
        versions = {doc["text"] for _, _, _, doc in letters.acts(self.cut, "language")}
        laid = {each.digest for one in letters.ids(self.cut) for each in letters.laid.get(one, ())}
        texts = {doc["text"] for _, _, _, doc in letters.acts(self.cut, kind) if doc[name] == value}
        found = [
            text
            for text in texts - (versions - laid)
            if self.all_did(kind, lambda doc, text=text: (doc["text"], doc[name]) == (text, value))  # type: ignore[misc]
        ]
        return found[0] if len(found) == 1 else None

    @cached_property
    def in_force(self) -> list[Laid]:
        """The texts in force, the smallest letter first."""
        every = [each for name in self.letters.ids(self.cut) for each in self.letters.laid.get(name, ())]
        found = [
            laid
            for laid in every
            if laid.penned
            or self.all_did("adopt", lambda doc, laid=laid: (doc["text"], doc["stage"]) == (laid.digest, "basis"))  # type: ignore[misc]
        ]
        return sorted(found, key=lambda laid: self.letters.size(laid.letter))

    @cached_property
    def basis(self) -> Laid | None:
        """The newest text in force."""
        left = self.in_force
        while left:
            for laid in reversed(left):
                if all(self._follows(laid, other) for other in left):
                    return laid
            left = [one for one in left if any(other is not one and self._follows(other, one) for other in left)]
        return None

    @cached_property
    def until(self) -> list[Laid]:
        """The basis and the texts that were in force before it."""
        return [each for each in self.in_force if self.basis and self._follows(self.basis, each)]

    def _follows(self, one: Laid, other: Laid) -> bool:
        return bool(self.letters.pasts[one.letter] & self.letters.bit[other.letter])

    def closed(self, point: str) -> list[str]:
        """The wordings in which a point is closed."""
        provisions = [each for _, _, _, doc in self.letters.acts(self.cut, "close") for each in doc["provisions"]]
        wordings = {each["wording"] for each in provisions if each["point"] == point}
        return [wording for wording in sorted(wordings) if self.turn(point, wording)[1]]

    def turn(self, point: str, wording: str) -> tuple[int, bool]:
        """How many turns ended, and whether the point is closed in the one that is on."""
        closes = self.by("close", lambda doc: {"point": point, "wording": wording} in doc["provisions"])
        opens = self.by("reopen", lambda doc: point in doc["points"])
        others = self.by("close", lambda doc: any(self._differs(each, point, wording) for each in doc["provisions"]))
        back = {member: opens.get(member, set()) | others.get(member, set()) for member in self.members}
        count = 0
        while True:
            now = {
                member: {name for name in names if self._seen(name, point, wording)[0] == count}
                for member, names in closes.items()
            }
            if not self.holds(now, back):
                return count, False
            again = {
                member: {name for name in names if self._seen(name, point, wording) == (count, True)}
                for member, names in opens.items()
            }
            if not self.holds(again, {}):
                return count, True
            count += 1

    def _seen(self, name: str, point: str, wording: str) -> tuple[int, bool]:
        return self.within(self.letters.knew(name)).turn(point, wording)

    def _differs(self, provision: Doc, point: str, wording: str) -> bool:
        return bool(provision["point"] == point and provision["wording"] != wording)

    def supported(self, name: str, place: int) -> bool:
        """Whether every member sponsors a proposal."""
        at = {"letter": name, "place": place}
        joins = self.by("sponsor", lambda doc: doc["proposal"] == at and "withdraws" not in doc)
        joins.setdefault(self.letters.sender(name), set()).add(name)
        return self.holds(joins, self.by("sponsor", lambda doc: doc["proposal"] == at and "withdraws" in doc))

    def answers(self, name: str, place: int) -> dict[str, tuple[str, str | None]]:
        """The answer of each member to a package."""
        at, found = {"letter": name, "place": place}, {}
        by = self.by("package-answer", lambda doc: doc["package"] == at)
        for member, names in by.items():
            newest = set(self.letters.newest(names))
            every = self.letters.acts(self.cut, "package-answer")
            said = {
                (doc["answer"], doc.get("choice")) for one, _, _, doc in every if one in newest and doc["package"] == at
            }
            found[member] = said.pop() if len(said) == 1 else ("contradictory", None)
        found.setdefault(self.letters.sender(name), ("accept", None))
        return found

    def package(self, name: str, place: int, doc: Doc) -> tuple[str, str | None]:
        """The status of a package, and the point that was chosen."""
        answers = self.answers(name, place)
        said = [answers.get(each, ("", None)) for each in self.active]
        if answers[self.letters.sender(name)][0] == "withdraw":
            return "withdrawn", None
        if "reject" in _words(said):
            return "rejected", None
        chosen = {choice for _, choice in said if choice}
        if _words(said) != {"accept"} or (doc["form"] == "one" and len(chosen) != 1):
            return "offered", None
        return "accepted", chosen.pop() if chosen else None


def _words(said: Iterable[tuple[str, str | None]]) -> set[str]:
    return {word for word, _ in said}
