"""Sealed contents in files: what lies where, what a full disk leaves, what is swept and what never is."""

import hashlib
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.diskfaults import small_files
from verbale.chancery.contents.files import BLOCK, SMALL, FileContents
from verbale.exchange.ports import Staged
from verbale.formats.errors import Unavailable, Untrusted

LARGE = os.urandom(3 * BLOCK + 17)
NAME = hashlib.sha256(LARGE).hexdigest()
FAR = 1e12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where contents lie."""
    return tmp_path / "contents"


@pytest.fixture
def contents(folder: Path) -> FileContents:
    """Contents without a database beside them."""
    return FileContents(folder, find_small=lambda _: None)


def stage(contents: FileContents, data: bytes, *, adopt: bool = True) -> Staged:
    """Stages a content, and adopts it."""
    with contents.stage() as sink:
        sink.write(data)
        staged = sink.seal()
        if adopt:
            contents.adopt(staged)
    return staged


def files(folder: Path) -> set[str]:
    """The files that lie there, but for the lock."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def test_a_large_content_lies_under_its_digest_for_its_owner_alone(contents: FileContents, folder: Path) -> None:
    stage(contents, LARGE)
    assert files(folder) == {f"{NAME[:2]}/{NAME}"}
    assert (folder / NAME[:2] / NAME).read_bytes() == LARGE
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_small_content_touches_no_disk(contents: FileContents, folder: Path) -> None:
    data = bytes(SMALL)
    assert stage(contents, data) == Staged(digest=hashlib.sha256(data).digest(), length=SMALL, data=data)
    assert files(folder) == set()


def test_a_content_comes_in_blocks_of_a_mebibyte(contents: FileContents) -> None:
    staged = stage(contents, LARGE)
    assert [len(block) for block in contents.open(staged.digest)] == [BLOCK, BLOCK, BLOCK, 17]


def test_a_content_that_was_left_unfinished_is_gone(contents: FileContents, folder: Path) -> None:
    with pytest.raises(KeyError), contents.stage() as sink:
        sink.write(LARGE)
        assert len(files(folder)) == 1
        raise KeyError
    assert files(folder) == set()


def test_a_staged_content_that_was_not_adopted_is_gone(contents: FileContents, folder: Path) -> None:
    stage(contents, LARGE, adopt=False)
    assert files(folder) == set()


def test_adopting_again_is_no_error(contents: FileContents, folder: Path) -> None:
    with contents.stage() as sink:
        sink.write(LARGE)
        staged = sink.seal()
        contents.adopt(staged)
        contents.adopt(staged)
    contents.adopt(staged)
    assert files(folder) == {f"{NAME[:2]}/{NAME}"}


def test_a_staged_content_that_somebody_took_away_cannot_be_adopted(contents: FileContents, folder: Path) -> None:
    with pytest.raises(Unavailable) as refusal, contents.stage() as sink:
        sink.write(LARGE)
        staged = sink.seal()
        next((folder / "staging").iterdir()).unlink()
        contents.adopt(staged)
    assert refusal.value.code == "contents-failed"


@pytest.mark.parametrize("longest", [0, 1, SMALL, len(LARGE) - 1])
def test_a_full_disk_refuses_and_leaves_nothing(contents: FileContents, folder: Path, longest: int) -> None:
    with small_files(longest), pytest.raises(Unavailable) as refusal, contents.stage() as sink:
        for start in range(0, len(LARGE), 1000):
            sink.write(LARGE[start : start + 1000])
        sink.seal()
    assert refusal.value.code == "disk-full"
    assert files(folder) == set()
    assert stage(contents, LARGE).length == len(LARGE)


def test_a_folder_that_went_away_is_a_failure_of_the_machine(contents: FileContents, folder: Path) -> None:
    (folder / "staging").rmdir()
    with pytest.raises(Unavailable) as refusal:
        stage(contents, LARGE)
    assert refusal.value.code == "contents-failed"


def test_a_damaged_content_is_found_and_a_sound_one_is_not(contents: FileContents, folder: Path) -> None:
    digest = stage(contents, LARGE).digest
    contents.verify(digest)
    place = folder / NAME[:2] / NAME
    with place.open("r+b") as stream:
        stream.seek(2 * BLOCK)
        stream.write(bytes([LARGE[2 * BLOCK] ^ 1]))
    with pytest.raises(Untrusted) as refusal:
        contents.verify(digest)
    assert refusal.value.code == "content-digest"
    place.unlink()
    with pytest.raises(Unavailable) as missing:
        contents.verify(digest)
    assert missing.value.code == "content-missing"


def test_the_digests_of_all_files_are_told(contents: FileContents) -> None:
    digests = {stage(contents, LARGE + bytes([place])).digest for place in range(3)}
    assert set(contents.digests()) == digests


def test_a_sweep_removes_what_nothing_refers_to_and_nobody_finished(contents: FileContents, folder: Path) -> None:
    kept, gone = stage(contents, LARGE).digest, stage(contents, LARGE + b"x").digest
    (folder / "staging" / "new-abandoned").write_bytes(b"half")
    assert contents.sweep({kept}, older=FAR) == 2
    assert set(contents.digests()) == {kept}
    with pytest.raises(Unavailable):
        list(contents.open(gone))
    assert contents.sweep({kept}, older=FAR) == 0


def test_a_sweep_leaves_what_is_younger_than_it_may_be(contents: FileContents, folder: Path) -> None:
    digest = stage(contents, LARGE).digest
    (folder / "staging" / "new-under-way").write_bytes(b"half")
    assert contents.sweep(set(), older=(folder / NAME[:2] / NAME).stat().st_mtime) == 0
    assert b"".join(contents.open(digest)) == LARGE


def test_what_is_adopted_while_a_sweep_looks_at_its_old_file_stays(folder: Path) -> None:
    """The worst moment: the sweep has chosen an old file, and the same content comes again."""
    contents = FileContents(folder, find_small=lambda _: None)
    digest = stage(contents, LARGE).digest
    os.utime(folder / NAME[:2] / NAME, (1000, 1000))

    class Referenced(set[bytes]):
        """Nothing is referred to when the sweep asks; by then the content is on its way again."""

        def __contains__(self, _: object) -> bool:
            stage(contents, LARGE)
            return False

    assert contents.sweep(Referenced(), older=2000) == 0
    assert b"".join(contents.open(digest)) == LARGE


def test_sweeps_and_adoptions_at_once_lose_nothing_that_was_adopted_after(contents: FileContents) -> None:
    rounds, lost = 60, []
    ended = threading.Event()

    def in_thread(work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def sweep() -> None:
        while not ended.is_set():
            contents.sweep(set(), older=2000)

    sweeper = in_thread(sweep)
    try:
        for _ in range(rounds):
            digest = stage(contents, LARGE[: SMALL + 1]).digest
            try:
                contents.length(digest)
            except Unavailable:
                lost.append(digest)
            place = next(contents._files())
            os.utime(place, (1000, 1000))
    finally:
        ended.set()
        sweeper.join()
    assert lost == []
