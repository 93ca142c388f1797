"""The repository names no package index: a lock or a document with an address in it breaks behind every mirror."""

import re
import tomllib
from pathlib import Path

import pytest

from tools.system import ROOT

INDEX = re.compile(
    r"\b(?:[\w-]+\.)*(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|artifactory|nexus)\b"
    r"|(?:--|\b)(?:extra-)?(?:index|registry)(?:-url)?\s*[= ]\s*[\"']?https?://|\"resolved\":",
    re.IGNORECASE,
)
DIRECT_DEPENDENCIES = 17


def files_that_name_no_index() -> list[Path]:
    """Locks, settings of package tools, documents and CI."""
    found = {path for pattern in ("*.md", "*.toml", "*.txt", "*.in") for path in ROOT.glob(pattern)}
    for folder in ("docs", "requirements", "changelog.d", ".ci", ".github"):
        found |= {path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".png"}
    found |= {path for path in (ROOT / "tests" / "npm").glob("*") if path.is_file()}
    found |= {path for path in (ROOT / ".npmrc", ROOT / "Makefile", ROOT / "Containerfile") if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts)


@pytest.mark.parametrize("path", files_that_name_no_index(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_lock_setting_or_document_names_an_index(path: Path) -> None:
    assert INDEX.search(path.read_text(errors="replace")) is None


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://mirror.example/simple",
        "registry=https://mirror.example/npm/",
        '"resolved": "https://mirror.example/x.tgz"',
        "files.pythonhosted.org/packages/x",
        "see https://pypi.org/project/verbale",
    ],
)
def test_an_index_that_is_named_is_found(text: str) -> None:
    assert INDEX.search(text)


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_a_hash(lock: Path) -> None:
    entries = re.sub(r"\\\n\s+", "", lock.read_text())
    lines = [line for line in entries.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_the_product_needs_seventeen_packages_at_most() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert len(project["dependencies"]) <= DIRECT_DEPENDENCIES


def test_the_vectors_are_those_of_the_locked_cryptography() -> None:
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    versions = dict(re.findall(r"^(cryptography|cryptography-vectors)==(\S+)", lock, re.MULTILINE))
    assert versions["cryptography"] == versions["cryptography-vectors"]
