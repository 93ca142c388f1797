"""What tests of files that are brought into talks do: hand one in, fill a form, look at what was said."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.playing import SOURCE, Play
from verbale.chancery.pages.talks import matches
from verbale.chancery.talks.matching import Matching, Matchings
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.word.redline import write_redline
from verbale.practice.texts.text import read_text

NEW = SOURCE.replace("consult each year", "consult every year").replace("[Placeholder]", "Borland")
SPLIT = SOURCE.replace(
    "1.2 Each Party notifies the others of [all] works on the shore.",
    "1.2 Each Party notifies the others.\n\n1.3 Each Party notifies the works on the shore.",
)
POINTS = read_text(SOURCE, "markdown").points


def upload(play: Play, name: str, data: bytes, *, field: str = "file", where: str = "file") -> Any:
    """Hands a file in."""
    return play.page.post(play.url(f"import/{where}"), {field: SimpleUploadedFile(name, data)})


def brought(play: Play, source: str = NEW) -> str:
    """Brings a new text in; tells the address of its page."""
    if not play.dossier:
        play.open()
    answer = upload(play, "new.md", source.encode())
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def matching(play: Play) -> Matching:
    """What was said of the text that is on its way."""
    matchings = Matchings(play.node())
    (begun,) = matchings.all(play.dossier)
    found = matchings.of(play.dossier, begun.text)
    assert found is not None
    return found


def rows(play: Play, url: str) -> list[matches.MatchRow]:
    """The pairs that a page shows."""
    return list(play.page.get(url).context["page"].rows)


def chosen(play: Play, url: str, **more: str) -> dict[str, str]:
    """The form of proposals as it is shown, with what else is said."""
    found = play.page.get(url).context["page"].rows
    said = {f"r-{row.key}": row.reason for row in found}
    said |= {f"t-{row.key}": "on" for row in found if row.take}
    return said | {"reason": "", "act": "keep"} | more


def verbs(play: Play) -> list[str]:
    """The verbs of what is prepared."""
    return [each.proposal.verb for each in Preparing(play.node()).of(play.dossier).proposals]


def redline() -> bytes:
    """A Word file in which somebody changed the text in force."""
    old = [f"{point.number} {point.text}" for point in POINTS]
    new = [old[0].replace("each year", "every year"), *old[1:3]]
    return write_redline(old, new, author="Brenna", at="2026-03-02T10:00:00Z")
