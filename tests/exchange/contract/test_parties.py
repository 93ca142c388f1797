"""The house, parties, and the state of the exchange with each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.samples import HOUSE, NOON, people
from verbale.exchange.ports import Scope, Store
from verbale.exchange.records import Lost, Pair, Permissions, Standing
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.manifest import Have, Knows

FIRST, SECOND, THIRD = people().parties


def test_without_a_house_nothing_is_read_of_it(store: Store) -> None:
    with store.read() as view, pytest.raises(Unavailable) as refusal:
        view.house()
    assert refusal.value.code == "no-house"


def test_the_house_is_kept_with_its_hold_and_papers(store: Store) -> None:
    house = replace(people().house, held="behind-own-mark", papers={"revocation/0001.json": b"\x00{}", "r": b""})
    with store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_house(house)
        assert tx.house() == house
    with store.read() as view:
        assert view.house() == house


def test_the_house_is_no_party(store: Store) -> None:
    samples.found(store)
    own = people().house.party
    with store.read() as view:
        assert view.party(own.id) is None
        assert view.party_of_code(own.code) is None
        assert own.id not in {party.id for party in view.parties()}


def test_parties_are_found_by_id_by_code_and_in_the_order_of_their_codes(store: Store) -> None:
    samples.found(store)
    with store.read() as view:
        assert view.parties() == [FIRST, SECOND, THIRD]
        assert view.party(SECOND.id) == SECOND
        assert view.party_of_code("CEL") == THIRD
        assert view.party(bytes(32)) is None
        assert view.party_of_code("cel") is None


def test_everything_about_a_party_is_kept(store: Store) -> None:
    samples.found(store)
    changed = replace(
        FIRST,
        code="ARW",
        permissions=Permissions(classes=("circular", "statement"), most=1 << 36),
        standing=Standing.RECOVERING,
        generation=3,
        revoked={"ed25519:a": 17, "b": 0},
        accredited_at=NOON - timedelta(days=400),
    )
    with store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(changed)
    with store.read() as view:
        assert view.party(FIRST.id) == changed
        assert view.party_of_code("ARV") is None
        assert view.parties() == [changed, SECOND, THIRD]


def test_a_further_version_of_a_credence_is_kept_after_the_first(store: Store) -> None:
    samples.found(store)
    # The second link is another party's: what a chain must hold is no question of the store.
    longer = replace(FIRST, chain=(*FIRST.chain, replace(SECOND.credence, number=2)))
    with store.begin() as tx:
        tx.lock((Scope.PAIR, FIRST.id))
        tx.put_party(longer)
    with store.read() as view:
        party = view.party(FIRST.id)
    assert party is not None
    assert [each.digest for each in party.chain] == [FIRST.credence.digest, SECOND.credence.digest]


def test_two_parties_have_two_codes(store: Store) -> None:
    samples.found(store)
    with pytest.raises(Refused) as refusal, store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(replace(FIRST, code="BOR"))
    assert refusal.value.code == "code-taken"
    with store.read() as view:
        assert view.parties() == [FIRST, SECOND, THIRD]


def test_a_party_may_have_the_code_that_the_house_gives_itself(store: Store) -> None:
    samples.found(store)
    with store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(replace(FIRST, code="HUS"))
    with store.read() as view:
        assert view.house().party.code == "HUS"
        assert view.party_of_code("HUS") == replace(FIRST, code="HUS")


def test_a_known_party_is_written_under_its_own_pair_and_a_new_one_is_not(store: Store) -> None:
    with store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(FIRST)
    with store.begin() as tx:
        tx.lock((Scope.PAIR, FIRST.id))
        tx.put_party(replace(FIRST, standing=Standing.SUSPENDED))
    with store.begin() as tx:
        tx.lock((Scope.PAIR, SECOND.id))
        with pytest.raises(RuntimeError):
            tx.put_party(SECOND)
    with store.read() as view:
        assert view.parties() == [replace(FIRST, standing=Standing.SUSPENDED)]


def test_what_a_failed_transaction_wrote_of_a_party_is_seen_by_nobody_after(store: Store) -> None:
    samples.found(store)
    suspended = replace(FIRST, standing=Standing.SUSPENDED)
    with pytest.raises(Refused), store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_party(suspended)
        assert tx.party(FIRST.id) == suspended
        raise Refused("no", "No.")
    with store.read() as view:
        assert view.party(FIRST.id) == FIRST


def test_a_pair_is_fresh_until_it_is_written(store: Store) -> None:
    with store.read() as view:
        assert view.pair(FIRST.id) == Pair(peer=FIRST.id)


def test_everything_about_a_pair_is_kept(store: Store) -> None:
    pair = Pair(
        peer=FIRST.id,
        last=9,
        theirs=Have(through=4, beyond=(6, 9)),
        epoch=1_790_000_000,
        offer=b"offer\x00",
        offer_transport=samples.digest("transport"),
        pouches=12,
        ours=Have(through=2, beyond=(4,)),
        their_last=5,
        their_epoch=3,
        their_offer=samples.digest("their offer"),
        their_pouch=8,
        seen_pouch=(2, 7),
        knows=Knows(credence=1, keys=2, generation=1, head=64, letters=(("", 2026, 4), ("HR", 2025, 9))),
        receipt=samples.digest("receipt"),
        wants=(samples.digest(1), samples.digest(2)),
        wants_in=(1, 4),
        back=(samples.digest("back"),),
        lost=(Lost(letter=samples.digest("lost"), sealed=samples.digest("copy"), receipt=samples.digest("said")),),
        cosigned_in=(1, 5),
        cosignature_due=True,
        heard_at=NOON,
        heard_by="network",
    )
    with samples.writing(store, FIRST.id) as tx:
        tx.put_pair(pair)
    with samples.writing(store, SECOND.id) as tx:
        tx.put_pair(Pair(peer=SECOND.id, last=1))
    with store.read() as view:
        assert view.pair(FIRST.id) == pair
        assert view.pair(SECOND.id) == Pair(peer=SECOND.id, last=1)
    with samples.writing(store, FIRST.id) as tx:
        tx.put_pair(Pair(peer=FIRST.id))
    with store.read() as view:
        assert view.pair(FIRST.id) == Pair(peer=FIRST.id)
