import hashlib
import resource
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from verbale.formats import limits
from verbale.formats.age import scrypt
from verbale.formats.age.header import Stanza
from verbale.formats.errors import Malformed, Refused, Unavailable, VerbaleError

FILE_KEY, SALT, WORDS = bytes(range(16)), bytes(range(16)), "correct horse"
STANZA = scrypt.wrap(FILE_KEY, WORDS, work_factor=4, salt=SALT)


def refusal_of(*stanzas: Stanza, passphrase: str = WORDS) -> VerbaleError:
    with pytest.raises(VerbaleError) as refusal:
        scrypt.unwrap(stanzas, passphrase)
    return refusal.value


def with_factor(text: str) -> Stanza:
    return replace(STANZA, arguments=(STANZA.arguments[0], text))


def test_stanza_is_the_one_that_another_scrypt_gives() -> None:
    key = hashlib.scrypt(WORDS.encode(), salt=b"age-encryption.org/v1/scrypt" + SALT, n=16, r=8, p=1, dklen=32)
    body = ChaCha20Poly1305(key).encrypt(bytes(12), FILE_KEY, None)
    assert Stanza(name="scrypt", arguments=("AAECAwQFBgcICQoLDA0ODw", "4"), body=body) == STANZA


def test_file_key_comes_back_from_its_stanza() -> None:
    assert scrypt.unwrap([STANZA], WORDS) == FILE_KEY


@pytest.mark.parametrize("passphrase", ["ключ", "كلمة", "密碼", "\u0000", " "])
def test_passphrase_may_be_any_text(passphrase: str) -> None:
    stanza = scrypt.wrap(FILE_KEY, passphrase, work_factor=1, salt=SALT)
    assert scrypt.unwrap([stanza], passphrase) == FILE_KEY


@pytest.mark.parametrize("passphrase", ["Correct horse", "correct horse ", "correct\u00a0horse", "", "\ud800"])
def test_another_passphrase_is_refused(passphrase: str) -> None:
    refusal = refusal_of(STANZA, passphrase=passphrase)
    assert isinstance(refusal, Refused)
    assert refusal.code == "passphrase"


@pytest.mark.parametrize("passphrase", ["", "\ud800"])
def test_nothing_is_sealed_to_what_is_no_passphrase(passphrase: str) -> None:
    with pytest.raises(Refused) as refusal:
        scrypt.wrap(FILE_KEY, passphrase, work_factor=1, salt=SALT)
    assert refusal.value.code == "passphrase"


def test_file_to_a_public_key_is_not_for_a_passphrase() -> None:
    assert refusal_of(replace(STANZA, name="mlkem768x25519")).code == "not-for-us"


@pytest.mark.parametrize("text", ["0", "-1", "+4", "04", "4 ", "0x4", "four", "", "100", "4" * 5000, "\u0664"])
def test_work_factor_that_is_no_plain_number_is_refused(text: str) -> None:
    assert refusal_of(with_factor(text)).code == "age-work-factor"


@pytest.mark.parametrize("text", ["23", "30", "64", "99"])
def test_work_factor_over_the_limit_is_refused_before_any_work(text: str) -> None:
    before, memory = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal_of(with_factor(text)).code == "age-work-factor"
    assert time.perf_counter() - before < 0.05
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < limits.MIB >> 10


@pytest.mark.parametrize("work_factor", [-1, 0, 23])
def test_nothing_is_sealed_with_a_work_factor_out_of_bounds(work_factor: int) -> None:
    with pytest.raises(Malformed) as refusal:
        scrypt.wrap(FILE_KEY, WORDS, work_factor=work_factor, salt=SALT)
    assert refusal.value.code == "age-work-factor"


@pytest.mark.parametrize(
    "change",
    [
        {"body": bytes(31)},
        {"body": bytes(33)},
        {"arguments": ()},
        {"arguments": (STANZA.arguments[0],)},
        {"arguments": (*STANZA.arguments, "x")},
        {"arguments": (STANZA.arguments[0] + "A", "4")},
        {"arguments": (STANZA.arguments[0][:-1] + "B", "4")},
        {"arguments": ("", "4")},
    ],
)
def test_stanza_off_its_form_is_refused(change: dict[str, Any]) -> None:
    assert refusal_of(replace(STANZA, **change)).code == "age-header"


@pytest.mark.parametrize("text", ["20", str(limits.AGE_SCRYPT_WORK_FACTOR)])
def test_machine_without_the_memory_says_so(text: str) -> None:
    # For a moment this process may grow by 256 MiB, and is asked for the gibibytes that these factors take.
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 256 * limits.MIB, hard))
    try:
        refusal = refusal_of(with_factor(text))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert isinstance(refusal, Unavailable)
    assert refusal.code == "age-scrypt"
