"""Progress on long work, on standard error, at a terminal: a bar for what takes long enough, or what is being done."""

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


@contextmanager
def doing(words: str) -> Iterator[Callable[[str], None]]:
    """Shows what is being done while its block runs; gives a function to be told of a part of it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(escape(words)) as status:
        yield lambda part: status.update(escape(f"{words}: {part}"))


def watched(blocks: Iterable[bytes], done: Callable[[int], None]) -> Iterator[bytes]:
    """Passes blocks on, and tells of each."""
    for block in blocks:
        yield block
        done(len(block))
