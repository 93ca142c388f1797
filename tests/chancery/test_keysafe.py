"""Private keys at rest and unlocked."""

import hmac
import json
import os
import pty
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.exchange.contract.samples import NOON
from verbale.chancery import keysafe
from verbale.chancery.home import Home
from verbale.chancery.keysafe import DatedSeed, HouseKeys, HouseSeeds
from verbale.formats.age.identity import read_identity
from verbale.formats.age.sealed import open_bytes, open_with_passphrase, seal_bytes
from verbale.formats.errors import Malformed, Refused, Unavailable, Untrusted, VerbaleError
from verbale.formats.hybrid import HYBRID
from verbale.testing.sham import SHAM

DAY = timedelta(days=1)
QUICK = 4
PASSPHRASE = "eight words that nobody guesses in a year"
SEEDS = keysafe.draw_seeds(now=NOON)


def keys_of(seeds: HouseSeeds, *, after: timedelta = timedelta(0)) -> HouseKeys:
    """The keys of seeds, some time after noon."""
    return HouseKeys(seeds, clock=lambda: NOON + after)


def test_the_seeds_of_a_house_come_back_as_they_were_saved(home: Home) -> None:
    seeds = keysafe.rotate_transport(keysafe.rotate_reading(SEEDS, now=NOON + DAY), now=NOON + 2 * DAY)
    for each in (SEEDS, seeds, replace(seeds, opener=None, reading=())):
        keysafe.save_house(home, each, PASSPHRASE, work_factor=QUICK)
        assert keysafe.load_house(home, PASSPHRASE) == each
    assert stat.S_IMODE(home.house_key.stat().st_mode) == 0o600
    assert list(home.keys.glob(".*")) == []


def test_seeds_are_drawn_anew_for_each_house_and_no_two_of_one_are_alike() -> None:
    other = keysafe.draw_seeds(now=NOON)
    drawn = [
        seed
        for seeds in (SEEDS, other)
        for seed in (seeds.front, seeds.house, seeds.opener, seeds.log, seeds.cosign, seeds.channel)
    ]
    drawn += [each.seed for seeds in (SEEDS, other) for each in (*seeds.transport, *seeds.reading)]
    assert len(set(drawn)) == 16


def test_nothing_of_the_seeds_lies_open_in_the_file_or_in_words_about_it(home: Home) -> None:
    keysafe.save_house(home, SEEDS, PASSPHRASE, work_factor=QUICK)
    sealed = home.house_key.read_bytes()
    for seed in (SEEDS.front, SEEDS.channel, SEEDS.transport[0].seed):
        assert seed not in sealed
        assert seed.hex() not in repr(SEEDS)
        assert repr(seed) not in repr(SEEDS) + repr(SEEDS.transport[0])


def test_another_passphrase_opens_nothing(home: Home) -> None:
    keysafe.save_house(home, SEEDS, PASSPHRASE, work_factor=QUICK)
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.upper()):
        with pytest.raises(Refused) as refusal:
            keysafe.load_house(home, wrong)
        assert refusal.value.code == "passphrase"


def test_without_a_key_file_there_is_no_house(home: Home) -> None:
    with pytest.raises(Unavailable) as refusal:
        keysafe.load_house(home, PASSPHRASE)
    assert refusal.value.code == "no-house"


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: sealed[:-1],
        lambda sealed: sealed + b"x",
        lambda sealed: sealed[:-20] + bytes([sealed[-20] ^ 1]) + sealed[-19:],
        lambda _: b"",
        lambda _: b"not a key file",
        lambda sealed: sealed * 1000,
    ],
)
def test_a_damaged_key_file_is_refused(home: Home, damage: Callable[[bytes], bytes]) -> None:
    keysafe.save_house(home, SEEDS, PASSPHRASE, work_factor=QUICK)
    home.house_key.write_bytes(damage(home.house_key.read_bytes()))
    with pytest.raises(VerbaleError) as refusal:
        keysafe.load_house(home, PASSPHRASE)
    assert isinstance(refusal.value, Malformed | Untrusted)


def test_the_file_of_an_officer_is_not_taken_for_that_of_the_house(home: Home) -> None:
    keysafe.save_officer(home, "Ilse Maren", bytes(64), PASSPHRASE, work_factor=QUICK)
    home.house_key.write_bytes(keysafe.officer_file(home, "Ilse Maren").read_bytes())
    with pytest.raises(Malformed):
        keysafe.load_house(home, PASSPHRASE)


def test_the_sham_suite_of_trials_has_no_house(home: Home) -> None:
    sham = keysafe.draw_seeds(suite=SHAM, now=NOON)
    for act in (
        lambda: keysafe.save_house(home, sham, PASSPHRASE, work_factor=QUICK),
        lambda: keysafe.save_officer(home, "Ilse", bytes(64), PASSPHRASE, suite=SHAM, work_factor=QUICK),
        lambda: keys_of(sham),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "suite-sham"
    assert list(home.keys.rglob("*.age")) == []


def test_a_suite_of_tomorrow_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        keys_of(replace(SEEDS, suite=7))
    assert refusal.value.code == "suite-unknown"


def test_each_key_is_that_of_its_seed() -> None:
    keys = keys_of(SEEDS)
    assert keys.front.public == HYBRID.signing_key(SEEDS.front).public
    assert keys.house.public == HYBRID.signing_key(SEEDS.house).public
    assert keys.opener is not None
    assert SEEDS.opener is not None
    assert keys.opener.public == HYBRID.signing_key(SEEDS.opener).public
    assert keys.log.public_classical == HYBRID.note_key(SEEDS.log).public_classical
    assert keys.cosign.public_post_quantum == HYBRID.note_key(SEEDS.cosign).public_post_quantum
    assert [each.public for each in keys.reading] == [HYBRID.opening_key(SEEDS.reading[0].seed).public]
    publics = {keys.front.public, keys.house.public, keys.opener.public}
    assert len(publics) == 3


def test_where_the_reading_key_is_apart_nothing_opens_letters() -> None:
    keys = keys_of(replace(SEEDS, opener=None, reading=()))
    assert keys.opener is None
    assert list(keys.reading) == []
    with pytest.raises(Refused) as refusal:
        keys.export("reading")
    assert refusal.value.code == "reading-key-apart"


def test_a_retired_transport_key_opens_for_ninety_days_and_not_longer() -> None:
    rotated = keysafe.rotate_transport(SEEDS, now=NOON + DAY)
    old, new = (HYBRID.opening_key(each.seed).public for each in (SEEDS.transport[0], rotated.transport[0]))
    assert rotated.transport[1] == DatedSeed(seed=SEEDS.transport[0].seed, made=NOON, retired=NOON + DAY)
    for days, publics in ((1, [new, old]), (90, [new, old]), (91, [new])):
        assert [each.public for each in keys_of(rotated, after=days * DAY).transport] == publics


def test_a_rotation_drops_the_keys_whose_time_is_over() -> None:
    once = keysafe.rotate_transport(SEEDS, now=NOON)
    assert len(keysafe.rotate_transport(once, now=NOON + 89 * DAY).transport) == 3
    twice = keysafe.rotate_transport(once, now=NOON + 90 * DAY)
    assert [each.retired for each in twice.transport] == [None, NOON + 90 * DAY]


def test_a_reading_key_stays_for_the_letters_that_are_sealed_to_it() -> None:
    rotated = keysafe.rotate_reading(SEEDS, now=NOON + 4000 * DAY)
    rotated = keysafe.rotate_reading(rotated, now=NOON + 8000 * DAY)
    assert [each.retired for each in rotated.reading] == [None, NOON + 8000 * DAY, NOON + 4000 * DAY]
    keys = keys_of(rotated, after=9000 * DAY)
    sealed = seal_bytes(
        b"old letter", HYBRID.opening_key(SEEDS.reading[0].seed).public, suite=HYBRID, entropy=os.urandom
    )
    assert open_bytes(sealed, keys.reading, suite=HYBRID) == b"old letter"


def test_the_secret_of_a_channel_is_the_same_again_and_another_for_each_party_and_epoch() -> None:
    first, second = bytes(32), bytes([1]) * 32
    keys, again = keys_of(SEEDS), keys_of(SEEDS, after=DAY)
    assert keys.channel_secret(first, 7) == again.channel_secret(first, 7)
    secrets = {
        house.channel_secret(peer, epoch)
        for house in (keys, keys_of(keysafe.draw_seeds(now=NOON)))
        for peer in (first, second)
        for epoch in (1, 2, 256)
    }
    assert len(secrets) == 12
    assert {len(secret) for secret in secrets} == {32}


def test_the_secret_of_a_channel_stays_what_it_is_from_release_to_release() -> None:
    """A house that updates must open what its counterparts authenticate under offers made before."""
    keys = keys_of(replace(SEEDS, channel=bytes(range(32))))
    # HKDF by hand, as RFC 5869 has it.
    drawn = hmac.digest(bytes(32), bytes(range(32)), "sha256")
    info = b"verbale/channel-secret/v1\n" + bytes(32) + bytes.fromhex("000000006ab13b80")
    assert keys.channel_secret(bytes(32), 1_790_000_000) == hmac.digest(drawn, info + b"\x01", "sha256")


@pytest.mark.parametrize("which", ["transport", "reading"])
def test_an_exported_key_opens_what_is_sealed_to_the_house(which: str) -> None:
    keys = keys_of(keysafe.rotate_transport(SEEDS, now=NOON))
    public = (keys.transport if which == "transport" else keys.reading)[0].public
    text = keys.export(which)
    assert text.startswith("AGE-SECRET-KEY-PQ-1")
    sealed = seal_bytes(b"text", public, suite=HYBRID, entropy=os.urandom)
    assert open_bytes(sealed, [HYBRID.opening_key(read_identity(text))], suite=HYBRID) == b"text"


def test_no_other_key_is_exported() -> None:
    for which in ("front", "house", "log", ""):
        with pytest.raises(Refused) as refusal:
            keys_of(SEEDS).export(which)
        assert refusal.value.code == "key-unknown"


NAMES = [
    "Ilse Maren",
    "../../house",
    "..",
    ".",
    "a/b",
    "Zoë Å",
    "李明",
    "x" * 200,
    "李" * 200,
    "李" * 199 + "明",
    "a%2Fb",
    ".",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_officers_key_comes_back_and_lies_in_its_folder_whatever_the_name(home: Home, name: str) -> None:
    seed = os.urandom(64)
    keysafe.save_officer(home, name, seed, PASSPHRASE, work_factor=QUICK)
    assert keysafe.unlock_officer(home, name, PASSPHRASE).public == HYBRID.signing_key(seed).public
    file = keysafe.officer_file(home, name)
    assert list(home.officers.iterdir()) == [file]
    assert file.parent == home.officers
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_officers_have_two_files(home: Home) -> None:
    assert len({keysafe.officer_file(home, name) for name in NAMES}) == len(set(NAMES))


def test_an_officers_key_needs_that_officers_passphrase(home: Home) -> None:
    keysafe.save_officer(home, "Ilse Maren", os.urandom(64), PASSPHRASE, work_factor=QUICK)
    with pytest.raises(Refused) as refusal:
        keysafe.unlock_officer(home, "Ilse Maren", "the house's passphrase")
    assert refusal.value.code == "passphrase"
    with pytest.raises(Refused) as refusal:
        keysafe.unlock_officer(home, "Ivo Kranj", PASSPHRASE)
    assert refusal.value.code == "officer-unknown"


def test_a_key_file_that_was_renamed_is_still_its_officers_own(home: Home) -> None:
    keysafe.save_officer(home, "Ilse Maren", os.urandom(64), PASSPHRASE, work_factor=QUICK)
    keysafe.officer_file(home, "Ilse Maren").rename(keysafe.officer_file(home, "Ivo Kranj"))
    with pytest.raises(Refused) as refusal:
        keysafe.unlock_officer(home, "Ivo Kranj", PASSPHRASE)
    assert refusal.value.code == "officer-other"


@pytest.mark.needs("age")
def test_the_stock_age_tool_opens_a_key_file_with_the_passphrase(home: Home, tmp_path: Path) -> None:
    keysafe.save_house(home, SEEDS, PASSPHRASE, work_factor=QUICK)
    opened = tmp_path / "opened"
    # age asks on a terminal alone, so it gets one of its own.
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ("setsid", "-c", "-w", "age", "-d", "-o", opened, home.house_key), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, PASSPHRASE.encode() + b"\n")
    assert process.wait(timeout=30) == 0
    os.close(ours)
    assert opened.read_bytes() == open_with_passphrase(home.house_key.read_bytes(), PASSPHRASE)
    assert json.loads(opened.read_bytes())["kind"] == "house-keys"
