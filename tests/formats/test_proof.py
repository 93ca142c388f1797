"""Proof files: one text, checked offline, and worth nothing without its leaf."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits, merkle
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.hybrid import HYBRID
from verbale.formats.proof import Proof, read_proof, verify_proof, write_proof
from verbale.formats.suite import NoteKey

KEY = HYBRID.note_key(bytes(range(64)))
OTHER = HYBRID.note_key(bytes(range(1, 65)))
LEAVES = [merkle.leaf_hash(b"entry %d" % number) for number in range(11)]
NODES = {(level, index): each for level, index, each in merkle.append_leaves(0, LEAVES, lambda _: [])}
HEAD = Checkpoint(
    origin="example.org/log", size=11, root=merkle.root(11, lambda positions: [NODES[each] for each in positions])
)
NOTE = sign_checkpoint(HEAD, KEY)


def prove(index: int, extra: bytes = b"") -> Proof:
    hashes = merkle.inclusion_proof(index, 11, lambda positions: [NODES[each] for each in positions])
    return Proof(index=index, hashes=tuple(hashes), note_bytes=NOTE, extra=extra)


def verify(proof: Proof, leaf: bytes, origin: str = "example.org/log", key: NoteKey = KEY) -> Checkpoint:
    return verify_proof(
        proof,
        leaf=leaf,
        origin=origin,
        public_classical=key.public_classical,
        public_post_quantum=key.public_post_quantum,
        suite=HYBRID,
    )


def refuse(data: bytes, code: str = "proof-form") -> None:
    with pytest.raises(Malformed) as refusal:
        read_proof(data)
    assert refusal.value.code == code


def refuse_to_write(proof: Proof, code: str = "proof-form") -> None:
    with pytest.raises(Malformed) as refusal:
        write_proof(proof)
    assert refusal.value.code == code


HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=limits.PROOF_HASHES).map(tuple)


@given(st.integers(0, limits.INTEGER), HASHES, st.binary(min_size=1, max_size=200), st.binary(max_size=80))
def test_what_is_written_is_read_again(index: int, hashes: tuple[bytes, ...], note_bytes: bytes, extra: bytes) -> None:
    made = Proof(index=index, hashes=hashes, note_bytes=note_bytes, extra=extra)
    data = write_proof(made)
    assert read_proof(data) == made
    assert write_proof(read_proof(data)) == data


@given(st.data())
def test_a_proof_cut_or_with_one_bit_changed_never_proves_the_same(data: st.DataObject) -> None:
    changed = bytearray(write_proof(prove(5)))
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(0, len(changed) - 1)) :]
    else:
        bit = data.draw(st.integers(0, len(changed) * 8 - 1))
        changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Malformed, Untrusted)):
        verify(read_proof(bytes(changed)), LEAVES[5])


def test_the_text_is_that_of_the_specification() -> None:
    hashes = (bytes(32), b"\xff" * 32)
    written = write_proof(Proof(index=73894, hashes=hashes, note_bytes=b"note\n", extra=b"extra"))
    first, second = (base64.b64encode(each).decode() for each in hashes)
    assert written.decode() == (f"c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 73894\n{first}\n{second}\n\nnote\n")
    assert write_proof(Proof(index=0, hashes=(), note_bytes=b"note\n")) == b"c2sp.org/tlog-proof@v1\nindex 0\n\nnote\n"


def test_a_proof_is_as_long_as_it_may_be_and_no_longer() -> None:
    def proof_of(extra: int) -> Proof:
        return Proof(index=1, hashes=(), note_bytes=b"n" * limits.NOTE, extra=bytes(extra))

    room = limits.PROOF_FILE - len(write_proof(proof_of(3)))
    # Three bytes are four signs of base64; the index takes the rest of the room.
    exact = Proof(index=10 ** (room % 4), hashes=(), note_bytes=b"n" * limits.NOTE, extra=bytes(3 + room // 4 * 3))
    assert len(write_proof(exact)) == limits.PROOF_FILE
    assert read_proof(write_proof(exact)) == exact
    refuse_to_write(proof_of(6 + room // 4 * 3), "proof-size")
    refuse(b"c" * (limits.PROOF_FILE + 1), "proof-size")


def test_every_entry_is_proven_and_only_at_its_place() -> None:
    for index, leaf in enumerate(LEAVES):
        proof = read_proof(write_proof(prove(index)))
        assert verify(proof, leaf) == HEAD
        with pytest.raises(Untrusted, match=r"^\[inclusion-proof\]"):
            verify(proof, LEAVES[index - 1])
        moved = Proof(index=(index + 1) % 11, hashes=proof.hashes, note_bytes=NOTE)
        with pytest.raises(Untrusted, match=r"^\[inclusion-proof\]"):
            verify(moved, leaf)


def test_a_proof_under_another_registers_head_is_refused() -> None:
    with pytest.raises(Untrusted, match=r"^\[checkpoint-lines\]"):
        verify(prove(0), LEAVES[0], origin="example.org/other")
    with pytest.raises(Untrusted, match=r"^\[checkpoint-lines\]"):
        verify(prove(0), LEAVES[0], key=OTHER)


def test_extra_data_is_carried_and_proves_nothing() -> None:
    proof = read_proof(write_proof(prove(3, extra=b"salt")))
    assert proof.extra == b"salt"
    assert verify(proof, LEAVES[3]) == HEAD


ROW = base64.b64encode(bytes(32)).decode()
FIRST = "c2sp.org/tlog-proof@v1\n"


@pytest.mark.parametrize(
    "data",
    [
        "",
        FIRST,
        f"{FIRST}\nnote\n",
        f"{FIRST}index 1\n\n",
        f"{FIRST}index 1\nnote\n",
        f"index 1\n\n{FIRST}",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nnote\n",
        f"{FIRST}index 01\n\nnote\n",
        f"{FIRST}index -1\n\nnote\n",
        f"{FIRST}index +1\n\nnote\n",
        f"{FIRST}index  1\n\nnote\n",
        f"{FIRST}index 1 \n\nnote\n",
        f"{FIRST}index １\n\nnote\n",
        f"{FIRST}index\n\nnote\n",
        f"{FIRST}index {limits.INTEGER + 1}\n\nnote\n",
        f"{FIRST}index {'1' * 5000}\n\nnote\n",
        f"{FIRST}{ROW}\nindex 1\n\nnote\n",
        f"{FIRST}extra \nindex 1\n\nnote\n",
        f"{FIRST}extra ZXh0cmE=\n\nnote\n",
        f"{FIRST}extra ZXh0cmE=\nextra ZXh0cmE=\nindex 1\n\nnote\n",
        f"{FIRST}index 1\nextra ZXh0cmE=\n\nnote\n".replace("extra ZXh0cmE=", "é"),
        f"{FIRST}index 1\n{(ROW + chr(10)) * (limits.PROOF_HASHES + 1)}\nnote\n",
    ],
)
def test_a_proof_of_another_shape_is_refused(data: str) -> None:
    refuse(data.encode())


@pytest.mark.parametrize(
    "row", [ROW[:-1], ROW[:-4], ROW + "AAAA", ROW.replace("A=", "B="), "extra ZXh0cmE=", " " + ROW]
)
def test_a_hash_that_is_not_32_bytes_of_strict_base64_is_refused(row: str) -> None:
    refuse(f"{FIRST}index 1\n{row}\n\nnote\n".encode(), "base64")


def test_limits_are_held_when_reading_and_when_writing() -> None:
    most = Proof(index=limits.INTEGER, hashes=(bytes(32),) * limits.PROOF_HASHES, note_bytes=bytes(limits.NOTE))
    assert read_proof(write_proof(most)) == most
    refuse(bytes(limits.PROOF_FILE + 1), "proof-size")
    refuse(write_proof(most) + b"x")
    refuse_to_write(Proof(index=-1, hashes=(), note_bytes=b"n"))
    refuse_to_write(Proof(index=limits.INTEGER + 1, hashes=(), note_bytes=b"n"))
    refuse_to_write(Proof(index=0, hashes=(bytes(32),) * (limits.PROOF_HASHES + 1), note_bytes=b"n"))
    refuse_to_write(Proof(index=0, hashes=(bytes(31),), note_bytes=b"n"))
    refuse_to_write(Proof(index=0, hashes=(), note_bytes=b""))
    refuse_to_write(Proof(index=0, hashes=(), note_bytes=bytes(limits.NOTE + 1)))
    refuse_to_write(Proof(index=0, hashes=(), note_bytes=b"n", extra=bytes(limits.PROOF_FILE)), "proof-size")


@pytest.mark.parametrize("data", [b"\x00", b"\xff\n\nnote", FIRST.encode() + b"\xff\n\nnote"])
def test_a_proof_that_is_not_text_is_refused(data: bytes) -> None:
    refuse(data)
