"""`verbale text diff` and `match`: two texts, point by point; likeness suggests, a person confirms."""

import json
from collections.abc import Mapping, Sequence
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
    from verbale.practice.texts.compare import Change

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
    from verbale.practice.texts.compare import compare
    from verbale.practice.texts.matches import likeliest

    if matches is not None and suggested:
        raise click.UsageError("Say --matches or --suggested, not both.")
    texts = situation.unlocked().texts()
    one, other = (texts.open(texts.named(each)) for each in (old, new))
    confirmed = read_matches(matches) if matches else {}
    if suggested:
        confirmed = likeliest(one, other)
    changes = compare(one, other, confirmed)
    if html is not None:
        from verbale.chancery.takeaway.page import write_comparison

        title = f"{texts.named(old).title} → {texts.named(new).title}"
        save_bytes(html, write_comparison(changes, title=title).encode(), mode=PRIVATE)
    document = [
        {
            "op": each.op,
            "old": each.old.id if each.old else None,
            "new": each.new.id if each.new else None,
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

    Look the file through, strike what is wrong, and give it to `text diff` or `talks propose`.
    """
    from verbale.practice.texts.matches import suggest_matches

    texts = situation.unlocked().texts()
    one, other = (texts.open(texts.named(each)) for each in (old, new))
    found = suggest_matches(one, other, least=least)
    document = [{"old": each.old, "new": each.new, "score": round(each.score, 1)} for each in found]
    if out is not None:
        save_bytes(out, json.dumps(document, indent=2).encode() + b"\n", mode=PRIVATE)
    rows = []
    for each in found:
        was, became = one.point(each.old), other.point(each.new)
        assert was is not None
        assert became is not None
        rows.append((each.old[:8], each.new[:8], f"{each.score:.0f}", was.title, became.title))
    lines = columns(("OLD", "NEW", "LIKE", "WAS", "BECAME"), rows) if rows else ["No points are alike."]
    return Told(document=document, lines=lines)


def read_matches(file: Path) -> Mapping[str, str]:
    """Which points became which, out of a file that `text match` wrote and a person looked through.

    Raises:
        Malformed: `matches-form`; and as `read_whole`.
    """
    data = read_whole(file, limit=limits.BODY, code="matches-form", what="A file of matches")
    try:
        read: Any = json.loads(data)
        return {str(each["old"]): str(each["new"]) for each in read}
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Malformed("matches-form", 'The file is no list of matches such as {"old": ID, "new": ID}.') from None


def _lines(changes: Sequence["Change"]) -> list[str]:
    lines = []
    for each in changes:
        point = each.new or each.old
        assert point is not None
        if each.op == "same":
            continue
        words = "".join(_shown(piece.op, piece.text) for piece in each.words)
        lines += [f"{_SIGNS[each.op]} {each.op} {point.number or point.id[:8]}", f"  {words}", ""]
    return lines or ["The texts have the same points."]


def _shown(op: str, text: str) -> str:
    return text if op == "=" else f"{{{op}{text}{op}}}"
