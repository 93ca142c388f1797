"""Drafts: kept by one, cleared by another, sent once; and everything that is refused before anything is done."""

from pathlib import Path

import docx
import pytest

from tests.cli.conftest import House
from verbale.chancery.office import open_node

Pair = tuple[House, House]
LETTER = ("--to", "BOR", "--class", "note-verbale", "--subject", "Exercises")


def test_a_draft_is_cleared_and_sent_once(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    body = tmp_path / "note.md"
    body.write_text("1. One.\n")
    made = sender.ask("letter", "new", *LETTER, "--body", body, "--attach", body)
    draft = made["draft"]
    assert [row["draft"] for row in sender.ask("letter", "drafts")] == [draft]
    assert sender.refused("letter", "send", draft[:8]) == "not-cleared"
    shown = sender.ask("letter", "drafts", draft[:8])
    assert shown["body"] == [{"part": 1, "number": "1", "text": "One."}]
    assert shown["digest"] == made["digest"]
    assert sender.refused("letter", "clear", draft, "--digest", "00" * 32) == "draft-changed"
    assert sender.ask("letter", "clear", draft, "--digest", shown["digest"])["by"] == "First officer"
    sent = sender.ask("letter", "send", draft)
    again = sender.ask("letter", "send", draft)
    assert again == sent
    assert sent["digest"] == made["digest"]
    assert len(sender.ask("letter", "list", "--out")) == 1
    assert sender.ask("letter", "drafts") == []
    assert sender.refused("letter", "discard", draft) == "draft-sent"


def test_a_draft_is_discarded_and_gone(pair: Pair) -> None:
    sender, _ = pair
    draft = sender.ask("letter", "new", *LETTER)["draft"]
    sender.ask("letter", "discard", draft[:10])
    assert sender.refused("letter", "clear", draft) == "draft-unknown"
    assert sender.refused("letter", "drafts", "zz") == "draft-unknown"


def test_a_draft_says_what_it_is_and_nothing_beside_it(pair: Pair) -> None:
    sender, _ = pair
    draft = sender.ask("letter", "new", *LETTER)["draft"]
    assert sender.run("letter", "send", draft, "--subject", "Another").exit_code == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--to", "NOBODY"), "party-unknown"),
        (("--to", "ARV"), "to-self"),
        (("--to", "BOR,BOR"), "recipients"),
        (("--subject", "Bell \x07"), "name-character"),
        (("--subject", "S" * 2000), "name-length"),
        (("--language", "English"), "language"),
        (("--expires", "2001-01-01"), "expired"),
        (("--reply-to", "00000000"), "letter-unknown"),
        (("--dossier", "00000000"), "dossier-unknown"),
        (("--class", "non-paper"), "class-unavailable"),
        (("--series", "lower case"), "series"),
        (("--officer", "Nobody"), "officer-unknown"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_changes_nothing(pair: Pair, more: tuple[str, ...], code: str) -> None:
    sender, _ = pair
    before = sender.ask("status")
    options = dict(zip(LETTER[::2], LETTER[1::2], strict=True)) | dict(zip(more[::2], more[1::2], strict=True))
    line = [each for pair_of in options.items() for each in pair_of]
    assert sender.refused("letter", "send", *line) == code
    assert sender.ask("status") == before
    assert sender.ask("letter", "drafts") == []
    assert list(open_node(sender.home, None).contents.digests()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\xff\xfe", "body-encoding"),
        ("Größe".encode("latin-1"), "body-encoding"),
        (b"text with a \x00 byte", "body-encoding"),
        ("over \u202eride".encode(), "body-character"),
        (b"   \n\n", "body-empty"),
        (b"1. word\n\n" * 600_000, "body-size"),
    ],
)
def test_a_body_that_is_no_text_is_refused(pair: Pair, tmp_path: Path, content: bytes, code: str) -> None:
    sender, _ = pair
    body = tmp_path / "body.md"
    body.write_bytes(content)
    assert sender.refused("letter", "send", *LETTER, "--body", body) == code


def test_missing_files_and_folders_are_refused_before_anything_is_sealed(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    good = tmp_path / "good.bin"
    good.write_bytes(bytes(100_000))
    for option, path, code in (
        ("--body", tmp_path / "absent.md", "file-missing"),
        ("--body", tmp_path, "not-a-file"),
        ("--attach", tmp_path / "absent", "file-missing"),
        ("--attach", tmp_path, "not-a-file"),
        ("--attach", Path("/dev/zero"), "not-a-file"),
    ):
        assert sender.refused("letter", "send", *LETTER, "--attach", good, option, path) == code
    assert list(open_node(sender.home, None).contents.digests()) == []


def test_a_word_file_keeps_the_numbers_that_word_shows(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    document = docx.Document()
    document.add_paragraph("The Ministry presents its compliments.")
    document.add_paragraph("First", style="List Number")
    document.add_paragraph("Second", style="List Number")
    document.save(str(tmp_path / "note.docx"))
    sent = sender.ask("letter", "send", *LETTER, "--body", tmp_path / "note.docx")
    shown = sender.ask("letter", "show", sent["id"])
    assert [part["number"] for part in shown["body"]] == ["", "1", "2"]


def test_a_letter_that_needs_two_officers_is_not_sent_by_one(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = pair
    monkeypatch.setenv("VERBALE_NEW_OFFICER_PASSPHRASE", "words of the second officer")
    sender.ask("officer", "add", "Tomas Verhey", "--threshold", "letter=2")
    assert sender.refused("letter", "send", *LETTER) == "officers"
    # One passphrase of officers in the environment serves those who have it.
    monkeypatch.setenv("VERBALE_NEW_OFFICER_PASSPHRASE", "correct horse battery staple")
    sender.ask("officer", "add", "Ada Lindqvist")
    sent = sender.ask("letter", "send", *LETTER, "--officer", "First officer", "--officer", "Ada Lindqvist")
    sender.carry(receiver, tmp_path)
    assert receiver.ask("letter", "show", sent["id"])["stages"] == {"BOR": "opened"}
