"""Letters by the command line: sent, listed, shown, answered."""

import hashlib
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import House

BODY = "The Ministry presents its compliments.\n\n1. Forty-two days before – Größe, 数.\n\n(a) An area.\n"
Pair = tuple[House, House]


@pytest.fixture
def body(tmp_path: Path) -> Path:
    path = tmp_path / "note.md"
    path.write_text(BODY)
    return path


def test_a_letter_crosses_by_hand_and_comes_out_as_it_went_in(pair: Pair, body: Path, tmp_path: Path) -> None:
    sender, receiver = pair
    plan = tmp_path / "plan.bin"
    plan.write_bytes(os.urandom(70_000))
    sent = sender.send(receiver, "--body", body, "--attach", plan)
    assert sent["number"].startswith("ARV/1/")
    assert sent["to"] == ["BOR"]
    assert len(sent["dossier"]) == len(sent["digest"]) == 64
    opened = sender.carry(receiver, tmp_path)
    assert opened["letters"] == [{"id": sent["id"], "number": sent["number"], "from": "ARV", "result": "placed"}]
    for house in pair:
        shown = house.ask("letter", "show", sent["number"], "--attachments", tmp_path / f"out-{house.code}")
        assert [(part["number"], part["text"]) for part in shown["body"]] == [
            ("", "The Ministry presents its compliments."),
            ("1", "Forty-two days before – Größe, 数."),
            ("(a)", "An area."),
        ]
        assert shown["stages"] == {"BOR": "opened"}
        assert {row["stage"] for row in shown["evidence"]} == {"accepted", "placed", "opened"}
        written = tmp_path / f"out-{house.code}" / "plan.bin"
        assert written.read_bytes() == plan.read_bytes()
        assert shown["attachments"][0]["sha256"] == hashlib.sha256(plan.read_bytes()).hexdigest()
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_a_letter_is_named_by_number_or_by_any_unique_beginning_of_its_id(pair: Pair) -> None:
    sender, receiver = pair
    sent = [sender.send(receiver, subject=f"Letter {number}") for number in range(20)]
    first = sent[0]
    assert sender.ask("letter", "show", first["number"].lower())["id"] == first["id"]
    length = next(
        length for length in range(1, 65) if sum(one["id"].startswith(first["id"][:length]) for one in sent) == 1
    )
    assert sender.ask("letter", "show", first["id"][:length])["subject"] == "Letter 0"
    assert sender.refused("letter", "show", "ARV/99/2026") == "letter-unknown"
    assert sender.refused("letter", "show", "no such thing") == "letter-unknown"
    # Of twenty ids, two begin alike.
    beginnings = [one["id"][0] for one in sent]
    double = next(sign for sign in beginnings if beginnings.count(sign) > 1)
    assert sender.refused("letter", "show", double) == "ambiguous-id"


def test_lists_are_narrowed_by_direction_party_dossier_and_stage(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    first = sender.send(receiver, "--dossier", "Exercises", subject="One")
    sender.carry(receiver, tmp_path)
    second = sender.send(receiver, "--dossier", "Exercises", subject="Two")
    other = sender.send(receiver, subject="Three")
    assert first["dossier"] == second["dossier"] != other["dossier"]

    def subjects(house: House, *narrowed: str) -> list[str]:
        return [row["subject"] for row in house.ask("letter", "list", *narrowed)]

    assert subjects(sender) == ["Three", "Two", "One"]
    assert subjects(sender, "--in") == []
    assert subjects(receiver, "--in") == ["One"]
    assert subjects(sender, "--dossier", first["dossier"][:12]) == ["Two", "One"]
    assert subjects(sender, "--stage", "signed") == ["Three", "Two"]
    assert subjects(sender, "--stage", "opened") == ["One"]
    assert subjects(sender, "--party", "BOR", "--limit", "2") == ["Three", "Two"]
    assert sender.refused("letter", "list", "--party", "NOBODY") == "party-unknown"
    assert sender.refused("letter", "list", "--dossier", "no dossier") == "dossier-unknown"


def test_a_reply_stands_in_the_dossier_of_what_it_answers(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sent = sender.send(receiver)
    sender.carry(receiver, tmp_path)
    reply = receiver.send(sender, "--reply-to", sent["number"], subject="The answer")
    assert reply["dossier"] == sent["dossier"]
    assert receiver.ask("letter", "show", reply["id"])["reply_to"] == sent["id"]


@pytest.mark.parametrize(
    ("verb", "option", "stage"), [("acknowledge", "--words", "acknowledged"), ("refuse", "--reason", "refused")]
)
def test_officers_answer_once(pair: Pair, tmp_path: Path, verb: str, option: str, stage: str) -> None:
    sender, receiver = pair
    sent = sender.send(receiver)
    assert sender.refused("letter", verb, sent["id"], option, "Words") == "not-received"
    sender.carry(receiver, tmp_path)
    receiver.ask("letter", verb, sent["id"][:10], option, "As instructed.")
    assert receiver.refused("letter", verb, sent["id"], option, "Again") == "answered-already"
    receiver.carry(sender, tmp_path)
    shown = sender.ask("letter", "show", sent["id"])
    assert shown["stages"] == {"BOR": stage}
    assert [row["words"] for row in shown["evidence"] if row["stage"] == stage] == ["As instructed."]


def test_no_body_and_no_draft_lies_in_the_home_in_the_clear(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    secret = "a very particular sentence of the mandate"
    body = tmp_path / "secret.md"
    body.write_text(secret)
    sender.send(receiver, "--body", body)
    sender.ask(
        "letter", "new", "--to", "BOR", "--class", "note-verbale", "--subject", "S", "--body", body, "--attach", body
    )
    sender.carry(receiver, tmp_path)
    for house in pair:
        with sqlite3.connect(house.home / "chancery.sqlite3") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for path in house.home.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path.name


def test_what_came_from_outside_does_not_move_the_cursor(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    body = tmp_path / "escape.md"
    body.write_text("before \u2066isolated\u2069 \u200fafter")
    sent = sender.send(receiver, "--body", body)
    shown = sender.run("letter", "show", sent["id"]).output
    assert "before <U+2066>isolated<U+2069>" in shown
