"""`verbale talks`: its verbs, each in a module of its own kind."""

from verbale.cli.verbs import noun, verb

_SAYING = "Saying something"
_SEEING = "Seeing the state of play"
_AGREEING = "Agreeing"

_VERBS = {
    "open": verb("talking:open_talks", "Lay a text on the table and open talks on it.", _SAYING),
    "propose": verb("proposing:propose", "Propose changes: by a file, each becomes a proposal on a point.", _SAYING),
    "respond": verb("talking:respond", "Take a position on a point, or on many out of a file.", _SAYING),
    "sponsor": verb("proposing:sponsor", "Join a proposal of another as its sponsor, or cease to be.", _SAYING),
    "remark": verb("remarking:remark", "Say a principle, a comment, a concern, an area of cooperation.", _SAYING),
    "package": verb("remarking:package", "Offer points as a package.", _SAYING),
    "answer": verb("remarking:answer", "Answer a package.", _SAYING),
    "revise": verb("revising:revise", "Lay a revised text on the table.", _SAYING),
    "translate": verb("translating:translate", "Lay a version in another language beside the text.", _SAYING),
    "list": verb("tabling:list_talks", "List the talks that this chancery is in.", _SEEING),
    "table": verb("tabling:table", "Show points by parties, now or at an earlier moment.", _SEEING),
    "point": verb("tabling:point", "Show one point: wordings, positions, their history.", _SEEING),
    "brackets": verb("tabling:brackets", "Show what is in brackets, who stands for it and who against.", _SEEING),
    "concordance": verb("tabling:concordance", "Show where each point comes from, and why.", _SEEING),
    "packages": verb("tabling:packages", "Show the packages and what they hold up.", _SEEING),
    "remarks": verb("tabling:remarks", "Show principles, comments, concerns, cooperation.", _SEEING),
    "languages": verb("translating:languages", "Show the versions in other languages, and what they lack.", _SEEING),
    "sheet": verb("talksfiles:sheet", "Write a spreadsheet of all points, for a department to fill.", _SEEING),
    "export": verb("talksfiles:export", "Write the state of play as Word, HTML or CSV.", _SEEING),
    "close": verb("concluding:close", "Hold points to be closed in the wording that stands.", _AGREEING),
    "reopen": verb("concluding:reopen", "Agree that points be open again.", _AGREEING),
    "adopt": verb("concluding:adopt", "Adopt a text, or accept it as the basis.", _AGREEING),
    "initial": verb("concluding:initial", "Initial a text: points, a page or the whole.", _AGREEING),
    "leave": verb("concluding:leave", "Leave the talks.", _AGREEING),
}


@noun("talks", "Propose, respond, and see the state of play.", verbs=_VERBS)
def talks() -> None:
    """Talks on a text: every position is a signed letter, and everybody who has the same letters sees the same table.

    DOSSIER is the beginning of the id that `talks open` gave, or the title of the talks. POINT is the beginning of a
    point's id, or the number that the text shows.
    """
