"""Attachments come out under names that are names, over nothing that is there, and only whole."""

import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import House
from verbale.chancery.office import open_node
from verbale.cli.enclosures import clean_name, names_for

Pair = tuple[House, House]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("map.bin", "map.bin"),
        ("Příloha č. 1 – Ελλάδα.bin", "Příloha č. 1 – Ελλάδα.bin"),
        ("..\\..\\escape", "_._.._escape"),
        ("../../etc/passwd", "_._.._etc_passwd"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:escape", "C_escape"),
        (".hidden", "_hidden"),
        ("-rf", "_rf"),
        ("~", "attachment"),
        ("...", "attachment"),
        ("NUL", "_NUL"),
        ("com1.txt", "_com1.txt"),
        ("trailing. ", "trailing"),
        ("e\u202egnp.exe", "egnp.exe"),
        ("a\nb", "ab"),
        ("", "attachment"),
    ],
)
def test_f04_a_name_is_made_one_on_every_file_system(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(max_size=400))
def test_f04_no_name_leads_out_of_its_folder_or_is_too_long(name: str) -> None:
    for clean in islice(names_for(name), 3):
        assert clean not in ("", ".", "..")
        assert not set(clean) & set('/\\:\0\n*?"<>|')
        assert not clean.startswith((".", "-", "~"))
        assert len(clean.encode()) <= 255


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("é" * 300 + ".pdf").endswith("é.pdf")
    assert list(islice(names_for("a.tar.gz"), 3)) == ["a.tar.gz", "a.tar (2).gz", "a.tar (3).gz"]


def test_two_of_one_name_and_what_is_there_already_are_all_kept(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    paths = []
    for number in range(2):
        path = tmp_path / str(number) / "map.bin"
        path.parent.mkdir()
        path.write_text(f"map {number}")
        paths += ["--attach", path]
    sent = sender.ask(
        "letter", "send", "--to", "BOR", "--class", "circular", "--subject", "S", *paths
    )  # fmt: skip
    folder = tmp_path / "out"
    folder.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (folder / "map.bin").symlink_to(victim)
    shown = sender.ask("letter", "show", sent["id"], "--attachments", folder)
    assert shown["written"] == ["map (2).bin", "map (3).bin"]
    assert [(folder / name).read_text() for name in shown["written"]] == ["map 0", "map 1"]
    assert victim.read_text() == "untouched"


def test_a_damaged_attachment_leaves_nothing_in_the_folder(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    plan = tmp_path / "plan.bin"
    plan.write_bytes(random.Random(1).randbytes(200_000))
    sent = sender.send(pair[1], "--attach", plan)
    node = open_node(sender.home, None)
    digest = max(node.contents.digests(), key=node.contents.length).hex()
    stored = sender.home / "contents" / digest[:2] / digest
    with stored.open("r+b") as stream:
        stream.seek(150_000)
        stream.write(b"damage")
    folder = tmp_path / "out"
    assert sender.refused("letter", "show", sent["id"], "--attachments", folder) == "age-payload"
    assert list(folder.iterdir()) == []


def test_a_file_is_no_folder_and_a_folder_without_a_parent_is_not_made(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    sent = sender.send(pair[1])
    (tmp_path / "file").touch()
    assert sender.refused("letter", "show", sent["id"], "--attachments", tmp_path / "file") == "not-a-folder"
    assert sender.refused("letter", "show", sent["id"], "--attachments", tmp_path / "a" / "b") == "folder-missing"


def test_a_letter_on_paper_is_escaped_and_for_its_reader_alone(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    body = tmp_path / "body.md"
    body.write_text("1. <script>alert(1)</script> & more\n")
    sent = sender.send(pair[1], "--body", body, "--language", "en", subject='A "quoted" <subject>')
    page = tmp_path / "letter.html"
    sender.ask("letter", "show", sent["id"], "--html", page)
    text = page.read_text()
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in text
    assert 'lang="en"' in text
    assert sent["number"] in text
    assert page.stat().st_mode & 0o777 == 0o600


def test_pdf_without_its_printer_is_refused_with_the_remedy(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    sent = sender.send(pair[1])
    answer = sender.run("letter", "show", sent["id"], "--pdf", tmp_path / "letter.pdf", "--json")
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        assert answer.code == "pdf-unavailable"
        assert "verbale[pdf]" in answer.errors
    else:
        assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")
