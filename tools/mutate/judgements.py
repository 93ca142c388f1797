"""What was judged about each mutant, kept between runs: a run that is ended goes on where it stopped."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.mutate.mutants import Mutant

KILLED, TIMED_OUT, SURVIVED, BROKEN = "killed", "timed out", "survived", "broken"
NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict, the function it is about, and for a killed mutant the test that failed.

    `killed`: a test failed. `timed out`: a test used more than its time, as only an endless one does. `survived`: every
    test of the function passed. `broken`: the trial ended otherwise, which says nothing.
    """

    verdict: str
    made_from: str
    by: str = ""
    tests: str = ""

    @property
    def noticed(self) -> bool:
        """Whether the tests notice the change."""
        return self.verdict in {KILLED, TIMED_OUT}


class Judgements:
    """All judgements, in a file. One is good as long as the function it is about stays as it was.

    A survivor's is good only as long as the tests that passed stay the same, too; `tests` is their digest.
    """

    def __init__(self, path: Path, *, forget: bool = False) -> None:
        self._path = path
        self._all: dict[str, Judgement] = {}
        if path.is_file() and not forget:
            self._all = {name: Judgement(**fields) for name, fields in json.loads(path.read_text()).items()}
        self._unwritten = 0

    def of(self, mutant: Mutant) -> Judgement | None:
        """The judgement of a mutant, if it is about the function as it is."""
        found = self._all.get(mutant.name)
        return found if found is not None and found.made_from == mutant.made_from else None

    def stands(self, mutant: Mutant, tests: str) -> bool:
        """Whether a mutant need not be tried again: these are its tests, by their digest."""
        found = self.of(mutant)
        return found is not None and (found.noticed or (found.verdict == SURVIVED and found.tests == tests))

    def judge(self, mutant: Mutant, judgement: Judgement) -> None:
        """Notes a judgement; the last few are lost where the process dies before `write`, and are tried again."""
        self._all[mutant.name] = judgement
        self._unwritten += 1
        if self._unwritten >= 20:
            self.write()

    def write(self) -> None:
        """Writes all of them, whole or not at all."""
        self._path.parent.mkdir(exist_ok=True)
        fields = {name: asdict(judgement) for name, judgement in self._all.items()}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(fields, indent=0, sort_keys=True))
        new.replace(self._path)
        self._unwritten = 0
