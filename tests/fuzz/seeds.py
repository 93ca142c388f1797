"""Makes the seeds of the corpus out of the published vectors: `python -m tests.fuzz.seeds`; crashes stay.

A seed is kept if it is small; of each target at most twelve, the accepted ones first.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO

from tests.fuzz.targets import CORPUS, STATEMENTS, TARGETS, VECTORS, word_file
from tools.vectors.sheets import resolve
from verbale.chancery.sheets.columns import Row
from verbale.chancery.sheets.positions import CSV, JSON, XLSX, write_positions

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
    yield from _word_seeds()
    yield from _change_seeds()
    yield from _sheet_seeds()


def _word_seeds() -> Iterator[tuple[str, bytes]]:
    """A Word file, and texts and numberings that may stand in one."""
    with zipfile.ZipFile(BytesIO(word_file())) as package:
        yield "word-part", package.read("word/document.xml")
        for name in ("_rels/document.xml.rels", "styles.xml", "numbering.xml"):
            if f"word/{name}" in package.namelist():
                yield "word-relations", package.read(f"word/{name}")
        yield "word-part", package.read("word/numbering.xml") if "word/numbering.xml" in package.namelist() else b""
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for text in (
        b"<w:p><w:r><w:t>One</w:t><w:br/><w:tab/></w:r></w:p>",
        b'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>1</w:t></w:r></w:p>',
        b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        b'<w:p><w:ins w:author="A"><w:r><w:t>new</w:t></w:r></w:ins></w:p>',
    ):
        yield "word-part", b"<w:document " + space + b"><w:body>" + text + b"</w:body></w:document>"
    level = b'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/></w:lvl>'
    numbering = b'<w:abstractNum w:abstractNumId="0">' + level + b"</w:abstractNum>"
    numbering += b'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    yield "word-part", b"<w:numbering " + space + b">" + numbering + b"</w:numbering>"


def _change_seeds() -> Iterator[tuple[str, bytes]]:
    """Texts with changes that may stand in a Word file."""
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    who = b'w:id="1" w:author="A" w:date="2026-03-01T10:00:00Z"'
    mark = b"<w:pPr><w:rPr><w:%s %s/></w:rPr></w:pPr>"
    new, old = b"<w:r><w:t>new</w:t></w:r>", b"<w:r><w:delText>old</w:delText></w:r>"
    for text in (
        b"<w:p><w:ins %s>%s</w:ins><w:del %s>%s</w:del></w:p>" % (who, new, who, old),
        b"<w:p>%s%s</w:p><w:p>%s%s</w:p>" % (mark % (b"ins", who), new, mark % (b"del", who), new),
        b"<w:p><w:moveFrom %s>%s</w:moveFrom></w:p><w:p><w:moveTo %s>%s</w:moveTo></w:p>" % (who, new, who, new),
        b"<w:p><w:ins %s><w:del %s>%s</w:del></w:ins><w:r><w:tab/><w:br/></w:r></w:p>" % (who, who, old),
        b"<w:tbl><w:tr><w:trPr><w:del %s/></w:trPr><w:tc><w:p>%s</w:p></w:tc></w:tr></w:tbl>" % (who, new),
        b"<w:p><w:r><w:txbxContent><w:p>%s</w:p></w:txbxContent></w:r></w:p>" % new,
    ):
        yield "word-changes", b"<w:document " + space + b"><w:body>" + text + b"</w:body></w:document>"


def _sheet_seeds() -> Iterator[tuple[str, bytes]]:
    """Sheets of positions as they go out, and filled."""
    rows = [
        Row(point=f"{number:016x}", number=str(number), words=f"Words of {number}.", wording=bytes([number]) * 32)
        for number in (1, 2)
    ]
    with zipfile.ZipFile(BytesIO(write_positions(rows, XLSX))) as package:
        for name in ("worksheets/sheet1", "workbook", "styles"):
            yield "sheet-workbook", package.read(f"xl/{name}.xml")
    for form, target in ((CSV, "sheet-commas"), (JSON, "sheet-entries")):
        written = write_positions(rows, form)
        yield target, written
        empty = b'"position": ""' if form == JSON else b",Words of 1.,,,"
        filled = b'"position": "reject"' if form == JSON else b",Words of 1.,,reject,"
        yield target, written.replace(empty, filled, 1)


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
