"""A node: locked until a passphrase comes, and the keys that its credence names."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.refusals import refusal_of
from verbale.chancery import office
from verbale.chancery.foundation import Charter, Founded, found
from verbale.chancery.home import Home
from verbale.chancery.office import LockedKeys, Node, current, open_node, set_current
from verbale.formats.errors import Unavailable

PASSPHRASE = "a passphrase for trials"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def founded(home: Home, sqlite_template: Path) -> Founded:
    """A chancery that was founded just now."""
    home.database.write_bytes(sqlite_template.read_bytes())
    charter = Charter(
        code="ARV",
        name="Institution ARV",
        addresses=(),
        officer="Ilse Maren",
        passphrase=PASSPHRASE,
        officer_passphrase="the officer's own words",
        work_factor=1,
    )
    return found(home.folder, charter, now=NOW)


@pytest.mark.parametrize(
    "use",
    [
        lambda keys: keys.front,
        lambda keys: keys.house,
        lambda keys: keys.opener,
        lambda keys: keys.transport,
        lambda keys: keys.reading,
        lambda keys: keys.log,
        lambda keys: keys.cosign,
        lambda keys: keys.channel_secret(bytes(32), 1),
    ],
)
def test_locked_keys_say_so_at_every_use(use: Callable[[LockedKeys], object]) -> None:
    assert refusal_of(use, LockedKeys()) == "unavailable:keys-locked"


def test_a_locked_node_reads_and_an_unlocked_one_signs(founded: Founded) -> None:
    folder = founded.node.home.folder
    locked = open_node(folder, None)
    assert locked.code == "ARV"
    assert locked.party == founded.party
    assert refusal_of(lambda: locked.office.keys.front) == "unavailable:keys-locked"
    unlocked = open_node(folder, PASSPHRASE)
    assert unlocked.office.keys.front.public == founded.party.credence.identity.front
    assert refusal_of(open_node, folder, "another") == "refused:passphrase"
    assert refusal_of(open_node, folder / "nowhere", None) == "unavailable:no-house"


def test_an_officer_acts_with_a_passphrase_of_their_own(founded: Founded) -> None:
    node = founded.node
    assert node.first_officer() == "Ilse Maren"
    key = node.officer(None, "the officer's own words")
    assert key.public == founded.party.credence.identity.officers[0].public
    assert refusal_of(node.officer, "Ilse Maren", PASSPHRASE) == "refused:passphrase"
    assert refusal_of(node.officer, "Nobody", PASSPHRASE) == "refused:officer-unknown"
    (node.home.officers / "Ilse Maren.age").unlink()
    assert refusal_of(node.first_officer) == "refused:officer-unknown"


def test_other_keys_than_the_credence_names_are_not_used(founded: Founded) -> None:
    from verbale.chancery import keysafe

    node = founded.node
    keysafe.save_house(node.home, keysafe.draw_seeds(now=NOW), PASSPHRASE, work_factor=1)
    assert refusal_of(open_node, node.home.folder, PASSPHRASE) == "refused:keys-other"


def test_an_act_is_noted_without_its_content(founded: Founded) -> None:
    node = founded.node
    node.note(officer="Ilse Maren", act="sent", about="00" * 32)
    with node.store.read() as view:
        rows = view.sql.rows("SELECT officer, act, about, road FROM audit_act")
    assert rows == [("Ilse Maren", "sent", "00" * 32, "command")]


def test_the_current_node_is_the_one_that_was_set(founded: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_CURRENT", list[Node]())
    with pytest.raises(Unavailable, match="no-house"):
        current()
    set_current(founded.node)
    assert current() is founded.node
