"""What a party may send to this house, and whether anything goes between them: the receiver's own decision.

Nothing of it is signed or travels; a refused letter gets its signed receipt. A party that says that it recovers is
confirmed by officers' keys (`verbale.exchange.recover`), not restored here.
"""

from dataclasses import replace

from verbale.exchange.ports import Office, Scope, Transaction
from verbale.exchange.records import Party, Permissions, Standing
from verbale.formats.errors import Refused


def permit(office: Office, party: bytes, permissions: Permissions) -> Party:
    """Says what a party may send from now on.

    Raises:
        Refused: `party-unknown`.
    """
    with office.store.begin() as tx:
        changed = replace(_locked(tx, party), permissions=permissions)
        tx.put_party(changed)
    return changed


def suspend(office: Office, party: bytes) -> Party:
    """Suspends the exchange with a party; again is no error.

    Raises:
        Refused: `party-unknown`, or `party-recovering`, whom nothing reaches already.
    """
    with office.store.begin() as tx:
        known = _locked(tx, party)
        _check_not_recovering(known)
        changed = replace(known, standing=Standing.SUSPENDED)
        tx.put_party(changed)
    return changed


def restore(office: Office, party: bytes) -> Party:
    """Restores the exchange with a party that was suspended; again is no error.

    Raises:
        Refused: `party-unknown`, or `party-recovering`.
    """
    with office.store.begin() as tx:
        known = _locked(tx, party)
        _check_not_recovering(known)
        changed = replace(known, standing=Standing.ACCREDITED)
        tx.put_party(changed)
    return changed


def _locked(tx: Transaction, party: bytes) -> Party:
    tx.lock((Scope.HOUSE, b""), (Scope.PAIR, party))
    known = tx.party(party)
    if known is None:
        raise Refused("party-unknown", "There is no such party.")
    return known


def _check_not_recovering(party: Party) -> None:
    if party.standing is Standing.RECOVERING:
        raise Refused(
            "party-recovering", "The party says that it recovers; officers confirm it with `verbale parties confirm`."
        )
