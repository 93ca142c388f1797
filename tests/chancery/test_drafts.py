"""Drafts: what is sent is byte for byte what was cleared (law 1), whoever changes it meanwhile."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.databases import ENGINES
from tests.exchange.contract.samples import NOON, SERIES, digest, people
from verbale.chancery.drafting.drafts import Drafts, Safe
from verbale.chancery.store import SqlStore
from verbale.exchange.letters import Draft, Paper, SealedAttachment
from verbale.formats.errors import Refused, Unavailable, VerbaleError
from verbale.formats.letter import Attachment, Enclosure
from verbale.practice.paper import Paragraph
from verbale.testing.sham import SHAM

HOUR = timedelta(hours=1)
KEY = SHAM.opening_key(bytes(32))
DRAFT = Draft(
    id=digest("draft"),
    recipients=(people().parties[1].id, people().parties[0].id),
    letter_class="note-verbale",
    subject="Übungen „Nordwind“",
    paragraphs=(Paragraph(number="1", text="Eins: مرحبا"), Paragraph(number="", text="Zwei\n\nund drei.")),
    papers=(
        Paper(kind="talks-positions", content='{"v":1}'),
        Paper(kind="talks-remark", content="Grundsatz", number="2", language="de"),
    ),
    attachments=(
        SealedAttachment(
            attachment=Attachment(name="Karte 1.pdf", media_type="application/pdf", length=7, sha256=digest("plain")),
            enclosure=Enclosure(sealed=digest("sealed"), length=9, identity=digest("identity")),
        ),
    ),
    language="de",
    dossier=digest("dossier"),
    title="Übungen",
    reply_to=digest("answered"),
    expires=NOON + 30 * 24 * HOUR,
)
CHANGED = replace(DRAFT, subject="Übungen „Südwind“")
PLAIN = Draft(id=digest("plain"), recipients=(), letter_class="circular", subject="")

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)


def entropy(length: int) -> bytes:
    """Bytes that a test can foresee."""
    return bytes(length)


@pytest.fixture
def drafts(store: SqlStore) -> Drafts:
    """Its drafts, in a safe that is unlocked."""
    return store.drafts(Safe(suite=SHAM, public=KEY.public, keys=lambda: [KEY], entropy=entropy))


def cleared(store: SqlStore, draft: bytes) -> bytes | None:
    """What a sender is told of a clearance."""
    with store.begin() as tx:
        return tx.cleared(draft)


@pytest.mark.parametrize("draft", [DRAFT, PLAIN])
def test_a_draft_comes_back_as_it_was_kept(drafts: Drafts, draft: Draft) -> None:
    kept = drafts.keep(draft, author="Ilse Maren", now=NOON)
    found = drafts.find(draft.id)
    assert found == kept
    assert drafts.open(kept) == draft
    assert (kept.digest, kept.author, kept.created_at, kept.cleared) == (draft.digest, "Ilse Maren", NOON, None)


def test_a_draft_lies_sealed(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep(DRAFT, author="Ilse Maren", now=NOON)
    with store.engine.reading() as sql:
        (document,) = sql.rows("SELECT document FROM drafting_draft")[0]
    for secret in ("Eins", "Zwei", "Grundsatz", digest("identity").hex()):
        assert secret not in document


def test_with_its_keys_locked_a_draft_is_listed_and_not_opened(store: SqlStore, drafts: Drafts) -> None:
    def locked() -> list[object]:
        raise Unavailable("keys-locked", "Locked.")

    drafts.keep(DRAFT, author="Ilse Maren", now=NOON)
    shut = store.drafts(Safe(suite=SHAM, public=KEY.public, keys=locked, entropy=entropy))  # type: ignore[arg-type]
    (kept,) = shut.unsent()
    assert kept.subject == DRAFT.subject
    with pytest.raises(Unavailable) as refusal:
        shut.open(kept)
    assert refusal.value.code == "keys-locked"


def test_what_is_cleared_is_what_was_read(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep(DRAFT, author="Ilse Maren", now=NOON)
    assert cleared(store, DRAFT.id) is None
    kept = drafts.clear(DRAFT.id, digest=DRAFT.digest, by="Ivo Kranj", now=NOON + HOUR)
    assert (kept.cleared, kept.cleared_by, kept.cleared_at) == (DRAFT.digest, "Ivo Kranj", NOON + HOUR)
    assert cleared(store, DRAFT.id) == DRAFT.digest


def test_a_change_voids_the_clearance_and_keeping_it_unchanged_does_not(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep_cleared(DRAFT, author="Ilse Maren", now=NOON)
    drafts.keep(DRAFT, author="Ilse Maren", now=NOON + HOUR)
    assert cleared(store, DRAFT.id) == DRAFT.digest
    drafts.keep(CHANGED, author="Ilse Maren", now=NOON + 2 * HOUR)
    assert cleared(store, DRAFT.id) is None
    # Back to what was cleared once is a change too: it is cleared anew.
    drafts.keep(DRAFT, author="Ilse Maren", now=NOON + 3 * HOUR)
    assert cleared(store, DRAFT.id) is None


def test_what_changed_since_it_was_read_is_not_cleared(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep(DRAFT, author="Ilse Maren", now=NOON)
    drafts.keep(CHANGED, author="Ilse Maren", now=NOON)
    with pytest.raises(Refused) as refusal:
        drafts.clear(DRAFT.id, digest=DRAFT.digest, by="Ivo Kranj", now=NOON)
    assert refusal.value.code == "draft-changed"
    assert cleared(store, DRAFT.id) is None


def test_a_clearance_is_taken_back(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep_cleared(DRAFT, author="Ilse Maren", now=NOON)
    drafts.withdraw_clearance(DRAFT.id)
    assert cleared(store, DRAFT.id) is None
    found = drafts.find(DRAFT.id)
    assert found is not None
    assert (found.cleared_by, found.cleared_at) == ("", None)


def test_a_draft_that_was_sent_does_not_change_any_more(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep_cleared(DRAFT, author="Ilse Maren", now=NOON)
    with store.begin() as tx:
        tx.lock(SERIES)
        tx.put_sent(DRAFT.id, digest("letter"))
    acts = (
        lambda: drafts.keep(CHANGED, author="Ilse Maren", now=NOON),
        lambda: drafts.keep_cleared(CHANGED, author="Ilse Maren", now=NOON),
        lambda: drafts.clear(DRAFT.id, digest=DRAFT.digest, by="Ivo Kranj", now=NOON),
        lambda: drafts.withdraw_clearance(DRAFT.id),
        lambda: drafts.drop(DRAFT.id),
    )
    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "draft-sent"
    assert drafts.unsent() == []
    (kept,) = drafts.sent()
    assert kept.sent_as == digest("letter")
    assert kept.sealed == b""
    with store.begin() as tx:
        assert tx.sent_as(DRAFT.id) == digest("letter")


def test_what_is_unknown_is_refused(drafts: Drafts) -> None:
    for act in (
        lambda: drafts.clear(bytes(32), digest=bytes(32), by="x", now=NOON),
        lambda: drafts.withdraw_clearance(bytes(32)),
        lambda: drafts.drop(bytes(32)),
    ):
        with pytest.raises(VerbaleError) as refusal:
            act()
        assert refusal.value.code == "draft-unknown"
    assert drafts.find(bytes(32)) is None


def test_a_dropped_draft_is_gone_and_the_others_come_last_changed_first(drafts: Drafts) -> None:
    for place in range(3):
        drafts.keep(replace(PLAIN, id=digest(place)), author="Ilse", now=NOON + place * HOUR)
    drafts.drop(digest(1))
    assert [kept.id for kept in drafts.unsent()] == [digest(2), digest(0)]


def test_the_sealed_attachments_of_a_draft_are_not_swept(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep(DRAFT, author="Ilse Maren", now=NOON)
    assert store.referenced_contents() == {digest("sealed")}
    drafts.drop(DRAFT.id)
    assert store.referenced_contents() == set()


def test_a_clearance_is_not_taken_back_while_it_is_being_sent(drafts: Drafts, store: SqlStore) -> None:
    drafts.keep_cleared(DRAFT, author="Ilse Maren", now=NOON)
    order: list[str] = []

    def withdraw() -> None:
        try:
            drafts.withdraw_clearance(DRAFT.id)
        except Refused as refusal:
            order.append(refusal.code)
        store.close()

    with store.begin() as tx:
        tx.lock(SERIES)
        assert tx.cleared(DRAFT.id) == DRAFT.digest
        other = threading.Thread(target=withdraw)
        other.start()
        other.join(timeout=0.3)
        assert other.is_alive()
        tx.put_sent(DRAFT.id, digest("letter"))
        order.append("sent")
    other.join(timeout=20)
    assert order == ["sent", "draft-sent"]


def test_of_a_change_and_a_clearance_at_once_neither_overwrites_the_other(drafts: Drafts, store: SqlStore) -> None:
    for turn in range(8):
        draft = replace(DRAFT, id=digest(turn))
        changed = replace(draft, subject="Changed")
        drafts.keep(draft, author="Ilse Maren", now=NOON)
        together = threading.Barrier(2)
        refused: list[str] = []

        def clear(draft: Draft = draft, together: threading.Barrier = together, refused: list[str] = refused) -> None:
            together.wait()
            try:
                drafts.clear(draft.id, digest=draft.digest, by="Ivo Kranj", now=NOON)
            except Refused as refusal:
                refused.append(refusal.code)
            store.close()

        other = threading.Thread(target=clear)
        other.start()
        together.wait()
        drafts.keep(changed, author="Ilse Maren", now=NOON)
        other.join(timeout=20)
        found = drafts.find(draft.id)
        assert found is not None
        assert (found.subject, found.cleared) == ("Changed", None)
        assert refused in ([], ["draft-changed"])
