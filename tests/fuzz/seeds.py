"""Makes the seeds of the corpus out of the published vectors: `python -m tests.fuzz.seeds`; crashes stay.

A seed is kept if it is small; of each target at most twelve, the accepted ones first.
"""

import base64
import hashlib
import json
from collections.abc import Iterator

from tests.fuzz.targets import CORPUS, STATEMENTS, TARGETS, VECTORS
from tools.vectors.sheets import resolve

_LARGEST = 24_576
_MOST = 12
# Which input of which operation is bytes for which target.
_INPUTS = {
    ("read-json", "text"): "json",
    ("read-base64", "text"): "base64",
    ("read-base64-unpadded", "text"): "base64",
    ("read-hex", "text"): "base64",
    ("read-time", "text"): "base64",
    ("open-sealed", "file_base64"): "age-file",
    ("read-key-text", "text"): "age-key",
    ("verify-statement", "envelope"): "envelope",
    ("verify-paper", "envelope"): "envelope",
    ("read-letter-statement", "statement"): "letter-statement",
    ("read-credence-file", "file"): "credence-file",
    ("open-letter", "document"): "letter",
    ("read-part", "content"): "part",
    ("verify-receipt", "receipt"): "receipt",
    ("read-manifest", "manifest"): "manifest",
    ("read-archive", "archive_base64"): "archive",
    ("read-pouch", "pouch_base64"): "pouch",
    ("verify-head", "head"): "note",
    ("verify-tlog-proof", "proof"): "tlog-proof",
    ("verify-proof-file", "file"): "register-proof",
    ("verify-order", "order"): "order",
    ("hear-words", "heard"): "words",
    ("read-name", "text"): "names",
}


def seeds() -> Iterator[tuple[str, bytes]]:
    """Every seed and its target."""
    vectors = []
    for file in sorted(VECTORS.glob("*.json")):
        sheet = json.loads(file.read_text())
        vectors += [(vector, sheet.get("shared", {})) for vector in sheet.get("vectors", [])]
    for vector, shared in sorted(vectors, key=lambda each: each[0]["outcome"] != "accepted"):
        for key, value in resolve(shared, vector["input"]).items():
            name = _INPUTS.get((vector["operation"], key))
            if name is None:
                continue
            data = base64.b64decode(value) if key.endswith("_base64") else value.encode("utf-8", "surrogatepass")
            yield name, data
            yield from _inside(name, key, data)
    for text in ("1. One\n\n(a) two\n\n| a | b |\n", "\u2067\u05d0\u2069 \u0645\n\n1) x", "\ufeff2.3 x\r\nz\x0c"):
        yield "paper", text.encode()
        yield "intake", text.encode()


def _inside(name: str, key: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What lies in a seed and has a reader of its own."""
    if name == "age-file":
        yield "age-header", data[:4096]
    if name == "note":
        yield "checkpoint", data.partition(b"\n\n")[0] + b"\n"
    if name == "receipt":
        try:
            document = json.loads(data)
        except ValueError:
            return
        yield "receipt-lines", json.dumps(document.get("lines", []), sort_keys=True, separators=(",", ":")).encode()
        yield from _payload(json.dumps(document.get("envelope", {})).encode())
    if name == "credence-file":
        yield from _chain(data)
    if key == "envelope":
        yield from _payload(data)
    if name == "letter-statement":
        yield "statement-letter", data


def _chain(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        chain = json.loads(data)["chain"]
    except (ValueError, KeyError):
        return
    for envelope in chain:
        yield from _payload(json.dumps(envelope).encode())


def _payload(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        envelope = json.loads(data)
        payload = base64.b64decode(envelope["payload"])
        kind = json.loads(payload)["kind"]
    except (ValueError, KeyError, TypeError):
        return
    if any(each.value == kind for each in STATEMENTS):
        yield f"statement-{kind}", payload


def main() -> None:
    kept = {name: len(list((CORPUS / name).glob("seed-*"))) for name in TARGETS}
    for name, data in seeds():
        if kept[name] >= _MOST or len(data) > _LARGEST:
            continue
        file = CORPUS / name / f"seed-{hashlib.sha256(data).hexdigest()[:12]}"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() and kept[name] < _MOST:
            kept[name] += 1
            file.write_bytes(data)
    for name, count in kept.items():
        print(f"{name:24} {count}")


if __name__ == "__main__":
    main()
