"""Accrediting a party: by the words heard from it, and by nothing else.

Wrong words store nothing. A party that is known already is accredited again only by what its newer letter of credence
proves; a code that is taken stays with whom it was given to. Source: protocol §1.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from verbale.exchange.holding import check_free
from verbale.exchange.letters import check_officers
from verbale.exchange.ports import Office, Scope, Transaction
from verbale.exchange.records import Party, Permissions, Standing
from verbale.formats import names
from verbale.formats.accreditation import sign_accreditation
from verbale.formats.credence import check_in_force
from verbale.formats.credencefile import CredenceFile
from verbale.formats.errors import Refused
from verbale.formats.statement import Kind
from verbale.formats.suite import SigningKey
from verbale.formats.words import compare_words


def accredit(
    office: Office,
    file: CredenceFile,
    *,
    heard: tuple[str, ...],
    code: str,
    officers: Sequence[SigningKey],
    now: datetime,
    how: str = "",
    permissions: Permissions | None = None,
) -> Party:
    """Accredits a party.

    Args:
        office: the house.
        file: what the party handed over, verified.
        heard: the twelve words, as heard from the other side.
        code: its code in this house.
        officers: the officers' keys, as many as the credence asks for.
        now: the time.
        how: from whom and how the words were heard.
        permissions: what the party may send; everything, if not said.

    Raises:
        Untrusted: `words-differ`; nothing was stored.
        Refused: `accredit-self`, `credence-not-in-force`, `code-taken`, `credence-rollback`, `officers` or `held`.
        Malformed: `code`.
    """
    newest = file.newest
    with office.store.read() as view:
        if newest.party == view.house().party.id:
            raise Refused("accredit-self", "This is the chancery's own letter of credence.")
    compare_words(heard, newest.party, newest.digest)
    names.check_code(code)
    check_in_force(newest, now)
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""), (Scope.PAIR, newest.party))
        check_free(office, tx)
        house = tx.house().party
        check_officers(house, officers, "accreditation")
        party = _party(tx, file, code, now, permissions)
        statement = sign_accreditation(house.credence, newest, code=code, heard=how, made=now, officers=officers)
        if tx.statement(statement.signed.digest) is None:
            tx.enter(Kind.ACCREDITATION.value, statement.signed.digest, office.entropy(32), now)
        for signed in (*[each.signed for each in file.chain], file.keys.signed, statement.signed):
            tx.put_statement(signed)
        tx.put_party(party)
    return party


def _party(tx: Transaction, file: CredenceFile, code: str, now: datetime, permissions: Permissions | None) -> Party:
    taken = tx.party_of_code(code)
    if (taken is not None and taken.id != file.newest.party) or code == tx.house().party.code:
        raise Refused("code-taken", f"The code {code} belongs to another party here; choose another with --code.")
    known = tx.party(file.newest.party)
    if known is None:
        return Party(
            id=file.newest.party,
            code=code,
            chain=file.chain,
            keys=file.keys,
            accredited_at=now,
            permissions=permissions or Permissions(),
        )
    for old, new in zip(known.chain, file.chain, strict=False):
        if old.digest != new.digest:
            raise Refused("credence-fork", "The file contradicts a version of this credence that is known here.")
    if len(file.chain) < len(known.chain) or file.keys.rank < known.keys.rank:
        raise Refused("credence-rollback", "A newer letter of credence of this party is known here already.")
    return replace(
        known,
        code=code,
        chain=file.chain,
        keys=file.keys,
        accredited_at=now,
        standing=Standing.ACCREDITED,
        permissions=permissions or known.permissions,
    )
