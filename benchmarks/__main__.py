"""Measures the figures that the arguments name, each in a process of its own, and prints a table of all of them."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks.figure import Figure, keep
from benchmarks.one import FIGURES


def main(arguments: list[str]) -> int:
    """Exits with 1 if a figure could not be measured, with 2 if a name is of none."""
    names = [name for name in FIGURES if not arguments or any(name.startswith(each) for each in arguments)]
    if not names:
        print(f"bench: the figures are {', '.join(FIGURES)}", file=sys.stderr)
        return 2
    table = Table("figure", "value", "peer", "ratio", "processor", "memory", "how it grows", box=None, pad_edge=False)
    failed = []
    measured: dict[str, Figure] = {}
    for name in names:
        if name not in measured:
            print(f"bench: {name}", file=sys.stderr, flush=True)
            measured |= _measure(name)
        if name not in measured:
            failed.append(name)
            continue
        keep(name, measured[name])
        table.add_row(name, *_cells(measured[name]))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    for name in failed:
        print(f"bench: {name} could not be measured", file=sys.stderr)
    return 1 if failed else 0


def _measure(name: str) -> dict[str, Figure]:
    """A figure and those that come with it; nothing if it could not be measured."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        ended = subprocess.run([sys.executable, "-m", "benchmarks.one", name, str(file)], check=False)
        said = {} if ended.returncode else json.loads(file.read_text())
    return {each: Figure(**figure) for each, figure in said.items()}


def _cells(figure: Figure) -> tuple[str, ...]:
    peer = f"{figure.peer} {figure.peer_value:.4g}" if figure.peer_value else ""
    return (
        f"{figure.value:.4g} {figure.unit}",
        peer,
        f"{figure.ratio:.2f} ×" if figure.ratio else "",
        _processor(figure),
        f"{figure.peak_mib:.0f} MiB" if figure.peak_mib else "",
        ", ".join(f"{size}: {value:.4g}" for size, value in figure.sizes.items()),
    )


def _processor(figure: Figure) -> str:
    said = [each for each in (figure.processor, figure.peer_processor) if each is not None]
    return " / ".join(f"{each:.3g} s" for each in said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
