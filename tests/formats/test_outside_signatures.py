"""Programs that others wrote verify our signatures, and we verify theirs: noble in Node, and OpenSSL."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.system import NPM
from verbale.formats import composite, note
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.cosignature import cosign
from verbale.formats.hybrid import HYBRID

KEY = HYBRID.signing_key(bytes(range(64)))
CONTEXT = b"verbale/letter/v1"
MESSAGE = "Note verbale № 12".encode()


def run(script: str, lines: str) -> str:
    return subprocess.run(
        ["node", str(NPM / script)], input=lines, capture_output=True, check=True, encoding="utf-8", timeout=100
    ).stdout


def ask_noble(*questions: dict[str, Any]) -> list[dict[str, Any]]:
    answers = run("check_composite.mjs", "".join(json.dumps(question) + "\n" for question in questions))
    return [json.loads(line) for line in answers.splitlines()]


def question(signature: bytes, message: bytes = MESSAGE, context: bytes = CONTEXT) -> dict[str, str]:
    return {
        "do": "verify",
        "public": KEY.public.hex(),
        "context": context.hex(),
        "message": message.hex(),
        "signature": signature.hex(),
    }


@pytest.mark.needs("npm-packages")
def test_noble_verifies_both_halves_of_our_composite_signatures() -> None:
    signature = KEY.sign(CONTEXT, MESSAGE)
    cut = composite.MLDSA_SIGNATURE
    other = KEY.sign(CONTEXT, b"another text")
    assert ask_noble(
        question(signature),
        question(KEY.sign(b"", b""), b"", b""),
        question(KEY.sign(bytes(255), bytes(5_000)), bytes(5_000), bytes(255)),
        question(signature, context=b"verbale/receipt/v1"),
        question(other[:cut] + signature[cut:]),
        question(signature[:cut] + other[cut:]),
    ) == [
        {"mldsa": True, "ed25519": True},
        {"mldsa": True, "ed25519": True},
        {"mldsa": True, "ed25519": True},
        {"mldsa": False, "ed25519": False},
        {"mldsa": False, "ed25519": True},
        {"mldsa": True, "ed25519": False},
    ]


@pytest.mark.needs("npm-packages")
def test_we_verify_what_noble_signs_with_the_same_seed() -> None:
    seed = bytes(range(64))
    answers = ask_noble(
        *(
            {"do": "sign", "seed": seed.hex(), "context": context.hex(), "message": message.hex()}
            for context, message in ((CONTEXT, MESSAGE), (b"", b""))
        )
    )
    for answer, (context, message) in zip(answers, ((CONTEXT, MESSAGE), (b"", b"")), strict=True):
        assert bytes.fromhex(answer["public"]) == KEY.public
        HYBRID.verify(KEY.public, context, message, bytes.fromhex(answer["signature"]))


@pytest.mark.needs("npm-packages")
def test_noble_verifies_every_line_of_a_cosigned_head() -> None:
    log, x = HYBRID.note_key(bytes(64)), HYBRID.note_key(bytes(range(64)))
    head = Checkpoint(origin="example.org/log", size=20_852_163, root=bytes(range(32)))
    signed = note.read_note(sign_checkpoint(head, log)).with_lines(cosign(head, "example.org/x", x, 1_795_000_000))
    keys = [
        {"name": name, "type": kind, "public": public.hex()}
        for name, kind, public in (
            ("example.org/log", 1, log.public_classical),
            ("example.org/log", 6, log.public_post_quantum),
            ("example.org/x", 4, x.public_classical),
            ("example.org/x", 6, x.public_post_quantum),
            ("example.org/y", 4, x.public_classical),
        )
    ]
    answer = run("check_note.mjs", json.dumps({"note": note.write_note(signed).decode(), "keys": keys}))
    assert json.loads(answer) == {"lines": [0, 0, 1_795_000_000, 1_795_000_000, "missing"]}

    later = Checkpoint(origin=head.origin, size=head.size + 1, root=head.root)
    moved = note.Note(text=note.read_note(sign_checkpoint(later, log)).text, lines=signed.lines)
    answer = run("check_note.mjs", json.dumps({"note": note.write_note(moved).decode(), "keys": keys}))
    assert json.loads(answer) == {"lines": ["fails", "fails", "fails", "fails", "missing"]}


@pytest.mark.needs("openssl")
def test_openssl_verifies_the_classical_half(tmp_path: Path) -> None:
    signature = KEY.sign(CONTEXT, MESSAGE)
    public = Ed25519PublicKey.from_public_bytes(KEY.public[composite.MLDSA_PUBLIC :])
    (tmp_path / "key.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "signature").write_bytes(signature[composite.MLDSA_SIGNATURE :])
    command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pem", "-in", "signed"]
    for message, holds in ((MESSAGE, True), (MESSAGE + b".", False)):
        (tmp_path / "signed").write_bytes(composite.represent(CONTEXT, message))
        verified = subprocess.run(
            [*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False, timeout=30
        )
        assert (verified.returncode == 0) is holds
