"""The provider's ML-DSA and Ed25519 give the published answers, reached through our own keys."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cryptography_vectors
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA65PublicKey

from verbale.formats import composite, notekeys

VECTORS = Path(str(cryptography_vectors.__file__)).parent / "asymmetric"


def answers(name: str) -> Iterator[dict[str, str]]:
    """The records of a NIST response file."""
    for record in (VECTORS / "MLDSA" / name).read_text("ascii").split("count = ")[1:]:
        yield dict(line.split(" = ", 1) for line in record.splitlines()[1:] if " = " in line)


def test_the_post_quantum_half_of_a_composite_key_is_ml_dsa_65_of_the_first_half_of_the_seed() -> None:
    seen = 0
    for record in answers("kat_MLDSA_65_det_pure.rsp"):
        key = composite.CompositeSigningKey(bytes.fromhex(record["xi"]) + bytes(32))
        public = bytes.fromhex(record["pk"])
        assert key.public[: composite.MLDSA_PUBLIC] == public
        signed = bytes.fromhex(record["sm"])
        signature, message = signed[: composite.MLDSA_SIGNATURE], signed[composite.MLDSA_SIGNATURE :]
        assert message == bytes.fromhex(record["msg"])
        MLDSA65PublicKey.from_public_bytes(public).verify(signature, message, bytes.fromhex(record["ctx"]))
        seen += 1
    assert seen == 100


def test_the_post_quantum_key_of_notes_is_ml_dsa_44_of_the_second_half_of_the_seed() -> None:
    seen = 0
    for record in answers("kat_MLDSA_44_det_pure.rsp"):
        public = bytes.fromhex(record["pk"])
        assert notekeys.NotePair(bytes(32) + bytes.fromhex(record["xi"])).public_post_quantum == public
        signed = bytes.fromhex(record["sm"])
        signature, message = signed[: notekeys.MLDSA_SIGNATURE], signed[notekeys.MLDSA_SIGNATURE :]
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message, bytes.fromhex(record["ctx"]))
        seen += 1
    assert seen == 100


def test_the_classical_key_of_notes_is_ed25519_of_the_first_half_of_the_seed() -> None:
    seen = 0
    with (VECTORS / "Ed25519" / "sign.input").open("r", encoding="ascii") as lines:
        for line in islice(lines, 0, None, 8):
            secret, public, message, signed = (bytes.fromhex(field) for field in line.split(":")[:4])
            pair = notekeys.NotePair(secret[:32] + bytes(32))
            assert pair.public_classical == public
            assert pair.sign_classical(message) == signed[:64]
            notekeys.verify_classical(public, message, signed[:64])
            seen += 1
    assert seen == 128
