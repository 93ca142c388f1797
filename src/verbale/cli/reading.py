"""`verbale letter list` and `letter show`: what came and went, what it says, and what is proven of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, count, say_size, say_time
from verbale.cli.verbs import Verb
from verbale.formats.errors import Refused

if TYPE_CHECKING:
    from verbale.chancery.letters.lists import Listed
    from verbale.chancery.letters.sheets import Sheet

_PATH = click.Path(path_type=Path)
_STAGES = ("signed", "accepted", "placed", "opened", "acknowledged", "refused", "lapsed")
_SHOWN = 50


@click.command(
    "list",
    cls=Verb,
    short_help="List letters.",
    example=["verbale letter list --in", "verbale letter list --out --stage signed", "verbale letter list --party BOR"],
    then=["verbale letter show ID"],
)
@click.option("--in", "direction", flag_value="in", help="those that came")
@click.option("--out", "direction", flag_value="out", help="those that went")
@click.option("--dossier", metavar="D", help="of one dossier, by the beginning of its id")
@click.option("--stage", type=click.Choice(_STAGES), help="that reached this stage, and no further, with somebody")
@click.option("--party", metavar="CODE", help="from or to a party")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help=f"the newest N  [{_SHOWN} at a terminal, else all]"
)
def list_letters(
    situation: Situation,
    *,
    direction: str | None,
    dossier: str | None,
    stage: str | None,
    party: str | None,
    limit: int | None,
) -> Told:
    """List letters, newest first, with how far each got. Needs no passphrase.

    A stage says what its receipt proves and no more: accepted, a node holds it; placed, it is in the register of the
    other house, sealed; opened, their reading key opened it; acknowledged, officers said that they know of it. A letter
    without a receipt is signed.
    """
    import sys

    from verbale.chancery.letters.finding import codes_of, find_dossier
    from verbale.chancery.letters.lists import Filter, list_letters
    from verbale.exchange.records import Direction

    node = situation.locked()
    most = limit or (_SHOWN if sys.stdout.isatty() and not situation.as_json else None)
    peer = node.party_of_code(party).id if party else None
    with node.store.read() as view:
        about = None
        if dossier is not None:
            about = find_dossier(view, dossier)
            if about is None:
                raise Refused("dossier-unknown", "There is no such dossier here.")
        wanted = Filter(
            direction=Direction(direction) if direction else None,
            dossier=about,
            party=peer,
            stage=stage or "",
            most=most,
        )
        codes = codes_of(view)
        listed = list_letters(view.sql, wanted, view.house().party.id)
    rows = [row_of(each, codes) for each in listed]
    return Told(document=rows, lines=lambda: _table(listed, rows, most), then="verbale letter show ID" if rows else "")


@click.command(
    "show",
    cls=Verb,
    short_help="Show a letter.",
    example=[
        "verbale letter show ARV/12/2026",
        "verbale letter show 4f1c --attachments received/",
        "verbale letter show 4f1c --html note.html",
    ],
    then=["verbale letter acknowledge ID", "verbale letter send --reply-to ID --help"],
)
@click.argument("letter", metavar="ID")
@click.option("--attachments", type=_PATH, metavar="DIR", help="write its attachments into this folder")
@click.option("--html", type=_PATH, metavar="FILE", help="write it as a page")
@click.option("--pdf", type=_PATH, metavar="FILE", help="write it as paper; needs the extra verbale[pdf]")
def show(situation: Situation, *, letter: str, attachments: Path | None, html: Path | None, pdf: Path | None) -> Told:
    """Show a letter as paper: opened from its sealed copy, verified again, with what is proven of it.

    An attachment is written under its own name, cleaned of whatever a file system would take for more than a name;
    nothing that lies in the folder is written over. ID is the beginning of an id, or a number such as ARV/12/2026.
    """
    from verbale.chancery.letters import sheets
    from verbale.chancery.letters.finding import codes_of, find_letter

    node = situation.locked()
    with node.store.read() as view:
        found, codes = find_letter(view, letter), codes_of(view)
    sheet = sheets.open_sheet(situation.unlocked() if found.opened else node, found)
    document = _document(sheet, codes)
    if attachments is not None:
        from verbale.cli.enclosures import save_enclosures

        document["written"] = save_enclosures(sheet, attachments)
    if html is not None or pdf is not None:
        from verbale.cli.page import save_html, save_pdf

        if html is not None:
            save_html(html, sheet, codes)
        if pdf is not None:
            save_pdf(pdf, sheet, codes)
    return Told(document=document, lines=_paper(sheet, document), then=_next(document))


def row_of(listed: "Listed", codes: Mapping[bytes, str]) -> dict[str, Any]:
    """A letter as a script reads it in a list."""
    from verbale.chancery.letters.finding import cite, code_of
    from verbale.formats.fields import write_time

    sender = code_of(codes, listed.sender)
    return {
        "id": listed.id.hex(),
        "number": cite(sender, listed.series, listed.number, listed.year) or None,
        "direction": listed.direction.value,
        "class": listed.letter_class,
        "subject": listed.subject or None,
        "from": sender,
        "to": [code_of(codes, each) for each in listed.recipients],
        "dossier": listed.dossier.hex() if listed.dossier else None,
        "created": write_time(listed.created) if listed.created else None,
        "stages": {code_of(codes, party): stage for party, stage in listed.stages.items()},
    }


def _table(listed: Sequence["Listed"], rows: Sequence[dict[str, Any]], most: int | None) -> list[str]:
    if not rows:
        return ["There is no such letter."]
    cells = [
        (
            row["id"][:8],
            say_time(each.at),
            row["direction"],
            row["number"] or "sealed",
            _peers(row),
            _stages(row["stages"]),
            row["subject"] or "-",
        )
        for each, row in zip(listed, rows, strict=True)
    ]
    lines = columns(("ID", "AT", "WAY", "NUMBER", "WITH", "STAGE", "SUBJECT"), cells)
    return [*lines, f"These are the newest {most}; --limit shows more."] if most == len(rows) else lines


def _peers(row: Mapping[str, Any]) -> str:
    if row["direction"] == "in":
        return str(row["from"])
    codes: list[str] = row["to"]
    return ",".join(codes[:3]) + (f" +{len(codes) - 3}" if len(codes) > 3 else "")


def _stages(stages: Mapping[str, str]) -> str:
    counts: dict[str, int] = {}
    for stage in stages.values():
        counts[stage] = counts.get(stage, 0) + 1
    if len(counts) == 1:
        return next(iter(counts))
    return " ".join(f"{counts[stage]} {stage}" for stage in reversed(_STAGES) if stage in counts)


def _document(sheet: "Sheet", codes: Mapping[bytes, str]) -> dict[str, Any]:
    from verbale.chancery.letters.finding import code_of
    from verbale.formats.fields import write_time

    letter = sheet.letter
    return row_of(sheet.listed, codes) | {
        "expires": write_time(letter.expires) if letter.expires else None,
        "language": letter.language or None,
        "reply_to": letter.reply_to.hex() if letter.reply_to else None,
        "title": sheet.title or None,
        "opened": letter.opened,
        "body": [
            {"part": place, "number": part.number, "text": part.content} for place, part in enumerate(sheet.text, 1)
        ],
        "papers": [
            {"kind": part.kind, "number": part.number, "language": part.language or None, "content": part.content}
            for part in sheet.papers
        ],
        "attachments": [
            {"name": each.name, "media_type": each.media_type, "length": each.length, "sha256": each.sha256.hex()}
            for each in sheet.attachments
        ],
        "evidence": [
            {
                "stage": each.stage.value,
                "by": code_of(codes, each.issuer),
                "at": write_time(each.time),
                "digest": each.receipt.hex(),
                "reason": each.reason or None,
                "words": each.words or None,
            }
            for each in sheet.evidence
        ],
        "contradictions": list(sheet.contradictions),
    }


def _paper(sheet: "Sheet", document: Mapping[str, Any]) -> list[str]:
    """The letter for people."""
    head = [
        f"{document['class']} {document['number'] or '(sealed)'}",
        f"From {document['from']} to {', '.join(document['to'])}, {say_time(sheet.letter.created)} UTC",
    ]
    head += [f"Dossier: {document['title']}"] if document["title"] else []
    head += [f"Subject: {document['subject']}", ""] if document["subject"] else [""]
    body = [f"{part['number'] + '  ' if part['number'] else ''}{part['text']}\n" for part in document["body"]]
    if not sheet.letter.opened:
        body = ["It lies here sealed; nobody has opened it yet.\n"]
    papers = [
        f"Structured part: {each['kind']}, {say_size(len(each['content'].encode()))}" for each in document["papers"]
    ]
    files = [
        f"Attached: {each['name']}, {say_size(each['length'])}, {each['media_type']}"
        for each in document["attachments"]
    ]
    proven = [
        f"{row['stage']:>12}  {row['at']}  by {row['by']}  receipt {row['digest'][:16]}{_why(row)}"
        for row in document["evidence"]
    ]
    written = [f"Written: {name}" for name in document.get("written", ())]
    wrong = [f"Contradiction: {each}" for each in document["contradictions"]]
    return [
        *head,
        *body,
        *papers,
        *files,
        *written,
        f"Proven, by {count(len(proven), 'receipt line')}:",
        *proven,
        *wrong,
        document["id"],
    ]


def _why(row: Mapping[str, Any]) -> str:
    said = row["reason"] or row["words"]
    return f"  ({said})" if said else ""


def _next(document: Mapping[str, Any]) -> str:
    if document["direction"] == "in" and set(document["stages"].values()) <= {"opened"}:
        return f"verbale letter acknowledge {document['id'][:8]}"
    return f"verbale register proof {document['id'][:8]} -o FILE"
