"""Attacks on the exchange, a row of the catalogue each: what a replayer, a thief, a stranger or a forger gets.

The other rows stand where their subject is: letters in `test_opening`, old keys in `test_order` and `test_old_keys`,
the register in `test_register_and_witness`.
"""

import io
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange.accredit import accredit
from verbale.exchange.identity import renew_credence
from verbale.exchange.recover import confirm, recover
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.archive import BLOCK, member_header
from verbale.formats.channel import verify_offer
from verbale.formats.credencefile import read_credence_file
from verbale.formats.hybrid import HYBRID
from verbale.formats.manifest import read_manifest
from verbale.formats.names import check_code, check_name
from verbale.formats.receipt import SALT, Line, Stage
from verbale.formats.wordlist import WORDS
from verbale.formats.words import compare_words, read_words
from verbale.testing.forge import forge, unseal, with_papers, with_receipt
from verbale.testing.sham import SHAM
from verbale.testing.world import Chancery, World


def plain(pouch: bytes, reader: Chancery) -> bytes:
    """The archive inside a pouch."""
    return open_bytes(pouch, reader.keys.transport, suite=reader.office.suite)


def sealed(archive: bytes, reader: Chancery) -> bytes:
    """An archive as a pouch for somebody: anybody can seal one."""
    public = reader.keys.transport[0].public
    return seal_bytes(archive, public, suite=reader.office.suite, entropy=reader.random.randbytes)


def test_p02_a_pouch_replayed_after_a_restore_is_taken_once_the_officers_know() -> None:
    world = World(seed=1)
    sender, receiver = world.pair()
    world.carry(sender, receiver)
    backup = receiver.backup()
    letter = sender.send(receiver)
    world.clock.move(minutes=2)
    pouch = b"".join(sender.pack(receiver).blocks())
    sender.receive(receiver.answer(receiver.receive([pouch])).blocks())
    receiver.restore(backup)
    assert receiver.restart()
    assert refusal_of(receiver.receive, [pouch]) == "refused:held"
    recover(receiver.office, officers=receiver.officers, now=world.clock.now())
    sender.receive(receiver.pack(sender).blocks())
    confirm(sender.office, receiver.id, officers=sender.officers)
    assert [each.result for each in receiver.receive([pouch]).letters] == ["placed"]
    assert [each.result for each in receiver.receive([pouch]).letters] == ["again"]
    assert receiver.letter(letter.id, sender).opened


def test_p08_a_pouch_or_a_credence_of_a_lower_suite_is_refused() -> None:
    world = World(seed=2, suite=HYBRID)
    sender, receiver = world.pair()
    before = receiver.store.snapshot()
    lower = forge(sender, receiver, lambda manifest: replace(manifest, suite=0))
    assert refusal_of(receiver.receive, [lower]) == "refused:suite-unknown"
    sham = World(seed=2, suite=SHAM).chancery("CAL")
    assert refusal_of(read_credence_file, sham.credence_file(), (HYBRID,)) == "refused:suite-unknown"
    pouch = b"".join(sender.pack(receiver).blocks())
    classical = pouch.replace(b"-> mlkem768x25519 ", b"-> X25519 ", 1)
    assert refusal_of(receiver.receive, [classical]) == "refused:not-for-us"
    assert receiver.store.snapshot() == before


def test_p11_of_a_thousand_letters_none_is_doubled_or_lost_where_a_third_of_the_pouches_is() -> None:
    world = World(seed=3)
    sender, receiver = world.pair()
    letters = []

    def arrives() -> bool:
        return world.random.random() > 0.3

    def call() -> None:
        pouch = sender.pack(receiver)
        if arrives():
            answer = receiver.answer(receiver.receive(pouch.blocks()))
            if arrives():
                sender.receive(answer.blocks())

    for _ in range(50):
        letters += [sender.send(receiver) for _ in range(20)]
        world.clock.move(minutes=2)
        call()
    while any(sender.reached(letter, receiver) != "opened" for letter in letters):
        call()
    with receiver.store.read() as view:
        numbers = [sure(view.letter(letter.id, sender.id)).number for letter in letters]
        copies = [len(view.copies(sender.id, letter.id, incoming=True)) for letter in letters]
        said = [len(view.evidence(letter.id, receiver.id)) for letter in letters]
    assert numbers == list(range(1, 1001))
    assert set(copies) == {1}
    assert set(said) == {3}


def test_p14_no_letter_refers_to_one_that_its_recipients_may_not_know_of() -> None:
    world = World(seed=13)
    one, other, third = world.chancery("ARV"), world.chancery("BOR"), world.chancery("CAL")
    world.accredit(one, other, third)
    foreign = third.send(one)
    world.carry(third, one)
    before = one.store.snapshot()
    assert refusal_of(one.send, other, reply_to=foreign.id) == "refused:letter-unknown"
    after = one.store.snapshot()
    assert {name for name in before if before[name] != after[name]} == {"cleared"}
    assert one.send(third, reply_to=foreign.id).reply_to == foreign.id


def renewed(node: Chancery, **changes: object) -> None:
    same = node.view(lambda view: view.house().party).credence.identity
    renew_credence(
        node.office,
        replace(same, **changes),  # type: ignore[arg-type]
        officers=node.officers,
        now=node.clock.now(),
    )


def test_c01_an_older_credence_shown_again_changes_nothing() -> None:
    world = World(seed=4)
    one, other = world.pair()
    stale = one.credence_file()
    words = one.words
    old = one.view(lambda view: view.house().party)
    renewed(one, name="Institution ARV anew")
    other.receive(one.pack(other).blocks())
    assert sure(other.view(lambda view: view.party(one.id))).name == "Institution ARV anew"
    again = with_papers(
        one,
        other,
        {"credence/0001.json": old.credence.signed.envelope_bytes, "keys.json": old.keys.signed.envelope_bytes},
    )
    other.receive([again])
    file = read_credence_file(stale, (SHAM,))
    officers, now = other.officers, world.clock.now()
    said = refusal_of(accredit, other.office, file, heard=words, code="ARV", officers=officers, now=now)
    assert said == "refused:credence-rollback"
    party = sure(other.view(lambda view: view.party(one.id)))
    assert (party.credence.number, party.keys.number) == (2, 2)


def test_c02_nothing_is_sealed_to_a_credence_whose_time_is_over() -> None:
    world = World(seed=5)
    one, other = world.pair()
    world.clock.move(days=4 * 365)
    before = one.store.snapshot()
    assert refusal_of(one.send, other) == "refused:credence-not-in-force"
    after = one.store.snapshot()
    assert {name for name in before if before[name] != after[name]} == {"cleared"}
    renewed(other, valid_until=world.clock.now() + timedelta(days=365))
    one.receive(other.pack(one).blocks())
    assert one.send(other).number == 1


@pytest.mark.parametrize("equal", [3, 4, 6, 11])
def test_c05_words_that_begin_alike_are_not_the_words(equal: int) -> None:
    one = World(seed=6).chancery("ARV")
    others = tuple(next(word for word in WORDS if word != own) for own in one.words[equal:])
    heard = one.words[:equal] + others
    digest = one.party.credence.digest
    assert refusal_of(compare_words, heard, one.id, digest) == "untrusted:words-differ"
    assert refusal_of(compare_words, one.words[:equal], one.id, digest) == "malformed:words-count"
    assert refusal_of(compare_words, one.words, one.id, digest) == ""


def test_c06_a_second_face_is_found_by_its_digest_whatever_its_words() -> None:
    world = World(seed=7)
    one, other = world.pair()
    face = one.twin(random=world.random, clock=world.clock)
    renewed(one, name="To the one")
    renewed(face, name="To the other")
    other.receive(one.pack(other).blocks())
    file = read_credence_file(face.credence_file(), (SHAM,))
    said = refusal_of(
        accredit, other.office, file, heard=face.words, code="ARV", officers=other.officers, now=world.clock.now()
    )
    assert said == "refused:credence-fork"


def test_c07_words_of_another_list_are_no_words() -> None:
    words = World(seed=8).chancery("ARV").words
    assert refusal_of(read_words, " ".join(words[:11]) + " zwölf") == "malformed:word-unknown"
    assert read_words(", ".join(words).upper()) == words


@pytest.mark.parametrize("code", ["\u0421AL", "CAL\u200b", "CAL ", "cal", "C\u202eAL"])
def test_c08_a_code_that_looks_like_another_is_refused(code: str) -> None:
    assert refusal_of(check_code, code) == "malformed:code"


@pytest.mark.parametrize("name", ["Ministry\u200b", "Ministry\u202e", "Mini\u3164stry", "Ministry\n"])
def test_c08_a_name_that_hides_something_is_refused(name: str) -> None:
    assert refusal_of(check_name, name, what="A name", limit=200).startswith("malformed:name-")


def test_c10_a_thief_of_the_front_reads_no_text_and_cannot_say_opened() -> None:
    world = World(seed=9, suite=HYBRID)
    one, other = world.pair()
    letter = one.send(other, subject="Confidential subject", text="Confidential text.", attachments=[b"Confidential."])
    pouch = b"".join(one.pack(other).blocks())
    cover, members = unseal(pouch, other)
    seen = b"".join([cover.manifest_bytes, cover.offer, *members.values()])
    assert b"Confidential" not in seen
    verify_offer(cover.offer, (one.party.credence,), HYBRID)
    other.receive([pouch])
    copy = one.view(lambda view: view.copies(other.id, letter.id, incoming=False))[0]
    line = Line(letter=letter.id, sealed=copy.sealed, stage=Stage.OPENED, time=world.clock.now(), salt=bytes(SALT))
    received = one.receive([with_receipt(other, one, [line], keys=[other.keys.front], number=5)])
    assert received.refused_receipts == ("receipt-stage",)
    assert [rung.stage for rung in one.ladder(letter, other).rungs] == [Stage.ACCEPTED, Stage.PLACED, Stage.OPENED]
    assert {rung.receipt for rung in one.ladder(letter, other).rungs} == {
        sure(other.view(lambda view: view.pair(one.id)).receipt)
    }


def tar_of(**info: object) -> bytes:
    """A member as Python's own writer makes it."""
    member = tarfile.TarInfo(str(info.pop("name", "manifest.json")))
    for name, value in info.items():
        setattr(member, name, value)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(member, io.BytesIO(bytes(member.size)) if member.size else None)
    return stream.getvalue()


@pytest.mark.parametrize(
    "first",
    [
        tar_of(name="../manifest.json", size=10),
        tar_of(name="/manifest.json", size=10),
        tar_of(name="manifest.json", size=10),
        tar_of(type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        tar_of(type=tarfile.LNKTYPE, linkname="manifest.tag"),
        tar_of(type=tarfile.CHRTYPE, devmajor=1, devminor=3),
        tar_of(type=tarfile.DIRTYPE),
        tar_of(type=tarfile.GNUTYPE_SPARSE, size=10),
        tar_of(type=tarfile.XHDTYPE, size=10),
        member_header("manifest.tag", 32) + bytes(BLOCK),
    ],
    ids=["up", "absolute", "other-owner", "symlink", "link", "device", "folder", "sparse", "extended", "order"],
)
def test_f03_an_archive_that_no_chancery_writes_is_refused(first: bytes) -> None:
    world = World(seed=10)
    one, other = world.pair()
    archive = plain(b"".join(one.pack(other).blocks()), other)
    before = other.store.snapshot()
    assert refusal_of(other.receive, [sealed(first + archive, other)]).startswith("malformed:archive-")
    assert other.store.snapshot() == before


def test_f03_a_member_that_stands_twice_is_refused() -> None:
    world = World(seed=11)
    one, other = world.pair()
    archive = plain(b"".join(one.pack(other).blocks()), other)
    manifest, _ = read_first(archive)
    twice = archive[: BLOCK + len(manifest) + -len(manifest) % BLOCK] + archive
    assert refusal_of(other.receive, [sealed(twice, other)]) == "malformed:archive-length"


def read_first(archive: bytes) -> tuple[bytes, bytes]:
    """The manifest of an archive, and what follows it."""
    length = int(archive[124:135], 8)
    return archive[BLOCK : BLOCK + length], archive[BLOCK + length + -length % BLOCK :]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text.replace(b'"v":1', b'"v": 1'), "json-not-canonical"),
        (lambda text: text.replace(b'"v":1', b'"v":1,"v":1'), "json-duplicate"),
        (lambda text: text.replace(b'"wants":[]', b'"wants":' + b"[" * 17 + b"]" * 17), "json-depth"),
        (lambda text: text.replace(b'"v":1', b'"v":9007199254740992'), "json-value"),
        (lambda text: text.replace(b'"v":1', b'"v":NaN'), "json-value"),
        (lambda text: text.replace(b'"v":1', b'"v":1.0'), "json-value"),
        (lambda text: b"\xef\xbb\xbf" + text, "json-syntax"),
        (lambda text: text[:-1], "json-syntax"),
        (lambda text: text.replace(b'"v":1', b'"v":2'), "member"),
        (lambda text: text.replace(b'"wants":[]', b'"wants":[],"x":1'), "member"),
    ],
)
def test_f07_a_manifest_in_another_form_is_refused(spoil: Callable[[bytes], bytes], code: str) -> None:
    world = World(seed=12)
    one, other = world.pair()
    manifest, rest = read_first(plain(b"".join(one.pack(other).blocks()), other))
    read_manifest(manifest)
    spoilt = spoil(manifest)
    archive = member_header("manifest.json", len(spoilt)) + spoilt + bytes(-len(spoilt) % BLOCK) + rest
    before = other.store.snapshot()
    assert refusal_of(other.receive, [sealed(archive, other)]) == f"malformed:{code}"
    assert other.store.snapshot() == before
