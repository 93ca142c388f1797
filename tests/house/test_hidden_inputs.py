"""The lower three floors get time, entropy, storage and carriage handed in, so that any schedule can be replayed.

ruff bans the calls by name (TID251); this looks at what a ban on names does not see: modules imported whole, methods
such as `datetime.now` under another name, files opened, and anything that reaches a network or an environment.
"""

import ast
from pathlib import Path

import pytest

from tests.house.test_lengths import python_files
from tools.system import ROOT

CORE = ("src/verbale/formats", "src/verbale/practice", "src/verbale/exchange")
MODULES = {
    "asyncio", "django", "getpass", "glob", "http", "httpx", "logging", "multiprocessing", "os", "pathlib", "platform",
    "random", "secrets", "select", "shutil", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading",
    "time", "urllib", "uuid",
}  # fmt: skip
# Pure pieces of the above.
ALLOWED = {"urllib.parse", "pathlib.PurePosixPath"}
CALLS = {"input", "open", "print"}
METHODS = {"now", "utcnow", "today", "urandom", "getenv", "generate"}


def hidden_inputs(source: str) -> list[str]:
    """What a source takes that was not handed to it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names if is_hidden(name.name)]
            case ast.ImportFrom(module=str(module), names=names):
                found += [f"{module}.{name.name}" for name in names if is_hidden(module, name.name)]
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                found.append(f"{name}()")
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in METHODS and is_class(owner):
                found.append(f"{ast.unparse(owner)}.{name}()")
    return found


def is_hidden(module: str, name: str = "") -> bool:
    """Whether a module, or one name out of it, brings an input of its own."""
    if {module, f"{module}.{name}"} & ALLOWED:
        return False
    return module.partition(".")[0] in MODULES


def is_class(owner: ast.expr) -> bool:
    """Whether an expression names a class, by the look of its last word: a clock that was handed in does not."""
    last = ast.unparse(owner).rpartition(".")[2]
    return last[:1].isupper() or last in {"datetime", "date"}


@pytest.mark.parametrize("path", python_files(*CORE), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_lower_floors_have_no_hidden_inputs(path: Path) -> None:
    assert hidden_inputs(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "import os.path",
        "from django.db import models",
        "def inside():\n    from secrets import token_bytes",
        "from datetime import datetime as D\nD.now()",
        "import datetime\ndatetime.datetime.now()",
        "Ed25519PrivateKey.generate()",
        "open('x')",
    ],
)
def test_a_hidden_input_is_found(source: str) -> None:
    assert len(hidden_inputs(source)) == 1


@pytest.mark.parametrize(
    "source", ["from urllib.parse import quote", "def f(now): ...", "import hashlib", "clock.now()"]
)
def test_what_is_pure_or_handed_in_is_no_hidden_input(source: str) -> None:
    assert hidden_inputs(source) == []
