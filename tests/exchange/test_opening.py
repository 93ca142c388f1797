"""Opening a sealed copy: it is the letter that it is called, whole and by its sender's officers, or it is refused."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest

from tests.exchange.spoilt import (
    Json,
    damaged,
    house,
    opened_letter,
    sealed_to,
    show,
    show_sealed,
    signed_again,
    statement_of,
)
from tests.refusals import refusal_of
from verbale.exchange.letters import send
from verbale.exchange.opening import open_attachment
from verbale.exchange.records import Letter
from verbale.formats import canonical, dsse
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.hybrid import HYBRID
from verbale.formats.letter import Part
from verbale.formats.statement import Kind, sign_statement
from verbale.formats.suite import SIGNING_SEED
from verbale.testing.world import Chancery, World

ED25519 = 64


class Trio:
    """A letter of ARV to BOR, not carried yet, with CYR beside; keys are the real ones."""

    def __init__(self, seed: int) -> None:
        self.world = World(seed=seed, suite=HYBRID)
        self.one, self.other, self.third = (self.world.chancery(code) for code in ("ARV", "BOR", "CYR"))
        self.world.accredit(self.one, self.other, self.third)
        self.letter = self.one.send(self.other)
        self.document = opened_letter(self.one, self.letter)

    def says(self, document: Json, letter: bytes | None = None) -> str:
        """What BOR says to a letter that ARV's front shows it; it is not the one that ARV sent."""
        return says(self.one, self.other, document, letter or self.letter.id)


def says(sender: Chancery, receiver: Chancery, document: Json, letter: bytes) -> str:
    result = show(sender, receiver, document, letter=letter)
    copies = receiver.view(lambda view: view.copies(sender.id, letter, incoming=True))
    assert copies[-1].reason == result.reason
    return result.reason


@lru_cache(maxsize=1)
def first() -> Trio:
    return Trio(1)


@pytest.fixture
def trio() -> Trio:
    """A scene of the test's own: keys are made once, what is kept is a copy."""
    original = first()
    trio = object.__new__(Trio)
    trio.world, trio.letter, trio.document = original.world, original.letter, original.document
    for name in ("one", "other", "third"):
        node = getattr(original, name)
        setattr(trio, name, node.twin(random=node.random, clock=original.world.clock))
    return trio


def test_the_letter_itself_is_opened(trio: Trio) -> None:
    assert trio.says(trio.document) == ""
    opened = trio.other.read_letter(trio.other.letter(trio.letter.id, trio.one), trio.one)
    assert (opened.subject, opened.language, opened.reply_to, opened.attachments) == ("A note", "", None, ())


def test_p03_a_letter_sent_back_to_its_sender_as_the_other_sides_own_is_refused(trio: Trio) -> None:
    assert says(trio.other, trio.one, trio.document, trio.letter.id) == "signer-unknown"
    assert trio.one.reached(trio.letter, trio.other) == "signed"


def test_p04_a_letter_sealed_again_for_a_third_by_its_recipient_is_refused(trio: Trio) -> None:
    assert says(trio.other, trio.third, trio.document, trio.letter.id) == "signer-unknown"


def test_p04_a_letter_sealed_again_for_a_third_by_its_senders_own_front_is_refused(trio: Trio) -> None:
    assert says(trio.one, trio.third, trio.document, trio.letter.id) == "not-addressed"


def test_p04_a_letter_that_names_another_sender_is_refused_though_its_signers_are_known(trio: Trio) -> None:
    document, signed = signed_again(trio.document, trio.one.officers, **{"from": trio.third.id.hex()})
    assert trio.says(document, signed.digest) == "not-signed-by-sender"


def test_p05_a_second_key_under_which_a_signature_holds_does_not_stand_in_for_the_first(trio: Trio) -> None:
    thief = HYBRID.signing_key(trio.world.random.randbytes(SIGNING_SEED))
    by_thief, _ = signed_again(trio.document, [thief])
    assert trio.says(by_thief) == "signer-unknown"
    own = trio.document["envelope"]["signatures"][0]["keyid"]
    borrowed = damaged(by_thief, lambda letter: letter["envelope"]["signatures"][0].update(keyid=own))
    assert trio.says(borrowed) == "signature"
    both = damaged(
        trio.document, lambda letter: letter["envelope"]["signatures"].extend(by_thief["envelope"]["signatures"])
    )
    assert trio.says(both) == "signer-unknown"


def halves(document: Json) -> tuple[bytes, bytes]:
    signature = read_base64(document["envelope"]["signatures"][0]["sig"])
    return signature[:-ED25519], signature[-ED25519:]


@pytest.mark.parametrize(
    "join",
    [
        lambda own, other: own[0] + bytes(ED25519),
        lambda own, other: bytes(len(own[0])) + own[1],
        lambda own, other: own[0],
        lambda own, other: own[1],
        lambda own, other: own[1] + own[0],
        lambda own, other: own[0] + other[1],
        lambda own, other: other[0] + own[1],
        lambda own, other: other[0] + other[1],
        lambda own, other: own[0] + own[1] + b"\0",
    ],
)
def test_p06_half_a_signature_stripped_swapped_or_of_another_text_is_refused_with_one_error(
    trio: Trio, join: Callable[[tuple[bytes, bytes], tuple[bytes, bytes]], bytes]
) -> None:
    another, _ = signed_again(trio.document, trio.one.officers, number=2)
    signature = write_base64(join(halves(trio.document), halves(another)))
    spoilt = damaged(trio.document, lambda letter: letter["envelope"]["signatures"][0].update(sig=signature))
    assert trio.says(spoilt) == "signature"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.LETTER])
def test_p07_a_signature_of_another_kind_is_none_under_a_letter(trio: Trio, kind: Kind) -> None:
    statement = statement_of(trio.document)
    honest = sign_statement(kind, statement | {"kind": kind.value}, trio.one.officers)
    whole = trio.document | {"envelope": canonical.read(honest.envelope_bytes)}
    assert trio.says(whole) == "statement-kind"
    relabelled = damaged(
        whole,
        lambda letter: letter["envelope"].update(
            payload=trio.document["envelope"]["payload"], payloadType=Kind.LETTER.media_type
        ),
    )
    assert trio.says(relabelled) == "signature"
    # Even over the very bytes of the letter: the context of the signature names the kind.
    key, payload = trio.one.officers[0], read_base64(trio.document["envelope"]["payload"])
    signature = key.sign(kind.context, dsse.pae(Kind.LETTER.media_type, payload))
    foreign = damaged(
        trio.document, lambda letter: letter["envelope"]["signatures"][0].update(sig=write_base64(signature))
    )
    assert trio.says(foreign) == "signature"


@pytest.mark.parametrize("digest_of", ["the letter", "the copy"])
def test_p12_other_bytes_under_the_id_of_a_letter_are_refused_and_it_stands(trio: Trio, digest_of: str) -> None:
    trio.other.receive(trio.one.pack(trio.other).blocks())
    before = trio.other.letter(trio.letter.id, trio.one)
    document, _ = signed_again(trio.document, trio.one.officers, number=2)
    plain = canonical.write(document if digest_of == "the letter" else trio.document | {"parts": []})
    result = show_sealed(trio.one, trio.other, sealed_to(trio.other, plain), letter=trio.letter.id)
    assert result.result == "refused"
    assert result.reason == ("letter-id" if digest_of == "the letter" else "part-digest")
    assert trio.other.letter(trio.letter.id, trio.one) == before
    assert trio.other.reached(trio.letter, trio.other) == "opened"


@pytest.mark.parametrize("change", ["added", "left out", "twice", "none", "out of order", "the sender"])
def test_p15_recipients_changed_by_others_break_the_signature_and_by_its_officers_make_another_letter(
    trio: Trio, change: str
) -> None:
    one, other, third = (node.id.hex() for node in (trio.one, trio.other, trio.third))
    listed: list[str] = {
        "added": sorted([other, third]),
        "left out": [third],
        "twice": [other, other],
        "none": [],
        "out of order": sorted([other, third], reverse=True),
        "the sender": sorted([one, other]),
    }[change]
    statement = statement_of(trio.document) | {"to": listed}
    payload = write_base64(canonical.write(statement))
    forged = damaged(trio.document, lambda letter: letter["envelope"].update(payload=payload))
    assert trio.says(forged) == "signature"
    signed, _ = signed_again(trio.document, trio.one.officers, to=listed)
    expected = {"added": "letter-id", "left out": "not-addressed"}.get(change, "letter-recipients")
    assert trio.says(signed) == expected


def test_f02_a_letter_to_257_recipients_and_one_of_33_signatures_are_refused(trio: Trio) -> None:
    many = sorted(number.to_bytes(32, "big").hex() for number in range(1, 257))
    document, signed = signed_again(trio.document, trio.one.officers, to=[*many, trio.other.id.hex()])
    assert trio.says(document, signed.digest) == "member"
    one = trio.document["envelope"]["signatures"][0]
    others = [one | {"keyid": f"{number:064x}"} for number in range(32)]
    crowded = damaged(trio.document, lambda letter: letter["envelope"]["signatures"].extend(others))
    assert trio.says(crowded) == "envelope-signatures"


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        (b"-> mlkem768x25519 AAAA\nAAAA\n" * 300, "age-stanzas"),
        (b"-> a " + b"b" * (1 << 20) + b"\n\n", "age-header-size"),
        (b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n" + b"A" * 43 + b"\n", "not-for-us"),
    ],
)
def test_f02_a_sealed_file_that_asks_for_work_is_refused_before_it(trio: Trio, header: bytes, refusal: str) -> None:
    sealed = b"age-encryption.org/v1\n" + header + b"--- " + b"A" * 43 + b"\n"
    result = show_sealed(trio.one, trio.other, sealed, letter=bytes(32))
    assert result.result == "refused"
    assert result.reason == refusal


def test_c11_officers_of_another_house_too_few_of_them_and_one_twice_sign_no_letter() -> None:
    world = World(seed=2, suite=HYBRID)
    one, other = world.chancery("ARV", officers=2), world.chancery("BOR")
    world.accredit(one, other)
    document = opened_letter(one, one.send(other))
    first, second = one.officers
    for keys, refusal in (
        ([first], "threshold"),
        ([first, other.officers[0]], "signer-unknown"),
        ([first, one.keys.front], "signer-unknown"),
        ([first, one.recovery], "signer-unknown"),
    ):
        spoilt, signed = signed_again(document, keys)
        assert says(one, other, spoilt, signed.digest) == refusal
    spoilt, signed = signed_again(document, [first, second])
    by_first = spoilt["envelope"]["signatures"][0]
    twice = damaged(spoilt, lambda letter: letter["envelope"].update(signatures=[by_first, by_first]))
    assert says(one, other, twice, signed.digest) == "envelope-signatures"


# What a genuine sender may get wrong, under the sham suite: nobody forges.

Pair = tuple[World, Chancery, Chancery]


@pytest.fixture
def pair() -> Pair:
    world = World(seed=3)
    return world, *world.pair()


def with_parts(one: Chancery, document: Json, parts: list[Part]) -> tuple[Json, bytes]:
    """The letter with other parts, truly signed."""
    written = [
        {
            "kind": part.kind,
            "number": part.number,
            "language": part.language,
            "salt": write_base64(part.salt),
            "content": part.content,
        }
        for part in parts
    ]
    changed, signed = signed_again(document, one.officers, parts=[part.digest.hex() for part in parts])
    return changed | {"parts": written}, signed.digest


def part(kind: str, content: str, language: str = "") -> Part:
    return Part(kind=kind, number="", language=language, salt=bytes(32), content=content)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([part("text", "Only text.", "en")], ""),
        ([part("subject", "One"), part("kind-of-later", "anything")], ""),
        ([part("subject", "One"), part("subject", "Two")], "letter-subject"),
        ([part("subject", "a\u202eb")], "name-character"),
        ([part("reply", "abc")], "hex"),
        ([part("reply", "ab" * 32)], ""),
        ([part("attachment", "{}")], "letter-attachments"),
    ],
)
def test_a_letter_that_could_not_be_shown_is_refused_at_once(pair: Pair, parts: list[Part], refusal: str) -> None:
    _, one, other = pair
    document, letter = with_parts(one, opened_letter(one, one.send(other)), parts)
    assert says(one, other, document, letter) == refusal
    if not refusal:
        opened = other.read_letter(other.letter(letter, one), one)
        assert opened.parts == tuple(parts)
        assert opened.without_text().parts == tuple(each for each in parts if each.kind != "text")


def test_a_version_of_a_credence_that_nobody_knows_proves_nothing(pair: Pair) -> None:
    _, one, other = pair
    document, signed = signed_again(opened_letter(one, one.send(other)), one.officers, credence=2)
    assert says(one, other, document, signed.digest) == "credence-unknown"


def test_a_letter_of_another_class_than_it_is_called_is_refused(pair: Pair) -> None:
    _, one, other = pair
    letter = one.send(other)
    document = opened_letter(one, letter)
    result = show(one, other, document, letter=letter.id, letter_class="circular")
    assert result.reason == "letter-class"


def with_attachment(one: Chancery, other: Chancery, **wrong: Any) -> Letter:
    """A letter with two attachments of which it describes the first otherwise than it is."""
    draft = one.draft(other, attachments=[bytes(200_000), b"second"])
    sealed = draft.attachments[0]
    enclosure = {name: wrong.pop(name) for name in ("identity",) if name in wrong}
    spoilt = replace(
        sealed, attachment=replace(sealed.attachment, **wrong), enclosure=replace(sealed.enclosure, **enclosure)
    )
    draft = replace(draft, attachments=(spoilt, draft.attachments[1]))
    one.store.clear(draft.id, draft.digest)
    return send(one.office, draft, officers=one.officers, now=one.clock.now())


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"sha256": bytes(32)}, "attachment-digest"),
        ({"length": 5}, "attachment-digest"),
        ({"identity": bytes(32)}, "not-for-us"),
    ],
)
def test_p17_an_attachment_that_is_not_what_its_letter_says_refuses_this_copy_and_no_other(
    pair: Pair, wrong: dict[str, Any], refusal: str
) -> None:
    world, one, other = pair
    letters = [one.send(other, attachments=[b"one"]), with_attachment(one, other, **wrong), one.send(other)]
    received = world.carry(one, other)
    assert [each.reason for each in received.letters] == ["", refusal, ""]
    assert [one.reached(each, other) for each in letters] == ["opened", "signed", "opened"]
    assert [each.stage.value for each in one.ladder(letters[1], other).rungs] == ["copy-refused"]


def test_an_attachment_read_from_another_enclosure_is_refused_at_its_end(pair: Pair) -> None:
    _, one, other = pair
    letter = one.send(other, attachments=[b"one", b"two"])
    opened = one.read_letter(letter, one)
    blocks = one.contents.open(opened.enclosed[0].sealed)
    said = refusal_of(lambda: list(open_attachment(one.office, blocks, opened.attachments[1], opened.enclosed[0])))
    assert said == "untrusted:attachment-digest"


def test_files_that_came_with_a_letter_are_those_that_it_encloses(pair: Pair) -> None:
    _, one, other = pair
    letter = one.send(other, attachments=[b"one"])
    assert says(one, other, opened_letter(one, letter), letter.id) == "letter-enclosures"


def test_a_copy_sealed_to_another_is_not_for_us(pair: Pair) -> None:
    world, one, other = pair
    third = world.chancery("CYR")
    letter = one.send(other)
    plain = canonical.write(opened_letter(one, letter))
    assert show_sealed(one, other, sealed_to(third, plain), letter=letter.id).reason == "not-for-us"
    assert house(third).id != other.id
