"""The pouch: what travels to one party, sealed to its transport key as one file.

The plaintext is an archive, padded to its Padmé length; the file is an age v1 file with one stanza. The same bytes go
over the network and on a stick. Writing needs only the lengths and digests of what goes in, so the length of a pouch
is known before its first byte; reading gives the manifest first, and nothing of a member before its place.
Source: protocol §3.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from verbale.formats import limits
from verbale.formats.age.sealed import open_stream, seal_stream, sealed_length
from verbale.formats.archive import ArchiveReader, end_of_archive, member_header, stored_length
from verbale.formats.channel import TAG
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.manifest import (
    MANIFEST_NAME,
    OFFER_NAME,
    TAG_NAME,
    Manifest,
    Member,
    members_of,
    read_manifest,
    write_manifest,
)
from verbale.formats.padding import padded_length
from verbale.formats.suite import OpeningKey, Suite

_ZEROS = bytes(64 * limits.KIB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first three members: the manifest as bytes, its tag, and the offer of the channel.

    Attributes:
        manifest: what `manifest_bytes` say.
        members: every member after the offer, in the order of the archive.
        plain_length: the length of the archive, padded.
    """

    manifest: Manifest
    manifest_bytes: bytes = field(repr=False)
    tag: bytes = field(repr=False)
    offer: bytes = field(repr=False)
    members: tuple[Member, ...] = field(repr=False)
    plain_length: int


def write_pouch(
    cover: Cover,
    contents: Callable[[Member], Iterable[bytes]],
    *,
    transport: bytes,
    suite: Suite,
    entropy: Callable[[int], bytes],
) -> Iterator[bytes]:
    """Yields the bytes of a pouch.

    Args:
        cover: manifest, tag and offer.
        contents: gives the blocks of a member, of exactly the length that the manifest says.
        transport: the recipient's transport key.
        suite: the recipient's suite.
        entropy: gives random bytes.
    """
    return seal_stream(_plain(cover, contents), transport, suite=suite, entropy=entropy)


def pouch_length(cover: Cover, *, suite: Suite) -> int:
    """The length of a pouch in bytes, before it is made."""
    return sealed_length(cover.plain_length, suite=suite)


class PouchReader:
    """Reads a pouch from a stream: first its cover, then member after member.

    Attributes:
        cover: manifest, tag and offer, of which nothing is known to be true until the tag was checked.
    """

    def __init__(self, source: Iterable[bytes], keys: Sequence[OpeningKey], *, suite: Suite) -> None:
        """Opens the file and reads its cover.

        Raises:
            Malformed, Untrusted: with the code of what is wrong with the sealed file or the manifest.
            Refused: `not-for-us`, if no key opens it.
        """
        self._archive = ArchiveReader(open_stream(source, keys, suite=suite, stanzas=1))
        manifest_bytes = self._archive.first(MANIFEST_NAME, limit=limits.MANIFEST)
        tag = self._archive.first(TAG_NAME, limit=TAG)
        if len(tag) != TAG:
            raise Malformed("manifest-tag-length", f"The tag of a manifest has {len(tag)} bytes, not {TAG}.")
        offer = self._archive.first(OFFER_NAME, limit=limits.ENVELOPE)
        self.cover = _cover(read_manifest(manifest_bytes), manifest_bytes, tag, offer)

    def blocks(self, member: Member) -> Iterator[bytes]:
        """Yields the blocks of the member that comes next; its digest is checked at the end.

        Raises:
            Malformed, Untrusted: with the code of what is wrong; `member-digest` if it is not what the manifest says.
        """
        digest = hashlib.sha256()
        for block in self.unchecked_blocks(member):
            digest.update(block)
            yield block
        check_digest(member, digest.digest())

    def unchecked_blocks(self, member: Member) -> Iterator[bytes]:
        """Yields the blocks of the member that comes next, for one who takes their digest: see `check_digest`.

        Raises:
            Malformed, Untrusted: with the code of what is wrong with the file or the archive.
        """
        return self._archive.member(member.name, member.length)

    def whole(self, member: Member) -> bytes:
        """Reads the member that comes next, whole.

        Raises:
            Malformed, Untrusted: as `blocks`.
        """
        return b"".join(self.blocks(member))

    def end(self) -> None:
        """Reads the end of the archive, the padding, and the end of the file.

        Raises:
            Malformed, Untrusted: with the code of what is wrong; `padding-length` if the padding is not Padmé's.
        """
        self._archive.end()
        if self._archive.consumed != self.cover.plain_length:
            raise Malformed("padding-length", "A pouch is not padded to its length.")


def check_digest(member: Member, digest: bytes) -> None:
    """Compares the digest of a member's blocks with the one that its manifest names.

    Raises:
        Untrusted: `member-digest`.
    """
    if digest != member.sha256:
        raise Untrusted("member-digest", "A member of a pouch is not the one that its manifest names.")


def make_cover(manifest: Manifest, tag: Callable[[bytes], bytes], offer: bytes) -> Cover:
    """Writes a manifest and tags it.

    Raises:
        Malformed: `pouch-size`, or as `write_manifest`.
    """
    manifest_bytes = write_manifest(manifest)
    return _cover(manifest, manifest_bytes, tag(manifest_bytes), offer)


def _cover(manifest: Manifest, manifest_bytes: bytes, tag: bytes, offer: bytes) -> Cover:
    members = tuple(members_of(manifest))
    lengths = [len(manifest_bytes), len(tag), len(offer), *(member.length for member in members)]
    plain_length = padded_length(sum(map(stored_length, lengths)) + len(end_of_archive()))
    if plain_length > limits.POUCH:
        raise Malformed("pouch-size", f"The members of a pouch make more than {limits.POUCH} bytes.")
    return Cover(
        manifest=manifest,
        manifest_bytes=manifest_bytes,
        tag=tag,
        offer=offer,
        members=members,
        plain_length=plain_length,
    )


def _plain(cover: Cover, contents: Callable[[Member], Iterable[bytes]]) -> Iterator[bytes]:
    first = ((MANIFEST_NAME, cover.manifest_bytes), (TAG_NAME, cover.tag), (OFFER_NAME, cover.offer))
    written = 0
    for name, data in first:
        yield member_header(name, len(data)) + data + bytes(-len(data) % 512)
        written += stored_length(len(data))
    for member in cover.members:
        yield member_header(member.name, member.length)
        left = member.length
        for block in contents(member):
            left -= len(block)
            yield block
        if left:
            raise Untrusted("member-length", "What is to go into a pouch is not of the length that was noted for it.")
        yield bytes(-member.length % 512)
        written += stored_length(member.length)
    written += len(end_of_archive())
    yield end_of_archive()
    padding = cover.plain_length - written
    while padding:
        block = _ZEROS[:padding]
        padding -= len(block)
        yield block
