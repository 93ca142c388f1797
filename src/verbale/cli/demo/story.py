"""What happens in the demo, step by step; each step ends with a check, and the story ends at the first that fails.

four chanceries are founded, accredit each other and exchange letters (`letters`)
they negotiate the text that was proposed, until all have initialled it (`talks`)
every receipt is proved, every register is checked, every head is cosigned (`evidence`)
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from verbale.cli.demo import evidence, letters
from verbale.cli.demo.course import Course
from verbale.cli.demo.houses import StepFailed
from verbale.cli.demo.scene import Scene
from verbale.cli.demo.talks import Talks
from verbale.cli.progress import doing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was taken."""

    step: str
    ok: bool
    seconds: float
    said: str = ""


@dataclass(slots=True, kw_only=True)
class Story:
    """The demo as it goes.

    Attributes:
        scene: where it plays.
        course: the course of the talks.
        title: what the talks are called.
        tell: called with each step as it ends.
        steps: what was done so far.
        talks: the talks.
    """

    scene: Scene
    course: Course
    title: str
    tell: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)
    talks: Talks = field(init=False)

    def __post_init__(self) -> None:
        self.talks = Talks(self.scene, self.course, self.title)

    def run(self) -> bool:
        """Takes every step; returns whether all went as they must."""
        return all(self._take(name, step) for name, step in self._steps())

    def stop(self) -> None:
        """Ends every server."""
        for house in self.scene.houses.values():
            house.stop()

    def _steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        for name, step in (
            ("Four chanceries are founded, each with keys of its own", letters.found),
            ("Each accredits the others by twelve words", letters.accredit),
            ("Three of them open their doors to the network", letters.open_doors),
            ("Aldmark lays a proposal before Brenna and the Concord", letters.propose),
            ("Brenna takes it by network and answers in writing", letters.answer_by_network),
            ("The Concord takes it from a stick and answers by hand", letters.answer_by_hand),
            ("Vestry is sent a copy", letters.send_copy),
            ("A forged pouch is refused and changes nothing", evidence.refuse_forgery),
        ):
            yield name, partial(step, self.scene)
        yield from (
            ("Aldmark opens talks on the text with all three", self.talks.open),
            ("Brenna answers point by point, a letter a point", self.talks.answer_singly),
            ("The Concord answers by spreadsheet, and by hand", self.talks.answer_by_sheet),
            ("Vestry's tracked changes in Word become proposals", self.talks.amend_in_word),
            ("A revised text is laid, and all adopt it as the basis", self.talks.revise),
            ("A second round agrees on all but a few points", self.talks.answer_again),
            ("A package ties those together, and all accept it", self.talks.tie),
            ("All close the points, adopt the text and initial it", self.talks.conclude),
            ("The state of the first day is still the same everywhere", self.talks.look_back),
        )
        yield "What was receipted is proved without a chancery", partial(evidence.prove_receipts, self.scene)
        yield "Every register agrees with itself and is cosigned", partial(evidence.check_registers, self.scene)

    def _take(self, name: str, step: Callable[[], str]) -> bool:
        begun = time.monotonic()
        with doing(name) as self.scene.note:
            try:
                said, ok = step(), True
            except StepFailed as failed:
                said, ok = str(failed), False
        self.steps.append(Step(step=name, ok=ok, seconds=round(time.monotonic() - begun, 2), said=said))
        self.tell(self.steps[-1])
        return ok
