"""Parties: accredited by words alone, listed, permitted, suspended, restored."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import House

Found = Callable[..., House]


@pytest.fixture
def strangers(found: Found) -> tuple[House, House]:
    """Two chanceries that have not met."""
    return found("ARV"), found("BOR")


def credence(house: House) -> Path:
    return house.home / f"{house.code}.credence"


def test_the_right_words_accredit_whatever_their_case_and_commas(strangers: tuple[House, House]) -> None:
    one, other = strangers
    met = one.ask("meet", credence(other), "--words", ", ".join(other.words).upper())
    assert met == {
        "code": "BOR",
        "name": "Institution BOR",
        "digest": other.ask("credence", "show")["digest"],
        "accredited": True,
    }
    assert [row["code"] for row in one.ask("parties")] == ["BOR"]
    assert one.ask("credence", "show", "BOR")["words"] == other.words


def test_words_may_come_from_a_file(strangers: tuple[House, House], tmp_path: Path) -> None:
    one, other = strangers
    heard = tmp_path / "words.txt"
    heard.write_text("\n".join(other.words))
    assert one.ask("meet", credence(other), "--from-words-file", heard)["accredited"]
    both = one.run("meet", credence(other), "--from-words-file", heard, "--words", "x")
    assert both.exit_code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (lambda one, other: other.words[::-1], "words-differ"),
        (lambda one, other: one.words, "words-differ"),
        (lambda one, other: other.words[:11], "words-count"),
        (lambda one, other: [*other.words[:11], "zzz"], "word-unknown"),
    ],
)
def test_wrong_words_store_nothing(
    strangers: tuple[House, House], words: Callable[[House, House], list[str]], code: str
) -> None:
    one, other = strangers
    before = one.ask("status")["register"]
    assert one.refused("meet", credence(other), "--words", " ".join(words(one, other))) == code
    assert one.ask("parties") == []
    assert one.ask("status")["register"] == before


def test_without_words_and_without_a_terminal_nobody_is_met(strangers: tuple[House, House]) -> None:
    one, other = strangers
    assert one.refused("meet", credence(other)) == "words-missing"


def test_oneself_and_a_code_already_taken_are_refused(strangers: tuple[House, House]) -> None:
    one, other = strangers
    assert one.refused("meet", credence(one), "--words", " ".join(one.words)) == "accredit-self"
    assert one.refused("meet", credence(other), "--words", " ".join(other.words), "--code", "ARV") == "code-taken"
    assert one.ask("meet", credence(other), "--words", " ".join(other.words), "--code", "BORLUND")["code"] == "BORLUND"
    assert one.send(House(code="BORLUND", home=other.home, run_line=other.run_line))["to"] == ["BORLUND"]


def test_an_address_is_only_dialled_as_the_operator_allows(
    strangers: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = strangers
    monkeypatch.setenv("VERBALE_DIAL", "public")
    assert one.refused("meet", "http://127.0.0.1:9", "--words", "x") == "address-forbidden"
    monkeypatch.setenv("VERBALE_DIAL", "loopback")
    assert one.refused("meet", "http://127.0.0.1:9", "--words", "x") == "peer-away"


def test_the_receiver_says_what_a_party_may_send(pair: tuple[House, House], tmp_path: Path) -> None:
    sender, receiver = pair
    changed = receiver.ask("parties", "permit", "ARV", "--classes", "circular", "--most", "20KiB")
    assert changed["permissions"] == {"classes": ["circular"], "most": 20 << 10}
    sent = sender.send(receiver)
    opened = sender.carry(receiver, tmp_path)
    assert opened["letters"] == [
        {"id": sent["id"], "number": None, "from": "ARV", "result": "refused", "reason": "not-permitted"}
    ]
    assert sender.ask("letter", "show", sent["id"])["stages"] == {"BOR": "refused"}
    assert receiver.ask("parties", "permit", "ARV", "--all")["permissions"]["classes"] == []
    assert receiver.run("parties", "permit", "ARV").exit_code == 2
    assert receiver.run("parties", "permit", "ARV", "--classes", "treaty").exit_code == 2
    assert receiver.run("parties", "permit", "ARV", "--most", "much").exit_code == 2


def test_a_suspended_party_gets_and_gives_nothing_until_it_is_restored(
    pair: tuple[House, House], tmp_path: Path
) -> None:
    sender, receiver = pair
    sent = sender.send(receiver)
    pouch = tmp_path / "p.pouch"
    sender.ask("pouch", "pack", "--for", "BOR", "-o", pouch)
    assert receiver.ask("parties", "suspend", "ARV")["standing"] == "suspended"
    assert receiver.refused("pouch", "open", pouch) == "party-suspended"
    assert receiver.refused("pouch", "pack", "--for", "ARV", "-o", tmp_path / "q") == "party-suspended"
    letter = ("letter", "send", "--to", "ARV", "--class", "circular", "--subject", "S")
    assert receiver.refused(*letter) == "party-suspended"
    assert receiver.ask("parties", "restore", "ARV")["standing"] == "accredited"
    assert receiver.ask("pouch", "open", pouch)["letters"][0]["id"] == sent["id"]
    assert receiver.refused("parties", "confirm", "ARV") == "not-recovering"
    assert receiver.refused("parties", "suspend", "NOBODY") == "party-unknown"
