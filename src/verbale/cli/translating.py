"""`verbale talks translate` and `languages`: versions of the text in force in other languages, point by point."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.options import AT, MATCHES, PATH, SIDE
from verbale.cli.situation import Situation
from verbale.cli.tabling import codes_by_id, seen
from verbale.cli.talking import begin, speak
from verbale.cli.telling import Told, columns
from verbale.cli.textcomparing import read_matches, save_matches
from verbale.cli.textreading import read_file_of
from verbale.cli.verbs import Verb
from verbale.formats.names import check_language

if TYPE_CHECKING:
    from verbale.chancery.talks.points import Pair
    from verbale.chancery.talks.saying import Statement
    from verbale.practice.talks.view import View
    from verbale.practice.texts.text import Text


@click.command(
    "translate",
    cls=Verb,
    short_help="Lay a version in another language beside the text.",
    example=[
        "verbale talks translate 4f1c projet.md --language fr --courtesy -o renders.json",
        "verbale talks translate 4f1c projet.md --language fr --authentic --matches renders.json",
    ],
    then=["verbale talks languages DOSSIER", "verbale talks initial DOSSIER --text TEXT"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--language", required=True, metavar="xx", help="of the version")
@click.option("--authentic/--courtesy", default=None, help="whether it is to be as authoritative as the text")
@click.option("--title", metavar="T", help="what it is called  [as it calls itself]")
@MATCHES
@SIDE
@click.option("-o", "out", type=PATH, metavar="FILE", help="write which point renders which here, and send nothing")
@click.option("--dry-run", is_flag=True, help="show which point renders which and send nothing")
def translate(
    situation: Situation,
    *,
    dossier: str,
    file: Path,
    language: str,
    authentic: bool | None,
    title: str | None,
    matches: Path | None,
    side: str | None,
    out: Path | None,
    dry_run: bool,
) -> Told:
    """Lay a version of the text in force in another language beside it, out of a .md, .txt or .docx file.

    Which point renders which is told by articles and numbers, and by likeness where those say nothing; write it with -o
    or look at it with --dry-run, mend it, and give it back with --matches. A version is meant to be authentic, and is
    so once every member initials the whole of it, or it is a courtesy. Points that it lacks are named, to the others
    too.
    """
    from verbale.chancery.talks.languages import find_renderings
    from verbale.chancery.talks.languages import translate as composer
    from verbale.chancery.talks.saying import Laying
    from verbale.chancery.texts.room import as_title, check_title

    if authentic is None:
        raise click.UsageError("Say --authentic or --courtesy.")
    if out is not None and matches is not None:
        raise click.UsageError("What -o writes is what --matches reads; say one of them.")
    tag = check_language(language)
    pairs = read_matches(matches) if matches else None
    read = read_file_of(file, side)
    laid = Laying(text=read.text, title=check_title(title or as_title(read.text.title) or file.name), language=tag).act
    if out is not None or dry_run:
        talks = situation.unlocked().talks()
        return _planned(talks.now(talks.dossier(dossier)), read.text, pairs, out)
    node, speaker = begin(situation)

    def compose(view: "View") -> "Statement":
        return composer(laid, find_renderings(view, read.text, pairs), authentic=authentic)(view)

    return speak(node, speaker, dossier, compose, f"“{laid.title}” lies beside the text.")


@click.command(
    "languages",
    cls=Verb,
    short_help="Show the language versions.",
    example=["verbale talks languages 4f1c", "verbale talks languages 4f1c 2.3"],
    then=["verbale talks translate DOSSIER FILE --language xx", "verbale text show TEXT"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("point", required=False, metavar="[POINT]")
@AT
def languages(situation: Situation, *, dossier: str, point: str | None, at: str | None) -> Told:
    """Show the versions of the text in other languages: which points each lacks, and which are stale in it.

    A point is stale where another wording stands than the one that was rendered. With POINT, show that point in all
    languages.
    """
    from verbale.chancery.talks.languages import show_languages, show_renderings
    from verbale.chancery.talks.points import find_point

    node, _, view = seen(situation, dossier, at)
    if point is not None:
        document = show_renderings(view, find_point(view, point), codes_by_id(node))
        return Told(document=document, lines=lambda: _point_lines(document))
    document = show_languages(view, codes_by_id(node))
    return Told(document=document, lines=lambda: _lines(view, document))


def _planned(view: "View", version: "Text", pairs: "list[Pair] | None", out: Path | None) -> Told:
    """Which point is to render which, and what would be missing; written for a person to mend, if a file is named."""
    from verbale.chancery.talks.languages import find_renderings, missing_points, suggest_versions
    from verbale.chancery.talks.points import call

    if out is not None:
        save_matches(out, suggest_versions(view, version))
    origins = {each.point: each.origins for each in find_renderings(view, version, pairs)}
    missing = missing_points(view, {origin for some in origins.values() for origin in some})
    document = {
        "points": [
            {"point": each.id, "number": each.number, "renders": list(origins[each.id])} for each in version.points
        ],
        "missing": [each.id for each in missing],
        "state": view.digest.hex(),
    }
    names = {each.id: call(each) for each in view.points}
    rows = [
        (each.number or each.id[:8], ", ".join(names[origin] for origin in origins[each.id]) or "-", each.title)
        for each in version.points
    ]
    lines = columns(("POINT", "RENDERS", "TITLE"), rows) if rows else ["There is no point."]
    return Told(document=document, lines=[*lines, *(f"Missing: {call(each)}  {each.title}" for each in missing)])


def _lines(view: "View", document: Mapping[str, Any]) -> list[str]:
    from verbale.chancery.talks.points import call

    names = {each.id: call(each) for each in view.points}
    rows = [
        (
            each["language"] or "-",
            each["by"],
            ("authentic" if each["authentic"] else "courtesy") + (", superseded" if each["superseded"] else ""),
            "all" if each["authenticated"] else "-",
            str(len(each["rendered"])),
            str(len(each["missing"])),
            str(len(each["stale"])),
            each["title"],
        )
        for each in document["languages"]
    ]
    if not rows:
        return ["There is no version in another language."]
    lines = columns(("LANGUAGE", "BY", "KIND", "INITIALLED", "POINTS", "MISSING", "STALE", "TITLE"), rows)
    for each in document["languages"]:
        for what in ("missing", "stale"):
            if each[what] and not each["superseded"]:
                lines.append(f"{each['language']}, {what}: {', '.join(names[point] for point in each[what])}")
    return lines


def _point_lines(document: Mapping[str, Any]) -> list[str]:
    lines = [document["language"] or "the text", document["text"] or "(the words are not known here)", ""]
    for each in document["versions"]:
        kind = "authentic" if each["authentic"] else "courtesy"
        stale = ", of an earlier wording" if each["stale"] else ""
        lines += [f"{each['language']}, {kind}, by {each['by']}{stale}", *(each["words"] or ["(missing)"]), ""]
    return lines
