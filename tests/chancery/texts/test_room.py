"""Texts are kept once, exactly, sealed; a list needs no key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.databases import ENGINES
from tests.refusals import refusal_of
from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.store import SqlStore
from verbale.chancery.texts.room import Texts, count
from verbale.formats.errors import Unavailable
from verbale.practice.texts.text import read_source, read_text
from verbale.testing.sham import SHAM

KEY = SHAM.opening_key(bytes(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOURCE = "\ufeff# Entwurf\r\n\r\n1. Die Parteien [konsultieren][beraten] einander.\r\n\r\n2. e\u0301tat [offen\r\n"
TEXT = read_source(SOURCE.encode(), "markdown")
DOSSIER = bytes(range(32))

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture
def safe() -> Safe:
    return Safe(suite=SHAM, public=KEY.public, keys=lambda: [KEY], entropy=bytes)


@pytest.fixture
def texts(store: SqlStore, safe: Safe) -> Texts:
    return Texts(store.engine, safe)


def test_a_text_comes_back_to_the_last_character_whatever_its_normal_form(texts: Texts) -> None:
    kept = texts.keep(TEXT, title="", origin="draft.md", now=NOON)
    found = texts.named(TEXT.digest.hex()[:12])
    assert found == kept
    assert texts.open(found).source.encode() == SOURCE.encode()
    assert texts.file(found) is None
    assert (found.title, found.origin, found.side, found.dossier) == ("Entwurf", "draft.md", "", None)
    assert found.counts == count(TEXT)
    assert found.counts["brackets"]["unmatched"] == 1


def test_the_file_that_a_text_was_is_kept_beside_it(texts: Texts) -> None:
    text = read_text("Eins.\n\nZwei.", "word")
    kept = texts.keep(
        text, title="Rev. 2", origin="r.docx", now=NOON, side="accepted", file=b"PK", left_out=["note"], dossier=DOSSIER
    )
    assert texts.file(kept) == b"PK"
    assert [each["code"] for each in kept.counts["flags"]] == ["left-out-note"]
    assert texts.all(DOSSIER) == [kept]
    assert texts.all(bytes(32)) == []


def test_a_text_that_is_kept_again_may_be_named_anew_and_stays_the_same(texts: Texts) -> None:
    texts.keep(TEXT, title="First", origin="draft.md", now=NOON)
    again = texts.keep(TEXT, title="Second", origin="other.md", now=NOON + timedelta(days=1), dossier=DOSSIER)
    assert (again.title, again.origin, again.kept_at, again.dossier) == ("Second", "draft.md", NOON, DOSSIER)
    assert texts.keep(TEXT, title="", origin="x", now=NOON) == again == texts.find(TEXT.digest)
    assert texts.all() == [again]


def test_texts_are_named_by_the_beginning_of_their_digest(texts: Texts) -> None:
    for place in range(17):
        texts.keep(read_text(f"Text {place}.", "plain"), title=str(place), origin="", now=NOON)
    digests = [each.digest.hex() for each in texts.all()]
    first = next(digit for digit in "0123456789abcdef" if sum(each.startswith(digit) for each in digests) > 1)
    assert refusal_of(texts.named, first) == "refused:ambiguous-id"
    assert texts.named(digests[0]).digest.hex() == digests[0]
    for named in ("", "no digest", "00" * 32):
        assert refusal_of(texts.named, named) == "refused:text-unknown"


def test_a_text_lies_sealed_and_is_listed_without_a_key(store: SqlStore, safe: Safe, texts: Texts) -> None:
    kept = texts.keep(TEXT, title="", origin="draft.md", now=NOON, file=b"konsultieren")

    def locked() -> list[object]:
        raise Unavailable("keys-locked", "Locked.")

    thief = Texts(store.engine, replace(safe, keys=locked))  # type: ignore[arg-type]
    assert thief.all() == [kept]
    assert refusal_of(thief.open, kept) == "unavailable:keys-locked"
    with store.engine.reading() as sql:
        ((outline, sealed, sealed_file),) = sql.rows("SELECT outline, sealed, sealed_file FROM texts_text")
    for part in (outline.encode(), bytes(sealed), bytes(sealed_file)):
        assert b"konsultieren" not in part


def test_a_text_in_the_place_of_another_is_noticed(store: SqlStore, texts: Texts) -> None:
    kept = texts.keep(TEXT, title="", origin="draft.md", now=NOON)
    other = texts.keep(read_text("Another.", "plain"), title="", origin="other.txt", now=NOON)
    with store.engine.writing() as sql:
        sealed = sql.rows("SELECT sealed FROM texts_text WHERE digest = %s", other.digest)[0][0]
        sql.run("UPDATE texts_text SET sealed = %s WHERE digest = %s", bytes(sealed), kept.digest)
    assert refusal_of(texts.open, kept) == "untrusted:text-digest"
    with store.engine.writing() as sql:
        sql.run("DELETE FROM texts_text WHERE digest = %s", kept.digest)
    assert refusal_of(texts.open, kept) == "refused:text-unknown"
    assert texts.file(kept) is None
