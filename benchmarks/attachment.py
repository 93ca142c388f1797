"""A large attachment by the whole road: sealed, packed, received and placed, opened again for a reader.

    seal       read, hashed, sealed, the sealed file hashed and kept
    carry      packed into a pouch that is sealed again; at the other end opened, hashed, opened and hashed as it passes
    open       the kept file opened once more, as for a reader

Each byte is so sealed or opened five times and hashed five times. Beside it stands what these ten passes cost with the
same cipher and hash on blocks in memory, with no file and no format. `VERBALE_BENCH_GIB` sets another size.
"""

import hashlib
import os
import secrets
from collections import deque
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from benchmarks import prose
from benchmarks.figure import Figure, peak_mib, seconds_of
from benchmarks.houses import House, houses, now
from benchmarks.letters import carry
from verbale.exchange.letters import SealedAttachment, seal_attachment, send
from verbale.exchange.opening import open_attachment, open_copy
from verbale.formats import limits
from verbale.formats.limits import GIB, MIB

PASSES = 5
SAMPLE = 256 * MIB


def attachment_2gib() -> Figure:
    """The attachment, and how the time grows with it."""
    length = int(float(os.environ.get("VERBALE_BENCH_GIB", "2")) * GIB)
    with houses("ARV", "BOR") as (sender, receiver):
        sizes = {f"{size // MIB} MiB": _whole_road(sender, receiver, size) for size in (length // 16, length // 4)}
        taken = _whole_road(sender, receiver, length)
    peak = peak_mib()
    raw = PASSES * (_sealing(SAMPLE) + _hashing(SAMPLE)) / SAMPLE * length
    return Figure(
        value=length / MIB / taken,
        unit="MiB/s",
        peer="cipher and hash alone",
        peer_value=length / MIB / raw,
        peak_mib=peak,
        sizes={**sizes, f"{length // MIB} MiB": taken},
        note="sizes in seconds",
    )


def _whole_road(sender: House, receiver: House, length: int) -> float:
    """The seconds that it takes from the source to the reader."""
    sealed: list[SealedAttachment] = []
    seconds = seconds_of(lambda: sealed.append(_seal(sender, length)))
    draft = sender.cleared(receiver, paragraphs=prose.paragraphs(prose.KIB), attachments=sealed)
    letter = send(sender.office, draft, officers=[sender.officer], now=now())
    seconds += seconds_of(lambda: carry(sender, receiver))
    assert sender.reached(letter, receiver) == "opened"
    return seconds + seconds_of(lambda: _open(sender, receiver, letter.id))


def _seal(sender: House, length: int) -> SealedAttachment:
    return seal_attachment(sender.office, "annex.bin", "application/octet-stream", _source(length))


def _open(sender: House, receiver: House, letter: bytes) -> None:
    office = receiver.office
    with office.store.read() as view:
        kept, party = view.letter(letter, sender.party.id), view.party(sender.party.id)
    assert kept is not None
    assert party is not None
    opened = open_copy(office, b"".join(office.contents.open(kept.sealed)), party)
    blocks = office.contents.open(opened.enclosed[0].sealed)
    for _ in open_attachment(office, blocks, opened.attachments[0], opened.enclosed[0]):
        pass


def _source(length: int) -> Iterator[bytes]:
    block = secrets.token_bytes(MIB)
    for _ in range(length // MIB):
        yield block


def _sealing(length: int) -> float:
    cipher, block = ChaCha20Poly1305(secrets.token_bytes(32)), secrets.token_bytes(limits.AGE_CHUNK)
    nonces = [number.to_bytes(12, "big") for number in range(length // len(block))]
    return seconds_of(lambda: deque((cipher.encrypt(nonce, block, None) for nonce in nonces), maxlen=0))


def _hashing(length: int) -> float:
    digest, block = hashlib.sha256(), secrets.token_bytes(MIB)
    blocks = [block] * (length // len(block))
    return seconds_of(lambda: deque(map(digest.update, blocks), maxlen=0))
