"""What is sealed here opens elsewhere, and the other way round."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.formats.age.strangers import debian_age, npm_age
from verbale.formats.age import identity, sealed
from verbale.formats.errors import Refused
from verbale.formats.hybrid import HYBRID

SIZES = (0, 1, 10_240, 65_536, 65_537, 131_072, 200_001)
WORDS = "eight words make a passphrase that nobody guesses"

npm = pytest.mark.needs("npm-packages")
debian = pytest.mark.needs("age")


@npm
@pytest.mark.parametrize("size", SIZES)
def test_npm_age_opens_what_is_sealed_here(size: int) -> None:
    seed, data = os.urandom(32), os.urandom(size)
    file = sealed.seal_bytes(data, HYBRID.opening_key(seed).public, suite=HYBRID, entropy=os.urandom)
    assert npm_age("open", identity.write_identity(seed), data=file) == data


@npm
@pytest.mark.parametrize("size", SIZES)
def test_what_npm_age_seals_opens_here(size: int) -> None:
    key, data = HYBRID.opening_key(os.urandom(32)), os.urandom(size)
    file = npm_age("seal", identity.write_recipient(key.public), data=data)
    assert len(file) == sealed.sealed_length(size, suite=HYBRID)
    assert sealed.open_bytes(file, [key], suite=HYBRID, stanzas=1) == data


@npm
def test_npm_age_and_this_house_derive_one_public_key_of_an_identity() -> None:
    text = npm_age("identity").decode()
    key = HYBRID.opening_key(identity.read_identity(text))
    assert npm_age("recipient", text).decode() == identity.write_recipient(key.public)


@npm
def test_npm_age_refuses_what_is_sealed_to_another() -> None:
    public = HYBRID.opening_key(bytes(32)).public
    file = sealed.seal_bytes(b"not yours", public, suite=HYBRID, entropy=os.urandom)
    with pytest.raises(subprocess.CalledProcessError):
        npm_age("open", identity.write_identity(bytes(31) + b"\x01"), data=file)


@npm
def test_npm_age_opens_a_file_to_a_passphrase_and_the_other_way_round() -> None:
    file = sealed.seal_with_passphrase(b"a seed", WORDS, work_factor=10, entropy=os.urandom)
    assert npm_age("open-passphrase", WORDS, data=file) == b"a seed"
    assert sealed.open_with_passphrase(npm_age("seal-passphrase", WORDS, data=b"another"), WORDS) == b"another"


@debian
def test_debian_age_opens_a_file_to_a_passphrase(tmp_path: Path) -> None:
    file, plain = tmp_path / "key.age", tmp_path / "key"
    file.write_bytes(sealed.seal_with_passphrase(b"a seed", WORDS, entropy=os.urandom))
    assert debian_age("--decrypt", "--output", plain, file, passphrase=WORDS) == 0
    assert plain.read_bytes() == b"a seed"


@debian
def test_debian_age_refuses_another_passphrase(tmp_path: Path) -> None:
    file, plain = tmp_path / "key.age", tmp_path / "key"
    file.write_bytes(sealed.seal_with_passphrase(b"a seed", WORDS, work_factor=12, entropy=os.urandom))
    assert debian_age("--decrypt", "--output", plain, file, passphrase=WORDS + "!") != 0
    assert not plain.exists()


@debian
def test_a_file_that_debian_age_seals_to_a_passphrase_opens_here(tmp_path: Path) -> None:
    file, plain = tmp_path / "key.age", tmp_path / "key"
    plain.write_bytes(b"a seed of theirs")
    assert debian_age("--passphrase", "--output", file, plain, passphrase=WORDS) == 0
    assert sealed.open_with_passphrase(file.read_bytes(), WORDS) == b"a seed of theirs"
    with pytest.raises(Refused, match="passphrase"):
        sealed.open_with_passphrase(file.read_bytes(), WORDS.upper())
