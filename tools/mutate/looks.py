"""Which tests call which function, and how long each takes: every test is run once, without any change.

That run is the control, too: a test that fails here would kill every mutant. What was seen of a file of tests is kept
until the file, what tests share, or the code of the two floors changes.
"""

import hashlib
import json
import math
import os
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tools.mutate.mutants import FLOORS
from tools.system import ROOT

TESTS = ("tests/formats", "tests/practice")
# The published vectors are checked byte for byte elsewhere too; over each mutant they would cost most of the run.
LEFT_OUT = ("tests/formats/test_vectors.py",)
OPTIONS = (
    *("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:warnings"),
    *("-o", "timeout=0", "-o", "addopts=--import-mode=importlib"),
    # Nobody reads why a test failed: only that it did.
    *("--tb=native", "--assert=plain"),
    *(f"--ignore={path}" for path in LEFT_OUT),
)
# mutmut's variable: the active mutant, or a word that lets it note what is called.
ACTIVE, STATS = "MUTANT_UNDER_TEST", "stats"
SEEN = ROOT / "build" / "mutants-looks.json"


@dataclass(slots=True)
class Look:
    """What was seen of one file of tests: the seconds of each test, and the functions that each calls."""

    digest: str
    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Looks:
    """What was seen of all files of tests; those that take longer than `longest` seconds are tests of no function."""

    def __init__(self, looks: Mapping[str, Look], *, longest: float = math.inf) -> None:
        self.failed = [name for look in looks.values() for name in look.failed]
        self.seconds = {name: seconds for look in looks.values() for name, seconds in look.seconds.items()}
        self._digests = {path: look.digest for path, look in looks.items()}
        self._tests: dict[str, list[str]] = {}
        for look in looks.values():
            for name, functions in look.calls.items():
                for function in functions:
                    of_function = self._tests.setdefault(function, [])
                    if look.seconds[name] <= longest:
                        of_function.append(name)

    def tests_of(self, function: str) -> list[str]:
        """The tests that call a function, the quickest first."""
        return sorted(self._tests.get(function, ()), key=self.seconds.__getitem__)

    def seconds_of(self, function: str) -> float:
        """How long all of them take."""
        return sum(self.seconds[name] for name in self._tests.get(function, ()))

    def digest_of(self, tests: Iterable[str]) -> str:
        """A digest of the files that hold these tests; a folder stands for all in it."""
        named = {_file_of(name) for name in tests}
        held = (path for path in sorted(self._digests) if named & {path, *map(str, Path(path).parents)})
        return _digest(self._digests[path] for path in held)


def called_so_far() -> set[str]:
    """The functions that were called while modules were imported and tests collected; nothing is noted from now on."""
    from mutmut.state import state

    os.environ[ACTIVE] = ""
    return set(state()._stats)  # noqa: SLF001 (mutmut gives no other view of what was called)


def look_at(items: Sequence[pytest.Item], *, longest: float) -> Looks:
    """Sees what the tests call, as far as it is not known from before."""
    by_file: dict[str, list[pytest.Item]] = {}
    for item in items:
        by_file.setdefault(_file_of(item.nodeid), []).append(item)
    shared = _digest(path.read_text() for path in _shared_files())
    digests = {path: _digest([shared, Path(path).read_text()]) for path in by_file}
    known = {path: look for path, look in _read_seen().items() if digests.get(path) == look.digest}
    new = [item for path, of_file in by_file.items() if path not in known for item in of_file]
    print(f"mutate: {len(items)} tests, looks at {len(new)}", flush=True)
    looks = known | (_look_in_a_child(new, digests) if new else {})
    SEEN.parent.mkdir(exist_ok=True)
    SEEN.write_text(json.dumps({path: asdict(look) for path, look in looks.items() if not look.failed}, indent=0))
    return Looks(looks, longest=longest)


def _read_seen() -> dict[str, Look]:
    return {path: Look(**fields) for path, fields in json.loads(SEEN.read_text()).items()} if SEEN.is_file() else {}


def _shared_files() -> Iterator[Path]:
    yield from sorted(Path("tests").glob("*.py"))
    for folder in TESTS:
        yield from sorted(path for path in Path(folder).rglob("*.py") if not path.name.startswith("test_"))
    for floor in FLOORS:
        yield from sorted((ROOT / "src" / "verbale" / floor).rglob("*.py"))


def _file_of(name: str) -> str:
    return name.partition("::")[0]


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


def _look_in_a_child(items: Sequence[pytest.Item], digests: Mapping[str, str]) -> dict[str, Look]:
    """Runs every test once, in a child, so that no cache of this process is warm when a mutant is tried."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        be_quiet()
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_look_here(items, digests), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        looks: dict[str, Look] = pickle.load(pipe)  # noqa: S301 (our own child wrote it)
    os.waitpid(child, 0)
    return looks


def _look_here(items: Sequence[pytest.Item], digests: Mapping[str, str]) -> dict[str, Look]:
    from mutmut.state import state

    looks: dict[str, Look] = {}
    os.environ[ACTIVE] = STATS
    for item, following in zip(items, [*items[1:], None], strict=True):
        path = _file_of(item.nodeid)
        look = looks.setdefault(path, Look(digest=digests[path]))
        state()._stats.clear()  # noqa: SLF001 (mutmut gives no other view of what was called)
        begun = used_seconds()
        reports = runtestprotocol(item, nextitem=following, log=False)
        look.seconds[item.nodeid] = used_seconds() - begun
        look.calls[item.nodeid] = sorted(state()._stats)  # noqa: SLF001
        if any(report.failed for report in reports):
            look.failed.append(item.nodeid)
    return looks


def used_seconds() -> float:
    """What this process and its ended children used of a core. Others at work on the machine do not change it."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def be_quiet() -> None:
    """Sends what a child says nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
