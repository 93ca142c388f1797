"""Recovering: how officers end a hold, and how counterparts' officers confirm it.

A recovery begins a new register over the same entries, under a new origin, so that no head of the old one is ever
contradicted. Numbers of letters and of items go on above everything that a counterpart showed. What counterparts sent
and the restored store lacks comes again by itself, for the store says what it holds. Source: protocol §6.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from verbale.exchange.holding import has_answered
from verbale.exchange.letters import check_officers
from verbale.exchange.ports import Lock, Office, Scope, Transaction
from verbale.exchange.records import Pair, Party, Standing
from verbale.exchange.register import make_head, sequence
from verbale.formats.errors import Refused
from verbale.formats.recovery import Recovery, Shown, sign_recovery
from verbale.formats.statement import Kind
from verbale.formats.suite import SigningKey


def recover(office: Office, *, officers: Sequence[SigningKey], now: datetime) -> Recovery:
    """Ends a hold.

    Best done when every counterpart was heard: who was not is named in the recovery.

    Raises:
        Refused: `not-held`, `officers`, or `recovery-credence` if a counterpart knows a newer credence than is here;
            then only a newer backup, or a new version signed by the recovery role, helps.
    """
    with office.store.read() as view:
        peers = [party.id for party in view.parties()]
    with office.store.begin() as tx:
        pairs: list[Lock] = [(Scope.PAIR, peer) for peer in peers]
        tx.lock((Scope.HOUSE, b""), (Scope.SERIES, b""), *pairs, (Scope.REGISTER, b""))
        house = tx.house()
        if not house.held:
            raise Refused("not-held", "This chancery is not held; there is nothing to recover from.")
        check_officers(house.party, officers, "recovery")
        heard = [tx.pair(peer) for peer in peers]
        _check_credence(house.party, heard)
        head = tx.head()
        recovery = sign_recovery(
            house.party.credence,
            generation=house.party.generation + 1,
            last=(head.size, head.root) if head else None,
            shown=[Shown(party=pair.peer, size=pair.knows.head) for pair in heard if pair.knows],
            unheard=[pair.peer for pair in heard if not has_answered(pair)],
            made=now,
            officers=officers,
        )
        tx.put_statement(recovery.signed)
        tx.enter(Kind.RECOVERY.value, recovery.signed.digest, office.entropy(32), now)
        _raise_floors(tx, house.party, heard)
        name = f"recovery/{recovery.generation:04}.json"
        papers = dict(house.papers) | {name: recovery.signed.envelope_bytes}
        party = replace(house.party, generation=recovery.generation)
        tx.put_house(replace(house, party=party, held="", papers=papers))
    sequence(office)
    make_head(office, now=now)
    return recovery


def confirm(office: Office, party: bytes, *, officers: Sequence[SigningKey]) -> Party:
    """Confirms that a party recovers; from now on its new register counts.

    Raises:
        Refused: `party-unknown`, `not-recovering` or `officers`.
    """
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""), (Scope.PAIR, party))
        check_officers(tx.house().party, officers, "accreditation")
        known = tx.party(party)
        if known is None:
            raise Refused("party-unknown", "There is no such party.")
        if known.standing is not Standing.RECOVERING:
            raise Refused("not-recovering", "This party does not say that it recovers.")
        confirmed = replace(known, standing=Standing.ACCREDITED, generation=known.generation + 1)
        tx.put_party(confirmed)
    return confirmed


def _check_credence(house: Party, heard: Sequence[Pair]) -> None:
    newest = max((pair.knows.credence for pair in heard if pair.knows), default=0)
    if newest > house.credence.number:
        raise Refused(
            "recovery-credence", "A counterpart knows a newer letter of credence than is here; restore a newer backup."
        )


def _raise_floors(tx: Transaction, house: Party, heard: Sequence[Pair]) -> None:
    """Numbers go on above everything shown, and every channel begins a new epoch.

    What pouches were seen is forgotten with the epoch they were in: a counterpart that was put back too, with a slower
    clock, may be in a lower one now, and a chancery that says of no pouch that it saw it cannot tell it so.
    """
    for pair in heard:
        for series, year, number in pair.knows.letters if pair.knows else ():
            tx.set_number_floor(series, year, number)
        tx.put_pair(replace(pair, offer=b"", offer_transport=b"", their_epoch=0, their_pouch=0, asked=0))
