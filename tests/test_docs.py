"""The documents hold: what they name is there, what is there they name, and what they show is what happens."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tools.console import check_page, read_steps
from tools.reference import PAGE, answering, read_answers, verbs, write_page
from tools.system import ROOT
from verbale.chancery.delivery.turning import STATUS
from verbale.chancery.officers.roles import ALLOWED, Act, Role
from verbale.chancery.sheets.columns import COLUMNS
from verbale.formats.errors import Malformed, Refused, Unavailable, Untrusted
from verbale.formats.receipt import Stage
from verbale.formats.talks.package import FORMS
from verbale.formats.talks.positions import POSITIONS
from verbale.formats.talks.proposal import VERBS
from verbale.practice.evidence import EVENTS
from verbale.practice.talks import cut
from verbale.practice.talks.shown import GONE

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
SHOWING = [page for page in PAGES if read_steps(page.read_text("utf-8"))]
_VARIABLE = re.compile(r"\b(?:VERBALE_[A-Z_]+[A-Z]|DATABASE_URL)\b")
_LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_PASSPHRASE = "for this trial only"

Ask = Callable[..., Any]


def read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def rows(name: str) -> list[list[str]]:
    """The rows of every table of a page, cell by cell."""
    lines = [line for line in read(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def first_codes(name: str) -> set[str]:
    """What stands as code in the first cells of a page's tables."""
    return {each for cells in rows(name) for each in re.findall(r"`([^`]+)`", cells[0])}


# --- What is shown is what happens -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.needs("jq", "openssl")
@pytest.mark.parametrize("page", SHOWING, ids=lambda page: page.relative_to(DOCS).with_suffix("").as_posix())
def test_a_page_shows_what_its_commands_say(page: Path) -> None:
    assert check_page(page) > 0


def test_the_tutorial_and_the_guides_show_commands() -> None:
    assert {page.relative_to(DOCS).as_posix() for page in SHOWING} >= {
        "tutorial.md",
        "tutorial-talks.md",
        *(f"howto/{name}.md" for name in ("accredit", "backups", "by-hand", "keys", "officers", "permissions")),
        *(f"howto/{name}.md" for name in ("import-text", "compare", "open-talks", "spreadsheet", "tracked-changes")),
        *(f"howto/{name}.md" for name in ("packages", "conclude", "table", "differences", "stock-tools")),
    }


def test_the_story_for_ones_own_code_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", read("howto/trials.md"), re.MULTILINE | re.DOTALL)
    story = tmp_path / "story.py"
    story.write_text("\n".join(blocks))
    assert len(blocks) > 3
    subprocess.run([sys.executable, story], check=True)


# --- Commands --------------------------------------------------------------------------------------------------------


def test_the_reference_of_commands_is_what_the_commands_say() -> None:
    assert PAGE.read_text("utf-8") == write_page(), "python -m tools.reference"


def test_every_verb_that_answers_has_its_answer_described() -> None:
    described = {name for name in read_answers() if not name.rpartition(" ")[2].isupper()}
    assert set(answering()) - {"serve"} == described


def test_the_documents_name_no_verb_that_is_not_there() -> None:
    known = {name for name, _ in verbs()}
    nouns = {name.split()[0] for name in known if " " in name}
    named = {
        (page.name, *found)
        for page in PAGES
        for found in re.findall(r"\bverbale (?:--home \S+ )?([a-z]+)\b(?: ([a-z][a-z-]+)\b)?", _code_of(page))
    }
    wrong = [
        (page, first, second)
        for page, first, second in sorted(named)
        if first not in known or (first in nouns and second and f"{first} {second}" not in known)
    ]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_answers_have_the_members_that_are_described(tmp_path: Path) -> None:
    described = read_answers()
    seen: dict[str, set[str]] = {}
    for name, document in tell(asking(tmp_path), tmp_path):
        seen.setdefault(name, set()).update(paths(document))
    # The demo is a test of its own, and a fork takes a counterpart with two faces (tests/cli/test_registers.py).
    assert set(described) - {"demo", "register fork"} == set(seen)
    for name, found in seen.items():
        wanted = members(described, name)
        known = {each.rstrip("?") for each in wanted}
        more = {
            each for each in found - known if not (each.endswith("[]") and any(one.startswith(each) for one in known))
        }
        assert more == set(), f"{name} answers more than is described"
        always = {each for each in wanted if not each.endswith("?")}
        assert always - found == set(), f"{name} answers less than is described"


def members(described: Mapping[str, Mapping[str, str]], name: str) -> set[str]:
    """The members that are described, with those that another verb has too."""
    found: set[str] = set()
    for path, meaning in described[name].items():
        if path != "*":
            found.add(path)
            continue
        other = re.search(r"`([a-z -]+)`", meaning)
        assert other is not None
        as_row = " row " in meaning
        found |= {each.removeprefix("[].") if as_row else each for each in members(described, other[1])}
    return found


_BY = {"thresholds": "ACT"} | dict.fromkeys(("stages", "positions", "awaited", "history", "answers"), "CODE")


def paths(value: Any, start: str = "") -> Iterator[str]:
    """Where the values of a document stand; what is under a party's code or an act stands under `CODE` or `ACT`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            place = _BY.get(start.rpartition(".")[2]) or str(key)
            yield from paths(inner, f"{start}.{place}" if start else place)
    elif isinstance(value, list):
        plain = [each for each in value if not isinstance(each, dict)]
        if plain or not value:
            yield f"{start}[]"
        for each in value:
            if isinstance(each, dict):
                yield from paths(each, f"{start}[]")
    else:
        yield start


def asking(folder: Path) -> Ask:
    """Runs a command in a home of a folder and gives its document."""
    kept = {name: value for name, value in os.environ.items() if not _VARIABLE.match(name)}
    environment = kept | {
        "VERBALE_PASSPHRASE": _PASSPHRASE,
        "VERBALE_OFFICER_PASSPHRASE": _PASSPHRASE,
        "VERBALE_NEW_OFFICER_PASSPHRASE": _PASSPHRASE,
        "VERBALE_WORK_FACTOR": "4",
        "VERBALE_DIAL": "loopback",
    }

    def ask(home: str, *words: str, exits: int = 0) -> Any:
        line = [sys.executable, "-m", "verbale", "--home", home, "--json", *words]
        ended = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == exits, ended.stderr
        return json.loads(ended.stdout)

    return ask


def tell(ask: Ask, folder: Path) -> Iterator[tuple[str, Any]]:
    """A story in which every verb is asked once, so that every member has a value somewhere."""
    made = [ask("ald", "init", "--name", "Aldmark", "--code", "MFA-AL", "--address", "http://127.0.0.1:9")]
    made.append(ask("bre", "init", "--name", "Brenna", "--code", "MFA-BR"))
    yield "init", made[0]
    for home, other in (("ald", made[1]), ("bre", made[0])):
        yield "meet", ask(home, "meet", other["credence_file"], "--words", " ".join(other["words"]))
    yield from tell_of_letters(ask)
    yield from tell_of_texts(ask, folder)
    yield from tell_of_parties(ask)
    yield from tell_of_care(ask)
    yield from tell_of_officers(ask)


def tell_of_letters(ask: Ask) -> Iterator[tuple[str, Any]]:
    note = ["--to", "MFA-BR", "--class", "note-verbale", "--subject", "S", "--body", "ald/MFA-AL.credence"]
    draft = ask("ald", "letter", "new", *note, "--attach", "ald/MFA-AL.credence")
    yield "letter new", draft
    yield "letter drafts", ask("ald", "letter", "drafts")
    yield "letter drafts DRAFT", ask("ald", "letter", "drafts", draft["draft"])
    yield "letter clear", ask("ald", "letter", "clear", draft["draft"])
    letter = ask("ald", "letter", "send", draft["draft"])
    yield "letter send", letter
    other = ask("ald", "letter", "send", *note)
    yield "letter discard", ask("ald", "letter", "discard", ask("ald", "letter", "new", *note)["draft"])
    yield "pouch pack", ask("ald", "pouch", "pack", "--for", "MFA-BR", "-o", "one.pouch")
    yield "pouch open", ask("bre", "pouch", "open", "one.pouch", "-o", "back.pouch")
    yield "pouch open", ask("ald", "pouch", "open", "back.pouch")
    yield "letter acknowledge", ask("bre", "letter", "acknowledge", letter["id"])
    yield "letter refuse", ask("bre", "letter", "refuse", other["id"], "--reason", "Not ours.")
    yield "letter list", ask("bre", "letter", "list")
    yield "letter show", ask("bre", "letter", "show", letter["id"], "--attachments", "saved")
    yield "letter show", ask("bre", "letter", "show", other["id"])
    yield "register show", ask("bre", "register", "show")
    yield "register verify", ask("bre", "register", "verify")
    receipt = ask("ald", "letter", "show", letter["id"])["evidence"][0]["digest"]
    yield "register proof", ask("ald", "register", "proof", receipt, "-o", "receipt.proof")
    yield "verify", ask("ald", "verify", "receipt.proof")
    yield "verify", cosigned(ask, letter["id"])
    yield "watch", ask("ald", "watch", "--since", "0", "--events", "1")
    yield "despatch", ask("bre", "despatch", "--once")


def cosigned(ask: Ask, letter: str) -> Any:
    """The proof of a letter under a head that the other side cosigned, which it did with its last answer."""
    ask("bre", "pouch", "pack", "--for", "MFA-AL", "-o", "two.pouch")
    ask("ald", "pouch", "open", "two.pouch", "-o", "three.pouch")
    ask("ald", "register", "proof", letter, "-o", "letter.proof")
    return ask("ald", "verify", "letter.proof")


def tell_of_texts(ask: Ask, folder: Path) -> Iterator[tuple[str, Any]]:
    draft = "# Draft\n\n1. One [a][b] is here.\n\n2. Two is there.\n\n3. Three is long enough [to be found.\n"
    (folder / "draft.md").write_text(draft)
    (folder / "other.md").write_text(draft.replace("long enough", "short enough"))
    (folder / "version.md").write_text("# Projet\n\n1. Un.\n\n3. Trois.\n")
    texts = [ask("ald", "text", "import", name) for name in ("draft.md", "other.md")]
    old, new = (each["text"] for each in texts)
    yield "text import", texts[0]
    yield "text list", ask("ald", "text", "list")
    yield "text show", ask("ald", "text", "show", old)
    yield "text diff", ask("ald", "text", "diff", old, new)
    yield "text match", ask("ald", "text", "match", old, new, "-o", "matches.json")
    yield "text export", ask("ald", "text", "export", old, "-o", "copy.md")
    opened = ask("ald", "talks", "open", "--text", old, "--with", "MFA-BR", "--title", "Talks")
    yield "talks open", opened
    yield "letter show", ask("ald", "letter", "show", opened["letter"])
    yield from tell_of_talks(ask, opened["dossier"], new)


def tell_of_talks(ask: Ask, dossier: str, new: str) -> Iterator[tuple[str, Any]]:
    def say(verb: str, *words: str, home: str = "ald") -> tuple[str, Any]:
        return f"talks {verb}", ask(home, "talks", verb, dossier, *words)

    yield "talks propose FILE", ask("ald", "talks", "propose", dossier, "other.md", "--dry-run")
    proposed = say("propose", "other.md", "--reason", "So instructed")
    offered = say("package", "all", "1", "2", "--title", "A")
    yield from (
        proposed,
        offered,
        say("respond", "1", "reject"),
        say("remark", "comment", "--text", "C", "--point", "1"),
    )
    carry(ask)
    yield say("sponsor", proposed[1]["letter"], home="bre")
    yield say("answer", offered[1]["letter"], "accept", home="bre")
    yield from (say("close", "2"), say("reopen", "2"), say("initial"), say("adopt"))
    asked = ("--text", new, "--matches", "matches.json")
    yield "talks revise TEXT", ask("ald", "talks", "revise", dossier, *asked, "--dry-run")
    yield say("revise", *asked)
    version = ("version.md", "--language", "fr", "--courtesy")
    yield "talks translate FILE", ask("ald", "talks", "translate", dossier, *version, "--dry-run")
    yield say("translate", *version)
    yield "talks languages POINT", ask("ald", "talks", "languages", dossier, "1")
    yield "talks list", ask("ald", "talks", "list")
    yield from (say(verb) for verb in ("table", "brackets", "languages", "concordance", "packages", "remarks"))
    yield say("point", "3")
    yield from (say("sheet", "-o", "sheet.csv"), say("export", "-o", "table.csv"), say("leave"))
    yield say("table")


def carry(ask: Ask) -> None:
    """Carries what is due to the other side."""
    ask("ald", "pouch", "pack", "--for", "MFA-BR", "-o", "talks.pouch")
    ask("bre", "pouch", "open", "talks.pouch")


def tell_of_parties(ask: Ask) -> Iterator[tuple[str, Any]]:
    yield "parties permit", ask("ald", "parties", "permit", "MFA-BR", "--classes", "circular", "--most", "1MiB")
    yield "parties", ask("ald", "parties")
    yield "parties list", ask("ald", "parties", "list")
    yield "parties suspend", ask("ald", "parties", "suspend", "MFA-BR")
    yield "parties restore", ask("ald", "parties", "restore", "MFA-BR")
    yield "credence show", ask("ald", "credence", "show", "MFA-BR")
    yield "credence export", ask("ald", "credence", "export", "again.credence")
    yield "credence address", ask("ald", "credence", "address", "http://127.0.0.1:9")
    yield "credence rotate-transport", ask("ald", "credence", "rotate-transport")
    yield "credence pin", ask("ald", "credence", "pin", "00" * 32)


def tell_of_care(ask: Ask) -> Iterator[tuple[str, Any]]:
    yield "key export", ask("ald", "key", "export", "transport")
    yield "upgrade", ask("ald", "upgrade")
    yield "completion", ask("ald", "completion", "bash")
    yield "doctor", ask("ald", "doctor", "--quick")
    yield "backup", ask("ald", "backup", "ald.backup")
    yield "restore", ask("new", "restore", "ald.backup")
    yield "status", ask("new", "status")
    yield "alarms", ask("new", "alarms")
    yield "alarms list", ask("new", "alarms", "list")
    yield "recover", ask("new", "recover", "--yes")
    yield "alarms put-away", ask("new", "alarms", "put-away", "restored")
    ask("new", "pouch", "pack", "--for", "MFA-BR", "-o", "recovered.pouch")
    ask("bre", "pouch", "open", "recovered.pouch")
    yield "parties confirm", ask("bre", "parties", "confirm", "MFA-AL")


def tell_of_officers(ask: Ask) -> Iterator[tuple[str, Any]]:
    yield "credence renew", ask("ald", "credence", "renew")
    yield "officer add", ask("ald", "officer", "add", "Ada Lindqvist", "--roles", "duty")
    yield "officer roles", ask("ald", "officer", "roles", "Ada Lindqvist", "drafter")
    yield "officer", ask("ald", "officer")
    yield "officer list", ask("ald", "officer", "list")
    yield "credence revoke", ask("ald", "credence", "revoke", "Ada Lindqvist")
    yield "officer remove", ask("ald", "officer", "remove", "Ada Lindqvist")
    yield "credence show", ask("ald", "credence", "show")


def _code_of(page: Path) -> str:
    """What stands as code on a page, line by line."""
    text = page.read_text("utf-8")
    inline = re.findall(r"`([^`\n]+)`", _FENCED.sub("", text))
    return "\n".join([*_FENCED.findall(text), *inline])


# --- What is named is there, and the other way round -----------------------------------------------------------------


def test_every_setting_is_described_and_every_described_setting_is_read() -> None:
    read_in_code = {
        found for file in (ROOT / "src").rglob("*.py") for found in _VARIABLE.findall(file.read_text("utf-8"))
    }
    assert {each for each in first_codes("reference/settings.md") if _VARIABLE.fullmatch(each)} == read_in_code


def test_every_stage_is_described_with_its_names_in_the_standards() -> None:
    described = {cells[0].strip("`"): cells for cells in rows("reference/stages.md")}
    assert {stage.value for stage in Stage} | {"signed"} == described.keys() - {"stage"}
    for stage, event in EVENTS.items():
        assert described[stage.value][3:] == [event.en319522, event.iso13888 or "–"]
    explained = {cells[0] for cells in rows("explanation/receipts.md")}
    assert {stage.value for stage in Stage} <= explained


def test_every_word_of_the_table_and_of_its_files_is_described() -> None:
    tables = sections("reference/talks.md")
    statuses = {cut.OPEN, cut.AGREED, cut.AD_REFERENDUM, cut.CLOSED, cut.DELETED, cut.PROPOSED, *GONE}
    assert {row[0].strip("`") for row in tables["Status of a point"]} == statuses
    taken = {row[0].strip("`") for row in tables["Positions"] if len(row) == 4}
    assert taken == {*POSITIONS, "package", "contradictory"}
    assert [tuple(row[:2]) for row in tables["A sheet of positions"]] == [
        (f"`{column.name}`", column.heading) for column in COLUMNS
    ]
    by_hand = [row[0] for row in tables["A sheet of positions"] if row[2].startswith("the department")]
    assert by_hand == [f"`{column.name}`" for column in COLUMNS if column.filled]
    for verb, needs, may in tables["A list of proposals"]:
        has = VERBS[verb.strip("`")].replace("basis", "").split()
        assert set(re.findall(r"`(\w+)`", needs)) == {each for each in has if each[0] != "("}
        assert set(re.findall(r"`(\w+)`", may)) == {each.strip("()") for each in has if each[0] == "("}
    assert {row[0].strip("`") for row in tables["A list of proposals"]} == VERBS.keys()
    assert {row[0].strip("`") for row in tables["Packages"]} == set(FORMS)


def sections(name: str) -> dict[str, list[list[str]]]:
    """The rows of the tables of a page, without their heads, by the heading above them."""
    found: dict[str, list[list[str]]] = {}
    for section in re.split(r"^## ", read(name), flags=re.MULTILINE)[1:]:
        lines = [line for line in section.splitlines() if line.startswith("| ")]
        cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
        found[section.splitlines()[0]] = [row for row in cells if row[0].startswith("`") and row[0] != "`on`"]
    return found


def test_every_verb_of_make_is_described() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert first_codes("reference/make.md") == {f"make {target}" for target in targets}


def test_every_status_of_the_endpoint_is_described() -> None:
    described = {int(each) for cells in rows("reference/endpoint.md") for each in re.findall(r"\b\d{3}\b", cells[0])}
    assert described | {404} == STATUS.keys() | {202}


def test_the_table_of_roles_says_what_each_may_do() -> None:
    table = {cells[0]: [cell == "yes" for cell in cells[1:]] for cells in rows("howto/officers.md")}
    acts = ({Act.LIST}, {Act.READ}, {Act.ACKNOWLEDGE}, {Act.REFUSE, Act.ACCREDIT}, {Act.ADMINISTER})
    for role in Role:
        row = next(cells for names, cells in table.items() if f"`{role.value}`" in names)
        assert row == [each <= ALLOWED[role] for each in acts]


def test_every_code_that_a_guide_explains_is_one_that_is_raised() -> None:
    families = {family.family for family in (Malformed, Untrusted, Refused, Unavailable)}
    known = families | set(re.findall(r"`([a-z-]+)`", read("spec/refusals.md")))
    headings = re.findall(r"^## (?:.*: )?(.*-.*)$", read("howto/alarms.md"), re.MULTILINE)
    alarms = {code for heading in headings for code in heading.split(", ")}
    assert len(alarms) > 5, "the headings name alarms"
    assert alarms | first_codes("howto/refused.md") | first_codes("howto/accredit.md") <= known


@pytest.mark.slow
def test_every_file_of_a_home_is_described(tmp_path: Path) -> None:
    ask = asking(tmp_path)
    ask("ald", "init", "--name", "Aldmark", "--code", "MFA-AL")
    ask("ald", "letter", "list")
    ask("ald", "backup", "ald.backup")
    ask("ald", "register", "proof", ask("ald", "register", "show")[0]["id"], "-o", "credence.proof")
    described = {each.rstrip("/").split("/")[0].replace("CODE", "MFA-AL") for each in first_codes("reference/files.md")}
    found = {path.name for path in (tmp_path / "ald").iterdir()}
    assert {name for name in found if not name.endswith(("-wal", "-shm"))} <= described


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    text = _FENCED.sub("", page.read_text("utf-8"))
    targets = [target for target, _ in _LINK.findall(text) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []
