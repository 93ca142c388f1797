"""Sending: what was cleared goes, once, numbered without a gap, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.refusals import refusal_of
from verbale.exchange.letters import Draft, Paper, check_draft, seal_attachment, send
from verbale.exchange.opening import open_attachment
from verbale.exchange.standing import suspend
from verbale.formats import limits
from verbale.practice.paper import Paragraph
from verbale.testing.world import Chancery, World

Pair = tuple[World, Chancery, Chancery]


@pytest.fixture
def pair() -> Pair:
    world = World(seed=1)
    return world, *world.pair()


def refusal(node: Chancery, draft: Draft) -> str:
    """What is said of a draft before it is sent, and when it is sent; both are the same and nothing changes."""
    node.store.clear(draft.id, draft.digest)
    before = node.backup()
    now = node.clock.now()
    said = refusal_of(check_draft, node.office, draft, now=now)
    assert said
    assert refusal_of(send, node.office, draft, officers=node.officers, now=now) == said
    assert node.backup() == before
    return said


def test_a_letter_arrives_as_it_was_cleared(pair: Pair) -> None:
    world, one, other = pair
    first = one.send(other)
    draft = replace(
        one.draft(other, subject="A reply", attachments=[b"one", b""], reply_to=first.id),
        paragraphs=(Paragraph(number="1", text="Eins."), Paragraph(number="", text="Zwei.")),
        language="de",
        title="The lake",
        expires=world.clock.now() + timedelta(days=1),
    )
    one.store.clear(draft.id, draft.digest)
    check_draft(one.office, draft, now=world.clock.now())
    letter = send(one.office, draft, officers=one.officers, now=world.clock.now())
    world.carry(one, other)
    opened = other.read_letter(other.letter(letter.id, one), one)
    assert opened == one.read_letter(letter, one)
    assert (opened.subject, opened.language, opened.reply_to) == ("A reply", "de", first.id)
    assert [part.content for part in opened.parts if part.kind == "dossier"] == ["The lake"]
    assert [(part.number, part.content) for part in opened.parts if part.kind == "text"] == [
        ("1", "Eins."),
        ("", "Zwei."),
    ]
    assert [(each.name, each.length) for each in opened.attachments] == [("file-1.bin", 3), ("file-2.bin", 0)]
    assert other.letter(letter.id, one).expires == letter.expires


def test_structured_parts_stand_behind_the_text_and_leave_it_as_it_is(pair: Pair) -> None:
    world, one, other = pair
    plain = one.draft(other, attachments=[b"one"])
    papers = (
        Paper(kind="talks-positions", content='{"v":1}'),
        Paper(kind="talks-remark", content="«Grundsatz»", number="2", language="de"),
    )
    draft = replace(plain, papers=papers)
    one.store.clear(draft.id, draft.digest)
    letter = send(one.office, draft, officers=one.officers, now=world.clock.now())
    world.carry(one, other)
    opened = other.read_letter(other.letter(letter.id, one), one)
    kinds = [part.kind for part in opened.parts]
    assert kinds == ["subject", *["text"] * len(plain.paragraphs), "talks-positions", "talks-remark", "attachment"]
    assert [part.content for part in opened.parts if part.kind == "text"] == [each.text for each in plain.paragraphs]
    assert [
        Paper(kind=part.kind, content=part.content, number=part.number, language=part.language)
        for part in opened.parts
        if part.kind.startswith("talks-")
    ] == list(papers)


def test_a_letter_belongs_to_the_dossier_that_it_names(pair: Pair) -> None:
    world, one, other = pair
    first = one.send(other)
    draft = replace(one.draft(other), dossier=first.dossier)
    one.store.clear(draft.id, draft.digest)
    second = send(one.office, draft, officers=one.officers, now=world.clock.now())
    assert second.dossier == first.dossier != one.send(other).dossier


def test_every_thing_that_a_reader_sees_changes_what_is_cleared(pair: Pair) -> None:
    world, one, other = pair
    draft = one.draft(other, attachments=[b"one"])
    changes: list[dict[str, Any]] = [
        {"recipients": (bytes(32),)},
        {"letter_class": "circular"},
        {"subject": "Another"},
        {"language": "en"},
        {"paragraphs": (Paragraph(number="2", text="One."),)},
        {"paragraphs": (Paragraph(number="1", text="Two."),)},
        {"attachments": ()},
        {"dossier": bytes(32)},
        {"title": "A title"},
        {"papers": (Paper(kind="talks-remark", content="{}"),)},
        {"papers": (Paper(kind="talks-remark", content="[]"),)},
        {"papers": (Paper(kind="talks-close", content="{}"),)},
        {"papers": (Paper(kind="talks-remark", content="{}", number="1"),)},
        {"papers": (Paper(kind="talks-remark", content="{}", language="en"),)},
        {"reply_to": bytes(32)},
        {"expires": world.clock.now()},
    ]
    digests = {replace(draft, **change).digest for change in changes}
    assert len(digests | {draft.digest}) == len(changes) + 1
    assert replace(draft, id=bytes(32)).digest == draft.digest


def test_a_draft_that_was_changed_after_it_was_cleared_is_not_sent(pair: Pair) -> None:
    world, one, other = pair
    draft = replace(one.draft(other), subject="Otherwise")
    said = refusal_of(send, one.office, draft, officers=one.officers, now=world.clock.now())
    assert said == "refused:not-cleared"


def test_a_draft_is_sent_once(pair: Pair) -> None:
    world, one, other = pair
    draft = one.draft(other)
    first = send(one.office, draft, officers=one.officers, now=world.clock.now())
    world.clock.move(minutes=1)
    assert send(one.office, draft, officers=one.officers, now=world.clock.now()) == first
    assert one.send(other).number == first.number + 1


def test_series_are_counted_by_themselves_and_years_begin_anew(pair: Pair) -> None:
    world, one, other = pair

    def number(series: str) -> tuple[int, int]:
        letter = send(one.office, one.draft(other), officers=one.officers, now=world.clock.now(), series=series)
        return letter.year, letter.number

    assert [number("A"), number(""), number("A")] == [(2026, 1), (2026, 1), (2026, 2)]
    world.clock.move(days=365)
    assert number("A") == (2027, 1)
    assert refusal_of(number, "no series") == "malformed:series"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recipients": ()}, "refused:recipients"),
        ({"recipients": (bytes(32),)}, "refused:party-unknown"),
        ({"reply_to": bytes(32)}, "refused:letter-unknown"),
        ({"letter_class": "ultimatum"}, "refused:class-unknown"),
        ({"letter_class": "non-paper"}, "refused:class-unavailable"),
        ({"subject": ""}, "malformed:name-length"),
        ({"subject": "a\u202eb"}, "malformed:name-character"),
        ({"title": " outside "}, "malformed:name-not-normal"),
        ({"language": "Latin"}, "malformed:language"),
        ({"paragraphs": (Paragraph(number="", text="a"),) * limits.PARTS}, "refused:letter-size"),
        ({"paragraphs": (Paragraph(number="", text="a" * (limits.BODY + 1)),)}, "refused:letter-size"),
        ({"paragraphs": (Paragraph(number="1" * 65, text="a"),)}, "malformed:part-number"),
        ({"papers": (Paper(kind="subject", content="Another"),)}, "refused:paper-kind"),
        ({"papers": (Paper(kind="No kind", content=""),)}, "malformed:part-kind"),
        ({"papers": (Paper(kind="talks-remark", content="", language="Latin"),)}, "malformed:language"),
        ({"papers": (Paper(kind="talks-remark", content="a" * (limits.BODY + 1)),)}, "refused:letter-size"),
        ({"papers": (Paper(kind="talks-remark", content=""),) * limits.PARTS}, "refused:letter-size"),
    ],
)
def test_a_draft_that_cannot_go_is_refused_before_anything_is_signed(
    pair: Pair, changes: dict[str, Any], said: str
) -> None:
    _, one, other = pair
    assert refusal(one, replace(one.draft(other), **changes)) == said


def test_a_structured_part_is_in_normal_form(pair: Pair) -> None:
    world, one, other = pair
    draft = replace(one.draft(other), papers=(Paper(kind="talks-remark", content="e\u0301"),))
    assert refusal_of(check_draft, one.office, draft, now=world.clock.now()) == "malformed:json-value"


def test_a_letter_goes_to_others_each_named_once(pair: Pair) -> None:
    _, one, other = pair
    assert refusal(one, one.draft(other, one)) == "refused:to-self"
    assert refusal(one, one.draft(other, other)) == "refused:recipients"


def test_an_expiry_lies_ahead(pair: Pair) -> None:
    world, one, other = pair
    assert refusal(one, one.draft(other, expires=world.clock.now())) == "refused:expired"


def test_a_letter_has_so_many_attachments_and_no_more(pair: Pair) -> None:
    _, one, other = pair
    draft = one.draft(other, attachments=[b"one"])
    assert refusal(one, replace(draft, attachments=draft.attachments * 65)) == "refused:letter-size"


def test_nothing_is_sealed_to_a_party_that_is_suspended_or_out_of_its_time(pair: Pair) -> None:
    world, one, other = pair
    suspend(one.office, other.id)
    assert refusal(one, one.draft(other)) == "refused:party-suspended"
    one.meet(other)
    world.clock.move(days=4 * 365)
    assert refusal(one, one.draft(other)) == "refused:credence-not-in-force"


def test_c11_a_stranger_or_one_officer_too_few_signs_nothing_and_one_of_two_does_not_count_twice() -> None:
    world = World(seed=2)
    one, other = world.chancery("ARV", officers=2), world.chancery("BOR")
    world.accredit(one, other)
    draft = one.draft(other)
    first, _ = one.officers
    for officers in ([], [first], [first, first], [first, *other.officers]):
        said = refusal_of(send, one.office, draft, officers=officers, now=world.clock.now())
        assert said == "refused:officers"
    assert send(one.office, draft, officers=one.officers, now=world.clock.now()).number == 1


@pytest.mark.parametrize("small", [0, 1 << 20])
@pytest.mark.parametrize("length", [0, 1, 65_536, 200_000])
def test_an_attachment_comes_out_as_it_went_in_whether_kept_in_a_file_or_not(small: int, length: int) -> None:
    world = World(seed=3)
    one, other = world.chancery("ARV", small=small), world.chancery("BOR", small=small)
    world.accredit(one, other)
    content = world.random.randbytes(length)
    letter = one.send(other, attachments=[content])
    world.carry(one, other)
    opened = other.read_letter(other.letter(letter.id, one), one)
    blocks = other.contents.open(opened.enclosed[0].sealed)
    assert b"".join(open_attachment(other.office, blocks, opened.attachments[0], opened.enclosed[0])) == content


def test_an_attachment_has_a_name_and_a_kind(pair: Pair) -> None:
    _, one, _ = pair
    assert refusal_of(seal_attachment, one.office, "", "text/plain", [b"a"]) == "malformed:name-length"
    assert refusal_of(seal_attachment, one.office, "a\0b", "text/plain", [b"a"]) == "malformed:name-character"
    assert refusal_of(seal_attachment, one.office, "a", "text", [b"a"]) == "malformed:media-type"


def test_an_attachment_that_grows_too_long_is_left_at_its_limit(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    _, one, _ = pair
    monkeypatch.setattr(limits, "ATTACHMENT", 100_000)
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield bytes(65_536)

    assert refusal_of(seal_attachment, one.office, "a", "text/plain", endless()) == "refused:attachment-size"
    assert len(read) == 2
