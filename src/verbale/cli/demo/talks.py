"""The second part of the demo: talks on the text, from the first letter to the initials of all four.

After each step every chancery is asked for the state of play, and the step is good only if they all show the same.
"""

import json
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

from verbale.chancery.word.redline import write_plain
from verbale.cli.demo import papers
from verbale.cli.demo.course import Course
from verbale.cli.demo.department import fill
from verbale.cli.demo.houses import House, expect, together
from verbale.cli.demo.scene import Scene
from verbale.cli.demo.stands import Stand
from verbale.cli.demo.table import Table


class Talks:
    """The talks, a step a method."""

    def __init__(self, scene: Scene, course: Course, title: str) -> None:
        self.scene = scene
        self.course = course
        self.title = title
        self.table = Table(scene=scene)
        self._draft = self._revised = ""
        self._rounds: list[int] = []

    def open(self) -> str:
        """Aldmark lays the text on the table, by one letter to all."""
        aldmark, table = self.scene.aldmark, self.table
        self._draft = aldmark.ask("text", "import", self.scene.draft, "--title", self.title)["text"]
        others = ",".join(code for code in self.scene.houses if code != aldmark.role.code)
        opened = aldmark.ask(
            "talks", "open", "--text", self._draft, "--with", others, "--title", self.title, "--agreement", "whole"
        )
        table.dossier, table.opening = opened["dossier"], opened["letter"]
        table.count(1)
        self.scene.letters.append((aldmark, {"id": opened["letter"], "number": opened["number"]}))
        self.scene.carry(aldmark, self.scene.concord, {opened["letter"]})
        said = table.agree()
        expect(len(table.rows("open")) == len(self.course.text.points), "not every point of the text is open")
        self._end_round()
        return f"{opened['number']}; {said}"

    def answer_singly(self) -> str:
        """Brenna takes a position on one point after another, each by a letter of its own."""
        brenna, stands = self.scene.brenna, self.course.brenna
        for each in stands:
            self.table.say(brenna, "respond", *each.arguments(self.scene.folder / "words of Brenna.txt"))
        self.table.count(len(stands))
        self.scene.carry(brenna, self.scene.concord)
        said = self.table.agree()
        self.table.expect_stands(brenna, stands)
        return f"{len(stands)} letters; {said}"

    def answer_by_sheet(self) -> str:
        """The Concord's staff fills a spreadsheet, and its letter goes by hand; Aldmark and Vestry fill others."""
        stands = [Stand(point=point, word="discuss") for point in self.course.contested]
        told: dict[str, tuple[str, Collection[Stand], Collection[str]]] = {
            papers.CONCORD.code: (".xlsx", self.course.concord, ()),
            papers.ALDMARK.code: (".json", stands, ()),
            papers.VESTRY.code: (".csv", (), self.course.contested),
        }

        def answer(code: str) -> int:
            form, some, but = told[code]
            return self._answer(self.scene.houses[code], form, some, but)

        filled = together(answer, told)
        self.table.count(len(told))
        self.scene.carry_bag()
        said = self.table.agree()
        self.table.expect_stands(self.scene.concord, self.course.concord)
        self.table.expect_stands(self.scene.aldmark, stands)
        return f"{', '.join(map(str, filled))} rows filled; {said}"

    def amend_in_word(self) -> str:
        """Vestry's wishes travel as a Word file with tracked changes, which Aldmark reads as Vestry proposes them."""
        vestry, aldmark, course = self.scene.vestry, self.scene.aldmark, self.course
        reason = papers.AMENDMENT_REASON
        text = vestry.ask("text", "import", self._write("amended", course.amended))["text"]
        redline = self.scene.folder / "amendment.docx"
        vestry.ask("text", "export", text, "--against", self._draft, "-o", redline)
        note = self.scene.file("amendment.md", papers.AMENDMENT_NOTE)
        sent = self.scene.send(
            vestry, "--to", "MFA-AL", "--class", "note-verbale", "--language", "en",
            "--subject", "An amendment, with changes tracked", "--body", note, "--attach", redline,
        )  # fmt: skip
        self.scene.until_opened(vestry, sent, "MFA-AL")
        saved = self.scene.folder / "received"
        (name,) = aldmark.ask("letter", "show", sent["id"], "--attachments", saved)["written"]
        expect((saved / name).read_bytes() == redline.read_bytes(), "the Word file came otherwise than it went")
        read = self.table.say(aldmark, "propose", saved / name, "--dry-run")["proposals"]
        verbs = [each["verb"] for each in read]
        expect(verbs.count("MOD") == len(course.modified), f"of the Word file {verbs} was read")
        expect(verbs.count("ADD") == course.adds == len(read) - len(course.modified), f"{verbs} was read")
        self.table.say(vestry, "propose", redline, "--reason", reason)
        self.table.count(1)
        self.scene.carry(vestry, self.scene.concord)
        said = self.table.agree()
        wanted = [Stand(point=each, word="amend", text=text, reason=reason) for each, text in course.modified.items()]
        self.table.expect_stands(vestry, wanted)
        expect(len(self.table.rows("proposed")) == course.adds, "a point that was added is not there")
        return f"{sent['number']}; {len(read)} proposals; {said}"

    def revise(self) -> str:
        """Aldmark lays a revised text on the table, and everybody adopts it as the basis."""
        aldmark, course = self.scene.aldmark, self.course
        text = aldmark.ask("text", "import", self._write("revised", course.revised), "--title", f"{self.title}, Rev. 1")
        self._revised = text["text"]
        matches, right = self._match()
        self.table.say(aldmark, "revise", "--text", self._revised, "--matches", matches)
        self.table.count(1)
        self.scene.carry(aldmark, self.scene.concord)
        self.table.agree()
        self._all("adopt", "--text", self._revised, "--as", "basis")
        self.scene.carry_bag()
        said = self.table.agree()
        expect(self.table.shown["text"] == self._revised, "the revised text is not in force")
        expect(not self.table.rows("removed", "split", "merged"), "a point was lost in the revised text")
        self._expect_due_again()
        self._end_round()
        return f"{right} of {len(course.became)} points that changed were found by likeness, all confirmed; {said}"

    def _expect_due_again(self) -> None:
        """What was said of a wording that no longer stands is due again, unless it asked for the one that stands."""
        for row in self.table.rows():
            if row["point"] in self.course.contested:
                stale = [
                    each["due_again"] or each["stands_for"] == row["wording"] for each in row["positions"].values()
                ]
                expect(
                    stale and all(stale), f"on point {row['point']} a position on an earlier wording is not due again"
                )

    def _match(self) -> tuple[Path, int]:
        """Likeness suggests which points became which; a person knows. Returns the file, and how many were right."""
        matches, became = self.scene.folder / "matches.json", self.course.became
        found = self.scene.aldmark.ask("text", "match", self._draft, self._revised, "-o", matches)
        right = sum(became.get(each["old"]) == each["new"] for each in found)
        matches.write_text(json.dumps([{"old": old, "new": new} for old, new in became.items()]), "utf-8")
        return matches, right

    def answer_again(self) -> str:
        """The second round: everybody accepts the revised text, but for the points of a package."""
        forms = dict(zip(self.scene.houses, (".json", ".csv", ".xlsx", ".csv"), strict=True))
        later = {papers.BRENNA.code: self.course.brenna_later}

        def answer(code: str) -> int:
            awaited = () if code in later else ("--awaited",)
            return self._answer(
                self.scene.houses[code], forms[code], later.get(code, ()), self.course.package, *awaited
            )

        filled = together(answer, forms)
        self.table.count(sum(map(bool, filled)))
        self.scene.carry_bag()
        said = self.table.agree()
        still_open = {row["point"] for row in self.table.rows("open", "proposed")}
        expect(still_open == set(self.course.package), "other points are open than those of the package")
        self._end_round()
        return said

    def tie(self) -> str:
        """What is left is tied together in a package, and everybody accepts it."""
        scene, table = self.scene, self.table
        points = self.course.package
        offered = table.say(
            scene.aldmark, "package", "all", *points, "--title", "A", "--reason", papers.PACKAGE_REASON
        )["letter"]
        table.count(1)
        scene.carry(scene.aldmark, scene.concord)
        table.agree()
        others = [house for house in scene.houses.values() if house is not scene.aldmark]
        together(lambda house: table.say(house, "answer", offered, "accept"), others)
        table.count(len(others))
        scene.carry_bag()
        said = table.agree()
        (package,) = table.say(scene.concord, "packages")["packages"]
        expect(package["status"] == "accepted", f"the package is {package['status']}")
        self._end_round()
        expect(self._rounds[-1] == 0, "points are open still")
        return f"{len(points)} points, {package['status']}; {said}"

    def conclude(self) -> str:
        """What is agreed is closed, and the text adopted and initialled, by everybody."""

        def finish(house: House) -> None:
            self.table.say(house, "close", "--agreed")
            self.table.say(house, "adopt")
            self.table.say(house, "initial")

        together(finish, self.scene.houses.values())
        self.table.count(3 * len(self.scene.houses))
        self.scene.carry_bag()
        said = self.table.agree()
        expect(len(self.table.rows("closed")) == len(self.table.rows()), "not every point is closed")
        shown = self.table.shown
        expect(shown["adopted"] == shown["authenticated"] == self._revised, "the text is not adopted and authentic")
        return f"open from round to round: {', '.join(map(str, self._rounds))}; {said}"

    def look_back(self) -> str:
        """Every chancery still shows the state of the first day, which the letter that opened the talks names."""

        def first(house: House) -> str:
            state: str = self.table.say(house, "table", "--at", self.table.opening)["state"]
            return state

        states = set(together(first, self.scene.houses.values()))
        expect(states == {self.table.states[0]}, "the state of the first day is another now")
        return f"state {self.table.states[0][:16]}… at all four"

    def _end_round(self) -> None:
        """Notes how many points are open; fewer than after the round before."""
        self._rounds.append(self.table.still_open[-1])
        fall = all(later < earlier for earlier, later in pairwise(self._rounds))
        expect(fall, f"open points do not fall from round to round: {self._rounds}")

    def _all(self, verb: str, *arguments: object) -> None:
        """Lets every house say the same."""
        together(lambda house: self.table.say(house, verb, *arguments), self.scene.houses.values())
        self.table.count(len(self.scene.houses))

    def _answer(
        self, house: House, form: str, stands: Collection[Stand], but: Collection[str], *options: object
    ) -> int:
        """A sheet goes out to a department, is filled there, and comes back as positions, if there are any."""
        sheet = self.scene.folder / f"positions of {house.role.code}{form}"
        self.table.say(house, "sheet", "-o", sheet, *options)
        filled = fill(sheet, stands, but=but)
        if filled:
            self.table.say(house, "respond", "--from", sheet)
        return filled

    def _write(self, name: str, source: str) -> Path:
        """A text as a file of the kind that the draft came in."""
        path = self.scene.folder / f"{name}{self.scene.draft.suffix}"
        if self.course.text.media == "word":
            path.write_bytes(write_plain(source.split("\n\n")))
        else:
            path.write_bytes(source.encode())
        return path
