"""A chancery founded by the command line: whole or not at all, for its owner alone, and passphrases never shown."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PASSPHRASE, House, Run
from verbale.chancery import foundation
from verbale.chancery.office import open_node
from verbale.chancery.recoverykey import recovery_file, unlock_recovery
from verbale.exchange import founding
from verbale.formats.errors import Unavailable

Found = Callable[..., House]


def test_init_gives_what_the_contract_names(found: Found, run: Run) -> None:
    house = found("ARV", "--address", "https://notes.example", "--officer-name", "Ilse Maren")
    shown = house.ask("credence", "show")
    assert shown["words"] == house.words
    assert len(house.words) == 12
    assert shown["address"] == "https://notes.example"
    assert [officer["name"] for officer in shown["officers"]] == ["Ilse Maren"]
    assert (house.home / "ARV.credence").is_file()
    status = house.ask("status")
    assert status["letters"] == {"in": 0, "out": 0}
    assert status["register"]["size"] == 2
    assert status["alarms"] == []


def test_everything_in_the_home_is_for_its_owner_alone(found: Found) -> None:
    house = found()
    for path in [house.home, *house.home.rglob("*")]:
        if path.suffix != ".credence":
            assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_second_init_is_refused_before_anybody_is_asked(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    house = found()
    before = (house.home / "ARV.credence").read_bytes(), (house.home / "keys" / "house.age").read_bytes()
    monkeypatch.delenv("VERBALE_PASSPHRASE")
    assert house.refused("init", "--name", "Another", "--code", "XXX") == "founded-already"
    assert ((house.home / "ARV.credence").read_bytes(), (house.home / "keys" / "house.age").read_bytes()) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--name", "N", "--code", "lower"), "code"),
        (("--name", "two\nlines", "--code", "ARV"), "name-character"),
        (("--name", "N", "--code", "ARV", "--address", "ftp://x"), "address"),
        (("--name", "N", "--code", "ARV", "--officer-name", "\u202eN"), "name-character"),
        (("--name", "N", "--code", "ARV", "--work-factor", "30"), "age-work-factor"),
    ],
)
def test_a_wrong_charter_is_refused_and_leaves_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    assert run("--home", tmp_path / "home", "init", *arguments, "--json").code == code
    assert not (tmp_path / "home").exists()


def test_a_short_passphrase_is_refused_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBALE_PASSPHRASE", "short")
    answer = run("--home", tmp_path / "home", "init", "--name", "N", "--code", "ARV", "--json")
    assert answer.code == "passphrase-short"
    assert not (tmp_path / "home").exists()


def test_without_a_passphrase_and_without_a_terminal_the_remedy_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VERBALE_PASSPHRASE")
    answer = run("--home", tmp_path / "home", "init", "--name", "N", "--code", "ARV", "--json")
    assert answer.code == "passphrase-missing"
    assert "VERBALE_PASSPHRASE" in answer.errors


def test_the_passphrase_may_come_from_a_file(found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = found()
    monkeypatch.delenv("VERBALE_PASSPHRASE")
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\nsecond line\n")
    assert house.ask("key", "export", "transport", "--passphrase-file", file)["identity"].startswith(
        "AGE-SECRET-KEY-PQ"
    )
    file.write_text("another passphrase\n")
    assert house.refused("key", "export", "transport", "--passphrase-file", file) == "passphrase"
    file.write_text("\n")
    assert house.refused("key", "export", "transport", "--passphrase-file", file) == "passphrase-file"
    assert house.refused("key", "export", "transport", "--passphrase-file", tmp_path / "absent") == "passphrase-file"


def test_an_officer_may_have_a_passphrase_of_their_own(
    found: Found, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBALE_OFFICER_PASSPHRASE", "the officer's own words")
    one, other = found("ARV"), found("BOR")
    one.ask("meet", other.home / "BOR.credence", "--words", " ".join(other.words))
    monkeypatch.delenv("VERBALE_OFFICER_PASSPHRASE")
    # The house's passphrase does not sign.
    letter = ("letter", "send", "--to", "BOR", "--class", "note-verbale", "--subject", "S")
    assert one.refused(*letter) == "passphrase"
    monkeypatch.setenv("VERBALE_OFFICER_PASSPHRASE", "the officer's own words")
    # And signing a letter needs no key of the house.
    monkeypatch.delenv("VERBALE_PASSPHRASE")
    assert one.ask(*letter)["number"].startswith("ARV/1/")
    assert one.refused("pouch", "pack", "--for", "BOR", "-o", tmp_path / "p") == "passphrase-missing"


def test_a_low_work_factor_is_warned_of(
    found: Found, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("--home", tmp_path / "home", "init", "--name", "N", "--code", "lower")
    assert "trials alone" in run(*line).errors
    monkeypatch.setenv("VERBALE_WORK_FACTOR", "many")
    assert run(*line, "--json").code == "work-factor"


def test_the_recovery_key_opens_with_the_officers_passphrase_and_is_named_in_the_credence(found: Found) -> None:
    house = found()
    node = open_node(house.home, None)
    recovery = unlock_recovery(recovery_file(node.home), PASSPHRASE)
    assert node.party.credence.identity.recovery == (recovery.public,)


def test_a_founding_that_ended_early_is_done_anew(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    real = founding.found

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as struck:
        struck.setattr("verbale.chancery.foundation.founding.found", crash)
        struck.setattr("verbale.cli.main._end_by_signal", lambda: 130)
        with pytest.raises(AssertionError):
            found("ARV", "--officer-name", "Somebody Else")
    assert founding.found is real
    home_of = Path(os.environ["HOME"]) / "home-ARV"
    assert (home_of / "keys" / "house.age").is_file()
    with pytest.raises(Unavailable, match="no-house"):
        open_node(home_of, None).house()
    charter = foundation.Charter(
        code="ARV", name="N", addresses=(), officer="First officer", passphrase=PASSPHRASE,
        officer_passphrase=PASSPHRASE, work_factor=1,
    )  # fmt: skip
    node = open_node(home_of, None)
    founded = foundation.found(home_of, charter, now=node.now())
    assert founded.party.code == "ARV"
    assert [path.name for path in (home_of / "keys" / "officers").iterdir()] == ["First officer.age"]


def test_a_real_process_makes_its_tables_and_can_upgrade_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    trial = {
        "VERBALE_PASSPHRASE": PASSPHRASE,
        "VERBALE_WORK_FACTOR": "1",
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    command = (sys.executable, "-m", "verbale", "--home", str(home))
    for line in (("init", "--name", "N", "--code", "ARV"), ("upgrade",), ("register", "verify"), ("doctor", "--quick")):
        ended = subprocess.run((*command, *line, "--json"), env=trial, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr


def test_at_a_terminal_passphrases_are_asked_for_twice_and_never_shown(tmp_path: Path) -> None:
    words = "an unseen passphrase"
    shown = at_terminal(
        ("--home", str(tmp_path / "home"), "init", "--name", "N", "--code", "ARV", "--work-factor", "1"),
        tmp_path,
        [words, words, "", ""],
    )
    assert "is founded in" in shown
    assert "Passphrase of the house" in shown
    assert "Passphrase of the first officer" in shown
    assert words not in shown
    shown = at_terminal(("--home", str(tmp_path / "home"), "key", "export", "reading"), tmp_path, [words])
    assert "AGE-SECRET-KEY-PQ-1" in shown
    assert words not in shown


def at_terminal(arguments: tuple[str, ...], folder: Path, typed: list[str]) -> str:
    """Runs a command at a terminal of its own, types each line when it asks, and returns all that was shown."""
    leader, follower = pty.openpty()
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "TERM": "dumb"}
    process = subprocess.Popen(
        (sys.executable, "-m", "verbale", *arguments),
        stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(follower)
    shown, deadline, left = b"", time.monotonic() + 60, list(typed)
    while process.poll() is None and time.monotonic() < deadline:
        if not select.select([leader], [], [], 0.2)[0]:
            continue
        try:
            block = os.read(leader, 4096)
        except OSError:  # the other end is closed
            break
        shown += block
        if left and block.endswith(b": "):
            os.write(leader, f"{left.pop(0)}\n".encode())
    process.kill()
    process.wait()
    os.close(leader)
    return shown.decode()
