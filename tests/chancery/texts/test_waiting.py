"""A Word file waits, sealed, until somebody says what is to be read out of it."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from tests.databases import ENGINES
from tests.refusals import refusal_of
from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.store import SqlStore
from verbale.chancery.texts import waiting as module
from verbale.chancery.texts.waiting import WaitingFiles
from verbale.formats.errors import Refused
from verbale.testing.sham import SHAM

KEY = SHAM.opening_key(bytes(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DOSSIER = bytes(range(32))

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture
def files(store: SqlStore) -> WaitingFiles:
    return WaitingFiles(store.engine, Safe(suite=SHAM, public=KEY.public, keys=lambda: [KEY], entropy=bytes))


def test_a_file_waits_as_it_was_handed_in(files: WaitingFiles) -> None:
    kept = files.keep(b"PK one", name="r.docx", officer="Ilse", now=NOON, title="Rev. 2", dossier=DOSSIER)
    assert kept.digest == hashlib.sha256(b"PK one").digest()
    assert files.find(kept.digest) == kept
    assert files.open(kept) == b"PK one"
    assert (kept.title, kept.dossier, kept.read_by, kept.read_at) == ("Rev. 2", DOSSIER, "Ilse", NOON)


def test_the_newest_stands_first_and_the_same_file_stands_once(files: WaitingFiles) -> None:
    one = files.keep(b"one", name="1.docx", officer="Ilse", now=NOON)
    two = files.keep(b"two", name="2.docx", officer="Ilse", now=NOON + timedelta(minutes=1))
    again = files.keep(b"one", name="one.docx", officer="Rood", now=NOON + timedelta(minutes=2))
    assert files.all() == [again, two]
    assert again.digest == one.digest


def test_a_file_of_which_it_was_said_what_it_is_waits_no_more(files: WaitingFiles) -> None:
    kept = files.keep(b"one", name="1.docx", officer="Ilse", now=NOON)
    files.discard(kept.digest)
    files.discard(kept.digest)
    assert files.find(kept.digest) is None
    assert refusal_of(files.open, kept) == "refused:file-unknown"


def test_no_more_wait_than_somebody_can_look_through(files: WaitingFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for data in (b"one", b"two", b"two"):
        files.keep(data, name="r.docx", officer="Ilse", now=NOON)
    with pytest.raises(Refused) as refusal:
        files.keep(b"three", name="r.docx", officer="Ilse", now=NOON)
    assert refusal.value.code == "files-many"
    assert len(files.all()) == 2


def test_a_file_lies_sealed(files: WaitingFiles, store: SqlStore) -> None:
    files.keep(b"words of a draft", name="r.docx", officer="Ilse", now=NOON)
    with store.engine.reading() as sql:
        ((sealed,),) = sql.rows("SELECT sealed FROM texts_waitingfile")
    assert b"words" not in bytes(sealed)
