"""Negotiating texts: how long a draft takes to be read in, and two drafts to become one with tracked changes.

Drafts are drawn by chance, with three brackets in each point (`draft`). Read in means: from the bytes of a file to
points, brackets and all that a list says of it; a Word file is looked over, inflated and parsed first. Redlined means:
from two Word files to a third whose changes are tracked, as the peer does it too; both sides are compared with the two
drafts afterwards. Keeping a text sealed takes a commit more and is not in it.
"""

import random
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.draft import draw_points_of, join_points, revise_points
from benchmarks.figure import Cost, Figure, best_of, best_of_both, peak_mib, without_collector
from verbale.chancery.texts.paragraphs import paragraphs_of
from verbale.chancery.texts.reading import read_file
from verbale.chancery.texts.room import count
from verbale.chancery.word.changes import numbered_side, read_changes
from verbale.chancery.word.redline import write_plain, write_redline
from verbale.practice.texts.compare import compare
from verbale.practice.texts.matches import likeliest
from verbale.practice.texts.text import read_text

SIZES = (10, 100, 1000)
MAIN = 100
ROUNDS = 5


def import_draft() -> Figure:
    """Reads drafts in, of three sizes, as Markdown and out of Word."""
    found: dict[str, float] = {}
    value = Cost(wall=0.0, processor=0.0)
    with without_collector():
        for size in SIZES:
            source = join_points(draw_points_of(random.Random(size), size))
            files = {".md": source.encode(), ".docx": write_plain(paragraphs_of(read_text(source, "markdown")))}
            for end, data in files.items():
                cost = best_of(partial(_read_in, f"draft{end}", data), rounds=ROUNDS)
                found[f"{size} kB {end}"] = cost.wall
                if (size, end) == (MAIN, ".md"):
                    value = cost
    return Figure(
        value=value.wall,
        unit="s",
        processor=value.processor,
        more_is_better=False,
        sizes=found,
        peak_mib=peak_mib(),
    )


def redline_drafts() -> Figure:
    """Redlines two drafts of three sizes, and those of the main one with the peer, in turn."""
    found: dict[str, float] = {}
    with TemporaryDirectory() as folder, without_collector():
        for size in SIZES:
            old, new = _pair(size)
            found[f"{size} kB"] = best_of(partial(_redline, old, new), rounds=2).wall
        memory = peak_mib()
        found[f"{MAIN} kB, point by point"] = _point_by_point().wall
        old, new = _pair(MAIN)
        engine = _peer(Path(folder), old, new)
        _check(old, new)
        ours = best_of(lambda: _redline(old, new), rounds=ROUNDS) if engine is None else None
        theirs = None
        if engine is not None:
            ours, theirs = best_of_both(lambda: _redline(old, new), engine, rounds=ROUNDS)
    assert ours is not None
    return Figure(
        value=ours.wall,
        unit="s",
        processor=ours.processor,
        peer="Docxodus" if theirs else "",
        peer_value=theirs.wall if theirs else None,
        peer_processor=theirs.processor if theirs else None,
        more_is_better=False,
        sizes=found,
        peak_mib=memory,
    )


def _read_in(name: str, data: bytes) -> Mapping[str, object]:
    read = read_file(name, data)
    return count(read.text, read.left_out)


def _drafts(size: int) -> tuple[list[str], list[str]]:
    chance = random.Random(size)
    points = draw_points_of(chance, size)
    return points, revise_points(chance, points)


def _pair(size: int) -> tuple[bytes, bytes]:
    old, new = (write_plain(paragraphs_of(read_text(join_points(each), "markdown"))) for each in _drafts(size))
    return old, new


def _redline(old: bytes, new: bytes) -> bytes:
    was, became = (read_file("draft.docx", each).text for each in (old, new))
    return write_redline(paragraphs_of(was), paragraphs_of(became), author="BOR")


def _check(old: bytes, new: bytes) -> None:
    made = read_changes(_redline(old, new))
    for which, draft in (("rejected", old), ("accepted", new)):
        assert numbered_side(made, which) == numbered_side(read_changes(draft), "accepted")


def _point_by_point() -> Cost:
    """The comparison that a page shows, with the matches that likeness suggests."""
    old, new = (read_text(join_points(each), "markdown") for each in _drafts(MAIN))
    return best_of(lambda: compare(old, new, likeliest(old, new)), rounds=2)


def _peer(folder: Path, old: bytes, new: bytes) -> Callable[[], object] | None:
    """What the peer does with the same two files, if it is here; it is a program of its own, started for each."""
    try:
        engine = import_module("python_redlines").DocxodusEngine()
    except ImportError:
        print("bench: python-redlines is not here; redline_100kb_s has no peer", file=sys.stderr)
        return None
    files = (folder / "old.docx", folder / "new.docx")
    for file, data in zip(files, (old, new), strict=True):
        file.write_bytes(data)
    return lambda: engine.run_redline("BOR", *files)
