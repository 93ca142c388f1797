"""A backup is whole, taken while the chancery runs; its way back is held until the officers recover."""

import io
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.chancery.care.conftest import SUBJECT, TEXT, open_house, restore, run_restore, stored_files
from tests.cli.conftest import House, Run
from verbale.chancery.care import backup as backups
from verbale.chancery.care.backup import last_backup, restore_backup, take_backup
from verbale.formats.errors import Malformed, Refused, Unavailable, Untrusted, VerbaleError

NOW = datetime(2026, 11, 12, tzinfo=UTC)
Pair = tuple[House, House]
Members = list[tuple[tarfile.TarInfo, bytes]]


def members_of(file: Path) -> Members:
    with tarfile.open(file) as archive:
        return [(each, archive.extractfile(each).read()) for each in archive.getmembers()]  # type: ignore[union-attr]


def write_members(file: Path, members: Members) -> Path:
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as archive:
        for member, data in members:
            archive.addfile(member, io.BytesIO(data))
    return file


def member(name: str, data: bytes = b"x", **more: Any) -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    made.size = len(data)
    for key, value in more.items():
        setattr(made, key, value)
    return made, data


def refusal(file: Path, folder: Path) -> VerbaleError:
    with pytest.raises(VerbaleError) as refused:
        restore_backup(file, folder, progress=lambda _: None)
    # Whatever was put there already, no command takes the folder for a chancery.
    assert not (folder / "keys" / "house.age").exists()
    return refused.value


@pytest.fixture
def taken(corresponding: Pair, tmp_path: Path) -> Path:
    file = tmp_path / "safe" / "arv.backup"
    file.parent.mkdir()
    corresponding[0].ask("backup", file)
    return file


def test_a_restored_chancery_is_held_until_recover_and_its_letters_are_readable(
    corresponding: Pair, taken: Path, enclosure: Path, run: Run, tmp_path: Path
) -> None:
    house, other = corresponding
    before = house.ask("letter", "list")
    later = house.send(other, subject="After the backup")
    house.carry(other, tmp_path)
    back = restore(taken, tmp_path / "new", run)
    assert [one["id"] for one in back.ask("letter", "list")] == [one["id"] for one in before]
    letter = next(one for one in before if one["subject"] == SUBJECT)
    back.ask("letter", "show", letter["number"], "--attachments", tmp_path / "out")
    assert (tmp_path / "out" / enclosure.name).read_bytes() == enclosure.read_bytes()
    assert back.run("register", "verify").exit_code == 0
    held = back.run("doctor", "--json")
    assert held.exit_code == 1
    assert [each["remedy"] for each in held.document["findings"] if each["check"] == "hold"] == [
        "Hear every counterpart, then let the officers end the hold: verbale recover"
    ]
    body = ("letter", "send", "--to", "BOR", "--class", "note-verbale", "--subject", "Too early")
    assert back.refused(*body) == "held"
    back.ask("recover", "--yes")
    sent = back.send(other, subject="Again at work")
    assert sent["id"] != later["id"]
    assert back.run("register", "verify").exit_code == 0


def test_a_restored_folder_is_for_its_owner_alone_and_has_no_last_head(taken: Path, tmp_path: Path) -> None:
    home, backup = restore_backup(taken, tmp_path / "new", progress=lambda _: None)
    assert (backup.code, backup.engine, backup.contents) == ("ARV", "sqlite", 1)
    assert not home.last_head.exists()
    for path in home.folder.rglob("*"):
        assert path.suffix == ".credence" or stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    with pytest.raises(Refused) as refused:
        restore_backup(taken, tmp_path / "new", progress=lambda _: None)
    assert refused.value.code == "founded-already"


def test_a_backup_taken_while_letters_are_written_is_whole(corresponding: Pair, run: Run, tmp_path: Path) -> None:
    house, _ = corresponding
    node = open_house(house)
    done = threading.Event()
    written: list[int] = []

    def write() -> None:
        with closing(sqlite3.connect(house.home / "chancery.sqlite3", timeout=20)) as connection:
            while not done.is_set():
                with connection:
                    connection.execute("CREATE TABLE IF NOT EXISTS ballast (number INTEGER, data BLOB)")
                    connection.execute("INSERT INTO ballast VALUES (?, zeroblob(40000))", (len(written),))
                    connection.execute("INSERT INTO ballast VALUES (?, zeroblob(40000))", (len(written),))
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            while len(written) <= number * 5:
                done.wait(0.01)
            take_backup(
                node.home,
                tmp_path / f"{number}.backup",
                code="ARV",
                referenced=node.store.referenced_contents,
                now=NOW,
                progress=lambda _: None,
            )
    finally:
        done.set()
        writer.join()
    for number in range(3):
        home, _ = restore_backup(tmp_path / f"{number}.backup", tmp_path / f"new-{number}", progress=lambda _: None)
        with closing(sqlite3.connect(home.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = connection.execute("SELECT number, count(*) FROM ballast GROUP BY number ORDER BY number").fetchall()
        # As of one moment: every transaction is in it whole, up to the newest that it saw.
        assert rows == [(place, 2) for place in range(len(rows))]
        assert rows


def test_a_backup_is_noted_and_leaves_nothing_beside_it(corresponding: Pair, taken: Path) -> None:
    home = open_house(corresponding[0]).home
    assert last_backup(home) is not None
    assert [path.name for path in taken.parent.iterdir()] == [taken.name]
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600
    assert not list(home.folder.glob(".backup-*"))
    (home.folder / backups.LAST_BACKUP).write_text("yesterday")
    assert last_backup(home) is None


def test_a_backup_holds_no_passphrase_no_text_and_no_past_of_the_machine(taken: Path, enclosure: Path) -> None:
    data = taken.read_bytes()
    assert b"correct horse" not in data
    assert TEXT.encode() not in data
    assert enclosure.read_bytes()[:64] not in data
    names = {each.name for each, _ in members_of(taken)}
    assert {"database", "keys/house.age", "ARV.credence", "first-officer"} < names
    assert not names & {"last-head", "secret-key", "lock", "last-backup"}


def test_a_backup_that_is_there_or_inside_the_home_is_refused(corresponding: Pair, taken: Path) -> None:
    house, _ = corresponding
    before = taken.read_bytes()
    assert house.refused("backup", taken) == "file-exists"
    assert taken.read_bytes() == before
    assert house.refused("backup", house.home / "in.backup") == "backup-inside"
    assert house.refused("backup", taken.parent / "nowhere" / "x.backup") == "file-failed"


def test_a_damaged_content_ends_the_backup_and_leaves_no_file(corresponding: Pair, tmp_path: Path) -> None:
    house, _ = corresponding
    file = stored_files(house)[0]
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert house.refused("backup", tmp_path / "x.backup") == "content-digest"
    assert not list(tmp_path.glob("*.backup*"))
    assert last_backup(open_house(house).home) is None


def test_a_cut_backup_is_refused_wherever_it_is_cut(taken: Path, tmp_path: Path) -> None:
    data = taken.read_bytes()
    with tarfile.open(taken) as archive:
        starts = [each.offset for each in archive.getmembers()]
        end = archive.offset
    places = [*starts, *(start + 100 for start in starts), *(start + 513 for start in starts), end - 1, end]
    cut = tmp_path / "cut.backup"
    for number, place in enumerate(places):
        cut.write_bytes(data[:place])
        refused = refusal(cut, tmp_path / f"new-{number}")
        assert isinstance(refused, Malformed), place
    cut.write_bytes(data[: end + 512])
    restore_backup(cut, tmp_path / "whole", progress=lambda _: None)


def test_a_bit_changed_in_a_content_is_found(taken: Path, tmp_path: Path) -> None:
    members = members_of(taken)
    changed = [(each, data[:-1] + b"?" if each.name.startswith("contents/") else data) for each, data in members]
    refused = refusal(write_members(tmp_path / "x", changed), tmp_path / "new")
    assert isinstance(refused, Untrusted)
    assert refused.code == "content-digest"


HOSTILE: dict[str, Callable[[], tuple[tarfile.TarInfo, bytes]]] = {
    "a path upwards": lambda: member("../escaped.credence"),
    "a path upwards among the keys": lambda: member("keys/../../escaped.age"),
    "an absolute path": lambda: member("/escaped.credence"),
    "a name that has no place": lambda: member("chancery.sqlite3"),
    "the mark of the last head": lambda: member("last-head"),
    "a deep path": lambda: member("keys/officers/deep/x.age"),
    "a zero byte": lambda: member("a\0b.credence"),
    "a name without end": lambda: member("a" * 5000 + ".credence"),
    "a name that is no text": lambda: member("\udcff/x.age"),
    "a content without a digest": lambda: member("contents/../../escaped"),
    "a content with another digest": lambda: member("contents/" + "0" * 64),
    "a key too large": lambda: member("keys/x.age", bytes(5 << 20)),
    "a link": lambda: member("keys/x.age", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a hard link": lambda: member("keys/x.age", b"", type=tarfile.LNKTYPE, linkname="keys/house.age"),
    "a device": lambda: member("keys/x.age", b"", type=tarfile.CHRTYPE),
    "a pipe": lambda: member("keys/x.age", b"", type=tarfile.FIFOTYPE),
    "a folder": lambda: member("keys/officers", b"", type=tarfile.DIRTYPE),
    "a sparse file": lambda: member("keys/x.age", bytes(512), type=tarfile.GNUTYPE_SPARSE),
    "a sparse file of the newer kind": lambda: member(
        "keys/x.age",
        b"1\n0\n1\n".ljust(512, b"\0"),
        pax_headers={
            "GNU.sparse.major": "1",
            "GNU.sparse.minor": "0",
            "GNU.sparse.name": "keys/x.age",
            "GNU.sparse.realsize": str(1 << 50),
        },
    ),
    "a second database": lambda: member("database"),
    "a second house key": lambda: member("keys/house.age"),
    "the same by another name": lambda: member("./keys/house.age"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_member_is_refused_and_lands_nowhere(name: str, taken: Path, tmp_path: Path) -> None:
    members = members_of(taken)
    first, *rest = members
    file = write_members(tmp_path / "hostile", [first, *rest, HOSTILE[name]()])
    folder = tmp_path / "in" / "new"
    refused = refusal(file, folder)
    assert refused.code in {"backup-form", "content-digest", "file-failed"}
    assert not list(tmp_path.rglob("escaped*"))
    assert not (folder / "last-head").exists()


def test_a_first_member_that_is_a_link_is_refused(taken: Path, tmp_path: Path) -> None:
    _, *rest = members_of(taken)
    link = member("verbale-backup.json", b"", type=tarfile.SYMTYPE, linkname="nowhere")
    assert refusal(write_members(tmp_path / "x", [link, *rest]), tmp_path / "new").code == "backup-form"


def test_many_keys_are_refused_before_they_fill_the_memory(taken: Path, tmp_path: Path) -> None:
    many = [member(f"keys/{number}.age", bytes(4 << 20)) for number in range(17)]
    file = write_members(tmp_path / "x", members_of(taken) + many)
    assert "more keys" in refusal(file, tmp_path / "new").reason


@pytest.mark.parametrize("size", [b"\xff" * 12, b"\x80" + b"\x7f" * 11, b"77777777777\0"])
def test_a_length_that_is_a_lie_is_refused(size: bytes, taken: Path, tmp_path: Path) -> None:
    data = bytearray(taken.read_bytes())
    with tarfile.open(taken) as archive:
        start = next(each.offset for each in archive.getmembers() if each.name == "keys/house.age")
    data[start + 124 : start + 136] = size
    header = data[start : start + 148] + b" " * 8 + data[start + 156 : start + 512]
    data[start + 148 : start + 156] = b"%06o\0 " % sum(header)
    file = tmp_path / "x"
    file.write_bytes(data)
    assert refusal(file, tmp_path / "new").code == "backup-form"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (b'{"v":2}', "backup-newer"),
        (b"{", None),
        (b'{"code":"ARV","contents":1,"engine":"oracle","kind":"verbale-backup","made":"x","v":1,"version":"1"}', None),
        (b" " * 70_000, "backup-form"),
    ],
)
def test_a_wrong_head_of_a_backup_is_refused(header: bytes, code: str | None, taken: Path, tmp_path: Path) -> None:
    file = write_members(tmp_path / "x", [member("verbale-backup.json", header), *members_of(taken)[1:]])
    refused = refusal(file, tmp_path / "new")
    assert code is None or refused.code == code


def test_what_is_given_up_while_the_database_is_copied_is_still_in_the_backup(
    corresponding: Pair, tmp_path: Path
) -> None:
    node = open_house(corresponding[0])
    says = iter([node.store.referenced_contents(), set()])
    taken = take_backup(
        node.home, tmp_path / "x", code="ARV", referenced=lambda: next(says), now=NOW, progress=lambda _: None
    )
    assert taken.contents == len(stored_files(corresponding[0])) > 0


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    for data in (b"", b"no tar at all", bytes(10240), b"\x1f\x8b" + bytes(600)):
        other.write_bytes(data)
        assert refusal(other, tmp_path / "new").code == "backup-form"
    assert refusal(tmp_path / "missing", tmp_path / "new").code == "file-missing"


def test_a_backup_goes_back_onto_its_own_kind_of_database(
    taken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nothing?host=/nonexistent")
    assert refusal(taken, tmp_path / "new").code == "backup-engine"


def test_the_command_refuses_a_restore_into_a_chancery(corresponding: Pair, taken: Path) -> None:
    assert run_restore(taken, corresponding[0].home).code == "founded-already"
    assert corresponding[0].refused("restore", taken) == "founded-already"


def test_a_database_that_cannot_be_copied_ends_the_backup(corresponding: Pair, tmp_path: Path) -> None:
    node = open_house(corresponding[0])
    node.home.database.write_bytes(b"no database" * 1000)
    with pytest.raises(Unavailable) as refused:
        take_backup(node.home, tmp_path / "x", code="ARV", referenced=set, now=NOW, progress=lambda _: None)
    assert refused.value.code == "store-failed"
    assert not (tmp_path / "x").exists()
