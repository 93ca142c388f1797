"""Pouches by hand: packed, opened, answered; again is the same as once; files are whole or not there."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import House

Pair = tuple[House, House]


def test_the_same_pouch_again_changes_nothing_and_earns_the_same_receipts(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sent = sender.send(receiver)
    pouch, reply = tmp_path / "p.pouch", tmp_path / "p.reply"
    packed = sender.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    assert (packed["letters"], packed["receipts"], packed["bytes"]) == (1, 0, pouch.stat().st_size)
    assert sender.ask("status")["waiting"] == 1
    receiver.ask("pouch", "open", pouch, "-o", reply)
    first = sender.ask("pouch", "open", reply)
    assert sender.ask("status")["waiting"] == 0
    register = receiver.ask("status")["register"]
    again = receiver.ask("pouch", "open", pouch, "-o", reply)
    assert again["letters"][0]["result"] == "again"
    assert receiver.ask("status")["register"] == register
    assert sender.ask("pouch", "open", reply)["receipts"] == first["receipts"]
    assert {row["stage"] for row in first["receipts"]} == {"accepted", "placed", "opened"}
    assert {row["letter"] for row in first["receipts"]} == {sent["id"]}


def test_nothing_due_is_a_pouch_all_the_same(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    packed = sender.ask("pouch", "pack", "--for", "BOR", "-o", tmp_path / "p")
    assert (packed["letters"], packed["receipts"]) == (0, 0)
    opened = receiver.ask("pouch", "open", tmp_path / "p")
    assert (opened["letters"], opened["receipts"]) == ([], [])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: b"", "age-header"),
        (lambda data: data[:-1], "age-payload"),
        (lambda data: data + b"\0", "age-payload"),
        (lambda data: data[:4000] + bytes([data[4000] ^ 1]) + data[4001:], "age-payload"),
    ],
)
def test_a_spoiled_pouch_is_refused_and_changes_nothing(pair: Pair, tmp_path: Path, spoil: "object", code: str) -> None:
    sender, receiver = pair
    sender.send(receiver)
    pouch = tmp_path / "p.pouch"
    sender.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    before = receiver.ask("status")
    pouch.write_bytes(spoil(pouch.read_bytes()))  # type: ignore[operator]
    assert receiver.refused("pouch", "open", pouch, "-o", tmp_path / "reply") == code
    assert receiver.ask("status") == before
    assert not (tmp_path / "reply").exists()


def test_a_pouch_for_another_is_not_for_us(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sender.send(receiver)
    sender.ask("pouch", "pack", "--for", "BOR", "-o", tmp_path / "p")
    assert sender.refused("pouch", "open", tmp_path / "p") == "not-for-us"


def test_places_that_cannot_hold_a_pouch_are_refused_and_leave_no_piece(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    (tmp_path / "folder").mkdir()
    assert sender.refused("pouch", "pack", "--for", "BOR", "-o", tmp_path / "folder") == "not-a-file"
    assert sender.refused("pouch", "pack", "--for", "BOR", "-o", tmp_path / "no" / "p") == "folder-missing"
    assert sender.refused("pouch", "pack", "--for", "NOBODY", "-o", tmp_path / "p") == "party-unknown"
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]
    assert sender.refused("pouch", "open", tmp_path / "absent") == "file-missing"
    assert sender.refused("pouch", "open", tmp_path / "folder") == "not-a-file"


def test_an_older_pouch_of_the_name_is_replaced_by_a_whole_one(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    other = tmp_path / "other"
    other.write_text("untouched")
    pouch = tmp_path / "p.pouch"
    pouch.symlink_to(other)
    sender.send(receiver)
    sender.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    assert not pouch.is_symlink()
    assert other.read_text() == "untouched"
    assert receiver.ask("pouch", "open", pouch)["letters"][0]["result"] == "placed"


@pytest.mark.parametrize("answered", [True, False])
def test_a_letter_that_was_lost_with_a_restore_comes_back_by_hand(pair: Pair, tmp_path: Path, answered: bool) -> None:
    other, receiver = pair
    old, pouch = tmp_path / "old", tmp_path / "p"
    receiver.carry(other, tmp_path)
    shutil.copytree(receiver.home, old)
    sent = receiver.send(other, subject="Lost")
    receiver.carry(other, tmp_path)
    house = House(code="BOR", home=old, run_line=receiver.run_line, words=receiver.words)
    other.send(house, subject="After")
    other.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    assert house.refused("pouch", "open", pouch) == "held"
    house.ask("recover", "--yes")
    house.ask("pouch", "pack", "--for", "ARV", "-o", pouch)
    other.ask("pouch", "open", pouch)
    other.ask("parties", "confirm", "BOR")
    assert house.ask("letter", "list", "--out") == []
    other.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    house.ask("pouch", "open", pouch, "-o", tmp_path / "asks")
    other.ask("pouch", "open", tmp_path / "asks", *(["-o", pouch] if answered else []))
    if not answered:
        other.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    given = house.ask("pouch", "open", pouch)["letters"]
    assert [(each["result"], each["id"], each["number"]) for each in given] == [
        ("given-back", sent["id"], sent["number"])
    ]
    shown = house.ask("letter", "show", sent["id"])
    assert shown["subject"] == "Lost"
    # The copy that went then is not kept anywhere here, and nobody misses it.
    findings = house.run("doctor", "--json").document["findings"]
    assert {each["weight"] for each in findings if each["check"] == "contents"} == {"sound"}


def test_f06_of_a_stick_only_the_file_that_is_named_counts(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    for number in range(500):
        (stick / f"{number}.pouch").write_bytes(b"age-encryption.org/v1\njunk")
    (stick / "autorun.inf").write_text("[autorun]\nopen=run.exe\n")
    sent = sender.send(receiver)
    sender.ask("pouch", "pack", "--for", "BOR", "-o", stick / "named.pouch")
    sender.send(receiver)
    sender.ask("pouch", "pack", "--for", "BOR", "-o", stick / "genuine-too.pouch")
    files = sorted(stick.iterdir())
    assert receiver.ask("pouch", "open", stick / "named.pouch")["letters"][0]["result"] == "placed"
    assert [each["id"] for each in receiver.ask("letter", "list", "--in")] == [sent["id"]]
    assert sorted(stick.iterdir()) == files
