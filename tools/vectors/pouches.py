"""Vectors of the road: channels, archives, manifests, whole pouches."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tools.vectors.identity import text_of
from tools.vectors.recorded import Draws, RecordedSuite
from tools.vectors.sheets import Sheet
from verbale.formats import canonical, limits
from verbale.formats.age.identity import write_identity
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.archive import end_of_archive, member_header
from verbale.formats.base64text import write_base64
from verbale.formats.channel import Offer, make_offer, tag_manifest
from verbale.formats.manifest import (
    Enclosed,
    Have,
    Knows,
    LetterItem,
    Manifest,
    Member,
    Paper,
    ReceiptItem,
    VoidItem,
    write_manifest,
)
from verbale.formats.pouch import make_cover, write_pouch
from verbale.formats.statement import Kind, sign_statement
from verbale.testing.institution import BEGINNING, Institution

SECRET = bytes(range(32))
CONTENTS = {
    "keys.json": b'{"keys":"a paper of identity"}',
    "letter/00000001.age": b"a sealed copy",
    "attachment/00000001-01.age": b"a sealed attachment",
    "receipt/00000002.json": b'{"receipt":"with lines"}',
    "head.note": b"a head\n",
}


def _digest(name: str) -> bytes:
    return hashlib.sha256(CONTENTS[name]).digest()


def _paper(name: str) -> Paper:
    return Paper(name=name, sha256=_digest(name), length=len(CONTENTS[name]))


def manifest_of(house: Institution, party: Institution) -> Manifest:
    """A manifest with one of everything."""
    letter, annex, receipt = list(CONTENTS)[1:4]
    return Manifest(
        suite=1,
        sender=house.id,
        recipient=party.id,
        credence=1,
        epoch=1_772_442_000,
        number=3,
        answers=(1_772_441_000, 2),
        made=BEGINNING,
        last=3,
        have=Have(through=4, beyond=(6, 7)),
        knows=Knows(credence=1, keys=1, generation=1, head=64, letters=(("", 2026, 12),)),
        wants=(b"\1" * 32,),
        none=(b"\2" * 32,),
        items=(
            LetterItem(
                number=1,
                letter=b"\3" * 32,
                letter_class="note-verbale",
                sealed=_digest(letter),
                length=len(CONTENTS[letter]),
                attachments=(Enclosed(sealed=_digest(annex), length=len(CONTENTS[annex])),),
            ),
            ReceiptItem(number=2, receipt=b"\4" * 32, sha256=_digest(receipt), length=len(CONTENTS[receipt])),
            VoidItem(number=3, reason="expired"),
        ),
        papers=(_paper("keys.json"), _paper("head.note")),
    )


def offer_of(suite: RecordedSuite, house: Institution, party: Institution) -> Offer:
    """The offer of the channel from one to another."""
    return make_offer(
        credence=house.credence,
        recipient=party.id,
        transport=party.roles.transport.public,
        epoch=1_772_442_000,
        secret=SECRET,
        front=house.roles.front,
        suite=suite,
    )


def channel_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="channel", about="Offers of a channel, and the tags of manifests.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    chain = [sheet.share("chain", text_of(house.credence.signed))]
    identity, other = write_identity(party.seed("transport/1", 32)), write_identity(bytes(32))
    offer = offer_of(suite, house, party)
    text = text_of(offer.signed)
    sheet.accept("an offer", "open-channel", chain=chain, offer=text, identities=[other, identity])
    sheet.refuse(
        "refused:offer-transport", "to another key", "open-channel", chain=chain, offer=text, identities=[other]
    )
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("untrusted:offer-secret", "with another epoch", {"epoch": 7}),
        ("untrusted:offer-secret", "to another party", {"to": "00" * 32}),
        ("untrusted:offer-party", "from another party", {"from": party.id.hex()}),
        ("untrusted:credence-unknown", "under an unknown version", {"credence": 2}),
        ("malformed:offer-secret-length", "with a secret of another length", {"wrapped": "AAAA"}),
        ("malformed:member", "of epoch 0", {"epoch": 0}),
    ]
    for refusal, name, changes in rows:
        signed = sign_statement(Kind.CHANNEL, offer.signed.document | changes, [house.roles.front])
        values = {"chain": chain, "offer": text_of(signed), "identities": [identity]}
        sheet.refuse(refusal, f"an offer {name}", "open-channel", **values)
    stranger = sign_statement(Kind.CHANNEL, offer.signed.document, [house.roles.house])
    values = {"chain": chain, "offer": text_of(stranger), "identities": [identity]}
    sheet.refuse("untrusted:signer-unknown", "an offer by the house's key", "open-channel", **values)
    tag = tag_manifest(SECRET, b"\1" * 32, b'{"v":1}')
    sound = {"secret_hex": SECRET.hex(), "offer_digest": "01" * 32, "manifest": '{"v":1}', "tag_hex": tag.hex()}
    sheet.accept("a tag", "check-tag", **sound)
    for name, tag_changes in (
        ("another manifest", {"manifest": '{"v":2}'}),
        ("another offer", {"offer_digest": "02" * 32}),
        ("another secret", {"secret_hex": "00" * 32}),
        ("a tag cut", {"tag_hex": tag[:31].hex()}),
    ):
        sheet.refuse("untrusted:manifest-tag", name, "check-tag", **sound | tag_changes)
    return sheet


def archive_sheet() -> Sheet:
    sheet = Sheet(format="archive", about="The archive inside a pouch: headers, members, padding.")
    for name, length in (("manifest.json", 2), ("letter/00000001.age", 4096), ("x" * 99, limits.MEMBER)):
        sheet.accept(f"header of {name[:20]}", "write-header", member=name, length=length)
    for name, length in (("", 1), ("x" * 100, 1), ("é", 1), ("a", limits.MEMBER + 1)):
        sheet.refuse(
            "malformed:archive-member", f"header of {name[:3]!r} {length}", "write-header", member=name, length=length
        )
    members: list[tuple[str, bytes]] = [("manifest.json", b"{}"), ("keys.json", bytes(range(256)) * 2)]
    named = [[name, len(data)] for name, data in members]
    sound = _archive(members) + bytes(100)

    def read(data: bytes) -> dict[str, Any]:
        return {"archive_base64": write_base64(data), "members": named}

    def header(at: int, new: bytes) -> bytes:
        changed = bytearray(sound[:512])
        changed[at : at + len(new)] = new
        changed[148:156] = b" " * 8
        changed[148:156] = b"%06o\0 " % sum(changed)
        return bytes(changed) + sound[512:]

    sheet.accept("an archive", "read-archive", **read(sound))
    for refusal, name, data in (
        ("malformed:archive-header", "a link", header(156, b"2")),
        ("malformed:archive-header", "another mode", header(100, b"0000644\0")),
        ("malformed:archive-header", "another owner", header(108, b"0000001\0")),
        ("malformed:archive-header", "another name", header(0, b"/anifest.json")),
        ("malformed:archive-header", "a GNU header", header(257, b"ustar  \0")),
        ("malformed:archive-header", "a length in base 256", header(124, b"\x80" + bytes(10) + b"\2")),
        ("malformed:archive-header", "a member twice", _archive(members[:1] * 2)),
        ("malformed:archive-length", "a first member too long", header(124, b"00000000003\0")),
        ("malformed:archive-truncated", "cut in a member", sound[:1600]),
        ("malformed:archive-truncated", "cut before the end", sound[:2048]),
        ("malformed:archive-end", "something after a member", sound[:600] + b"x" + sound[601:]),
        ("malformed:archive-end", "something after the end", sound[:-1] + b"x"),
    ):
        sheet.refuse(refusal, f"an archive with {name}", "read-archive", **read(data))
    return sheet


def _archive(members: Iterable[tuple[str, bytes]]) -> bytes:
    stored = (member_header(name, len(data)) + data + bytes(-len(data) % 512) for name, data in members)
    return b"".join(stored) + end_of_archive()


def manifest_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="manifest", about="Manifests of pouches.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    sound = canonical.read(write_manifest(manifest_of(house, party)))
    sheet.accept("a manifest", "read-manifest", manifest=canonical.write(sound).decode())
    empty: dict[str, Any] = {"items": [], "papers": [], "wants": [], "none": []}
    sheet.accept("a knock", "read-manifest", manifest=canonical.write(sound | empty).decode())
    letter, paper = sound["items"][0], sound["papers"][0]
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("malformed:member", "version 2", {"v": 2}),
        ("malformed:member", "a member too many", {"more": 1}),
        ("malformed:member", "epoch 0", {"epoch": 0}),
        ("malformed:member", "number 0", {"number": 0}),
        ("malformed:member", "held numbers without a gap", {"have": {"through": 4, "beyond": [5]}}),
        ("malformed:member", "held numbers out of order", {"have": {"through": 4, "beyond": [8, 7]}}),
        ("malformed:member", "an item of no kind", {"items": [letter | {"kind": "parcel"}]}),
        ("malformed:member", "a letter of no class", {"items": [letter | {"class": "message"}]}),
        ("malformed:member", "an empty letter", {"items": [letter | {"length": 0}]}),
        ("malformed:member", "a paper of no name", {"papers": [paper | {"name": "../keys.json"}]}),
        ("malformed:member", "a paper named in other digits", {"papers": [paper | {"name": "credence/٠٠٠٢.json"}]}),
        ("malformed:manifest-order", "items out of order", {"items": sound["items"][::-1]}),
        ("malformed:manifest-order", "an item beyond the last", {"last": 2}),
        ("malformed:manifest-order", "papers out of order", {"papers": sound["papers"][::-1]}),
        ("malformed:manifest-papers", "a paper too long", {"papers": [paper | {"length": limits.ENVELOPE + 1}]}),
        ("malformed:series", "a series in small letters", {"knows": _knows(sound, series="a")}),
        ("malformed:time", "a time in another form", {"made": "2026-03-02"}),
        ("malformed:hex", "a sender of another length", {"from": "00"}),
    ]
    for refusal, name, changes in rows:
        sheet.refuse(refusal, name, "read-manifest", manifest=canonical.write(sound | changes).decode())
    return sheet


def _knows(sound: dict[str, Any], *, series: str) -> dict[str, Any]:
    knows: dict[str, Any] = sound["knows"]
    return knows | {"letters": [{"series": series, "year": 2026, "number": 1}]}


def pouch_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="pouch", about="Whole pouches, with the keys that open them.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    transport, offer = party.roles.transport, offer_of(suite, house, party)
    keys: dict[str, Any] = {
        "identities": [write_identity(party.seed("transport/1", 32))],
        "chain": [sheet.share("chain", text_of(house.credence.signed))],
    }

    def content(member: Member) -> list[bytes]:
        return [CONTENTS[member.name]]

    def pack(manifest: Manifest, name: str, secret: bytes = SECRET) -> bytes:
        envelope = offer.signed.envelope_bytes
        cover = make_cover(manifest, lambda data: tag_manifest(secret, offer.signed.digest, data), envelope)
        return b"".join(
            write_pouch(cover, content, transport=transport.public, suite=suite, entropy=Draws(f"pouch {name}"))
        )

    manifest = manifest_of(house, party)
    sound = pack(manifest, "sound")
    plain = open_bytes(sound, [transport], suite=suite)

    def add(refusal: str, name: str, data: bytes, **changes: Any) -> None:  # noqa: ANN401 - inputs of a vector
        sheet.refuse(refusal, name, "read-pouch", pouch_base64=write_base64(data), **keys | changes)

    def reseal(data: bytes, name: str) -> bytes:
        return seal_bytes(data, transport.public, suite=suite, entropy=Draws(f"reseal {name}"))

    sheet.accept("a pouch", "read-pouch", pouch_base64=write_base64(sound), **keys)
    knock = pack(replace(manifest, items=(), papers=()), "knock")
    sheet.accept("a knock", "read-pouch", pouch_base64=write_base64(knock), **keys)
    add("refused:not-for-us", "for another", knock, identities=[write_identity(bytes(32))])
    add("untrusted:manifest-tag", "tagged under another secret", pack(manifest, "forged", bytes(32)))
    at = plain.index(b"a sealed attachment")
    swapped = plain[:at] + b"A" + plain[at + 1 :]
    add("untrusted:member-digest", "a member changed", reseal(swapped, "member"))
    add("malformed:padding-length", "padded too far", reseal(plain + bytes(512), "long"))
    add("malformed:archive-end", "padded with something else", reseal(plain[:-1] + b"x", "padding"))
    add("malformed:archive-truncated", "cut inside", reseal(plain[: at + 600], "cut"))
    return sheet
