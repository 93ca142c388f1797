"""Entries, nodes, heads, witnessed heads, cosignatures and alarms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.samples import NOON, REGISTER, cosignature, head, people, writing
from verbale.exchange.ports import Scope, Store
from verbale.exchange.records import Alarm
from verbale.formats import merkle
from verbale.formats.errors import Unavailable

FIRST, SECOND, THIRD = (party.id for party in people().parties)
OWN = people().house.party.id


def enter(store: Store, *words: str) -> None:
    """Writes entries."""
    with store.begin() as tx:
        for word in words:
            tx.enter("letter", samples.digest("statement", word), samples.digest("salt", word), NOON)


def sequence(store: Store, limit: int = 100) -> None:
    """Gives indices, as the sequencer does."""
    with store.begin() as tx:
        tx.lock(REGISTER)
        size, entries = tx.register_size(), tx.take_unsequenced(limit)
        leaves = [merkle.leaf_hash(each.digest) for each in entries]
        nodes = merkle.append_leaves(size, leaves, tx.nodes)
        tx.append([replace(each, index=size + place) for place, each in enumerate(entries)], nodes)


def test_an_empty_register_has_no_size(store: Store) -> None:
    with store.read() as view:
        assert view.register_size() == 0
        assert view.unsequenced() == 0
        assert view.entries(since=0, limit=10) == []
        assert view.nodes([]) == []


def test_entries_wait_for_their_index_in_the_order_in_which_they_were_written(store: Store) -> None:
    enter(store, "a", "b")
    enter(store, "c")
    with store.begin() as tx:
        tx.lock(REGISTER)
        waiting = tx.take_unsequenced(10)
        assert [each.digest for each in waiting] == [samples.digest("statement", word) for word in "abc"]
        assert [each.digest for each in tx.take_unsequenced(2)] == [each.digest for each in waiting[:2]]
        assert tx.unsequenced() == 3
        assert tx.register_size() == 0
        assert tx.entries(since=0, limit=10) == []
    positions = [each.position for each in waiting]
    assert positions == sorted(set(positions))
    first = waiting[0]
    assert (first.index, first.kind, first.salt, first.at) == (None, "letter", samples.digest("salt", "a"), NOON)


def test_sequenced_entries_have_indices_without_a_gap(store: Store) -> None:
    enter(store, *"abcde")
    sequence(store, 2)
    enter(store, "f")
    sequence(store)
    with store.read() as view:
        assert view.register_size() == 6
        assert view.unsequenced() == 0
        assert [(each.index, each.digest) for each in view.entries(since=0, limit=100)] == [
            (index, samples.digest("statement", word)) for index, word in enumerate("abcdef")
        ]
        assert [each.index for each in view.entries(since=2, limit=3)] == [2, 3, 4]


def test_the_entry_of_a_statement_is_its_first(store: Store) -> None:
    enter(store, "a", "b", "a")
    sequence(store)
    with store.read() as view:
        entry = view.entry_of(samples.digest("statement", "a"))
        assert view.entry_of(bytes(32)) is None
    assert entry is not None
    assert entry.index == 0


def test_nodes_come_in_the_order_asked_and_lead_to_the_root(store: Store) -> None:
    words = [str(number) for number in range(1000)]
    enter(store, *words)
    sequence(store, 300)
    sequence(store, 1000)
    leaves = [merkle.leaf_hash(samples.digest("statement", word)) for word in words]
    places = [(0, index) for index in (999, 0, 500, 999)]
    with store.read() as view:
        assert view.nodes(places) == [leaves[999], leaves[0], leaves[500], leaves[999]]
        assert view.nodes([(0, index) for index in range(1000)]) == leaves
        proof = merkle.inclusion_proof(357, 1000, view.nodes)
        root = merkle.root(1000, view.nodes)
    merkle.verify_inclusion(leaves[357], 357, 1000, proof, root)


def test_what_a_failed_sequencer_wrote_waits_for_the_next(store: Store) -> None:
    enter(store, "a", "b")
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        tx.lock(REGISTER)
        entries = tx.take_unsequenced(10)
        tx.append([replace(each, index=place) for place, each in enumerate(entries)], [(0, 0, bytes(32))])
        raise ZeroDivisionError
    with store.read() as view:
        assert (view.register_size(), view.unsequenced()) == (0, 2)
    sequence(store)
    with store.read() as view:
        assert (view.register_size(), view.unsequenced()) == (2, 0)
        assert view.nodes([(0, 0)]) == [merkle.leaf_hash(samples.digest("statement", "a"))]


def test_the_newest_head_is_the_largest_of_the_register_that_counts(store: Store) -> None:
    samples.found(store)
    with store.read() as view:
        assert view.head() is None
    small, large = head(OWN, 64), head(OWN, 128)
    with writing(store) as tx:
        tx.put_head(small)
        tx.put_head(large)
    with store.read() as view:
        assert view.head() == large
        assert view.head_of_size(small.origin, 64) == small
        assert view.head_of_size(small.origin, 65) is None
    recovered = replace(people().house, party=replace(people().house.party, generation=2))
    with store.begin() as tx:
        tx.lock(samples.HOUSE, REGISTER)
        tx.put_house(recovered)
        assert tx.head() is None
        tx.put_head(head(OWN, 66, generation=2))
    with store.read() as view:
        assert view.head() == head(OWN, 66, generation=2)
        assert view.head_of_size(small.origin, 64) == small


def test_a_witnessed_head_takes_the_place_of_the_one_before_and_cosignatures_stay(store: Store) -> None:
    first, second = head(FIRST, 64), head(FIRST, 128)
    for each in (first, second):
        with store.begin() as tx:
            tx.lock((Scope.WITNESS, FIRST))
            tx.put_witnessed(each, cosignature(OWN, each))
    with store.read() as view:
        assert view.witnessed(first.origin) == second
        assert view.own_cosignature(first.origin, 64) == cosignature(OWN, first)
        assert view.own_cosignature(first.origin, 128) == cosignature(OWN, second)
        assert view.own_cosignature(first.origin, 1) is None
        assert view.witnessed(head(SECOND, 1).origin) is None
        assert view.cosignatures(first.origin) == []


def test_a_head_may_be_witnessed_without_a_cosignature(store: Store) -> None:
    with store.begin() as tx:
        tx.lock((Scope.WITNESS, FIRST))
        tx.put_witnessed(head(FIRST, 64), None)
    with store.read() as view:
        assert view.witnessed(head(FIRST, 64).origin) == head(FIRST, 64)
        assert view.own_cosignature(head(FIRST, 64).origin, 64) is None


def test_rivals_of_a_head_are_kept_once_each(store: Store) -> None:
    rivals = [head(FIRST, 64, word="x"), head(FIRST, 64, word="y")]
    for each in (*rivals, rivals[0]):
        with store.begin() as tx:
            tx.lock((Scope.WITNESS, FIRST))
            tx.put_rival(each)
            assert each in tx.rivals(each.origin)
    with store.begin() as tx:
        assert tx.rivals(rivals[0].origin) == rivals
        assert tx.rivals(head(SECOND, 64).origin) == []


def test_cosignatures_of_others_are_kept_once_and_come_by_size(store: Store) -> None:
    small, large = head(OWN, 64), head(OWN, 128)
    kept = [cosignature(FIRST, small), cosignature(SECOND, large)]
    with store.begin() as tx:
        for each in (kept[1], kept[0], replace(kept[0], lines=b"other lines")):
            tx.put_cosignature(each)
    with store.read() as view:
        assert view.cosignatures(small.origin) == kept
        assert view.cosignatures(head(OWN, 64, generation=2).origin) == []
        assert view.own_cosignature(small.origin, 64) is None


def test_alarms_stand_once_for_each_code_and_party(store: Store) -> None:
    of_house = Alarm(code="behind", party=None, reason="The house.", at=NOON)
    of_party = Alarm(code="behind", party=FIRST, reason="A party.", at=NOON + timedelta(seconds=1))
    other = Alarm(code="head-fork", party=FIRST, reason="Another.", at=NOON + timedelta(seconds=2))
    with store.begin() as tx:
        for alarm in (of_house, of_party):
            tx.put_alarm(alarm)
    with store.begin() as tx:
        for alarm in (replace(of_house, reason="Again."), replace(of_party, at=NOON + timedelta(days=1)), other):
            tx.put_alarm(alarm)
    with store.read() as view:
        assert list(view.alarms()) == [of_house, of_party, other]


def test_nodes_come_in_the_order_asked_whether_they_follow_each_other_or_not(store: Store) -> None:
    enter(store, *(f"word {number}" for number in range(100)))
    sequence(store)
    with store.read() as view:
        alone = {place: view.nodes([place])[0] for place in [(0, index) for index in range(100)] + [(3, 2), (4, 1)]}
        for asked in (
            [(0, index) for index in range(100)],
            [(0, index) for index in range(40)] + [(3, 2)] + [(0, index) for index in range(60, 100)] + [(4, 1)],
            [(0, index) for index in range(99, -1, -1)],
            [(0, 5), (0, 5), (4, 1), (0, 7), (0, 6)],
        ):
            assert view.nodes(asked) == [alone[place] for place in asked]
        for missing in ([(0, index) for index in range(101)], [(0, 3), (0, 100)]):
            with pytest.raises(Unavailable):
                view.nodes(missing)
