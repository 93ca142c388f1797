"""Changes the code of the two lowest floors, one small change at a time, and sees whether their tests notice.

    python -m tools.mutate                  all mutants of formats/ and practice/ that were not judged yet
    python -m tools.mutate --only fields    those of the modules whose name holds `fields`
    python -m tools.mutate --again          forgets what was judged before

mutmut makes the mutants, all in one copy of the sources, `mutants/`; which of them is active is a matter of one
variable. So the tests are collected once, a look at them says which tests call which function, and each mutant is
tried in a child of its own that runs those tests, the quickest first, until one fails. (mutmut's own runner starts
pytest anew for each mutant, which over thousands of tests is most of the time.) What is called only while modules are
imported needs a process of its own for each mutant, and gets one.

A mutant that survives is a gap in the tests, or it changes nothing that could be seen. The second kind is listed with
its reason in `tests/mutants.toml`. The exit is 1 where fewer than 95 % are killed, or a survivor has no reason.
"""

import argparse
import json
import os
import pickle
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tools.system import ROOT

COPY = ROOT / "mutants"
JUDGED = ROOT / "build" / "mutants.json"
EXPLAINED = ROOT / "tests" / "mutants.toml"
TESTS = ("tests/formats", "tests/practice")
# The published vectors are checked byte for byte elsewhere too; over each mutant they would cost most of the run.
LEFT_OUT = ("tests/formats/test_vectors.py",)
OPTIONS = (
    *("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:timeout"),
    *("-o", "filterwarnings=default", "-o", "addopts=--import-mode=importlib"),
    *(f"--ignore={path}" for path in LEFT_OUT),
)
CHILDREN = 2
LEAST_SECONDS, TIMES_AS_LONG = 60.0, 10.0
WANTED = 95.0
ACTIVE = "MUTANT_UNDER_TEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A mutant: its name, the function it changes, and the digest of the function that it was made from."""

    name: str
    function: str
    made_from: str

    @property
    def module(self) -> str:
        """The module, without the project's name."""
        return self.name.partition(".x")[0].removeprefix("verbale.")


@dataclass(slots=True)
class Looked:
    """Which tests call which function, and how long each test takes, in seconds."""

    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    asked = _read(arguments)
    os.chdir(ROOT)
    mutants = make_mutants(asked.only)
    judged = {} if asked.again else read_judged(mutants)
    os.chdir(COPY)
    runner = Runner(mutants, judged, children=asked.children)
    ended = pytest.main([*OPTIONS, *TESTS], plugins=[runner])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) or runner.looked.failed:
        print(f"mutate: without any change these tests fail: {runner.looked.failed or ended}", file=sys.stderr)
        return 1
    return tell(mutants, runner.judged)


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutate", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="modules whose name holds this")
    parser.add_argument("--again", action="store_true", help="judge all anew")
    parser.add_argument("--children", type=int, default=CHILDREN, help="processes at once")
    return parser.parse_args(arguments)


def make_mutants(only: str) -> list[Mutant]:
    """Writes the copy of the sources with all mutants in it, and names them."""
    from mutmut.__main__ import create_mutants
    from mutmut.mutation.trampoline import set_mutant_under_test
    from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths, walk_mutatable_files

    set_mutant_under_test("mutant_generation")
    COPY.mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    setup_source_paths()
    create_mutants(CHILDREN)
    set_mutant_under_test(None)
    return [each for path in walk_mutatable_files() for each in _mutants_of(path) if only in each.module]


def _mutants_of(path: Path) -> Iterator[Mutant]:
    from mutmut.mutation.data import SourceFileMutationData

    data = SourceFileMutationData(path=path)
    data.load()
    for name in data.exit_code_by_key:
        function = name.rpartition("__mutmut_")[0]
        made_from = data.hash_by_function_name.get(function.rpartition(".")[2], "")
        yield Mutant(name=name, function=function, made_from=str(made_from))


def read_judged(mutants: Sequence[Mutant]) -> dict[str, str]:
    """What was judged before and was made from the same function."""
    if not JUDGED.is_file():
        return {}
    kept = json.loads(JUDGED.read_text())
    return {
        each.name: kept[each.name][0]
        for each in mutants
        if each.name in kept and kept[each.name][1] == each.made_from and kept[each.name][0] == "killed"
    }


class Runner:
    """A plugin of pytest that tries mutants in place of running the tests once."""

    def __init__(self, mutants: Sequence[Mutant], judged: dict[str, str], *, children: int) -> None:
        self.mutants = mutants
        self.judged = judged
        self.looked = Looked()
        self._children = children
        self._running: dict[int, tuple[Mutant, float]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Looks at the tests, then tries one mutant after another."""
        items = {item.nodeid: item for item in session.items}
        print(f"mutate: {len(self.mutants)} mutants, {len(items)} tests")
        self.looked = _look(list(items.values()))
        if self.looked.failed:
            return True
        todo = [each for each in self.mutants if each.name not in self.judged]
        todo.sort(key=self._seconds)
        begun = time.monotonic()
        for place, mutant in enumerate(todo, 1):
            names = sorted(self.looked.tests.get(mutant.function, ()), key=self.looked.seconds.__getitem__)
            while len(self._running) >= self._children:
                self._wait()
            self._try(mutant, [items[name] for name in names])
            if place % 100 == 0:
                rate = 60 * place / (time.monotonic() - begun)
                print(f"mutate: {place} of {len(todo)}, {rate:.0f} a minute", flush=True)
        while self._running:
            self._wait()
        self._write()
        return True

    def _seconds(self, mutant: Mutant) -> float:
        return sum(self.looked.seconds[name] for name in self.looked.tests.get(mutant.function, ()))

    def _try(self, mutant: Mutant, items: list[pytest.Item]) -> None:
        child = os.fork()
        if child == 0:
            _be_quiet()
            os.environ[ACTIVE] = mutant.name
            if not items:
                os.environ["PYTHONPATH"] = str(COPY / "src")
                command = [sys.executable, "-m", "pytest", "-x", *OPTIONS, *_own_tests(mutant)]
                os.execv(sys.executable, command)  # noqa: S606 (no shell is wanted)
            # What a child does beyond its tests must not run the parent's ends.
            os._exit(_run_until_one_fails(items))
        self._running[child] = mutant, time.monotonic() + LEAST_SECONDS + TIMES_AS_LONG * self._seconds(mutant)

    def _wait(self) -> None:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            mutant, _ = self._running.pop(child)
            survived = os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
            self._judge(mutant, "survived" if survived else "killed")
            return
        for child, (mutant, until) in list(self._running.items()):
            if time.monotonic() > until:
                # Tests that never end notice a change, too: a run of them would be ended by its limit.
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                del self._running[child]
                self._judge(mutant, "killed")
                return
        time.sleep(0.005)

    def _judge(self, mutant: Mutant, verdict: str) -> None:
        self.judged[mutant.name] = verdict
        if len(self.judged) % 100 == 0:
            self._write()

    def _write(self) -> None:
        JUDGED.parent.mkdir(exist_ok=True)
        made_from = {each.name: each.made_from for each in self.mutants}
        kept = json.loads(JUDGED.read_text()) if JUDGED.is_file() else {}
        kept |= {name: [verdict, made_from[name]] for name, verdict in self.judged.items() if name in made_from}
        JUDGED.write_text(json.dumps(kept, indent=0, sort_keys=True))


def _look(items: Sequence[pytest.Item]) -> Looked:
    """Runs every test once, in a child, so that no cache of this process is warm when a mutant is tried."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_quiet()
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_look_here(items), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        looked: Looked = pickle.load(pipe)  # noqa: S301 (our own child wrote it)
    os.waitpid(child, 0)
    return looked


def _look_here(items: Sequence[pytest.Item]) -> Looked:
    from mutmut.state import state

    looked = Looked(tests={})
    os.environ[ACTIVE] = "stats"
    for item, following in zip(items, [*items[1:], None], strict=True):
        state()._stats.clear()  # noqa: SLF001 (mutmut gives no other view of what was called)
        begun = time.perf_counter()
        reports = runtestprotocol(item, nextitem=following, log=False)
        looked.seconds[item.nodeid] = time.perf_counter() - begun
        if any(report.failed for report in reports):
            looked.failed.append(item.nodeid)
        for function in state()._stats:  # noqa: SLF001
            looked.tests.setdefault(function, set()).add(item.nodeid)
    return looked


def _run_until_one_fails(items: Sequence[pytest.Item]) -> int:
    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, nextitem=following, log=False)):
            return 1
    return 0


def _own_tests(mutant: Mutant) -> tuple[str, ...]:
    """The tests of a module by name; those of its floor if it has none of its own."""
    *rooms, name = mutant.module.split(".")
    own = Path("tests", *rooms, f"test_{name}.py")
    return (str(own),) if own.is_file() else TESTS


def _be_quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def tell(mutants: Sequence[Mutant], judged: Mapping[str, str]) -> int:
    """Prints what became of the mutants of each module, and each survivor that nobody explained."""
    explained = read_explained()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    open_ones = []
    for mutant in mutants:
        verdict = judged.get(mutant.name, "not tried")
        counts[mutant.module][verdict] += 1
        if verdict != "killed":
            change = show_change(mutant)
            if (mutant.function, change) in explained:
                counts[mutant.module]["explained"] += 1
            else:
                open_ones.append((mutant, verdict, change))
    total = sum(counts.values(), Counter())
    print(f"\n{'module':<40}{'mutants':>8}{'killed':>8}{'explained':>10}{'open':>6}{'killed %':>10}")
    for module, found in [*sorted(counts.items()), ("all", total)]:
        print(_line(module, found))
    for mutant, verdict, change in open_ones:
        print(f"\n{verdict}: {mutant.name}\n{change}")
    killed = 100 * total["killed"] / max(1, _tried(total))
    return 0 if killed >= WANTED and not open_ones else 1


def _tried(found: Counter[str]) -> int:
    return found["killed"] + found["survived"] + found["no tests"] + found["not tried"]


def _line(module: str, found: Counter[str]) -> str:
    tried = _tried(found)
    unexplained = tried - found["killed"] - found["explained"]
    share = 100 * found["killed"] / max(1, tried)
    return f"{module:<40}{tried:>8}{found['killed']:>8}{found['explained']:>10}{unexplained:>6}{share:>10.1f}"


def show_change(mutant: Mutant) -> str:
    """The lines that a mutant takes away and puts in their place, without their indentation."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    os.chdir(ROOT)
    lines = get_diff_for_mutant(mutant.name).splitlines()[2:]
    changed = [line[0] + " " + line[1:].strip() for line in lines if line[:1] in "-+"]
    return "\n".join(line for line in changed if not line.startswith(("- def ", "+ def ")))


def read_explained() -> set[tuple[str, str]]:
    """Function and change of every survivor that changes nothing that could be seen."""
    if not EXPLAINED.is_file():
        return set()
    document = tomllib.loads(EXPLAINED.read_text())
    for each in document["mutant"]:
        assert each["reason"].strip(), f"{each['function']}: a survivor without a reason"
    return {(each["function"], each["change"].strip()) for each in document["mutant"]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
