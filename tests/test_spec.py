"""The specification keeps pace with the code: every limit and every code is told, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.system import ROOT
from verbale.exchange import holding, witness
from verbale.formats import limits

SOURCE = ROOT / "src" / "verbale"
SPEC = ROOT / "docs" / "spec"
FAMILIES = {
    "Malformed": "malformed",
    "Untrusted": "untrusted",
    "Refused": "refused",
    "Unavailable": "unavailable",
    "Later": "unavailable",
}
# Where a code comes from elsewhere than its place: what comes, by family, and the words stand in the source.
INDIRECT: dict[str, set[tuple[str, str]]] = {
    "formats/canonical.py": {("malformed", "json-value")},
    "chancery/files.py": {("unavailable", "contents-failed"), ("unavailable", "file-failed")},
    "chancery/care/postgres.py": {("unavailable", "pg-dump"), ("unavailable", "pg-restore")},
    "chancery/word/paper.py": {
        ("refused", f"docx-{each}") for each in ("picture", "note", "hidden-text", "symbol", "chunk", "formula")
    },
    "cli/intake.py": {
        ("malformed", each) for each in ("docx-size", "body-size", "credence-size", "words-count", "proof-size")
    },
    "cli/main.py": {("malformed", "usage")},
    "chancery/despatch/carrier.py": set(),  # the code that the other side gave
    "chancery/delivery/endpoint.py": {("unavailable", "pouch-cut")},
}
ROW = re.compile(r"\| `([a-z0-9-]+)` \| (malformed|untrusted|refused|unavailable) \|")


def source_files() -> list[Path]:
    """The code that people run; the trials give the same codes."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if path.relative_to(SOURCE).parts[0] != "testing"]


def constants() -> dict[str, set[str]]:
    """What names of modules stand for, where they stand for a text."""
    found: dict[str, set[str]] = {}
    for path in source_files():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                        found.setdefault(target.id, set()).add(node.value.value)
    return found


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def texts(node: ast.expr, known: dict[str, set[str]]) -> set[str] | None:
    """The texts that an expression can be; nothing if that cannot be told."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Name) and len(known.get(node.id, ())) == 1:
        return known[node.id]
    if isinstance(node, ast.IfExp):
        one, other = texts(node.body, known), texts(node.orelse, known)
        return one | other if one and other else None
    return None


def raised() -> tuple[set[tuple[str, str]], set[str]]:
    """Every (family, code) that is raised, and the files where one cannot be told."""
    known = constants()
    codes: set[tuple[str, str]] = set()
    indirect: set[str] = set()
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text())):
            for family, argument in refusals(node):
                found = texts(argument, known)
                if found is None:
                    indirect.add(path.relative_to(SOURCE).as_posix())
                else:
                    codes |= {(family, code) for code in found}
    return codes, indirect


def refusals(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The family and the code, as they stand in a call that makes a refusal."""
    name = called(node)
    assert not name or isinstance(node, ast.Call)
    if name in FAMILIES and isinstance(node, ast.Call) and node.args:
        yield FAMILIES[name], node.args[0]
    elif name == "Turned" and isinstance(node, ast.Call) and len(node.args) >= 3:
        family = node.args[2]
        if isinstance(family, ast.Constant):
            yield str(family.value), node.args[1]


def alarms() -> set[str]:
    """The codes of alarms that are raised, as far as they stand at their place."""
    known = constants()
    found: set[str] = set()
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if called(node) == "Alarm" and isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        found |= texts(keyword.value, known) or set()
    return found | {holding.BEHIND_MARK, holding.BEHIND_PARTY, holding.RESTORED, witness.FORK}


def rows(page: str) -> list[tuple[str, str]]:
    found = [ROW.match(line) for line in (SPEC / page).read_text().splitlines()]
    return [(match[2], match[1]) for match in found if match]


def test_every_code_is_told_with_its_family_and_none_that_there_is_not() -> None:
    codes, _ = raised()
    codes = codes.union(*INDIRECT.values())
    told = rows("refusals.md")
    assert sorted(codes - set(told)) == [], "raised and not told in docs/spec/refusals.md"
    assert sorted(set(told) - codes) == [], "told in docs/spec/refusals.md and not raised"


def test_no_code_is_told_twice_for_one_family_within_a_house() -> None:
    page = (SPEC / "refusals.md").read_text().split("## Said by the endpoint", maxsplit=1)
    told = [match.groups() for line in page[0].splitlines() if (match := ROW.match(line))]
    assert len(told) == len(set(told))


def test_what_comes_from_elsewhere_is_named_and_stands_in_the_source() -> None:
    _, indirect = raised()
    assert indirect <= INDIRECT.keys()
    source = "\n".join(path.read_text() for path in source_files())
    for codes in INDIRECT.values():
        assert all(f'"{code}"' in source for _, code in codes)


def test_every_alarm_is_told() -> None:
    page = (SPEC / "refusals.md").read_text().split("## Alarms", maxsplit=1)[1]
    told = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert alarms() <= told


def test_a_code_is_lower_case_words_joined_by_hyphens() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code) for _, code in rows("refusals.md"))


def test_every_limit_is_told_as_it_is() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", (SPEC / "limits.md").read_text(), re.MULTILINE)
    units = {"KIB", "MIB", "GIB"}
    there = {name: value for name, value in vars(limits).items() if name.isupper() and name not in units}
    assert {name: int(value) for name, value in table} == there
    assert len(table) == len(there)
