"""A file is one noun, and a function can be seen whole: the hard limits, which no linter of ours counts."""

import ast
from pathlib import Path

import pytest

from tools.system import ROOT

FILE_LINES = 500
FUNCTION_LINES = 60
FOLDERS = ("src", "tests", "tools", "benchmarks", "docs")


def python_files(*folders: str) -> list[Path]:
    """The project's Python files; a migration is written by a machine."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in sorted(found) if not {"migrations", "node_modules"} & set(path.parts)]


def long_functions(source: str, limit: int) -> list[str]:
    """The functions of a source that are longer than the limit, docstring and decorators included."""
    return [
        f"{node.name} has {length} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > limit
    ]


@pytest.mark.parametrize("path", python_files(*FOLDERS), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_and_no_function_is_too_long(path: Path) -> None:
    source = path.read_text()
    lines = source.count("\n")
    assert lines <= FILE_LINES, f"{lines} lines"
    assert long_functions(source, FUNCTION_LINES) == []


def test_a_function_over_the_limit_is_found() -> None:
    source = "class Room:\n    async def talk(self):\n" + "        ...\n" * 3
    assert long_functions(source, 3) == ["talk has 4 lines"]
    assert long_functions(source, 4) == []
