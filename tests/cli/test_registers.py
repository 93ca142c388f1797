"""The register by the command line: checked, listed, proved; proofs that stand alone; what happens, told."""

import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import PASSPHRASE, House, Run
from verbale.chancery.office import open_node
from verbale.exchange.ports import Scope
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint

Pair = tuple[House, House]


@pytest.fixture
def proof(pair: Pair, tmp_path: Path) -> Path:
    """The proof of a letter that was carried there and back, twice, so that a head is cosigned."""
    sender, receiver = pair
    sent = sender.send(receiver)
    sender.carry(receiver, tmp_path)
    sender.carry(receiver, tmp_path)
    file = tmp_path / "letter.proof"
    assert sender.ask("register", "proof", sent["number"], "-o", file)["id"] == sent["id"]
    return file


def test_the_register_verifies_and_names_who_cosigned(pair: Pair, proof: Path) -> None:
    sender, _ = pair
    verified = sender.ask("register", "verify")
    assert verified["ok"] is True
    assert verified["cosigned_by"] == ["BOR"]
    status = sender.ask("status")["register"]
    assert (verified["size"], verified["root"]) == (status["size"], status["root"])


def test_entries_are_listed_from_an_index_on(pair: Pair) -> None:
    sender, receiver = pair
    sent = sender.send(receiver)
    entries = sender.ask("register", "show")
    assert [entry["index"] for entry in entries] == list(range(len(entries)))
    assert [entry["kind"] for entry in entries] == ["credence", "keys", "accreditation", "letter"]
    assert sender.ask("register", "show", "--since", "3")[0]["id"] == sent["id"]


def test_a_changed_entry_is_named(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sender.send(receiver)
    with sqlite3.connect(sender.home / "chancery.sqlite3") as connection:
        connection.execute('UPDATE register_entry SET salt = zeroblob(32) WHERE "index" = 2')
    connection.close()
    answer = sender.run("register", "verify", "--json")
    assert answer.code == "register-entry"
    assert "2" in answer.document["error"]["reason"]


def test_a_fork_is_written_out_and_checked_by_anybody(pair: Pair, proof: Path, tmp_path: Path) -> None:
    forked, witness = pair
    node, office = open_node(witness.home, None), open_node(forked.home, PASSPHRASE).office
    assert witness.refused("register", "fork", "ARV", "-o", tmp_path / "none") == "no-fork"
    with node.store.read() as view:
        party = view.party_of_code("ARV")
        assert party is not None
        seen = view.witnessed(party.origin)
        assert seen is not None
    other = Checkpoint(origin=seen.origin, size=seen.size, root=bytes(32))
    with node.store.begin() as tx:
        tx.lock((Scope.WITNESS, party.id))
        tx.put_rival(seen)
        tx.put_rival(replace(seen, root=bytes(32), note=sign_checkpoint(other, office.keys.log)))
    notice = tmp_path / "fork.notice"
    told = witness.ask("register", "fork", "ARV", "-o", notice)
    assert told == {"file": str(notice), "code": "ARV", "bytes": notice.stat().st_size}
    shown = witness.ask("verify", notice, "--words", " ".join(forked.words))
    assert (shown["ok"], shown["kind"], shown["register"]["code"]) == (True, "fork-notice", "ARV")
    assert shown["register"]["roots"] == sorted([seen.root.hex(), bytes(32).hex()])
    said = witness.run("verify", notice).output
    assert "forked" in said
    assert " ".join(forked.words) in said
    assert witness.refused("verify", notice, "--words", " ".join(witness.words)) == "words-differ"


def test_a_proof_stands_alone(proof: Path, tmp_path: Path) -> None:
    ended = subprocess.run(
        (sys.executable, "-m", "verbale", "verify", proof, "--json"),
        env={"HOME": str(tmp_path / "nobody"), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["ok"] is True
    assert told["kind"] == "letter"
    assert told["register"]["code"] == "ARV"
    assert [each["code"] for each in told["cosigned_by"]] == ["BOR"]


def test_a_proof_is_compared_with_words_that_were_heard(pair: Pair, proof: Path, run: Run) -> None:
    sender, receiver = pair
    assert "The words agree" in run("verify", proof, "--words", " ".join(sender.words)).output
    assert run("verify", proof, "--words", " ".join(receiver.words), "--json").code == "words-differ"


def test_a_receipt_is_proved_with_its_lines_on_one_letter(pair: Pair, tmp_path: Path, run: Run) -> None:
    sender, receiver = pair
    first, second = sender.send(receiver, subject="One"), sender.send(receiver, subject="Two")
    sender.carry(receiver, tmp_path)
    digest = sender.ask("letter", "show", first["id"])["evidence"][0]["digest"]
    file = tmp_path / "receipt.proof"
    sender.ask("register", "proof", digest, "-o", file, "--letter", first["id"])
    told = run("verify", file, "--json").document
    assert told["kind"] == "receipt"
    assert {line["letter"] for line in told["lines"]} == {first["id"]}
    assert second["id"] not in file.read_text()


def test_a_changed_proof_a_text_and_nothing_are_refused(proof: Path, tmp_path: Path, run: Run) -> None:
    text = proof.read_text()
    longest = max(text.split(), key=len)
    at = text.index(longest) + len(longest) // 2
    changed = tmp_path / "changed.proof"
    changed.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
    assert run("verify", changed).exit_code == 1
    (tmp_path / "text").write_text("1. One.\n")
    assert run("verify", tmp_path / "text", "--json").document["error"]["family"] == "malformed"
    assert run("verify", tmp_path / "absent", "--json").code == "file-missing"


def test_what_is_not_in_the_register_is_not_proved(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    assert sender.refused("register", "proof", "00000000", "-o", tmp_path / "p") == "not-in-register"
    assert sender.refused("register", "proof", "BOR/1/2026", "-o", tmp_path / "p") == "letter-unknown"
    assert not (tmp_path / "p").exists()


def test_what_happens_is_told_one_line_an_event(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sent = sender.send(receiver)
    sender.carry(receiver, tmp_path)
    receiver.ask("letter", "acknowledge", sent["id"])
    lines = receiver.run("watch", "--since", "0", "--seconds", "0", "--json").output.splitlines()
    told = [json.loads(line) for line in lines]
    assert [each["event"] for each in told] == [
        "credence", "keys", "accreditation", "received", "accepted", "placed", "opened", "acknowledged",
    ]  # fmt: skip
    assert {each["number"] for each in told[3:]} == {sent["number"]}
    some = receiver.run("watch", "--since", "0", "--events", "2").output.splitlines()
    assert len(some) == 2
    assert receiver.run("watch", "--seconds", "0").output == ""


def test_a_store_put_back_is_held_and_officers_recover_it(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    old = tmp_path / "old"
    shutil.copytree(receiver.home, old)
    sender.send(receiver)
    sender.carry(receiver, tmp_path)
    sender.carry(receiver, tmp_path)
    twin = House(code="BOR", home=old, run_line=receiver.run_line, words=receiver.words)
    sender.send(twin, subject="After")
    pouch = tmp_path / "after.pouch"
    sender.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    assert twin.refused("pouch", "open", pouch) == "held"
    letter = ("letter", "send", "--to", "ARV", "--class", "circular", "--subject", "S")
    assert twin.refused(*letter) == "held"
    status = twin.ask("status")
    assert status["held"]
    assert status["alarms"]
    assert twin.refused("alarms", "put-away", status["alarms"][0]["code"]) == "held"
    assert twin.refused("recover") == "not-confirmed"
    assert twin.ask("recover", "--yes")["generation"] == 2
    assert twin.refused("recover", "--yes") == "not-held"
    assert twin.ask(*letter)["number"].startswith("BOR/")
    for alarm in twin.ask("alarms"):
        twin.ask("alarms", "put-away", alarm["code"])
    assert twin.ask("alarms") == []
    assert twin.refused("alarms", "put-away", "no-such") == "alarm-unknown"
