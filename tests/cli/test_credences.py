"""Letters of credence renewed, keys made anew and revoked, officers added and removed; counterparts follow."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.cli.conftest import PASSPHRASE, House
from verbale.chancery.office import next_house_key, open_node
from verbale.formats.errors import Refused

Pair = tuple[House, House]


def exchange(sender: House, receiver: House, folder: Path, subject: str) -> None:
    """A letter goes, is opened, and its receipt comes back."""
    sent = sender.send(receiver, subject=subject)
    sender.carry(receiver, folder)
    assert sender.ask("letter", "show", sent["id"])["stages"] == {receiver.code: "opened"}


def test_export_writes_the_file_to_hand_over(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    exported = sender.ask("credence", "export", tmp_path / "out.credence")
    assert Path(exported["file"]).read_bytes() == (sender.home / "ARV.credence").read_bytes()
    assert exported["words"] == sender.words
    assert sender.refused("credence", "export", tmp_path) == "not-a-file"
    assert sender.refused("credence", "show", "NOBODY") == "party-unknown"


def test_a_renewed_credence_travels_by_itself(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    renewed = sender.ask("credence", "renew", "--name", "Ministry of Arvenia")
    assert renewed["version"] == 2
    assert renewed["party"] == sender.ask("credence", "show")["party"]
    exchange(sender, receiver, tmp_path, "Under version two")
    shown = receiver.ask("credence", "show", "ARV")
    assert (shown["version"], shown["name"], shown["digest"]) == (2, "Ministry of Arvenia", renewed["digest"])
    assert sender.ask("register", "verify")["ok"]


def test_all_keys_are_made_anew_and_old_letters_still_open(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sent = sender.send(receiver, subject="Before")
    sender.carry(receiver, tmp_path)
    # Sealed to the keys before, and still on its way.
    late = sender.send(receiver, subject="On its way")
    sender.ask("pouch", "pack", "--for", "BOR", "-o", tmp_path / "late")
    before = receiver.ask("credence", "show")["keys"]
    renewed = receiver.ask("credence", "renew", "--new-keys")
    assert not set(before.values()) & set(renewed["keys"].values())
    assert receiver.ask("pouch", "open", tmp_path / "late", "-o", tmp_path / "r")["letters"][0]["id"] == late["id"]
    sender.ask("pouch", "open", tmp_path / "r")
    assert receiver.ask("letter", "show", sent["id"])["body"] == []
    exchange(sender, receiver, tmp_path, "After")
    exchange(receiver, sender, tmp_path, "And back")
    for house in pair:
        assert house.ask("register", "verify")["ok"]
    assert not next_house_key(open_node(receiver.home, None).home).exists()


def test_a_crash_between_new_keys_and_their_credence_loses_neither(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = pair

    def crash(*_: Any, **__: Any) -> None:
        raise Refused("crash", "The machine stops here.")

    with monkeypatch.context() as before:
        # Before the credence is durable: the old keys stay in force.
        before.setattr("verbale.chancery.renewal.renewing.renew_credence", crash)
        assert sender.refused("credence", "renew", "--new-keys") == "crash"
    exchange(sender, receiver, tmp_path, "With the old keys")
    with monkeypatch.context() as after:
        # After it: whoever unlocks the house takes the new ones.
        after.setattr("verbale.chancery.renewal.put_next_in_force", crash)
        assert sender.refused("credence", "renew", "--new-keys") == "crash"
    assert next_house_key(open_node(sender.home, None).home).exists()
    exchange(sender, receiver, tmp_path, "With the new keys")
    assert not next_house_key(open_node(sender.home, None).home).exists()


def test_a_new_transport_key_travels_and_the_old_one_still_opens(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    sender.send(receiver, subject="To the old key")
    sender.ask("pouch", "pack", "--for", "BOR", "-o", tmp_path / "old")
    old = receiver.ask("key", "export", "transport")["identity"]
    assert receiver.ask("credence", "rotate-transport")["number"] == 2
    assert receiver.ask("key", "export", "transport")["identity"] != old
    assert receiver.ask("pouch", "open", tmp_path / "old", "-o", tmp_path / "r")["letters"][0]["result"] == "placed"
    sender.ask("pouch", "open", tmp_path / "r")
    exchange(sender, receiver, tmp_path, "To the new key")


def test_a_rotation_that_ended_early_is_finished_by_the_next(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = pair

    def crash(*_: Any, **__: Any) -> None:
        raise Refused("crash", "The machine stops here.")

    with monkeypatch.context() as struck:
        struck.setattr("verbale.chancery.renewal.renewing.renew_keys", crash)
        assert receiver.refused("credence", "rotate-transport") == "crash"
    waiting = receiver.ask("key", "export", "transport")["identity"]
    exchange(sender, receiver, tmp_path, "In between")
    assert receiver.ask("credence", "rotate-transport")["number"] == 2
    assert receiver.ask("key", "export", "transport")["identity"] == waiting


def test_addresses_are_said_anew(pair: Pair) -> None:
    sender, _ = pair
    assert sender.ask("credence", "address", "https://a.example", "https://b.example")["number"] == 2
    assert sender.ask("credence", "show")["address"] == "https://a.example"
    assert sender.ask("credence", "address", "--none")["addresses"] == []
    assert sender.run("credence", "address").exit_code == 2
    assert sender.refused("credence", "address", "ftp://a.example") == "address"


def openssl_pin(certificate: Path) -> str:
    """The pin of a certificate, as another program gives it."""
    public = subprocess.run(
        ["openssl", "x509", "-in", certificate, "-pubkey", "-noout"], capture_output=True, check=True
    )
    plain = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "DER"], input=public.stdout, capture_output=True, check=True
    )
    certificate.with_suffix(".pub").write_bytes(public.stdout)
    return hashlib.sha256(plain.stdout).hexdigest()


@pytest.mark.needs("openssl")
def test_pins_are_said_and_travel_and_are_taken_back(pair: Pair, tmp_path: Path) -> None:
    sender, receiver = pair
    chain = tmp_path / "chain.pem"
    issued = trustme.CA().issue_cert("chancery.example")
    chain.write_bytes(b"".join(each.bytes() for each in issued.cert_chain_pems))
    present, following = openssl_pin(chain), "5A" * 32
    said = sender.ask("credence", "pin", chain, following, tmp_path / "chain.pub")
    assert said == {"pins": [present, following.lower()], "number": 2}
    assert sender.ask("credence", "show")["pins"] == said["pins"]
    assert present in sender.run("credence", "show").output
    exchange(sender, receiver, tmp_path, "They hear of it")
    assert receiver.ask("credence", "show", "ARV")["pins"] == said["pins"]
    # A new transport key, new addresses and a new version leave the pins as they are.
    sender.ask("credence", "rotate-transport")
    sender.ask("credence", "address", "https://chancery.example")
    sender.ask("credence", "renew")
    assert sender.ask("credence", "show")["pins"] == said["pins"]
    assert sender.ask("credence", "pin", "--none")["pins"] == []
    assert sender.run("credence", "pin", "--none").output == "Public authorities vouch for the server.\n"
    exchange(sender, receiver, tmp_path, "And of its end")
    assert receiver.ask("credence", "show", "ARV")["pins"] == []


def test_what_is_no_pin_is_refused_and_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    sender, _ = pair
    (tmp_path / "text").write_text("no key")
    (tmp_path / "key.pem").write_bytes(trustme.CA().private_key_pem.bytes())
    (tmp_path / "long").write_bytes(bytes(300_000))
    (tmp_path / "cut.pem").write_bytes(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    for name in ("text", "key.pem", "long", "cut.pem"):
        assert sender.refused("credence", "pin", tmp_path / name) == "pin"
    assert sender.refused("credence", "pin", tmp_path / "missing") == "file-missing"
    assert sender.refused("credence", "pin", *(f"{number:064x}" for number in range(9))) == "pin"
    assert sender.run("credence", "pin").exit_code == 2
    assert sender.run("credence", "pin", "--none", "00" * 32).exit_code == 2
    assert sender.ask("credence", "pin", *(f"{number:064x}" for number in range(8)))["number"] == 2


def test_a_key_is_revoked_once_by_whatever_names_it(pair: Pair) -> None:
    sender, _ = pair
    key = sender.ask("credence", "show")["officers"][0]["key"]
    assert sender.refused("credence", "revoke", "nobody") == "key-unknown"
    assert sender.ask("credence", "revoke", key[:12])["key"] == key
    assert sender.ask("credence", "show")["revoked"] == [key]
    assert sender.refused("credence", "revoke", "First officer") == "revoked-already"


def test_officers_are_added_and_removed_by_new_versions(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = pair
    monkeypatch.setenv("VERBALE_NEW_OFFICER_PASSPHRASE", "words of another officer")
    added = sender.ask("officer", "add", "Ilse Maren")
    assert (added["signs"], added["key_here"]) == (True, True)
    assert sender.refused("officer", "add", "Ilse Maren") == "officer-known"
    assert [row["name"] for row in sender.ask("officer", "list")] == ["First officer", "Ilse Maren"]
    sender.ask("officer", "remove", "Ilse Maren")
    assert sender.ask("credence", "show")["version"] == 3
    assert not (sender.home / "keys" / "officers" / "Ilse Maren.age").exists()
    exchange(sender, receiver, tmp_path, "Under version three")
    # The first officer's account of the pages waits, and is the only one.
    assert sender.refused("officer", "remove", "First officer") == "last-administrator"
    assert sender.refused("officer", "remove", "Nobody") == "officer-unknown"
    assert sender.run("officer", "add", "X", "--account-only").exit_code == 2
    assert sender.run("officer", "add", "X", "--roles", "king").exit_code == 2


@pytest.mark.slow
def test_an_officer_with_roles_takes_the_place_of_the_first(found: Callable[..., House], tmp_path: Path) -> None:
    house = found()
    words = "words of another officer"
    trial = {
        "VERBALE_PASSPHRASE": PASSPHRASE, "VERBALE_WORK_FACTOR": "1", "VERBALE_NEW_OFFICER_PASSPHRASE": words,
        "HOME": str(tmp_path), "PATH": os.environ["PATH"],
    }  # fmt: skip

    def ask(*line: str, **more: str) -> Any:
        command = (sys.executable, "-m", "verbale", "--home", str(house.home), *line, "--json")
        ended = subprocess.run(command, env=trial | more, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    assert ask("officer", "add", "Ilse Maren", "--roles", "administrator,drafter")["roles"] == [
        "drafter",
        "administrator",
    ]
    assert ask("officer", "roles", "Ilse Maren", "administrator")["roles"] == ["administrator"]
    assert len(ask("officer", "roles", "First officer")["roles"]) == 7
    ask("officer", "remove", "First officer", "--officer", "Ilse Maren", VERBALE_OFFICER_PASSPHRASE=words)
    assert [(row["name"], row["signs"]) for row in ask("officer", "list")] == [("Ilse Maren", True)]


@pytest.mark.parametrize("threshold", ["letter=3", "letter=0"])
def test_a_threshold_that_cannot_be_met_is_refused(pair: Pair, monkeypatch: pytest.MonkeyPatch, threshold: str) -> None:
    sender, _ = pair
    monkeypatch.setenv("VERBALE_NEW_OFFICER_PASSPHRASE", "words of another officer")
    assert sender.refused("officer", "add", "Ilse Maren", "--threshold", threshold) == "officers-few"
    assert not (sender.home / "keys" / "officers" / "Ilse Maren.age").exists()
    assert sender.refused("credence", "renew", "--threshold", "dance=1") == "threshold"
    assert sender.run("credence", "renew", "--threshold", "letter").exit_code == 2


def test_the_recovery_key_signs_where_every_officers_key_is_lost(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, receiver = pair
    safe = tmp_path / "safe.age"
    assert sender.refused("credence", "renew", "--new-recovery") in ("recovery-here", "passphrase-missing")
    shutil.move(sender.home / "keys" / "recovery.age", safe)
    (sender.home / "keys" / "officers" / "First officer.age").unlink()
    assert sender.refused("credence", "renew") == "officer-unknown"
    monkeypatch.setenv("VERBALE_NEW_OFFICER_PASSPHRASE", "words of another officer")
    assert sender.refused("officer", "add", "Ilse Maren", "--recovery-key", safe) == "passphrase-missing"
    monkeypatch.setenv("VERBALE_RECOVERY_PASSPHRASE", PASSPHRASE)
    assert sender.ask("officer", "add", "Ilse Maren", "--recovery-key", safe)["signs"]
    monkeypatch.setenv("VERBALE_OFFICER_PASSPHRASE", "words of another officer")
    exchange(sender, receiver, tmp_path, "After the loss")
    monkeypatch.setenv("VERBALE_RECOVERY_PASSPHRASE", "words of a new recovery")
    sender.ask("credence", "renew", "--new-recovery")
    assert sender.refused("credence", "renew", "--recovery-key", safe) == "passphrase"
    assert sender.ask("credence", "renew", "--recovery-key", sender.home / "keys" / "recovery.age")["version"] == 4


def test_an_exported_key_is_for_stock_age(found: Callable[..., House]) -> None:
    house = found()
    for which in ("transport", "reading"):
        answer = house.run("key", "export", which)
        assert answer.output.startswith("AGE-SECRET-KEY-PQ-1")
        assert "whoever has this key" in answer.errors
    assert house.run("key", "export", "house").exit_code == 2
