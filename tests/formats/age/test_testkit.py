"""All 143 vectors of the C2SP age testkit, each judged by the class of its outcome and by every byte given out.

Vectors to an X25519 stanza are judged twice: with the product's suite, which passes such stanzas over, and with the
classical suite of these tests, which opens them. The ASCII armour is out of scope: an armoured file is no age file
here.
"""

import hashlib
import re
import zlib
from base64 import b64decode
from dataclasses import dataclass
from functools import cache

import pytest

from tests.formats.age.classical import CLASSICAL
from tools.system import NPM, TOOLS
from verbale.formats.age import bech32, sealed
from verbale.formats.age.identity import read_identity
from verbale.formats.errors import VerbaleError
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import Suite

PACKAGE = NPM / "node_modules" / "cctv-age" / "index.js"
VECTORS = 143
OUTCOMES = {
    "success": "success",
    "age-header": "header failure",
    "age-work-factor": "header failure",
    "encapsulation": "header failure",
    "age-mac": "HMAC failure",
    "not-for-us": "no match",
    "passphrase": "no match",
    "age-payload": "payload failure",
    "age-trailing": "payload failure",
    "age-truncated": "payload failure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    fields: dict[str, list[str]]
    file: bytes

    @property
    def expected(self) -> str:
        return self.fields["expect"][0]

    @property
    def armored(self) -> bool:
        return "armored" in self.fields

    def identities(self, prefix: str) -> list[str]:
        return [text for text in self.fields.get("identity", []) if text.startswith(prefix)]


@cache
def vectors() -> dict[str, Vector]:
    """Every vector by its name, or none where the package is not installed."""
    if not PACKAGE.is_file():
        return {}
    files = re.findall(r'^// \S*/(\S+)\nvar \S+ = __toBinary\("([^"]*)"\)', PACKAGE.read_text("ascii"), re.MULTILINE)
    return {name: read(b64decode(text)) for name, text in files}


def read(data: bytes) -> Vector:
    head, _, file = data.partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode("utf-8").splitlines():
        key, _, value = line.partition(": ")
        fields.setdefault(key, []).append(value)
    assert fields.keys() <= {
        "expect", "payload", "identity", "passphrase", "armored", "file key", "comment", "compressed"
    }  # fmt: skip
    return Vector(fields=fields, file=zlib.decompress(file) if "compressed" in fields else file)


def judge(vector: Vector, opener: sealed.Opener) -> tuple[str, bytes]:
    """The code of what happened, or `success`, and all plaintext given out until then."""
    released = bytearray()
    blocks = [vector.file[start : start + 5000] for start in range(0, len(vector.file), 5000)]
    try:
        for chunk in opener.open(blocks):
            released += chunk
    except VerbaleError as refusal:
        return refusal.code, bytes(released)
    return "success", bytes(released)


def assert_as_expected(vector: Vector, code: str, released: bytes) -> None:
    assert OUTCOMES[code] == vector.expected
    if "payload" in vector.fields:
        assert hashlib.sha256(released).hexdigest() == vector.fields["payload"][0]
    else:
        assert released == b""


def with_suite(vector: Vector, suite: Suite) -> sealed.Opener:
    if suite is CLASSICAL:
        seeds = [bech32.read(text)[1] for text in vector.identities("AGE-SECRET-KEY-1")]
    else:
        seeds = [read_identity(text) for text in vector.identities("AGE-SECRET-KEY-PQ-1")]
    return sealed.Opener.with_keys([suite.opening_key(seed) for seed in seeds], suite=suite)


def names(prefix: str | None, *, armored: bool = False) -> list[str]:
    """The vectors with an identity of this prefix (`""` for any with a passphrase, `None` for those with neither)."""
    found = {name: vector for name, vector in vectors().items() if vector.armored == armored}
    if prefix is None:
        return [name for name, each in found.items() if not each.fields.keys() & {"identity", "passphrase"}]
    if not prefix:
        return [name for name, each in found.items() if "passphrase" in each.fields]
    return [name for name, each in found.items() if each.identities(prefix) and "passphrase" not in each.fields]


pytestmark = pytest.mark.needs("npm-packages")


def test_the_testkit_is_here_and_whole() -> None:
    assert TOOLS["npm-packages"].found
    assert len(vectors()) == VECTORS
    judged = {*names("AGE-SECRET-KEY-1"), *names("AGE-SECRET-KEY-PQ-1"), *names(""), *names(None)}
    armored = {name for name, vector in vectors().items() if vector.armored}
    assert judged | armored == vectors().keys()


@pytest.mark.parametrize("name", names("AGE-SECRET-KEY-PQ-1"))
def test_hybrid_vector_comes_out_as_written(name: str) -> None:
    vector = vectors()[name]
    if name == "hybrid_x25519_arg":
        # Its fault lies in the X25519 stanza, which the product never reads; the classical reading finds it.
        assert judge(vector, with_suite(vector, HYBRID)) == ("not-for-us", b"")
        return
    assert_as_expected(vector, *judge(vector, with_suite(vector, HYBRID)))


@pytest.mark.parametrize("name", names("AGE-SECRET-KEY-1"))
def test_x25519_vector_comes_out_as_written_under_the_classical_suite(name: str) -> None:
    vector = vectors()[name]
    assert_as_expected(vector, *judge(vector, with_suite(vector, CLASSICAL)))


@pytest.mark.parametrize("name", names("AGE-SECRET-KEY-1"))
def test_x25519_stanza_is_not_for_us(name: str) -> None:
    vector = vectors()[name]
    code, released = judge(vector, sealed.Opener.with_keys([HYBRID.opening_key(bytes(32))], suite=HYBRID))
    assert code == "not-for-us" or (code == "age-header" and vector.expected == "header failure")
    assert released == b""


@pytest.mark.parametrize("name", names(""))
def test_passphrase_vector_comes_out_as_written(name: str) -> None:
    vector = vectors()[name]
    for passphrase in vector.fields["passphrase"]:
        assert_as_expected(vector, *judge(vector, sealed.Opener.with_passphrase(passphrase)))


@pytest.mark.parametrize("name", names(None))
def test_vector_without_a_key_comes_out_as_written(name: str) -> None:
    vector = vectors()[name]
    assert_as_expected(vector, *judge(vector, sealed.Opener.with_passphrase("any")))


@pytest.mark.parametrize("name", [name for name, vector in vectors().items() if vector.armored])
def test_armoured_file_is_no_age_file_here(name: str) -> None:
    vector = vectors()[name]
    assert not sealed.is_age(vector.file)
    assert judge(vector, with_suite(vector, HYBRID)) == ("age-header", b"")


@pytest.mark.parametrize("name", [name for name, vector in vectors().items() if vector.expected == "success"])
def test_good_file_is_known_by_its_first_bytes(name: str) -> None:
    vector = vectors()[name]
    assert sealed.is_age(vector.file[:22]) is not vector.armored
