"""`verbale text diff` and `match`: two texts, point by point; likeness suggests, a person confirms."""

import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.intake import read_whole
from verbale.cli.options import MATCHES, PATH
from verbale.cli.outlet import PRIVATE, save_bytes
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns
from verbale.cli.verbs import Verb
from verbale.formats import limits
from verbale.formats.errors import Malformed

if TYPE_CHECKING:
    from verbale.chancery.talks.points import Pair
    from verbale.practice.texts.compare import Change
    from verbale.practice.texts.matches import Match
    from verbale.practice.texts.text import Point

_SIGNS = {"same": " ", "changed": "~", "added": "+", "removed": "-", "moved": ">"}


@click.command(
    "diff",
    cls=Verb,
    short_help="Compare two texts.",
    example=["verbale text diff 4f1c 9a51", "verbale text diff 4f1c 9a51 --matches matches.json --html redline.html"],
    then=["verbale text export NEW --against OLD -o redline.docx"],
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--html", type=PATH, metavar="FILE", help="write the comparison as a page")
@MATCHES
@click.option("--suggested", is_flag=True, help="take the suggestions of `text match` as they are")
def diff(situation: Situation, *, old: str, new: str, html: Path | None, matches: Path | None, suggested: bool) -> Told:
    """Compare two texts, point by point and word for word.

    A point with the same words is the same point, wherever it stands. Which of the others became which, a person says:
    `text match` suggests it, --matches takes what was confirmed.
    """
    from verbale.chancery.talks.points import pick_between
    from verbale.practice.texts.compare import compare
    from verbale.practice.texts.matches import likeliest

    if matches is not None and suggested:
        raise click.UsageError("Say --matches or --suggested, not both.")
    texts = situation.unlocked().texts()
    one, other = (texts.open(texts.named(each)) for each in (old, new))
    confirmed = pick_between(one.points, other.points, read_matches(matches) if matches else ())
    changes = compare(one, other, likeliest(one, other) if suggested else confirmed)
    if html is not None:
        from verbale.chancery.takeaway.page import write_comparison

        title = f"{texts.named(old).title} → {texts.named(new).title}"
        save_bytes(html, write_comparison(changes, title=title).encode(), mode=PRIVATE)
    document = [
        {
            "op": each.op,
            "old": each.old.id if each.old else None,
            "new": each.new.id if each.new else None,
            "sources": [point.id for point in each.sources],
            "targets": [point.id for point in each.targets],
            "words": [[piece.op, piece.text] for piece in each.words],
        }
        for each in changes
    ]
    return Told(document=document, lines=lambda: _lines(changes))


@click.command(
    "match",
    cls=Verb,
    short_help="Suggest which points became which.",
    example=["verbale text match 4f1c 9a51", "verbale text match 4f1c 9a51 -o matches.json"],
    then=["verbale text diff OLD NEW --matches FILE"],
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("-o", "out", type=PATH, metavar="FILE", help="write them here, to be looked through")
@click.option("--least", type=click.IntRange(0, 100), default=60, help="how alike they must be, of 100  [60]")
def match(situation: Situation, *, old: str, new: str, out: Path | None, least: int) -> Told:
    """Suggest which points of the older text became which of the newer one, by likeness, the likeliest first.

    What then has no match may be a piece of a point that was split, or have gone into another one; that is suggested
    too. Look the file through, strike what is wrong, add what is missing, and give it to `text diff`, `talks propose`
    or `talks revise`. It lists which points became which, by ids or by numbers: [{"old": "2", "new": "2"}]. A point
    that was split stands there with several new ones, {"old": "2", "new": ["2", "2bis"]}, one that took others in with
    several old ones, {"old": ["4", "5"], "new": "4"}.
    """
    from verbale.practice.texts.matches import suggest_matches, suggest_parts

    texts = situation.unlocked().texts()
    one, other = (texts.open(texts.named(each)) for each in (old, new))
    found = suggest_matches(one, other, least=least)
    found += suggest_parts(one, other, found)
    document = matches_document(found)
    if out is not None:
        save_matches(out, found)
    rows = []
    for each in found:
        was, became = one.point(each.old), other.point(each.new)
        assert was is not None
        assert became is not None
        rows.append((each.old[:8], each.new[:8], f"{each.score:.0f}", each.kind, was.title, became.title))
    lines = columns(("OLD", "NEW", "LIKE", "AS", "WAS", "BECAME"), rows) if rows else ["No points are alike."]
    return Told(document=document, lines=lines)


def matches_document(found: "Sequence[Match]") -> list[dict[str, Any]]:
    """What is suggested, as a script reads it."""
    return [{"old": each.old, "new": each.new, "score": round(each.score, 1), "kind": each.kind} for each in found]


def save_matches(out: Path, found: "Sequence[Match]") -> None:
    """Writes what is suggested into a file, to be looked through and read by `read_matches`."""
    save_bytes(out, json.dumps(matches_document(found), indent=2).encode() + b"\n", mode=PRIVATE)


def read_matches(file: Path) -> "list[Pair]":
    """Which points became which, out of a file that `text match` wrote and a person looked through.

    Raises:
        Malformed: `matches-form`; and as `read_whole`.
    """
    data = read_whole(file, limit=limits.BODY, code="matches-form", what="A file of matches")
    try:
        read: Any = json.loads(data)
        return [pair for each in read for pair in product(_names(each["old"]), _names(each["new"]))]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Malformed("matches-form", 'The file is no list of matches such as {"old": ID, "new": ID}.') from None


def _names(said: object) -> list[str]:
    """One point, or several."""
    names = [each for each in (said if isinstance(said, list) else [said]) if isinstance(each, str)]
    if not names or (isinstance(said, list) and len(names) < len(said)):
        raise ValueError
    return names


def _lines(changes: Sequence["Change"]) -> list[str]:
    lines = []
    for each in changes:
        point = each.new or each.old
        assert point is not None
        if each.op == "same":
            continue
        words = "".join(_shown(piece.op, piece.text) for piece in each.words)
        lines += [f"{_SIGNS[each.op]} {each.op} {_call(point)}{_became(each)}", f"  {words}", ""]
    return lines or ["The texts have the same points."]


def _became(change: "Change") -> str:
    """What is said of a point that was split, or that took others in."""
    split = f", split into {', '.join(map(_call, change.targets))}" if change.split else ""
    return split + (f", merged out of {', '.join(map(_call, change.sources))}" if change.merged else "")


def _call(point: "Point") -> str:
    return point.number or point.id[:8]


def _shown(op: str, text: str) -> str:
    return text if op == "=" else f"{{{op}{text}{op}}}"
