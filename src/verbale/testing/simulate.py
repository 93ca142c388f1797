"""The command that plays schedules: `python -m verbale.testing.simulate --seeds 2000`.

It plays them in as many processes as the machine has cores, one in fifty with the real suite, and stops at the first
that breaks a law. What it prints then is all that is needed to see it again. One schedule is shown move by move with
`--seed X -v`. With the real suite a seed draws the same moves, but not the same bytes: its primitives draw their own
randomness.
"""

import argparse
import multiprocessing
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verbale.formats.hybrid import HYBRID
from verbale.testing.schedule import Schedule
from verbale.testing.sham import SHAM

REAL = 50
_CHUNK = 10
_EVERY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a schedule ended.

    Attributes:
        seed: its seed.
        real: whether it ran with the real suite.
        wrong: the last line of what went wrong; empty if nothing did.
        trace: where it went wrong.
        log: what happened in it.
    """

    seed: int
    real: bool
    wrong: str = ""
    trace: str = ""
    log: tuple[str, ...] = ()

    @property
    def replay(self) -> str:
        """The command that plays it again."""
        return f"python -m verbale.testing.simulate --seed {self.seed}{' --real' if self.real else ''} -v"


def play(seed: int, *, real: bool = False) -> Result:
    """Plays one schedule."""
    schedule = Schedule(seed, suite=HYBRID if real else SHAM)
    try:
        schedule.run()
    except Exception as wrong:  # noqa: BLE001 - whatever leaves a schedule is a finding
        words = f"{type(wrong).__name__}: {wrong}"
        return Result(seed=seed, real=real, wrong=words, trace=traceback.format_exc(), log=tuple(schedule.trial.log))
    return Result(seed=seed, real=real, log=tuple(schedule.trial.log))


def is_real(seed: int) -> bool:
    """Whether a seed is one of the fiftieth that run with the real suite."""
    return seed % REAL == REAL - 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns 1 if a schedule broke a law."""
    asked = _parser().parse_args(arguments)
    if asked.seed is not None:
        return _show(play(asked.seed, real=asked.real), verbose=asked.verbose)
    begun = last = time.monotonic()
    done = 0
    for result in _play_all(range(asked.first, asked.first + asked.seeds), real=asked.real, jobs=asked.jobs):
        done += 1
        if result.wrong:
            return _show(result, verbose=asked.verbose)
        if time.monotonic() - last > _EVERY:
            last = time.monotonic()
            print(f"{done} of {asked.seeds} schedules, {_rate(done, begun)} a minute")
    print(f"{done} schedules, {_rate(done, begun)} a minute: every law held")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m verbale.testing.simulate", description="Plays schedules of many chanceries with faults."
    )
    parser.add_argument("--seeds", type=int, default=2000, help="how many schedules")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--real", action="store_true", help="all with the real suite, not one in fifty")
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count(), help="how many processes")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what happened, move by move")
    return parser


def _play_all(seeds: Sequence[int], *, real: bool, jobs: int) -> Iterator[Result]:
    tasks = [(seed, real or is_real(seed)) for seed in seeds]
    if jobs < 2:
        yield from map(_play_task, tasks)
        return
    with multiprocessing.Pool(jobs) as pool:
        yield from pool.imap_unordered(_play_task, tasks, chunksize=_CHUNK)


def _play_task(task: tuple[int, bool]) -> Result:
    seed, real = task
    result = play(seed, real=real)
    return result if result.wrong else Result(seed=seed, real=real)


def _show(result: Result, *, verbose: bool) -> int:
    if verbose:
        print("\n".join(result.log))
    if not result.wrong:
        print(f"schedule {result.seed}: every law held")
        return 0
    print(result.trace if verbose else "", end="")
    print(f"schedule {result.seed}: {result.wrong}")
    print(f"replay: {result.replay}")
    return 1


def _rate(done: int, begun: float) -> int:
    return round(60 * done / (time.monotonic() - begun))


if __name__ == "__main__":
    sys.exit(main())
