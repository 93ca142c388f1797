"""The command as a whole: its exits, its words, its speed, and what it does when something goes wrong."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

from tests.cli.conftest import TRIAL, House, Run
from tests.postgres import PostgresServer
from verbale.cli import main
from verbale.cli.faultlog import describe
from verbale.formats.errors import Refused

COMMAND = (sys.executable, "-m", "verbale")
CONTRACT = [
    "init", "credence export", "credence show", "meet", "parties", "serve", "status", "doctor", "backup", "restore",
    "key export", "officer add", "officer list", "officer roles", "officer remove", "letter send", "letter new",
    "letter clear", "letter list", "letter show", "letter acknowledge", "letter refuse", "pouch pack", "pouch open",
    "despatch", "watch", "register verify", "register show", "register proof", "verify", "demo",
]  # fmt: skip


def every_verb() -> list[str]:
    """All verbs that are offered, as they are typed."""
    found = []
    context = click.Context(main.verbale, info_name="verbale")
    for name in main.verbale.list_commands(context):
        verb = main.verbale.get_command(context, name)
        if isinstance(verb, click.Group):
            found += [f"{name} {each}" for each in verb.list_commands(click.Context(verb, parent=context))]
        else:
            found.append(name)
    return found


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DATABASE_URL"))}
    return kept | more


@pytest.mark.parametrize("line", CONTRACT)
def test_every_verb_of_the_contract_is_offered(run: Run, line: str) -> None:
    assert run(*line.split(), "--help").exit_code == 0


@pytest.mark.parametrize("line", every_verb())
def test_every_help_teaches_by_an_example(run: Run, line: str) -> None:
    shown = run(*line.split(), "--help").output
    assert "For example:" in shown
    assert f"verbale {line}".rsplit(" ", 1)[0] in shown


def test_the_help_of_the_whole_names_every_verb_with_one_line(run: Run) -> None:
    shown = run("--help").output
    for name, verbal in main.VERBS.items():
        assert name in shown
        assert verbal.line.rstrip(".").split()[0] in shown


def test_help_and_version_import_no_chancery() -> None:
    program = (
        "import sys; from verbale.cli.main import run_arguments; run_arguments(['--help']); "
        "heavy = {'django', 'cryptography', 'httpx', 'rich', 'docx', 'verbale.exchange'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    ended = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_reading_verb_loads_neither_django_nor_the_network(pair: tuple[House, House]) -> None:
    program = (
        "import sys; from verbale.cli.main import run_arguments; "
        f"code = run_arguments(['--home', {str(pair[0].home)!r}, 'letter', 'list', '--json']); "
        "heavy = {'django', 'httpx', 'rich', 'docx', 'granian'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy or code else 0)"
    )
    ended = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("place", [0, 1, 2])
def test_json_may_stand_anywhere(pair: tuple[House, House], run: Run, place: int) -> None:
    words = ["letter", "list"]
    words.insert(place, "--json")
    answer = run("--home", pair[0].home, *words)
    assert answer.document == []


def test_home_may_stand_after_the_verb_and_the_last_one_holds(pair: tuple[House, House], run: Run) -> None:
    one, other = pair
    assert run("--home", one.home, "status", "--home", other.home, "--json").document["code"] == "BOR"


@pytest.mark.parametrize(
    "line", ["despach", "letter burn", "status --colour red", "letter show", "register show --since yesterday", "meet"]
)
def test_wrong_usage_is_exit_2_and_says_how_it_is_right(run: Run, line: str) -> None:
    answer = run(*line.split())
    assert answer.exit_code == 2
    assert answer.output == ""
    assert "Usage: verbale" in answer.errors
    told = run(*line.split(), "--json")
    assert told.exit_code == 2
    assert told.document["error"]["code"] == "usage"


def test_a_refusal_says_one_reason_for_people_and_for_scripts(run: Run, tmp_path: Path) -> None:
    answer = run("--home", tmp_path / "nowhere", "status")
    assert answer.exit_code == 1
    assert answer.output == ""
    assert answer.errors.startswith("verbale: refused [no-house]: ")
    told = run("--home", tmp_path / "nowhere", "status", "--json")
    assert told.document["error"].keys() == {"code", "family", "reason"}
    assert told.document["error"]["family"] == "unavailable"


def test_a_fault_that_nobody_foresaw_shows_no_traceback_and_leaves_its_place(
    pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    house = pair[0]

    def fail(*_: object) -> None:
        raise ZeroDivisionError("the text of a letter")

    monkeypatch.setattr("verbale.chancery.overview.look", fail)
    answer = house.run("status", "--json")
    assert answer.code == "internal"
    assert "Traceback" not in answer.errors
    log = house.home / "logs" / "errors.log"
    noted = log.read_text()
    assert "ZeroDivisionError" in noted
    assert "status.py" in noted
    assert "the text of a letter" not in noted + answer.errors + answer.output
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700


def test_the_log_of_faults_keeps_verbs_and_names_of_options_alone() -> None:
    fault = ValueError("a passphrase")
    kept = describe(fault, ["letter", "send", "--subject", "secret words", "--body=secret.md", "-o", "secret"])
    assert "verbale letter send --subject --body" in kept
    assert "secret" not in kept
    assert "a passphrase" not in kept


def test_a_failing_disk_is_a_refusal(pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("verbale.chancery.overview.look", fail)
    assert pair[0].refused("status") == "disk-full"


def test_a_full_output_is_a_refusal(pair: tuple[House, House]) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            (*COMMAND, "--home", pair[0].home, "parties"), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1
    assert "refused [disk-full]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_reader_who_goes_away_is_no_fault(pair: tuple[House, House]) -> None:
    process = subprocess.Popen(
        (*COMMAND, "--home", pair[0].home, "register", "show"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(30) in (0, 1)
    assert process.stderr.read() == ""
    process.stderr.close()


def test_an_interrupted_command_ends_by_the_signal_and_says_so(pair: tuple[House, House]) -> None:
    process = subprocess.Popen(
        (*COMMAND, "--home", pair[0].home, "watch", "--since", "0", "--json"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A run in the background of a shell ignores the signal, and hands that down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 (one thread, one call)
    )  # fmt: skip
    assert process.stdout is not None
    # The first line is there, so the verb is at work.
    assert json.loads(process.stdout.readline())["event"] == "credence"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert "refused [interrupted]" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(("cause", "code"), [(EOFError(), "interrupted"), (None, "not-confirmed")])
def test_a_closed_input_and_a_no_are_refusals(
    pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch, cause: Exception | None, code: str
) -> None:
    def stop(*_: object) -> None:
        if cause is None:
            raise click.Abort
        try:
            raise cause
        except EOFError:
            raise click.Abort from None

    monkeypatch.setattr("verbale.chancery.overview.look", stop)
    assert pair[0].refused("status") == code


@pytest.mark.needs("postgres")
@pytest.mark.slow
def test_a_chancery_on_postgresql_is_founded_sends_and_lists(postgres_server: PostgresServer, tmp_path: Path) -> None:
    databases = {code: postgres_server.create_database() for code in ("ARV", "BOR")}

    def ask(code: str, *line: object) -> Any:
        trial = environment(
            VERBALE_HOME=str(tmp_path / code), DATABASE_URL=postgres_server.url(databases[code]), **TRIAL
        )
        words = (*COMMAND, *(str(each) for each in line), "--json")
        ended = subprocess.run(words, env=trial, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    heard = {code: ask(code, "init", "--name", code, "--code", code)["words"] for code in databases}
    for one, other in (("ARV", "BOR"), ("BOR", "ARV")):
        ask(one, "meet", tmp_path / other / f"{other}.credence", "--words", " ".join(heard[other]))
    sent = ask("ARV", "letter", "send", "--to", "BOR", "--class", "circular", "--subject", "S", "--dossier", "Matter")
    ask("ARV", "pouch", "pack", "--for", "BOR", "-o", tmp_path / "p")
    ask("BOR", "pouch", "open", tmp_path / "p", "-o", tmp_path / "r")
    ask("ARV", "pouch", "open", tmp_path / "r")
    for code in databases:
        assert ask(code, "letter", "list", "--stage", "opened")[0]["id"] == sent["id"]
        assert ask(code, "letter", "show", sent["id"][:8])["title"] == "Matter"
        assert ask(code, "register", "verify")["ok"]
        assert ask(code, "status")["waiting"] == 0
    assert ask("ARV", "letter", "list", "--dossier", sent["dossier"][:8], "--party", "BOR")
    ask("ARV", "register", "proof", sent["id"][:8], "-o", tmp_path / "proof")
    assert ask("ARV", "officer", "list")[0]["name"] == "First officer"
    for name in databases.values():
        postgres_server.drop_database(name)


def test_what_a_stream_cannot_show_is_written_out(pair: tuple[House, House]) -> None:
    sender, receiver = pair
    sender.send(receiver, subject="Größe – 数")
    ended = subprocess.run(
        (*COMMAND, "--home", sender.home, "letter", "list"),
        env=environment(PYTHONIOENCODING="latin-1"), capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0
    assert "Größe \\u2013 \\u6570".encode("latin-1") in ended.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_completes_verbs(run: Run, shell: str) -> None:
    assert "_VERBALE_COMPLETE" in run("completion", shell).output
    ended = subprocess.run(
        (Path(sys.executable).with_name("verbale"),),
        env=environment(_VERBALE_COMPLETE="bash_complete", COMP_WORDS="verbale letter s", COMP_CWORD="2"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert {"plain,send", "plain,show"} <= set(ended.stdout.split())


def test_a_refusal_raised_in_a_verb_keeps_its_family(
    pair: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise Refused("some-rule", "A rule says no.")

    monkeypatch.setattr("verbale.chancery.overview.look", fail)
    assert pair[0].run("status", "--json").document["error"] == {
        "code": "some-rule",
        "family": "refused",
        "reason": "A rule says no.",
    }
