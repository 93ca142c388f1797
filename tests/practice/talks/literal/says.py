"""What one letter says on points, as the specification has it."""

from typing import NamedTuple

from tests.practice.talks.literal.letters import Doc, Letters, added_id, wording

NO_WORDS = wording("")
_SIGNS = {"ADD": "a", "MOD": "m", "EDITORIAL": "e", "SUP": "x", "NOC": "u", "MERGE": "m"}
_ON_ITS_WORDING = "afu"


class Statement(NamedTuple):
    """A position: its sign, the wording that it was taken on, and the one that it stands for."""

    sign: str
    wording: str
    stands: str | None


def named(doc: Doc) -> dict[str, Statement]:
    """The positions on points that a part names."""
    notes = {each["at"]: each for each in doc.get("notes", ())}
    found = {}
    for at, point in enumerate(doc.get("points", ())):
        sign, on, text = doc["positions"][at], doc["wordings"][at], notes.get(at, {}).get("text")
        found[point] = Statement(sign, on, wording(text) if text else on if sign in _ON_ITS_WORDING else None)
    return found


def said(letters: Letters, doc: Doc, past: int) -> dict[str, Statement]:
    """The positions that a part takes by a sign for each point of a text."""
    laid = letters.text(past, doc["text"]) if "text" in doc else None
    if laid is None:
        return {}
    signs = zip(laid.points, laid.own, doc["said"], strict=True)
    return {
        point: Statement(sign, on, on if sign in _ON_ITS_WORDING else None)
        for point, (_, on, _), sign in signs
        if sign != "-"
    }


def proposed(letters: Letters, name: str, kind: str, place: int, doc: Doc) -> dict[str, Statement]:
    """What a proposal or a sponsorship implies."""
    joins = kind == "sponsor"
    if joins:
        at = doc["proposal"]
        act = letters.find(letters.pasts[name], at, "proposal")
        if act is None or "withdraws" in doc:
            return {}
        name, place, doc = at["letter"], at["place"], act
    verb = doc["verb"]
    if verb not in _SIGNS:
        return {}
    stands: str = NO_WORDS if verb == "SUP" else doc["basis"] if verb == "NOC" else wording(doc["text"])
    point = added_id(name, place, 0) if verb == "ADD" else doc["point"]
    if joins:
        return {point: Statement("a", stands, stands)}
    return {point: Statement(_SIGNS[verb], doc.get("basis", stands), stands)}


def tied(letters: Letters, kind: str, doc: Doc, past: int) -> list[tuple[str, str]]:
    """The provisions that an offer or an answer accepts within a package."""
    package, choice = doc, None
    if kind == "package-answer":
        found = letters.find(past, doc["package"], "package")
        if found is None or doc["answer"] != "accept":
            return []
        package, choice = found, doc.get("choice")
    every = [(each["point"], each["wording"]) for each in (*package["provisions"], *package.get("condition", ()))]
    return [each for each in every if choice in (None, each[0])]
