"""Vectors of sealed files: age v1 to a key of suite 1, and to a passphrase."""

from tools.vectors.recorded import Draws, RecordedSuite
from tools.vectors.sheets import Sheet
from verbale.formats.age import header
from verbale.formats.age.identity import write_identity, write_recipient
from verbale.formats.age.sealed import Sealer, seal_bytes, seal_with_passphrase
from verbale.formats.base64text import write_base64, write_base64_unpadded

LOW_ORDER = bytes(32)


def sealed_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="sealed", about="Sealed files, whole and damaged, and keys as text.")
    key = suite.opening_key(bytes(range(32)))
    identity = write_identity(bytes(range(32)))
    other = write_identity(bytes(32))

    def seal(plain: bytes, name: str) -> bytes:
        return seal_bytes(plain, key.public, suite=suite, entropy=Draws(name))

    def opened(data: bytes, *identities: str, stanzas: int = 1) -> dict[str, object]:
        return {"file_base64": write_base64(data), "identities": list(identities or (identity,)), "stanzas": stanzas}

    for name, plain in (("empty", b""), ("short", b"A note."), ("two chunks", bytes(65_537))):
        sheet.accept(f"{name} file", "open-sealed", **opened(seal(plain, name)))
    sound = seal(b"A note.", "short")
    sheet.accept("second of two keys", "open-sealed", **opened(sound, other, identity))
    sheet.refuse("refused:not-for-us", "another key", "open-sealed", **opened(sound, other))
    head, tail = sound.split(b"\n---", 1)
    stanza = head[len(header.INTRO) - 1 :]
    rows: list[tuple[str, str, bytes]] = [
        ("malformed:age-header", "empty input", b""),
        ("malformed:age-header", "another first line", sound.replace(b"/v1\n", b"/v2\n", 1)),
        ("malformed:age-header", "carriage return", sound.replace(b"\n", b"\r\n", 1)),
        ("malformed:age-header", "a long body line", head[:-1] + b"AAAA" * 8 + b"\n---" + tail),
        (
            "malformed:age-header",
            "an argument too many",
            head.replace(b"768x25519 ", b"768x25519 A ", 1) + b"\n---" + tail,
        ),
        ("malformed:age-header", "cut in the header", sound[:700]),
        ("malformed:age-header", "cut in the nonce", sound[: len(head) + 60]),
        ("malformed:age-stanzas", "two stanzas", head + stanza + b"\n---" + tail),
        ("untrusted:age-mac", "the header changed", head + b"\n--- " + b"A" * 43 + tail[44:]),
        ("untrusted:age-payload", "the payload changed", sound[:-1] + bytes([sound[-1] ^ 1])),
        ("untrusted:age-payload", "cut in the last chunk", sound[:-1]),
        ("malformed:age-truncated", "cut before the payload", sound[: -7 - 16]),
        ("untrusted:age-payload", "longer by a byte", sound + b"\0"),
    ]
    for refusal, name, data in rows:
        sheet.refuse(refusal, name, "open-sealed", **opened(data))
    begun = write_base64(header.INTRO + b"-> x\n")  # no padding, so it may be joined
    endless = {"concat": [begun, {"repeat": "QUFB", "times": (512 << 10) // 3}]}
    values = {"file_base64": endless, "identities": [identity]}
    sheet.refuse("malformed:age-header-size", "a header without end", "open-sealed", **values)
    sheet.refuse(
        "refused:age-twice-for-us", "twice for us", "open-sealed", **opened(head + stanza + b"\n---" + tail, stanzas=2)
    )
    whole = seal(bytes(65_537), "two chunks")
    sheet.refuse("malformed:age-truncated", "the last chunk missing", "open-sealed", **opened(whole[: -1 - 16]))
    share = suite.wrap(key.public, b"age-encryption.org/mlkem768x25519", bytes(16))
    bad = share[: 1120 - 32] + LOW_ORDER + share[1120:]
    arguments = (write_base64_unpadded(bad[:1120]),)
    forged = Sealer(header.Stanza(name=suite.stanza, arguments=arguments, body=bad[1120:]), bytes(16), bytes(16))
    data = forged.head + forged.finish()
    sheet.refuse("malformed:encapsulation", "a share of low order", "open-sealed", **opened(data))
    _passphrases(sheet)
    _keys_as_text(sheet, identity, write_recipient(key.public))
    return sheet


def _passphrases(sheet: Sheet) -> None:
    words = "cable acid drift eight fossil gravity hotel island"
    sound = seal_with_passphrase(b"seed", words, work_factor=6, entropy=Draws("passphrase"))

    def opened(data: bytes, passphrase: str = words) -> dict[str, str]:
        return {"file_base64": write_base64(data), "passphrase": passphrase}

    sheet.accept("a passphrase", "open-passphrase", **opened(sound))
    sheet.refuse("refused:passphrase", "another passphrase", "open-passphrase", **opened(sound, "cable"))
    sheet.refuse("refused:passphrase", "no passphrase", "open-passphrase", **opened(sound, ""))
    for factor in ("23", "06", "0", "256"):
        data = sound.replace(b" 6\n", f" {factor}\n".encode(), 1)
        sheet.refuse("malformed:age-work-factor", f"work factor {factor}", "open-passphrase", **opened(data))
    stanza = header.Stanza(name=header.SCRYPT, arguments=(write_base64_unpadded(bytes(16)),), body=bytes(32))
    data = Sealer(stanza, bytes(16), bytes(16)).head
    sheet.refuse("malformed:age-header", "no work factor", "open-passphrase", **opened(data))
    other = Sealer(header.Stanza(name="X25519", arguments=("A",), body=bytes(32)), bytes(16), bytes(16)).head
    sheet.refuse("refused:not-for-us", "no stanza to a passphrase", "open-passphrase", **opened(other))


def _keys_as_text(sheet: Sheet, identity: str, recipient: str) -> None:
    sheet.accept("a private key", "read-key-text", form="identity", text=identity)
    sheet.accept("a public key", "read-key-text", form="recipient", text=recipient)
    for name, text in (
        ("in lower case", identity.lower()),
        ("mistyped", identity[:-1] + ("Q" if identity[-1] != "Q" else "P")),
        ("short", identity[:-1]),
        ("public", recipient),
    ):
        sheet.refuse("malformed:age-identity", f"a private key {name}", "read-key-text", form="identity", text=text)
    for name, text in (("in capitals", recipient.upper()), ("mistyped", recipient[:-1] + "b")):
        sheet.refuse("malformed:age-recipient", f"a public key {name}", "read-key-text", form="recipient", text=text)
