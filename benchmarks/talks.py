"""The state of play of talks: every party takes a position on every point, round after round.

The letters' parts are there as they are opened from letters, JSON and all; verifying and opening letters is measured
elsewhere. In each round each party answers the whole text: most points by a sign, one in fifty with words of its own
(a reserve with its kind and date, an amendment), each with a reason. Each letter names all of the round before as its
causes and carries the marks of the state that they give. In every fifth round the penholder revises one point out of
ten. A process of its own writes the letters, so that the memory is that of the state; reading a line of its file is not
measured. `VERBALE_BENCH_TALKS` sets the largest size: PARTIESxPOINTSxROUNDS.
"""

import hashlib
import json
import multiprocessing
import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Cost, Figure, cost_of, peak_mib, without_collector
from verbale.formats.talks.acts import Act, write_act
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.positions import Note, Position, join_positions
from verbale.formats.talks.provision import wording_digest
from verbale.formats.talks.revision import Origin, Revision
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.state import State
from verbale.practice.texts.text import read_text

SIZE = "197x2000x20"
SMALLER = (10, 3)
WORDED = 50
REVISED = 5
CHANGED = 10
SIGNS = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaafuexdrd"
BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
Parts = list[tuple[str, str]]


@dataclass(slots=True)
class Written:
    """A letter as its parts came out of it."""

    id: bytes
    sender: bytes
    created: datetime
    parts: Parts = field(repr=False)

    def read(self) -> TalksLetter:
        """Reads its acts."""
        letter = read_letter(letter=self.id, sender=self.sender, created=self.created, parts=self.parts)
        assert letter is not None
        return letter


def state_of_play() -> Mapping[str, Figure]:
    """The state from the letters' parts, from where it was kept, and after one letter more; at three sizes."""
    whole = tuple(int(each) for each in os.environ.get("VERBALE_BENCH_TALKS", SIZE).split("x"))
    parties, points, rounds = whole
    figures: dict[str, dict[str, float]] = {"fold": {}, "kept": {}, "after": {}}
    processor: dict[str, float] = {}
    with TemporaryDirectory() as folder, without_collector():
        for part in (*SMALLER, 1):
            size = f"{parties // part}x{points // part}x{rounds}"
            file = Path(folder) / size
            writer = multiprocessing.get_context("fork").Process(
                target=_write, args=(file, parties // part, points // part, rounds)
            )
            writer.start()
            writer.join()
            for name, cost in _measure(file).items():
                figures[name][size] = cost.wall
                processor[name] = cost.processor
    memory, size = peak_mib(), f"{parties}x{points}x{rounds}"
    return {
        name: Figure(
            value=figures[each][size], unit="s", sizes=figures[each], peak_mib=memory, processor=processor[each]
        )
        for name, each in (
            ("state_197x2000x20_fold_s", "fold"),
            ("state_197x2000x20_kept_s", "kept"),
            ("state_after_one_letter_s", "after"),
        )
    }


def _write(file: Path, parties: int, points: int, rounds: int) -> None:
    talks = Talks(parties, points)
    talks.hold(rounds)
    talks.more()
    with file.open("w") as lines:
        for letter in talks.letters:
            said = [letter.id.hex(), letter.sender.hex(), letter.created.timestamp(), letter.parts]
            lines.write(json.dumps(said) + "\n")


def _letters(file: Path) -> Iterator[Written]:
    with file.open() as lines:
        for line in lines:
            name, sender, created, parts = json.loads(line)
            yield Written(
                id=bytes.fromhex(name),
                sender=bytes.fromhex(sender),
                created=datetime.fromtimestamp(created, UTC),
                parts=[(kind, content) for kind, content in parts],
            )


def _add(state: State, letter: Written) -> None:
    state.add(letter.read())


def _measure(file: Path) -> dict[str, Cost]:
    state, folding, last = State(), Cost(wall=0.0, processor=0.0), None
    for letter in _letters(file):
        if last is not None:
            folding += cost_of(partial(_add, state, last))
        last = letter
    assert last is not None
    folding += cost_of(lambda: _show(state))
    kept = state.write()
    again = cost_of(lambda: _show(State.read(kept)))
    assert State.read(kept).now().digest == state.now().digest
    final = last

    def one_more() -> None:
        _add(state, final)
        _show(state)

    return {"fold": folding, "kept": again, "after": cost_of(one_more)}


def _show(state: State) -> None:
    view = state.now()
    assert view.points
    assert view.digest


class Talks:
    """Talks of some parties on a text of some points."""

    def __init__(self, parties: int, points: int) -> None:
        self._random = random.Random(1)
        self._members = sorted(hashlib.sha256(b"party %d" % each).digest() for each in range(parties))
        self._lines = [f"{each + 1}. The Parties shall hold consultation {each} each year." for each in range(points)]
        self._ids: list[str] = []
        self._state = State()
        self.letters: list[Written] = []

    def hold(self, rounds: int) -> list[Written]:
        """Writes the letters of so many rounds."""
        laid = self._lay()
        self._ids = [each.id for each in read_text(laid.source, laid.media).points]
        opening = Opening(members=tuple(self._members), text=laid.digest, penholder=self._members[0])
        self._send(self._members[0], [laid, opening])
        for number in range(rounds):
            if number and number % REVISED == 0:
                laid = self._revise(laid)
            self._answer(laid)
        return self.letters

    def more(self) -> Written:
        """One letter more."""
        self._send(self._members[1], [self._positions(self._state.now().texts[-1].laid)], self._causes())
        return self.letters[-1]

    def _lay(self) -> LaidText:
        return LaidText(media="plain", source="\n\n".join(self._lines) + "\n", title="Draft")

    def _revise(self, before: LaidText) -> LaidText:
        old = read_text(before.source, before.media).points
        for place in self._random.sample(range(len(self._lines)), len(self._lines) // CHANGED):
            self._lines[place] = self._lines[place].replace(" hold ", " duly hold ")
        laid = self._lay()
        new = read_text(laid.source, laid.media).points
        changed = sorted(
            (Origin(point=each.id, origins=(self._ids[place],)) for place, each in enumerate(new)),
            key=lambda origin: origin.point,
        )
        assert len(old) == len(new)
        revision = Revision(text=laid.digest, replaces=before.digest, origins=tuple(changed))
        self._send(self._members[0], [laid, revision], self._causes())
        return laid

    def _answer(self, laid: LaidText) -> None:
        causes = self._causes()
        for member in self._members:
            self._send(member, [self._positions(laid)], causes)

    def _positions(self, laid: LaidText) -> Act:
        points = len(self._lines)
        said = "".join(self._random.choices(SIGNS, k=points))
        named = []
        for place in self._random.sample(range(points), points // WORDED):
            words = self._lines[place].partition(" ")[2]
            amends = self._random.random() < 0.3
            note = (
                Note(text=words.replace("year", "month"), reason="As instructed by the capital.")
                if amends
                else Note(reserve="scrutiny", reason="As instructed by the capital.")
            )
            named.append(
                Position(
                    point=self._ids[place],
                    wording=wording_digest(words),
                    word="amend" if amends else "reserve",
                    note=note,
                )
            )
        return join_positions(named, text=laid.digest, said=said)

    def _causes(self) -> Causes:
        view = self._state.now()
        return Causes(causes=view.frontier, marks=view.marks)

    def _send(self, sender: bytes, acts: list[Act], causes: Causes | None = None) -> None:
        parts = [write_act(each) for each in (*acts, *([causes] if causes else []))]
        number = len(self.letters)
        written = Written(
            id=hashlib.sha256(b"letter %d" % number).digest(),
            sender=sender,
            created=BEGINNING + timedelta(minutes=number),
            parts=parts,
        )
        self.letters.append(written)
        self._state.add(written.read())
