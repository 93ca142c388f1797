"""Every system call of a placing that can fail, made to fail, one after the other, until a run passes untouched.

A process of its own stages a large content, names it, and commits a transaction that refers to it, under strace, which
answers the n-th call with an error. Whatever it was: the process says so in one code, what it said is kept is kept
whole, and running it again leaves one effect (laws 2 and 3).
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.samples import people
from verbale.chancery.contents import FileContents
from verbale.chancery.home import Home, create_home
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore

PEER = people().parties[0].id
LETTER = samples.digest("letter", "a")
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from verbale.chancery.contents import FileContents
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Scope
from verbale.exchange.records import Copy, CopyState, Direction
from verbale.formats.errors import Unavailable

home, peer, letter = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), bytes.fromhex(sys.argv[3])
now = datetime(2026, 11, 24, tzinfo=UTC)
try:
    store = SqlStore(SqliteEngine(home / "chancery.sqlite3"))
    contents = FileContents(home / "contents", find_small=store.find_content)
    with store.read() as view:
        known = view.copies(peer, letter, incoming=True)
    if not known:
        with contents.stage() as sink:
            sink.write(bytes(100_000))
            staged = sink.seal()
            contents.adopt(staged)
        copy = Copy(
            peer=peer, direction=Direction.IN, letter=letter, sealed=staged.digest, length=staged.length,
            letter_class="circular", attachments=(), state=CopyState.PLACED, at=now,
        )
        with store.begin() as tx:
            tx.lock((Scope.PAIR, peer), (Scope.SERIES, b""))
            tx.next_number("", 2026)
            tx.put_copy(copy)
            tx.put_content(staged)
            tx.enter("letter", letter, bytes(32), now)
    print("kept")
    store.close()
except Unavailable as refusal:
    print(refusal.code)
"""


@dataclass(frozen=True)
class Answer:
    """How a run ended.

    Attributes:
        word: what the process said.
        touched: whether a call was made to fail.
    """

    word: str
    touched: bool


def run(home: Home, trace: Path, *inject: str) -> Answer:
    """Runs the program, under strace if a call shall fail."""
    strace = ("strace", "-f", "-qq", "-o", str(trace), *inject) if inject else ()
    ended = subprocess.run(
        (*strace, sys.executable, "-c", PROGRAM, str(home.folder), PEER.hex(), LETTER.hex()),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return Answer(word=ended.stdout.strip(), touched=bool(inject) and "(INJECTED)" in trace.read_text())


def kept(home: Home) -> int:
    """How often it is kept: not at all or once, and then whole, with its content."""
    store = SqlStore(SqliteEngine(home.database))
    contents = FileContents(home.contents, find_small=store.find_content)
    with store.read() as view:
        copies, entries = view.copies(PEER, LETTER, incoming=True), view.unsequenced()
        numbers = view.sql.rows("SELECT number FROM letters_series")
    store.close()
    assert entries == len(copies)
    assert numbers == [(1,)] * len(copies)
    for copy in copies:
        contents.verify(copy.sealed)
    return len(copies)


@pytest.mark.slow
@pytest.mark.needs("strace")
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("calls", "error"),
    [
        ("fdatasync,fsync", "EIO"),
        ("pwrite64", "EIO"),
        ("pwrite64", "ENOSPC"),
        ("rename,mkdir", "EIO"),
        ("ftruncate,unlink", "EIO"),
    ],
)
def test_p10_whichever_call_fails_what_is_kept_is_whole_and_once(
    sqlite_template: Path, tmp_path: Path, calls: str, error: str
) -> None:
    words = set()
    # A commit writes dozens of pages; a quick search lets every fourth of them fail.
    stride = 4 if calls == "pwrite64" and os.environ.get("VERBALE_SEARCH", "quick") == "quick" else 1
    for turn in count(1, stride):
        home = create_home(tmp_path / str(turn))
        shutil.copy(sqlite_template, home.database)
        answer = run(
            home, tmp_path / "trace", "-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={turn}"
        )
        words.add(answer.word)
        before = kept(home)
        if answer.word == "kept":
            assert before == 1
        assert run(home, tmp_path / "trace").word == "kept"
        assert kept(home) == 1
        if not answer.touched:
            break
    assert turn > 1
    assert words <= {"kept", "disk-full", "contents-failed", "store-failed"}
