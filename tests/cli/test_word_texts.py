"""Talks on a Word file whose numbers Word computes: they are the points' numbers, and changes come back on points."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.chancery.word import lists
from tests.cli.conftest import House
from verbale.chancery.word.changes import read_changes, side
from verbale.chancery.word.redline import write_redline

NUMBERING = lists.definition(
    0, lists.level(0, "upperLetter", "%1."), lists.level(1, "decimal", "%1.%2"), lists.level(2, "lowerLetter", "(%3)")
) + lists.listed(1, 0)
LINES = [
    (0, "The Parties consult each year."),
    (1, "They meet in turn."),
    (2, "Each names a delegate."),
    (0, "The seat is agreed later."),
]


def made(change: Callable[[str], str] = lambda words: words) -> bytes:
    """A Word file of these lines, each changed in some way."""
    return lists.file(
        "".join(lists.para(1, at, words="@").replace("<w:t>@</w:t>", change(words)) for at, words in LINES), NUMBERING
    )


def shown(words: str) -> str:
    return f"<w:t>{words}</w:t>"


@pytest.fixture
def opened(pair: tuple[House, House], tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "draft.docx").write_bytes(made(shown))
    text = pair[0].ask("text", "import", tmp_path / "draft.docx")["text"]
    dossier = pair[0].ask("talks", "open", "--text", text, "--with", "BOR", "--title", "The lake")["dossier"]
    pair[0].carry(pair[1], tmp_path)
    return {"text": text, "dossier": dossier, "points": pair[1].ask("talks", "table", dossier)["points"]}


def test_points_have_the_numbers_that_word_shows(pair: tuple[House, House], opened: dict[str, Any]) -> None:
    assert [row["number"] for row in opened["points"]] == ["A", "A.1", "(a)", "B"]
    point = pair[1].ask("talks", "point", opened["dossier"], "A.1")
    assert point["text"] == "They meet in turn."
    assert "A.1  open" in pair[1].run("talks", "point", opened["dossier"], "A.1").output
    out = pair[1].home / "copy.docx"
    pair[1].ask("text", "export", opened["text"], "-o", out)
    assert pair[1].ask("text", "import", out)["text"] == opened["text"]
    assert side(read_changes(out.read_bytes()), "accepted")[1] == "A.1 They meet in turn."


def test_changes_in_the_file_itself_and_in_a_copy_are_proposals_on_the_same_points(
    pair: tuple[House, House], opened: dict[str, Any], tmp_path: Path
) -> None:
    def tracked(words: str) -> str:
        if words != "They meet in turn.":
            return shown(words)
        who = 'w:id="1" w:author="BOR"'
        return (
            f'<w:t xml:space="preserve">They </w:t></w:r><w:del {who}><w:r><w:delText>meet</w:delText></w:r></w:del>'
            f"<w:ins {who}><w:r><w:t>convene</w:t></w:r></w:ins>"
            '<w:r><w:t xml:space="preserve"> in turn.</w:t>'
        )

    out = tmp_path / "copy.docx"
    pair[1].ask("text", "export", opened["text"], "-o", out)
    lines = _typed(out)
    assert lines[1] == "A.1\tThey meet in turn."
    copied = write_redline(lines, [lines[0], lines[1].replace("meet", "convene"), *lines[2:]], author="BOR")
    for name, data in (("own.docx", made(tracked)), ("copied.docx", copied)):
        (tmp_path / name).write_bytes(data)
        (only,) = pair[1].ask("talks", "propose", opened["dossier"], tmp_path / name, "--dry-run")["proposals"]
        assert (only["verb"], only["point"], only["text"]) == (
            "MOD",
            opened["points"][1]["point"],
            "They convene in turn.",
        )
    pair[1].ask("talks", "propose", opened["dossier"], tmp_path / "copied.docx")
    pair[1].ask("talks", "export", opened["dossier"], "-o", tmp_path / "wishes.docx", "--redline")
    wishes = read_changes((tmp_path / "wishes.docx").read_bytes())
    assert side(wishes, "accepted")[1] == "A.1 They convene in turn."
    assert [each.change for each in wishes.paragraphs[1].runs] == ["", "del", "ins", ""]


def _typed(file: Path) -> list[str]:
    """The paragraphs of a file with their tabs."""
    with zipfile.ZipFile(BytesIO(file.read_bytes())) as package:
        assert b"w:numPr" not in package.read("word/document.xml")
    return ["".join(run.text for run in each.runs) for each in read_changes(file.read_bytes()).paragraphs]
