"""Progress on long work: a bar on standard error, at a terminal, for what takes long enough to be looked at."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

_WORTH_A_BAR = 16 << 20


@contextmanager
def bar(words: str, total: int) -> Iterator[Callable[[int], None]]:
    """Shows a bar while its block runs; gives a function to be told of bytes done."""
    if total < _WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=total)
        yield lambda done: progress.advance(task, done)


def watched(blocks: Iterable[bytes], done: Callable[[int], None]) -> Iterator[bytes]:
    """Passes blocks on, and tells of each."""
    for block in blocks:
        yield block
        done(len(block))
