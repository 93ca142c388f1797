"""The store in ways that no contract names: caches across processes, and readers beside a writer."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.databases import ENGINES
from tests.exchange.contract import samples
from tests.exchange.contract.samples import HOUSE, people, writing
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Staged
from verbale.exchange.records import CopyState, Pair, Standing
from verbale.formats.errors import Refused

PARTY = people().parties[0]
SUSPENDED = replace(PARTY, standing=Standing.SUSPENDED)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_another_store_wrote_of_a_party_or_the_house_is_seen_at_once(engine: Engine) -> None:
    one, other = SqlStore(engine), SqlStore(engine)
    samples.found(one)
    for party, held in ((SUSPENDED, "behind-own-mark"), (PARTY, ""), (SUSPENDED, "")):
        with other.read() as view:
            view.party(PARTY.id)
            view.house()
        with one.begin() as tx:
            tx.lock(HOUSE)
            tx.put_party(party)
            tx.put_house(replace(people().house, held=held))
        with other.read() as view:
            assert view.party(PARTY.id) == party
            assert view.party_of_code("ARV") == party
            assert view.parties()[0] == party
            assert view.house().held == held


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_was_undone_is_not_remembered_when_another_writes_after(engine: Engine) -> None:
    """The trap of a counter for a stamp: the one undone and the one that stands would be alike."""
    one, other = SqlStore(engine), SqlStore(engine)
    samples.found(one)
    with pytest.raises(Refused), one.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(SUSPENDED)
        assert tx.party(PARTY.id) == SUSPENDED
        raise Refused("no", "No.")
    recovering = replace(PARTY, standing=Standing.RECOVERING)
    with other.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(recovering)
    with one.read() as view:
        assert view.party(PARTY.id) == recovering


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_party_that_did_not_change_is_the_same_object(engine: Engine) -> None:
    store = SqlStore(engine)
    samples.found(store)
    with store.read() as view:
        first = view.party(PARTY.id)
    with store.read() as view:
        assert view.party(PARTY.id) is first


def test_what_another_process_wrote_is_seen_at_once(sqlite_file: Path) -> None:
    store = SqlStore(SqliteEngine(sqlite_file))
    samples.found(store)
    with store.read() as view:
        assert view.party(PARTY.id) == PARTY
    program = """
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
import sys
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Scope
from verbale.exchange.records import Standing
party = bytes.fromhex(sys.argv[2])
with SqlStore(SqliteEngine(Path(sys.argv[1]))).begin() as tx:
    tx.lock((Scope.PAIR, party))
    tx.put_party(replace(tx.party(party), standing=Standing.SUSPENDED))
assert "django" not in sys.modules
"""
    subprocess.run((sys.executable, "-c", program, sqlite_file, PARTY.id.hex()), check=True, timeout=60)
    with store.read() as view:
        assert view.party(PARTY.id) == SUSPENDED
    store.close()


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_reader_does_not_wait_for_a_writer_and_sees_what_was_before(engine: Engine) -> None:
    store = SqlStore(engine)
    seen: list[int] = []

    def read() -> None:
        with store.read() as view:
            seen.append(view.pair(PARTY.id).last)
        store.close()

    with writing(store, PARTY.id) as tx:
        tx.put_pair(Pair(peer=PARTY.id, last=1))
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=10)
        assert seen == [0]


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_writer_does_not_wait_for_a_reader_which_keeps_its_one_state(engine: Engine) -> None:
    store = SqlStore(engine)

    def write() -> None:
        with writing(store, PARTY.id) as tx:
            tx.put_pair(Pair(peer=PARTY.id, last=1))
        store.close()

    with store.read() as view:
        assert view.pair(PARTY.id).last == 0
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert view.pair(PARTY.id).last == 0
    with store.read() as view:
        assert view.pair(PARTY.id).last == 1


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_nobody_writes_beside_an_officer_who_holds_the_house(engine: Engine) -> None:
    """What a transaction read of the house under its locks still holds when it commits, on PostgreSQL too."""
    store = SqlStore(engine)
    samples.found(store)
    order: list[str] = []

    def hold() -> None:
        with store.begin() as tx:
            tx.lock(HOUSE)
            order.append("held")
            tx.put_house(replace(tx.house(), held="behind-own-mark"))
        store.close()

    with writing(store, PARTY.id) as tx:
        assert tx.house().held == ""
        holder = threading.Thread(target=hold)
        holder.start()
        holder.join(timeout=0.3)
        assert holder.is_alive()
        order.append("signed")
    holder.join(timeout=10)
    assert order == ["signed", "held"]
    with writing(store, PARTY.id) as tx:
        assert tx.house().held == "behind-own-mark"


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_a_transaction_read_of_the_house_it_reads_anew_once_it_wrote_it(engine: Engine) -> None:
    store = SqlStore(engine)
    samples.found(store)
    with store.begin() as tx:
        tx.lock(HOUSE, samples.REGISTER)
        assert tx.house().held == ""
        assert tx.head() is None
        tx.put_house(replace(tx.house(), held="x"))
        assert tx.house().held == "x"
        head = samples.head(tx.house().party.id, 5)
        tx.put_head(head)
        assert tx.head() == head


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_missing_node_is_told_and_not_guessed(engine: Engine) -> None:
    from verbale.formats.errors import Unavailable

    with SqlStore(engine).read() as view, pytest.raises(Unavailable) as refusal:
        view.nodes([(0, 0)])
    assert refusal.value.code == "register-damaged"


@pytest.mark.parametrize("engine", ["sqlite-django"], indirect=True)
def test_after_reading_django_asks_to_write_again_from_the_beginning(engine: Engine) -> None:
    from django.db import connections

    for _ in range(2):
        with SqlStore(engine).read() as view:
            view.register_size()
        assert connections["trial"].transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_small_contents_go_when_nothing_refers_to_them_and_they_are_old(engine: Engine) -> None:
    store = SqlStore(engine)
    contents = [Staged(digest=samples.digest("sealed", word, 0), length=1, data=b"x") for word in ("a", "b", "c")]
    with writing(store, PARTY.id) as tx:
        for each in contents:
            tx.put_content(each)
        tx.put_copy(samples.copy("a", PARTY.id))
        tx.put_copy(samples.copy("c", PARTY.id, state=CopyState.REFUSED))
    now = datetime.now(UTC)
    assert store.drop_unreferenced_contents(older=now - timedelta(days=1)) == 0
    assert store.drop_unreferenced_contents(older=now + timedelta(days=1)) == 2
    assert [store.find_content(each.digest) for each in contents] == [b"x", None, None]
