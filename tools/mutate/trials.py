"""The trials: each mutant in a forked child that runs the tests of its function until one fails.

First come the tests that killed other mutants of the function, then the module's own, then the quickest. What is
called while modules are imported has done its work before the child begins. So a mutant that no collected test calls,
or that survives and is called at import too, is tried in a process of its own, which runs the module's own tests.
"""

import gc
import math
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from tools.mutate.judgements import BROKEN, KILLED, SURVIVED, TIMED_OUT, Judgement, Judgements
from tools.mutate.looks import ACTIVE, OPTIONS, be_quiet, called_so_far, look_at, used_seconds
from tools.mutate.mutants import COPY, Mutant

CHILDREN = 2
# Of a core, for one test, on top of twenty times what it takes without a change: no slow test is that slow.
LEAST_SECONDS, TIMES_AS_LONG = 5.0, 20.0
# On the clock, for a whole trial: one that waits for something uses no core.
CLOCK_SECONDS, CLOCK_TIMES_AS_LONG = 300.0, 50.0
# Of a core, for a process of its own, on top of three times what it takes without a change.
OWN_PROCESS_SECONDS = 60.0
MOST_MEMORY = 4 << 30
FAILED_TEST, FAILED_TRIAL = 1, 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial under way: the mutant, the digest of its tests, when to end it, and where its child tells what failed."""

    mutant: Mutant
    tests: str
    until: float
    reading: int
    forked: bool


class Trials:
    """A plugin of pytest that tries mutants in place of running the tests once."""

    def __init__(self, mutants: Sequence[Mutant], judgements: Judgements, *, children: int, longest: float) -> None:
        self.failed: list[str] = []
        self._mutants = mutants
        self._judgements = judgements
        self._children = children
        self._longest = longest
        self._under_way: dict[int, Trial] = {}
        self._killers: dict[str, Counter[str]] = defaultdict(Counter)
        # Without a change, how long the own tests of a module take in a process of their own; endless if they fail.
        self._controlled: dict[str, float] = {}
        self._digests: dict[str, str] = {}
        self._called_at_import: set[str] = set()
        self._alone: list[Mutant] = []
        self._ended = False

    def pytest_configure(self) -> None:
        """Lets hypothesis draw the same examples for each mutant and in each run, and shrink none."""
        drawn = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("trial", derandomize=True, database=None, phases=drawn)
        hypothesis.settings.load_profile("trial")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Looks at the tests, then tries one mutant after another."""
        self._called_at_import = called_so_far()
        self._items = {item.nodeid: item for item in session.items}
        self._looks = look_at(session.items, longest=self._longest)
        self.failed = self._looks.failed
        if self.failed:
            return True
        # An exception would be lost where the signal comes while Python runs what is registered for a fork.
        signal.signal(signal.SIGTERM, self._note_the_end)
        try:
            self._try_all()
        finally:
            for child in self._under_way:
                os.kill(child, signal.SIGKILL)
            self._judgements.write()
        return True

    def _try_all(self) -> None:
        for mutant in self._mutants:
            known = self._judgements.of(mutant)
            if known is not None and known.by:
                self._killers[mutant.function][known.by] += 1
        todo = [each for each in self._mutants if not self._stands(each)]
        todo.sort(key=self._place)
        print(f"mutate: {len(self._mutants)} mutants, {len(todo)} to try", flush=True)
        begun = time.monotonic()
        # What is here before the first child is shared by all: a child that collected garbage would copy it.
        gc.collect()
        gc.freeze()
        for place, mutant in enumerate(todo, 1):
            self._wait_for_fewer_than(self._children)
            self._begin(mutant, self._in_order(mutant))
            if place % 100 == 0:
                rate = 60 * place / (time.monotonic() - begun)
                print(f"mutate: {place} of {len(todo)}, {rate:.0f} a minute, at {mutant.module}", flush=True)
        self._wait_for_fewer_than(1)
        print(f"mutate: {len(self._alone)} to try in a process of their own", flush=True)
        for mutant in self._alone:
            self._wait_for_fewer_than(self._children)
            self._begin(mutant, ())
        self._wait_for_fewer_than(1)

    def _stands(self, mutant: Mutant) -> bool:
        """Whether a mutant need not be tried again; what survives all tests survives some of them, too."""
        tests = self._digest_of(mutant)
        return any(self._judgements.stands(mutant, each) for each in (tests, tests.partition(" ")[0]))

    def _note_the_end(self, *_: object) -> None:
        self._ended = True

    def _wait_for_fewer_than(self, children: int) -> None:
        """Waits; where the run is ended, its children are ended with it and what was judged is written."""
        while len(self._under_way) >= children and not self._ended:
            self._wait()
        if self._ended:
            sys.exit(1)

    def _place(self, mutant: Mutant) -> tuple[bool, float, str]:
        """The quickest trials first, those of one function together; last what needs a process of its own."""
        seconds = self._looks.seconds_of(mutant.function)
        return not self._looks.tests_of(mutant.function), seconds, mutant.function

    def _digest_of(self, mutant: Mutant) -> str:
        if mutant.function not in self._digests:
            tests = self._looks.tests_of(mutant.function) or self._own_tests(mutant)
            without = "" if math.isinf(self._longest) else f" without longer ones than {self._longest}"
            self._digests[mutant.function] = self._looks.digest_of(tests) + without
        return self._digests[mutant.function]

    def _own_tests(self, mutant: Mutant) -> list[str]:
        """The file of a module's own tests; the folder that it would be in if there is none."""
        own = Path(mutant.own_tests)
        return [str(own if own.is_file() else own.parent)]

    def _in_order(self, mutant: Mutant) -> list[pytest.Item]:
        killers = self._killers[mutant.function]
        names = self._looks.tests_of(mutant.function)
        names.sort(key=lambda name: (-killers[name], not name.startswith(f"{mutant.own_tests}::")))
        return [self._items[name] for name in names]

    def _begin(self, mutant: Mutant, items: Sequence[pytest.Item]) -> None:
        """Begins a trial with these tests, or without any in a process of its own."""
        alone = self._seconds_alone(mutant) if not items else 0.0
        if math.isinf(alone):
            self._judgements.judge(mutant, Judgement(verdict=BROKEN, made_from=mutant.made_from))
            return
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _limit()
            os.environ[ACTIVE] = mutant.name
            if not items:
                self._become_own_process(mutant)
            # What a child does beyond its tests must not run the parent's ends.
            os._exit(self._run_until_one_fails(items, writing))
        os.close(writing)
        longest = max(alone, self._looks.seconds_of(mutant.function))
        until = time.monotonic() + CLOCK_SECONDS + CLOCK_TIMES_AS_LONG * longest
        tests = self._digest_of(mutant)
        trial = Trial(mutant=mutant, tests=tests, until=until, reading=reading, forked=bool(items))
        self._under_way[child] = trial

    def _run_until_one_fails(self, items: Sequence[pytest.Item], telling: int) -> int:
        try:
            for item, following in zip(items, [*items[1:], None], strict=True):
                # The signal's own course, the end of the process, is what is wanted.
                most = LEAST_SECONDS + TIMES_AS_LONG * self._looks.seconds[item.nodeid]
                signal.setitimer(signal.ITIMER_PROF, most)
                if any(report.failed for report in runtestprotocol(item, nextitem=following, log=False)):
                    os.write(telling, item.nodeid.encode())
                    return FAILED_TEST
        except BaseException:  # noqa: BLE001 (whatever it is, no test has noticed anything)
            return FAILED_TRIAL
        return 0

    def _seconds_alone(self, mutant: Mutant) -> float:
        """The control of trials in a process of their own: how long it takes without a change, endless if it fails."""
        if mutant.own_tests not in self._controlled:
            environment = os.environ | {"PYTHONPATH": str(COPY / "src"), ACTIVE: ""}
            begun = used_seconds()
            ended = subprocess.run(self._command(mutant), env=environment, capture_output=True, check=False)
            self._controlled[mutant.own_tests] = used_seconds() - begun if ended.returncode == 0 else math.inf
        return self._controlled[mutant.own_tests]

    def _become_own_process(self, mutant: Mutant) -> None:
        os.environ["PYTHONPATH"] = str(COPY / "src")
        signal.setitimer(signal.ITIMER_PROF, OWN_PROCESS_SECONDS + 3 * self._seconds_alone(mutant))
        os.execv(sys.executable, self._command(mutant))  # noqa: S606 (no shell is wanted)

    def _command(self, mutant: Mutant) -> list[str]:
        return [sys.executable, "-m", "pytest", "-x", *OPTIONS, *self._own_tests(mutant)]

    def _wait(self) -> None:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            self._judge(self._under_way.pop(child), status)
            return
        for child, trial in self._under_way.items():
            if time.monotonic() > trial.until:
                os.kill(child, signal.SIGKILL)
        time.sleep(0.005)

    def _judge(self, trial: Trial, status: int) -> None:
        by = os.read(trial.reading, 4096).decode()
        os.close(trial.reading)
        verdict = verdict_of(status, forked=trial.forked)
        if verdict == SURVIVED and trial.forked and trial.mutant.function in self._called_at_import:
            self._alone.append(trial.mutant)
            return
        made_from = trial.mutant.made_from
        if verdict == KILLED and by:
            self._killers[trial.mutant.function][by] += 1
        judgement = Judgement(verdict=verdict, made_from=made_from, by=by, tests=trial.tests)
        self._judgements.judge(trial.mutant, judgement)


def verdict_of(status: int, *, forked: bool) -> str:
    """What the end of a child says. In a process of its own a change may keep pytest from starting at all."""
    if os.WIFSIGNALED(status):
        return TIMED_OUT if os.WTERMSIG(status) in {signal.SIGPROF, signal.SIGKILL} else BROKEN
    code = os.WEXITSTATUS(status)
    if code == 0:
        return SURVIVED
    return KILLED if code == FAILED_TEST or not forked else BROKEN


def _limit() -> None:
    """Keeps a child quiet, and from taking all the memory where its change lets something grow without end."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    be_quiet()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
