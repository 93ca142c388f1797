"""The chancery's folder: for its owner alone, and the newest head beside the database."""

import os
import stat
from pathlib import Path

import pytest

from tests.diskfaults import small_files
from tests.exchange.contract.samples import NOON, digest
from verbale.chancery.files import write_durably
from verbale.chancery.home import FileMark, Home, check_modes, create_home, locked, open_home
from verbale.exchange.records import Head, register_origin
from verbale.formats.errors import Malformed, Refused, Unavailable


def head(size: int) -> Head:
    """A head of a register."""
    return Head(origin=register_origin(bytes(32), 1), size=size, root=digest(size), note=b"note", at=NOON)


def founded(home: Home) -> Home:
    """A home with a key file, as if it were founded."""
    write_durably(home.house_key, b"sealed")
    return home


def test_everything_in_a_new_home_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        home = create_home(tmp_path / "a" / "home")
    finally:
        os.umask(before)
    found = [home.folder, *home.folder.rglob("*")]
    assert {path.relative_to(home.folder).as_posix() for path in found} == {
        ".",
        "chancery.sqlite3",
        "contents",
        "keys",
        "keys/officers",
        "secret-key",
    }
    for path in found:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_making_a_home_again_changes_nothing(home: Home) -> None:
    secret = home.secret_key.read_bytes()
    home.database.write_bytes(b"database")
    assert create_home(home.folder) == home
    assert home.secret_key.read_bytes() == secret
    assert home.database.read_bytes() == b"database"


def test_two_homes_have_two_secrets(home: Home, tmp_path: Path) -> None:
    assert create_home(tmp_path / "other").secret_key.read_bytes() != home.secret_key.read_bytes()
    assert len(home.secret_key.read_bytes()) >= 64


def test_a_folder_without_a_chancery_is_not_opened(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none", create_home(tmp_path / "home").folder):
        with pytest.raises(Unavailable) as refusal:
            open_home(folder)
        assert refusal.value.code == "no-house"


def test_a_founded_home_is_opened_from_any_folder(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    founded(home)
    monkeypatch.chdir(home.folder.parent)
    assert open_home(Path("home")).folder == home.folder


@pytest.mark.parametrize(
    "name", [".", "contents", "keys", "keys/officers", "secret-key", "chancery.sqlite3", "keys/house.age"]
)
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o001, 0o020])
def test_a_home_that_others_may_enter_or_read_is_refused(home: Home, name: str, mode: int) -> None:
    path = founded(home).folder / name
    path.chmod(path.stat().st_mode | mode)
    with pytest.raises(Refused) as refusal:
        open_home(home.folder)
    assert refusal.value.code == "home-open"
    with pytest.raises(Refused):
        create_home(home.folder)


def test_an_officers_key_that_others_may_read_is_refused(home: Home) -> None:
    write_durably(home.officers / "Ilse Maren.age", b"sealed")
    check_modes(home)
    (home.officers / "Ilse Maren.age").chmod(0o640)
    with pytest.raises(Refused) as refusal:
        check_modes(home)
    assert refusal.value.code == "home-open"


def test_what_is_meant_to_be_handed_over_may_be_read(home: Home) -> None:
    (founded(home).folder / "MFA.credence").write_text("a letter of credence")
    (home.folder / "MFA.credence").chmod(0o644)
    open_home(home.folder)


def test_one_at_a_time_holds_a_home(home: Home) -> None:
    with locked(home), pytest.raises(Unavailable) as refusal, locked(home):
        raise AssertionError
    assert refusal.value.code == "home-busy"
    with locked(home):
        assert stat.S_IMODE(home.lock.stat().st_mode) == 0o600


def test_a_mark_is_read_as_it_was_written_by_whoever_wrote_it(home: Home) -> None:
    mark, other = FileMark(home), FileMark(home)
    assert mark.read() is None
    for size in (1, 64, 63, 64, 64):
        other.write(head(size))
        assert mark.read() == other.read() == (head(size).origin, size, digest(size))
    assert stat.S_IMODE(home.last_head.stat().st_mode) == 0o600


def test_a_mark_that_is_taken_away_is_none(home: Home) -> None:
    mark = FileMark(home)
    mark.write(head(1))
    assert mark.read()
    home.last_head.unlink()
    assert mark.read() is None


@pytest.mark.parametrize("data", [b"", b"{}", b"x" * 2000, b'{"v":1,"origin":"a/g1","root":"00","size":1}'])
def test_a_damaged_mark_is_no_mark_and_is_not_overlooked(home: Home, data: bytes) -> None:
    mark = FileMark(home)
    mark.write(head(1))
    home.last_head.write_bytes(data)
    with pytest.raises(Malformed):
        mark.read()


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")
    with small_files(2), pytest.raises(Unavailable) as refusal:
        write_durably(path, b"new and longer")
    assert refusal.value.code == "disk-full"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_a_failure_of_the_machine(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        write_durably(tmp_path / "none" / "file", b"data")
    assert refusal.value.code == "file-failed"
    assert "none" not in refusal.value.reason
