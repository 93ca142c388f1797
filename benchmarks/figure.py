"""A figure: what was measured, and beside whom.

- build/bench.json: `{NAME: {"value", "unit", "peer"?, "peer_value"?, "ratio"?, "peak_mib"?}}`
- build/bench-sizes.json: `{NAME: {SIZE: VALUE}}`, how a cost grows
"""

import json
import resource
import statistics
from collections.abc import Callable, Iterator, Mapping
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
        sizes: the same cost at other sizes.
        note: what a reader must know to judge it.
    """

    value: float
    unit: str
    peer: str = ""
    peer_value: float | None = None
    more_is_better: bool = True
    peak_mib: float | None = None
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


def _merge_into(path: Path, name: str, value: Mapping[str, Number]) -> None:
    path.parent.mkdir(exist_ok=True)
    kept = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(kept | {name: value}, indent=2, sort_keys=True) + "\n")


def _round(value: Number) -> Number:
    return float(f"{value:.4g}") if isinstance(value, float) else value
