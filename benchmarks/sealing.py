"""Sealing to a hundred and ninety-seven parties: a letter of 10 KiB, and a letter with 10 MiB beside it.

The letter is sealed to each party's own key; what lies beside it is sealed once, to a key that stands in the letter.
The peer reads a file and writes a file; so do we. A node keeps the keys that it wrote to; `first time` is the first
letter after a start.
"""

import secrets
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from benchmarks import openpgp
from benchmarks.figure import Figure, in_turn, seconds_of, without_collector
from verbale.formats import limits
from verbale.formats.age.sealed import seal_bytes, seal_stream
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import OPENING_SEED

PARTIES = 197
SIZES = (1, 30, PARTIES)
LETTER = 10 * limits.KIB
BESIDE = 10 * limits.MIB
ROUNDS = 5


def seal_10kib() -> Figure:
    """A letter to each of them."""
    return _against_gpg(LETTER)


def seal_10mib() -> Figure:
    """The same with an attachment."""
    return _against_gpg(BESIDE)


def _against_gpg(length: int) -> Figure:
    with TemporaryDirectory() as folder, openpgp.keyring(PARTIES) as keys, without_collector():
        source, ours, theirs = (Path(folder) / name for name in ("source", "ours", "theirs"))
        source.write_bytes(secrets.token_bytes(length))
        keys.seal(source, theirs, to=PARTIES)
        publics = _publics(PARTIES)
        _seal(source, ours, publics)
        best, peer = in_turn(
            lambda: _seal(source, ours, publics),
            lambda: keys.seal(source, theirs, to=PARTIES),
            rounds=ROUNDS,
        )
        sizes = {f"{count} parties": _best(source, ours, [publics[:count]] * ROUNDS) for count in SIZES}
        sizes["first time"] = _best(source, ours, [_publics(PARTIES) for _ in range(ROUNDS)])
    return Figure(value=best, unit="s", peer=openpgp.NAME, peer_value=peer, more_is_better=False, sizes=sizes)


def _best(source: Path, target: Path, rounds: Sequence[list[bytes]]) -> float:
    return min(seconds_of(partial(_seal, source, target, publics)) for publics in rounds)


def _publics(count: int) -> list[bytes]:
    return [HYBRID.opening_key(secrets.token_bytes(OPENING_SEED)).public for _ in range(count)]


def _seal(source: Path, target: Path, publics: list[bytes]) -> None:
    with target.open("wb") as sink:
        letter = source.read_bytes() if source.stat().st_size <= LETTER else _seal_beside(source, sink)
        for public in publics:
            sink.write(seal_bytes(letter, public, suite=HYBRID, entropy=secrets.token_bytes))


def _seal_beside(source: Path, sink: BinaryIO) -> bytes:
    """Seals a file to a key of its own; gives a letter that holds the key."""
    identity = secrets.token_bytes(OPENING_SEED)
    public = HYBRID.opening_key(identity).public
    with source.open("rb") as stream:
        blocks = iter(lambda: stream.read(limits.MIB), b"")
        sink.writelines(seal_stream(blocks, public, suite=HYBRID, entropy=secrets.token_bytes))
    return identity + secrets.token_bytes(LETTER - len(identity))
