"""The state of play as plain values with codes of parties: what commands print and scripts read."""

from collections.abc import Mapping
from typing import Any

from verbale.chancery.letters.finding import code_of
from verbale.chancery.talks.room import Folded
from verbale.formats.fields import write_time
from verbale.practice.talks.shown import PointState, PositionState
from verbale.practice.talks.view import View

Codes = Mapping[bytes, str]


def show_table(view: View, codes: Codes, dossier: bytes) -> dict[str, Any]:
    """The table of points and parties."""
    return {
        "dossier": dossier.hex(),
        "text": view.text.hex() or None,
        "agreement": view.agreement,
        "members": sorted(code_of(codes, each) for each in view.members),
        "left": sorted(code_of(codes, each) for each in view.left),
        "adopted": view.adopted.hex() if view.adopted else None,
        "authenticated": view.authenticated.hex() if view.authenticated else None,
        "points": [show_point(each, codes) for each in view.points],
        "unknown": {
            point: {code_of(codes, party): show_position(each) for party, each in column.items()}
            for point, column in view.unknown.items()
        },
        "awaited": {code_of(codes, party): list(points) for party, points in view.awaited.items()},
        "rounds": list(view.rounds),
        "contested": view.contested,
        "letters": len(view.letters),
        "state": view.digest.hex(),
    }


def show_doubts(folded: Folded, codes: Codes) -> dict[str, Any]:
    """What does not count, or does not agree, in all letters of a dossier: named, so that somebody asks."""
    state = folded.state
    aside = [
        {"letter": each.letter.hex(), "place": each.place if each.place >= 0 else None, "code": each.code}
        for each in state.asides
    ]
    aside += [{"letter": letter.hex(), "place": None, "code": "not-to-all"} for letter in sorted(folded.aside)]
    return {
        "waiting": [
            {"letter": letter.hex(), "missing": [each.hex() for each in missing]}
            for letter, missing in state.waiting.items()
        ],
        "aside": aside,
        "differences": [
            {
                "letter": each.letter.hex(),
                "by": code_of(codes, each.party),
                "ours": each.ours.hex(),
                "theirs": each.theirs.hex(),
                "members": [code_of(codes, party) for party in each.rows],
                "points": list(each.points),
            }
            for each in state.differences()
        ],
    }


def say_doubts(document: Mapping[str, Any]) -> list[str]:
    """The same in sentences."""
    found = []
    if document["contested"]:
        found.append("Another letter opens talks in the same dossier; nothing is agreed while that is so.")
    for each in document["differences"]:
        where = f" on points {', '.join(point[:8] for point in each['points'])}" if each["points"] else ""
        found.append(f"{each['by']} folded the same letters to another state{where}: letter {each['letter'][:16]}.")
    for each in document["waiting"]:
        lacks = ", ".join(letter[:16] for letter in each["missing"])
        found.append(f"Letter {each['letter'][:16]} waits for letters that are not here: {lacks}.")
    found += [
        f"Something in letter {each['letter'][:16]} does not count ({each['code']})." for each in document["aside"]
    ]
    if document["unknown"]:
        found.append(f"Positions on {len(document['unknown'])} points that no text and no proposal here has.")
    return found


def show_point(point: PointState, codes: Codes) -> dict[str, Any]:
    """A row of the table."""
    return {
        "point": point.id,
        "number": point.number,
        "title": point.title,
        "status": point.status,
        "wording": point.wording.hex(),
        "packages": list(point.packages),
        "positions": {code_of(codes, party): show_position(each) for party, each in point.positions.items()},
    }


def show_whole_point(view: View, point: PointState, codes: Codes) -> dict[str, Any]:
    """One point with all that was ever said on it."""
    by_code = sorted((code_of(codes, party), party) for party in view.members)
    histories = {code: view.history(point.id, party) for code, party in by_code}
    return show_point(point, codes) | {
        "text": point.text,
        "base": point.base.hex(),
        "under": list(point.under),
        "origins": list(point.origins),
        "contested": point.contested,
        "alternatives": [
            {
                "wording": each.wording.hex(),
                "text": each.text,
                "parties": sorted(code_of(codes, party) for party in each.parties),
            }
            for each in view.alternatives(point.id)
        ],
        "history": {code: [show_position(each) for each in said] for code, said in histories.items() if said},
        "silent": sorted(code_of(codes, party) for party in view.silent(point.id)),
        "state": view.digest.hex(),
    }


def show_position(position: PositionState) -> dict[str, Any]:
    """A cell of the table."""
    return {
        "position": position.position,
        "wording": position.wording.hex(),
        "letter": position.letter.hex(),
        "at": write_time(position.at),
        "on": position.on,
        "due_again": position.due_again,
        "ad_referendum": position.ad_referendum,
        "stands_for": position.stands_for.hex() if position.stands_for else None,
        "text": position.text or None,
        "reason": position.reason or None,
        "reserve": position.reserve or None,
        "until": position.until.isoformat() if position.until else None,
        "not_negotiable": position.not_negotiable,
        "contradictory": [show_position(each) for each in position.contradictory],
    }


def show_concordance(view: View) -> dict[str, Any]:
    """Where each point comes from, and why."""
    rows = [
        {
            "point": each.point,
            "number": each.number,
            "status": each.status,
            "sources": [
                {
                    "text": source.text.hex(),
                    "letter": source.letter.hex(),
                    "point": source.point,
                    "number": source.number,
                }
                for source in each.sources
            ],
            "letters": [letter.hex() for letter in each.letters],
            "reasons": list(each.reasons),
        }
        for each in view.concordance
    ]
    return {"rows": rows, "state": view.digest.hex()}


def show_packages(view: View, codes: Codes) -> dict[str, Any]:
    """The packages, in order."""
    found = [
        {
            "letter": each.letter.hex(),
            "place": each.place,
            "by": code_of(codes, each.party),
            "form": each.package.form,
            "title": each.package.title,
            "reason": each.package.reason or None,
            "status": each.status,
            "points": [provision.point for provision in each.package.provisions],
            "condition": [provision.point for provision in each.package.condition],
            "answers": dict(sorted((code_of(codes, party), word) for party, word in each.answers.items())),
            "choice": each.choice or None,
            "holds_up": list(each.holds_up),
            "would_change": list(each.would_change),
        }
        for each in view.packages
    ]
    return {"packages": found, "state": view.digest.hex()}


def show_remarks(view: View, codes: Codes) -> dict[str, Any]:
    """The remarks, in order."""
    found = [
        {
            "letter": each.letter.hex(),
            "place": each.place,
            "by": code_of(codes, each.party),
            "topic": each.remark.topic,
            "voice": each.remark.voice,
            "allies": list(each.remark.allies),
            "points": list(each.remark.points),
            "not_negotiable": each.remark.not_negotiable,
            "text": each.remark.text,
        }
        for each in view.remarks
    ]
    return {"remarks": found, "state": view.digest.hex()}
