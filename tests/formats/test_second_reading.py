"""A second reading of the specification: written from `docs/spec` alone, it takes the same vectors.

Nothing of `verbale.formats` is used here but the list of words. Only sound inputs are read: what must be refused is the
first reader's business.
"""

import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tools.system import ROOT
from tools.vectors.sheets import read_sheet, resolve
from verbale.formats.wordlist import WORDS

LABEL = b"COMPSIG-MLDSA65-Ed25519-SHA512"
HPKE = b"HPKE" + bytes.fromhex("647a00010003")
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def vectors(sheet: str, operation: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Input and expected values of the sound vectors of an operation."""
    read = read_sheet(ROOT / "tests" / "vectors" / f"{sheet}.json")
    found = [each for each in read["vectors"] if (each["operation"], each["outcome"]) == (operation, "accepted")]
    assert found
    for each in found:
        yield resolve(read.get("shared", {}), each["input"]), each.get("expect", {})


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return mac(mac(salt or bytes(32), secret), info + b"\1")


def unpadded(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))


# --- Suites, statements ----------------------------------------------------------------------------------------------


def verify(public: bytes, context: str, message: bytes, signature: bytes) -> None:
    assert (len(public), len(signature)) == (1984, 3373)
    head = b"CompositeAlgorithmSignatures2025" + LABEL + bytes([len(context)]) + context.encode()
    represented = head + hashlib.sha512(message).digest()
    MLDSA65PublicKey.from_public_bytes(public[:1952]).verify(signature[:3309], represented, LABEL)
    Ed25519PublicKey.from_public_bytes(public[1952:]).verify(signature[3309:], represented)


def encode(payload_type: str, payload: bytes) -> bytes:
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def test_signatures_are_read_twice() -> None:
    for given, _ in vectors("statements", "verify-signature"):
        signature = b64decode(given["signature_base64"])
        verify(b64decode(given["public_base64"]), given["context"], given["message"].encode(), signature)
    for given, expected in vectors("statements", "verify-statement"):
        envelope = json.loads(given["envelope"])
        encoded = encode(f"application/vnd.verbale.{given['kind']}.v1+json", b64decode(envelope["payload"]))
        assert sha256(encoded).hex() == expected["digest"]
        publics = {sha256(key).hex(): key for key in map(b64decode, given["publics_base64"])}
        for each in envelope["signatures"]:
            verify(publics[each["keyid"]], f"verbale/{given['kind']}/v1", encoded, b64decode(each["sig"]))


def test_words_are_read_twice() -> None:
    for given, expected in vectors("credence", "make-words"):
        digest = sha256(b"verbale/words/v1" + bytes.fromhex(given["party"]) + bytes.fromhex(given["digest"]))
        bits = "".join(f"{byte:08b}" for byte in digest)
        assert [WORDS[int(bits[at : at + 11], 2)] for at in range(0, 132, 11)] == expected["words"]


# --- Letters, receipts -----------------------------------------------------------------------------------------------


def prefixed(text: str) -> bytes:
    return len(text.encode()).to_bytes(4, "big") + text.encode()


def test_parts_and_lines_are_read_twice() -> None:
    for given, expected in vectors("letters", "digest-part"):
        part = given["part"]
        head = b"verbale/part/v1" + b"".join(prefixed(part[name]) for name in ("kind", "number", "language"))
        assert sha256(head + b64decode(part["salt"]) + part["content"].encode()).hex() == expected["digest"]
    for given, _ in vectors("receipts", "verify-receipt"):
        receipt = json.loads(given["receipt"])
        signed = json.loads(b64decode(receipt["envelope"]["payload"]))["lines"]
        for line in receipt["lines"]:
            salt = b64decode(line.pop("salt"))
            form = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            assert sha256(b"verbale/receipt-line/v1\n" + salt + form).hex() in signed


# --- Sealed files ----------------------------------------------------------------------------------------------------


def read_identity(text: str) -> bytes:
    values = [BECH32.index(sign) for sign in text.lower().rpartition("1")[2]][:-6]
    number = int("".join(f"{value:05b}" for value in values), 2)
    length = len(values) * 5 // 8
    return (number >> (len(values) * 5 - length * 8)).to_bytes(length, "big")


def unwrap(seed: bytes, wrapped: bytes, info: bytes) -> bytes:
    stretched = hashlib.shake_256(seed).digest(96)
    post_quantum = MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
    classical = X25519PrivateKey.from_private_bytes(stretched[64:])
    share, public = wrapped[1088:1120], classical.public_key().public_bytes_raw()
    secrets = post_quantum.decapsulate(wrapped[:1088]) + classical.exchange(X25519PublicKey.from_public_bytes(share))
    shared = hashlib.sha3_256(secrets + share + public + bytes.fromhex("5c2e2f2f5e5c")).digest()

    def extract(salt: bytes, label: bytes, data: bytes) -> bytes:
        return mac(salt or bytes(32), b"HPKE-v1" + HPKE + label + data)

    def expand(key: bytes, label: bytes, context: bytes, length: int) -> bytes:
        return mac(key, length.to_bytes(2, "big") + b"HPKE-v1" + HPKE + label + context + b"\1")[:length]

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    secret = extract(shared, b"secret", b"")
    cipher = ChaCha20Poly1305(expand(secret, b"key", context, 32))
    return cipher.decrypt(expand(secret, b"base_nonce", context, 12), wrapped[1120:], None)


def open_file(data: bytes, seed: bytes) -> bytes:
    covered, rest = data.split(b"\n--- ", 1)
    first, stanza, *body = covered.split(b"\n")
    arrow, name, encapsulation = stanza.split(b" ")
    assert (first, arrow, name) == (b"age-encryption.org/v1", b"->", b"mlkem768x25519")
    wrapped = unpadded(encapsulation) + unpadded(b"".join(body))
    file_key = unwrap(seed, wrapped, b"age-encryption.org/mlkem768x25519")
    assert mac(hkdf(file_key, b"", b"header"), covered + b"\n---") == unpadded(rest[:43])
    nonce, sealed = rest[44:60], rest[60:]
    cipher = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    chunks = [sealed[at : at + 65_552] for at in range(0, len(sealed), 65_552)]
    last = len(chunks) - 1
    return b"".join(
        cipher.decrypt(number.to_bytes(11, "big") + bytes([number == last]), chunk, None)
        for number, chunk in enumerate(chunks)
    )


def test_sealed_files_are_read_twice() -> None:
    for given, expected in vectors("sealed", "open-sealed"):
        data = b64decode(given["file_base64"])
        plain = open_file(data, read_identity(given["identities"][-1]))
        assert (len(plain), sha256(plain).hex()) == (expected["length"], expected["sha256"])
        assert len(data) == 1643 + len(plain) + 16 * max(1, -(-len(plain) // 65_536))


# --- The pouch -------------------------------------------------------------------------------------------------------


def padded(length: int) -> int:
    exponent = length.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length()) if length > 1 else 1
    return -(-length // unit) * unit


def header(name: str, length: int) -> bytes:
    fields = [
        name.encode().ljust(100, b"\0"),
        b"0000600\0" + b"0000000\0" * 2,
        b"%011o\0" % length + b"0" * 11 + b"\0",
        b" " * 8 + b"0" + bytes(100),
        b"ustar\x0000" + bytes(247),
    ]
    block = b"".join(fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def members(plain: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while plain[at : at + 512].strip(b"\0"):
        name, length = plain[at : at + 100].rstrip(b"\0").decode(), int(plain[at + 124 : at + 135], 8)
        assert plain[at : at + 512] == header(name, length)
        yield name, plain[at + 512 : at + 512 + length]
        at += 512 + length + -length % 512
    assert not plain[at:].strip(b"\0")
    assert padded(at + 1024) == len(plain)


def test_padding_and_pouches_are_read_twice() -> None:
    for given, expected in vectors("padding", "pad"):
        assert padded(given["length"]) == expected["padded"]
    for given, expected in vectors("pouch", "read-pouch"):
        seed = read_identity(given["identities"][0])
        found = dict(members(open_file(b64decode(given["pouch_base64"]), seed)))
        assert list(found) == ["manifest.json", "manifest.tag", "offer.json", *expected["members"]]
        envelope = json.loads(found["offer.json"])
        statement = b64decode(envelope["payload"])
        offer = json.loads(statement)
        info = b"verbale/channel/v1" + bytes.fromhex(offer["from"] + offer["to"])
        info += offer["epoch"].to_bytes(8, "big") + bytes.fromhex(offer["transport"])
        secret = unwrap(seed, b64decode(offer["wrapped"]), info)
        name = sha256(encode("application/vnd.verbale.channel.v1+json", statement))
        key = hkdf(secret, name, b"verbale/channel-key/v1")
        assert mac(key, b"verbale/manifest/v1\n" + found["manifest.json"]) == found["manifest.tag"]
        named = json.loads(found["manifest.json"])["papers"]
        assert all(sha256(found[each["name"]]).hex() == each["sha256"] for each in named)


# --- The register ----------------------------------------------------------------------------------------------------


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


def subtree(name: str, time: int, origin: str, size: int, root: bytes) -> bytes:
    head = b"subtree/v1\n\0" + bytes([len(name)]) + name.encode() + time.to_bytes(8, "big")
    return head + bytes([len(origin)]) + origin.encode() + bytes(8) + size.to_bytes(8, "big") + root


def test_heads_and_leaves_are_read_twice() -> None:
    for given, expected in vectors("heads", "verify-head"):
        text, below = given["head"].rsplit("\n\n", 1)
        origin, size, root = text.split("\n")
        lines = {}
        for line in below.strip().split("\n"):
            _, name, signature = line.split(" ")
            lines[name, b64decode(signature)[:4]] = b64decode(signature)[4:]
        classical, post_quantum = map(b64decode, given["publics_base64"])
        signed = f"{text}\n".encode()
        Ed25519PublicKey.from_public_bytes(classical).verify(lines[origin, key_id(origin, 1, classical)], signed)
        timed = lines[origin, key_id(origin, 6, post_quantum)]
        assert timed[:8] == bytes(8)
        message = subtree(origin, 0, origin, int(size), b64decode(root))
        MLDSA44PublicKey.from_public_bytes(post_quantum).verify(timed[8:], message)
        if "cosigner" in given:
            name = given["cosigner"]["name"]
            classical, post_quantum = map(b64decode, given["cosigner"]["publics_base64"])
            timed, other = lines[name, key_id(name, 4, classical)], lines[name, key_id(name, 6, post_quantum)]
            time = int.from_bytes(timed[:8], "big")
            assert (time, other[:8]) == (expected["time"], timed[:8])
            worded = b"cosignature/v1\ntime %d\n" % time + signed
            Ed25519PublicKey.from_public_bytes(classical).verify(timed[8:], worded)
            message = subtree(name, time, origin, int(size), b64decode(root))
            MLDSA44PublicKey.from_public_bytes(post_quantum).verify(other[8:], message)
    for given, expected in vectors("trees", "commit-entry"):
        commitment = sha256(b"verbale/entry/v1\n" + bytes.fromhex(given["salt_hex"]) + given["entry"].encode())
        assert sha256(b"\0" + commitment).hex() == expected["leaf_hex"]
