"""A sheet of vectors: one JSON file of `tests/vectors`.

    {"format": …, "about": …, "shared": {NAME: VALUE}, "vectors": [{"name", "operation", "input", "outcome", "expect"}]}

In an input, `{"ref": NAME}` stands for the shared value of that name, `{"repeat": TEXT, "times": N}` for the text N
times, `{"concat": [VALUE, …]}` for texts joined. `outcome` is `accepted` or `family:code`; `expect` is there for
accepted vectors that give something.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.vectors.operations import OPERATIONS
from verbale.formats.errors import VerbaleError

ACCEPTED = "accepted"


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One file of vectors.

    Attributes:
        format: its name, and that of the file.
        about: one sentence.
        shared: values that several vectors use.
        vectors: the vectors.
    """

    format: str
    about: str
    shared: dict[str, Any] = field(default_factory=dict)
    vectors: list[dict[str, Any]] = field(default_factory=list)

    def share(self, name: str, value: object) -> dict[str, str]:
        """Keeps a value once and gives the reference to it."""
        self.shared[name] = value
        return {"ref": name}

    def accept(self, name: str, operation: str, **values: object) -> None:
        """Adds a vector that every reader takes; what it gives is noted."""
        self._add(name, operation, ACCEPTED, values)

    def refuse(self, refusal: str, name: str, operation: str, **values: object) -> None:
        """Adds a vector that every reader refuses with this family and code."""
        self._add(name, operation, refusal, values)

    def _add(self, name: str, operation: str, outcome: str, values: dict[str, Any]) -> None:
        found, given = run(self.shared, operation, values)
        if found != outcome:
            raise AssertionError(f"{self.format}: {name}: {found}, not {outcome}")
        if any(each["name"] == name for each in self.vectors):
            raise AssertionError(f"{self.format}: two vectors are called {name}")
        vector = {"name": name, "operation": operation, "input": values, "outcome": outcome}
        self.vectors.append(vector | ({"expect": given} if given else {}))

    def text(self) -> str:
        """The file."""
        document = {"format": self.format, "about": self.about, "shared": self.shared, "vectors": self.vectors}
        return (
            json.dumps({name: value for name, value in document.items() if value}, indent=1, ensure_ascii=True) + "\n"
        )


def run(shared: dict[str, Any], operation: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Runs a vector; gives its outcome and, if it was accepted, what it gave."""
    try:
        return ACCEPTED, OPERATIONS[operation](**resolve(shared, values)) or {}
    except VerbaleError as refusal:
        return f"{refusal.family}:{refusal.code}", {}


def resolve(shared: dict[str, Any], value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A value with what stands for another value replaced."""
    if isinstance(value, dict):
        if value.keys() == {"ref"}:
            return shared[value["ref"]]
        if value.keys() == {"repeat", "times"}:
            return value["repeat"] * value["times"]
        if value.keys() == {"concat"}:
            return "".join(resolve(shared, each) for each in value["concat"])
        return {name: resolve(shared, each) for name, each in value.items()}
    if isinstance(value, list):
        return [resolve(shared, each) for each in value]
    return value


def read_sheet(file: Path) -> dict[str, Any]:
    """A sheet as it is published."""
    sheet: dict[str, Any] = json.loads(file.read_text())
    return sheet
