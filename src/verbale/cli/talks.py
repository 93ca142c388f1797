"""`verbale talks`: its verbs, each in a module of its own kind."""

from verbale.cli.verbs import Verbal, noun


def _verb(where: str, line: str, under: str) -> Verbal:
    module, name = where.split(":")
    return Verbal(module=f"verbale.cli.{module}", name=name, line=line, under=under)


_SAYING = "Saying something"
_SEEING = "Seeing the state of play"
_AGREEING = "Agreeing"

_VERBS = {
    "open": _verb("talking:open_talks", "Lay a text on the table and open talks on it.", _SAYING),
    "propose": _verb("proposing:propose", "Propose changes: by a file, each becomes a proposal on a point.", _SAYING),
    "respond": _verb("talking:respond", "Take a position on a point, or on many out of a file.", _SAYING),
    "sponsor": _verb("proposing:sponsor", "Join a proposal of another as its sponsor, or cease to be.", _SAYING),
    "remark": _verb("remarking:remark", "Say a principle, a comment, a concern, an area of cooperation.", _SAYING),
    "package": _verb("remarking:package", "Offer points as a package.", _SAYING),
    "answer": _verb("remarking:answer", "Answer a package.", _SAYING),
    "revise": _verb("proposing:revise", "Lay a revised text on the table.", _SAYING),
    "list": _verb("tabling:list_talks", "List the talks that this chancery is in.", _SEEING),
    "table": _verb("tabling:table", "Show points by parties, now or at an earlier moment.", _SEEING),
    "point": _verb("tabling:point", "Show one point: wordings, positions, their history.", _SEEING),
    "brackets": _verb("tabling:brackets", "Show what is in brackets, who stands for it and who against.", _SEEING),
    "concordance": _verb("tabling:concordance", "Show where each point comes from, and why.", _SEEING),
    "packages": _verb("tabling:packages", "Show the packages and what they hold up.", _SEEING),
    "remarks": _verb("tabling:remarks", "Show principles, comments, concerns, cooperation.", _SEEING),
    "sheet": _verb("talksfiles:sheet", "Write a spreadsheet of all points, for a department to fill.", _SEEING),
    "export": _verb("talksfiles:export", "Write the state of play as Word, HTML or CSV.", _SEEING),
    "close": _verb("concluding:close", "Hold points to be closed in the wording that stands.", _AGREEING),
    "reopen": _verb("concluding:reopen", "Agree that points be open again.", _AGREEING),
    "adopt": _verb("concluding:adopt", "Adopt a text, or accept it as the basis.", _AGREEING),
    "initial": _verb("concluding:initial", "Initial a text: points, a page or the whole.", _AGREEING),
    "leave": _verb("concluding:leave", "Leave the talks.", _AGREEING),
}


@noun("talks", "Propose, respond, and see the state of play.", verbs=_VERBS)
def talks() -> None:
    """Talks on a text: every position is a signed letter, and everybody who has the same letters sees the same table.

    DOSSIER is the beginning of the id that `talks open` gave, or the title of the talks. POINT is the beginning of a
    point's id, or the number that the text shows.
    """
