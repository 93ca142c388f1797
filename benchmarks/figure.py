"""A figure: what was measured, and beside whom.

- build/bench.json: `{NAME: {"value", "unit", "peer"?, "peer_value"?, "ratio"?, "peak_mib"?, "processor_s"?,
  "peer_processor_s"?}}`; seconds of a processor tell what it costs where others use the same cores
- build/bench-sizes.json: `{NAME: {SIZE: VALUE}}`, how a cost grows
"""

import json
import resource
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from tools.system import ROOT

FIGURES = ROOT / "build" / "bench.json"
SIZES = ROOT / "build" / "bench-sizes.json"

Number: TypeAlias = float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured.

    Attributes:
        value, unit: the figure.
        peer: what it is compared with; empty if with nothing.
        peer_value: the peer's figure, in the same unit.
        more_is_better: whether the ratio is value by peer's value, or the other way round.
        peak_mib: the most memory that the process ever had.
        processor, peer_processor: seconds of a processor that the value, and the peer's, took.
        sizes: the same cost at other sizes.
        note: what a reader must know to judge it.
    """

    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    more_is_better: bool = True
    peak_mib: float | None = None
    processor: float | None = None
    peer_processor: float | None = None
    sizes: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as good as the peer; more than 1 is better."""
        if not self.peer_value:
            return None
        return self.value / self.peer_value if self.more_is_better else self.peer_value / self.value

    def document(self) -> dict[str, Number]:
        """The figure as it stands in build/bench.json."""
        said: dict[str, Number | None] = {
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer or None,
            "peer_value": self.peer_value,
            "ratio": self.ratio,
            "peak_mib": self.peak_mib,
            "processor_s": self.processor,
            "peer_processor_s": self.peer_processor,
        }
        return {name: _round(value) for name, value in said.items() if value is not None}


def keep(name: str, figure: Figure) -> None:
    """Writes a figure to those measured before."""
    _merge_into(FIGURES, name, figure.document())
    if figure.sizes:
        _merge_into(SIZES, name, {size: _round(value) for size, value in figure.sizes.items()})


def peak_mib() -> float:
    """The most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def median_of(step: Callable[[], object], *, times: int) -> float:
    """The median of so many runs, in seconds."""
    return statistics.median(seconds_of(step) for _ in range(times))


def seconds_of(step: Callable[[], object]) -> float:
    """One run, in seconds."""
    start = perf_counter()
    step()
    return perf_counter() - start


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """The best of so many runs of each, taken in turn so that both have the same machine, in seconds."""
    pairs = [(seconds_of(ours), seconds_of(theirs)) for _ in range(rounds)]
    return min(our for our, _ in pairs), min(their for _, their in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a step took, in seconds: by the clock, and of processors, those of programs that it started too."""

    wall: float
    processor: float

    def __add__(self, other: "Cost") -> "Cost":
        """Two steps together."""
        return Cost(wall=self.wall + other.wall, processor=self.processor + other.processor)


def cost_of(step: Callable[[], object]) -> Cost:
    """One run."""
    before, start = _processor(), perf_counter()
    step()
    return Cost(wall=perf_counter() - start, processor=_processor() - before)


def best_of(step: Callable[[], object], *, rounds: int) -> Cost:
    """The best of so many runs; the clock's best and the processor's may be of two of them."""
    return _best([cost_of(step) for _ in range(rounds)])


def best_of_both(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> tuple[Cost, Cost]:
    """The same of two, taken in turn so that both have the same machine."""
    pairs = [(cost_of(ours), cost_of(theirs)) for _ in range(rounds)]
    return _best([our for our, _ in pairs]), _best([their for _, their in pairs])


@contextmanager
def without_collector() -> Iterator[None]:
    """Keeps the collector of cycles from stopping a measurement at a moment of its own."""
    import gc

    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _best(costs: Sequence[Cost]) -> Cost:
    return Cost(wall=min(each.wall for each in costs), processor=min(each.processor for each in costs))


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _merge_into(path: Path, name: str, value: Mapping[str, Number]) -> None:
    path.parent.mkdir(exist_ok=True)
    kept = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(kept | {name: value}, indent=2, sort_keys=True) + "\n")


def _round(value: Number) -> Number:
    return float(f"{value:.4g}") if isinstance(value, float) else value
