"""Sealed contents, small and large: in memory and in files."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.databases import lent
from verbale.chancery.contents import FileContents
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Contents, Staged, Store
from verbale.formats.errors import Refused, Unavailable
from verbale.testing.contents import MemoryContents
from verbale.testing.store import MemoryStore

SMALL = b"small" * 10
LARGE = bytes(range(256)) * 10_000
LIMIT = 64


@dataclass(frozen=True)
class Keeping:
    """A store and its contents."""

    store: Store
    contents: Contents

    def stage(self, *blocks: bytes, adopt: bool = True) -> Staged:
        """Stages a content, and adopts it."""
        with self.contents.stage() as sink:
            for block in blocks:
                sink.write(block)
            staged = sink.seal()
            if adopt:
                self.contents.adopt(staged)
        return staged

    def keep(self, *blocks: bytes) -> Staged:
        """Keeps a content, as a letter's is."""
        staged = self.stage(*blocks)
        with self.store.begin() as tx:
            tx.put_content(staged)
        return staged

    def read(self, digest: bytes) -> bytes:
        """A whole content."""
        return b"".join(self.contents.open(digest))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def keeping(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeping]:
    """A store with contents of two sizes."""
    if request.param == "memory":
        memory = MemoryStore()
        yield Keeping(memory, MemoryContents(memory, small=LIMIT))
        return
    with lent(request, request.param) as engine:
        store = SqlStore(engine)
        yield Keeping(store, FileContents(tmp_path / "contents", find_small=store.find_content, small=LIMIT))


@pytest.mark.parametrize("data", [b"", b"x", SMALL, bytes(LIMIT), bytes(LIMIT + 1), LARGE])
def test_what_is_kept_comes_back_under_its_digest(keeping: Keeping, data: bytes) -> None:
    staged = keeping.keep(data)
    assert (staged.digest, staged.length) == (hashlib.sha256(data).digest(), len(data))
    assert (staged.data is None) == (len(data) > LIMIT)
    assert keeping.read(staged.digest) == data
    assert keeping.contents.length(staged.digest) == len(data)


def test_blocks_are_joined(keeping: Keeping) -> None:
    blocks = [LARGE[start : start + 999] for start in range(0, len(LARGE), 999)]
    assert keeping.read(keeping.keep(*blocks).digest) == LARGE


def test_a_content_that_is_not_kept_is_missing(keeping: Keeping) -> None:
    with pytest.raises(Unavailable) as refusal:
        keeping.read(bytes(32))
    assert refusal.value.code == "content-missing"
    with pytest.raises(Unavailable) as refusal:
        keeping.contents.length(bytes(32))
    assert refusal.value.code == "content-missing"


def test_a_content_that_was_not_adopted_is_missing(keeping: Keeping) -> None:
    staged = keeping.stage(LARGE, adopt=False)
    with pytest.raises(Unavailable):
        keeping.read(staged.digest)


def test_a_small_content_of_a_transaction_that_failed_is_missing(keeping: Keeping) -> None:
    staged = keeping.stage(SMALL)
    with pytest.raises(Refused), keeping.store.begin() as tx:
        tx.put_content(staged)
        raise Refused("no", "No.")
    with pytest.raises(Unavailable):
        keeping.read(staged.digest)


def test_the_same_content_twice_is_one(keeping: Keeping) -> None:
    for data in (SMALL, LARGE):
        first, second = keeping.keep(data), keeping.keep(data)
        assert first.digest == second.digest
        assert keeping.read(first.digest) == data


def test_two_that_stage_one_content_at_once_do_not_disturb_each_other(keeping: Keeping) -> None:
    with keeping.contents.stage() as one:
        with keeping.contents.stage() as other:
            one.write(LARGE)
            other.write(LARGE)
            staged = other.seal()
            keeping.contents.adopt(staged)
        kept = one.seal()
        keeping.contents.adopt(kept)
    assert keeping.read(staged.digest) == LARGE


def test_a_transaction_leaves_a_large_content_to_its_file(keeping: Keeping) -> None:
    staged = keeping.stage(LARGE)
    with pytest.raises(Refused), keeping.store.begin() as tx:
        tx.put_content(staged)
        raise Refused("no", "No.")
    assert keeping.read(staged.digest) == LARGE
