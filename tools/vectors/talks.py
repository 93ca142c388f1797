"""Vectors of talks: the parts of letters, and the states that letters give."""

import json
from collections.abc import Callable
from typing import Any

from tools.vectors.disputes import DISPUTES, PENNED
from tools.vectors.sheets import Sheet
from tools.vectors.story import SOURCE, Story
from verbale.formats.base64text import write_base64
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.causes import Marks
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Provision, Reference, added_point
from verbale.formats.talks.revision import LanguageVersion, Origin, Revision
from verbale.formats.talks.text import LaidText
from verbale.practice.texts.text import read_text

P, Q = "0" * 15 + "1", "0" * 15 + "2"
D, E = "11" * 32, "22" * 32
PROVISION, OTHER = {"point": P, "wording": D}, {"point": Q, "wording": E}

# A sound document of each kind, and what is wrong with others: refusal, name, changes.
_PARTS: dict[str, tuple[dict[str, Any], list[tuple[str, str, dict[str, Any]]]]] = {
    "talks-text": (
        {"media": "plain", "source": SOURCE, "title": "Draft", "standing": "informal", "language": "en"},
        [
            ("refused:text-standing", "a non-paper", {"standing": "non-paper"}),
            (
                "malformed:text-source",
                "base64 for no reason",
                {"source": ..., "source_base64": write_base64(b"One.")},
            ),
            ("malformed:member", "both sources", {"source_base64": write_base64(b"e\xcc\x81")}),
        ],
    ),
    "talks-opening": (
        {"members": [D, E], "text": D, "agreement": "point", "penholder": E},
        [
            ("malformed:talks-members", "one member", {"members": [D]}),
            ("malformed:talks-members", "members out of order", {"members": [E, D]}),
            ("malformed:talks-members", "a penholder from elsewhere", {"penholder": "33" * 32}),
        ],
    ),
    "talks-causes": (
        {"causes": [D, E], "state": D, "rows": "ab" * 16, "points": "abcd0123"},
        [
            ("malformed:causes-order", "no cause", {"causes": []}),
            ("malformed:causes-order", "causes out of order", {"causes": [E, D]}),
            ("malformed:hex", "a row that is cut", {"rows": "ab"}),
        ],
    ),
    "talks-positions": (
        {
            "text": D,
            "said": "a-x",
            "points": [P, Q],
            "wordings": [D, E],
            "positions": "rm",
            "notes": [{"at": 0, "reserve": "scrutiny", "until": "2026-11-30"}, {"at": 1, "text": "Two."}],
        },
        [
            ("malformed:positions-columns", "a column too short", {"positions": "r"}),
            ("malformed:positions-columns", "nothing said of all", {"said": "---"}),
            ("malformed:positions-columns", "an amendment of all", {"said": "amx"}),
            ("malformed:points-order", "points out of order", {"points": [Q, P]}),
            ("malformed:point-id", "a point that is none", {"points": [P, "2"]}),
            ("malformed:positions-note", "an amendment without words", {"notes": []}),
            (
                "malformed:positions-note",
                "a reserve on an amendment",
                {"notes": [{"at": 1, "text": "Two.", "reserve": "general"}]},
            ),
            ("malformed:date", "a day that is none", {"notes": [{"at": 0, "until": "2026-02-30"}]}),
            ("malformed:wording-length", "no words", {"notes": [{"at": 1, "text": " "}]}),
            ("malformed:wording-character", "a direction turned", {"notes": [{"at": 1, "text": "a\u202eb"}]}),
        ],
    ),
    "talks-proposal": (
        {"verb": "MOD", "point": P, "basis": D, "text": "Two.", "reason": "Custom."},
        [
            ("malformed:member", "words with a deletion", {"verb": "SUP"}),
            ("malformed:proposal-points", "a split into one", {"verb": "SPLIT", "text": ..., "texts": ["Two."]}),
            ("malformed:proposal-points", "a merger of one", {"verb": "MERGE", "others": []}),
        ],
    ),
    "talks-sponsor": (
        {"proposal": {"letter": D, "place": 0}, "withdraws": "yes"},
        [("malformed:member", "a flag that says no", {"withdraws": "no"})],
    ),
    "talks-remark": (
        {"topic": "concern", "text": "We fear delay.", "voice": "named", "allies": ["Sarn"], "points": [P]},
        [
            ("malformed:remark-allies", "allies without names", {"allies": ...}),
            ("malformed:remark-allies", "names in its own voice", {"voice": "own"}),
        ],
    ),
    "talks-package": (
        {"form": "conditional", "provisions": [PROVISION], "condition": [OTHER], "title": "A"},
        [
            ("malformed:package-form", "a condition without form", {"form": "all"}),
            ("malformed:package-form", "one point alone", {"form": "all", "condition": ...}),
        ],
    ),
    "talks-package-answer": (
        {"package": {"letter": D, "place": 0}, "answer": "accept", "choice": P},
        [("malformed:package-form", "a choice with a refusal", {"answer": "reject"})],
    ),
    "talks-close": ({"provisions": [PROVISION, OTHER]}, [("malformed:act-empty", "no point", {"provisions": []})]),
    "talks-reopen": ({"points": [P, Q], "reason": "New facts."}, [("malformed:act-empty", "no point", {"points": []})]),
    "talks-adopt": ({"text": D, "stage": "basis"}, [("malformed:member", "another stage", {"stage": "all"})]),
    "talks-initial": (
        {"text": D, "scope": "point", "provisions": [PROVISION]},
        [
            ("malformed:act-empty", "no point", {"provisions": []}),
            ("malformed:member", "points of the whole", {"scope": "whole"}),
        ],
    ),
    "talks-revision": (
        {"text": D, "replaces": E, "map": [{"point": P, "from": [Q]}]},
        [("malformed:points-order", "a point twice", {"map": [{"point": P, "from": []}, {"point": P, "from": []}]})],
    ),
    "talks-language": (
        {"text": D, "of": E, "authentic": "yes", "map": []},
        [("malformed:member", "authentic or not", {"authentic": "no"})],
    ),
    "talks-leave": ({"reason": "Instructions."}, [("malformed:name-length", "no words", {"reason": " "})]),
}

# What came later: at the end of the file, so that what stood before stays as it was.
_LATER: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "malformed:package-form",
        "talks-package",
        "a condition on what it offers",
        {"form": "conditional", "provisions": [PROVISION], "condition": [PROVISION]},
    ),
    (
        "malformed:package-form",
        "talks-package",
        "a condition that is empty",
        {"form": "all", "provisions": [PROVISION, OTHER], "condition": []},
    ),
    (
        "malformed:remark-allies",
        "talks-remark",
        "allies that are none",
        {"topic": "concern", "text": "We fear delay.", "voice": "allies", "allies": []},
    ),
    (
        "malformed:act-empty",
        "talks-remark",
        "points that are none",
        {"topic": "concern", "text": "We fear delay.", "voice": "own", "points": []},
    ),
    (
        "malformed:proposal-points",
        "talks-proposal",
        "a merger with itself",
        {"verb": "MERGE", "point": P, "basis": D, "text": "Two.", "others": [P, Q]},
    ),
    (
        "malformed:proposal-points",
        "talks-proposal",
        "a point behind itself",
        {"verb": "MOVE", "point": P, "basis": D, "after": P},
    ),
]


def talksparts_sheet() -> Sheet:
    sheet = Sheet(format="talksparts", about="Parts of letters in talks.")
    for kind, (sound, faults) in _PARTS.items():
        sheet.accept(kind, "read-talks-part", kind=kind, content=_content(sound))
        sheet.refuse(
            "malformed:member", f"{kind}: version 2", "read-talks-part", kind=kind, content=_content(sound | {"v": 2})
        )
        for refusal, name, changes in faults:
            content = _content(sound | changes)
            sheet.refuse(refusal, f"{kind}: {name}", "read-talks-part", kind=kind, content=content)
    odd = {"media": "plain", "source_base64": write_base64(b"e\xcc\x81"), "title": "Draft", "standing": "basis"}
    sheet.accept("talks-text in base64", "read-talks-part", kind="talks-text", content=_content(odd))
    sheet.refuse("malformed:talks-kind", "another kind", "read-talks-part", kind="talks-dance", content="{}")
    for refusal, kind, name, document in _LATER:
        sheet.refuse(refusal, f"{kind}: {name}", "read-talks-part", kind=kind, content=_content(document))
    return sheet


def _content(document: dict[str, Any]) -> str:
    kept = {name: value for name, value in ({"v": 1} | document).items() if value is not ...}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def talks_sheet() -> Sheet:
    sheet = Sheet(format="talks", about="States of play that letters give, in whatever order they come.")
    for tell in (
        _agreed,
        _amended,
        _closed,
        _contradicted,
        _aside,
        _waiting,
        _packaged,
        _revised,
        _different,
        _translated,
    ):
        _tell(sheet, tell, Story(penholder=tell is _revised))
    sheet.refuse("refused:talks-unopened", "no opening", "fold-talks", letters=_unopened())
    for dispute in DISPUTES:
        _tell(sheet, dispute, Story(penholder=dispute in PENNED))
    return sheet


def _tell(sheet: Sheet, tell: Callable[[Story], None], story: Story) -> None:
    tell(story)
    name = (tell.__doc__ or "").rstrip(".")
    told = tell.__name__.strip("_")
    letters = [sheet.share(f"{told} {number}", letter) for number, letter in enumerate(story.letters)]
    sheet.accept(name, "fold-talks", letters=letters)
    sheet.accept(f"{name}, the other way round", "fold-talks", letters=letters[::-1])


def _unopened() -> list[dict[str, Any]]:
    story = Story()
    story.says("BOR", 0, "accept")
    return story.letters[1:]


def _agreed(story: Story) -> None:
    """Some accept, one by a sign for each point, one says nothing of the third."""
    story.write("ARV", join_positions([], text=story.laid.digest, said="aax"))
    story.write("BOR", join_positions([], text=story.laid.digest, said="afr"))
    for place in (0, 1):
        story.says("CAL", place, "accept")


def _amended(story: Story) -> None:
    """An amendment that all accept takes the place, and a later change of mind does not undo it."""
    shown = story.provision(0)
    proposal = Proposal(verb="MOD", point=shown.point, basis=shown.wording, text="One may.", reason="Custom.")
    letter = story.write("BOR", proposal)
    story.says("ARV", 0, "accept", "One may.")
    story.write("CAL", Sponsor(proposal=Reference(letter=letter, place=0)))
    story.says("ARV", 0, "accept", "One shall.")
    added = story.write("CAL", Proposal(verb="ADD", text="Four shall.", after=shown.point, number="1bis"))
    story.points.append(added_point(added, 0))
    story.says("ARV", 3, "discuss")


def _closed(story: Story) -> None:
    """Closing and reopening by all, adoption and initials, and one leaves."""
    for name in story.parties:
        story.write(name, Close(provisions=tuple(sorted((story.provision(0), story.provision(1)), key=_by_point))))
    for name in story.parties:
        story.write(name, Reopen(points=(story.points[1],)))
    story.write("CAL", Leave(reason="Instructions."))
    for name in ("ARV", "BOR"):
        story.write(name, Adopt(text=story.laid.digest, stage="text"))
        story.write(name, Initial(text=story.laid.digest, scope="whole", withdraws=name == "BOR"))


def _by_point(provision: Provision) -> str:
    return provision.point


def _contradicted(story: Story) -> None:
    """A party contradicts itself in letters that do not know of each other."""
    causes = story.state.now().frontier
    for word in ("accept", "reject"):
        story.says("BOR", 0, word, causes=causes)
    for name in ("ARV", "CAL"):
        story.says(name, 0, "accept")


def _aside(story: Story) -> None:
    """Junk in a letter is kept aside, and so is what does not fit."""
    junk = (("talks-positions", "{}"), ("talks-dance", "{}"), ("text", "Hello."))
    story.write("BOR", join_positions([], text=story.laid.digest, said="aa"), junk=junk)
    story.write("CAL", Sponsor(proposal=Reference(letter=bytes(32), place=0)))
    story.says("CAL", 1, "accept", "Words that nobody wrote.")


def _waiting(story: Story) -> None:
    """A letter whose cause is missing waits."""
    story.says("BOR", 0, "accept")
    story.letters.pop()
    story.letters.append({})
    story.says("CAL", 0, "accept")
    story.letters = [each for each in story.letters if each]


def _packaged(story: Story) -> None:
    """A package holds up what is agreed until all accept it."""
    for name in story.parties:
        story.says(name, 0, "accept")
    provisions = tuple(sorted((story.provision(0), story.provision(1)), key=_by_point))
    letter = story.write("BOR", Package(form="all", provisions=provisions, title="A"))
    story.write("ARV", PackageAnswer(package=Reference(letter=letter, place=0), answer="accept"))


def _revised(story: Story) -> None:
    """A revision of the penholder makes what changed due again."""
    for name in story.parties:
        story.says(name, 0, "accept")
        story.says(name, 1, "accept")
    laid = LaidText(media="plain", source="1. Two may.\n\n2. One shall.\n", title="Revision")
    new = [each.id for each in read_text(laid.source, "plain").points]
    origins = (Origin(point=new[0], origins=(story.points[1],)),)
    story.write("ARV", laid, Revision(text=laid.digest, replaces=story.laid.digest, origins=origins))


def _translated(story: Story) -> None:
    """A language version lacks a point and is stale on another; all initial both; another version is of no text."""
    laid = LaidText(media="plain", source="1. Un.\n\n2. Deux.\n\nFin.\n", title="Projet", language="fr")
    one, two, end = (each.id for each in read_text(laid.source, "plain").points)
    given = {one: story.points[:1], two: story.points[1:2], end: []}
    origins = tuple(Origin(point=new, origins=tuple(given[new])) for new in sorted(given))
    version = LanguageVersion(text=laid.digest, of=story.laid.digest, authentic=True, origins=origins)
    story.write("BOR", laid, LanguageVersion(text=laid.digest, of=story.laid.digest, origins=()))
    story.write("BOR", version)
    for name in story.parties:
        story.says(name, 0, "accept", "One may.")
        for text in (story.laid, laid):
            story.write(name, Initial(text=text.digest, scope="whole"))
    story.write("CAL", LanguageVersion(text=laid.digest, of=laid.digest))


def _different(story: Story) -> None:
    """A letter carries the marks of another state."""
    story.says("BOR", 0, "accept")
    marks = story.state.now().marks
    rows = "0" * 16 + marks.rows[16:]
    story.write("CAL", Leave(), marks=Marks(state=bytes(32), rows=rows, points="0000" + marks.points[4:]))
