"""A register of a million entries: how long one more takes, checking all of them, and proving one.

One entry in sixteen is a letter's statement, the others are padding, as in a register that is closed on the beat. The
signatures are random bytes of their length: neither an append nor a check of the register looks at them. The entries
come as they do in a node, entered and then given their places; `VERBALE_BENCH_ENTRIES` sets another number.
"""

import os
import secrets
from collections.abc import Mapping
from functools import partial
from statistics import median

from benchmarks.figure import Figure, seconds_of, without_collector
from benchmarks.houses import House, houses, now
from verbale.exchange.ports import Scope, Transaction
from verbale.exchange.prove import prove, verify_register
from verbale.exchange.register import PADDING, make_head, sequence
from verbale.formats.hybrid import HYBRID
from verbale.formats.letter import LetterStatement, write_letter_statement
from verbale.formats.statement import Kind, Signed, sign_statement

ENTRIES = 1_000_000
STATEMENT_EVERY = 16
AT_ONCE = 20_000
APPENDS = 50
PROOFS = 200


def register() -> Mapping[str, Figure]:
    """The three figures, at three sizes each."""
    entries = int(os.environ.get("VERBALE_BENCH_ENTRIES", str(ENTRIES)))
    append, verify, proof = (dict[str, float]() for _ in range(3))
    with houses("ARV") as (house,), without_collector():
        for size in (entries // 100, entries // 10, entries):
            _grow(house, size)
            append[f"{size}"] = median(seconds_of(lambda: _append(house)) for _ in range(APPENDS))
            verify[f"{size}"] = seconds_of(lambda: verify_register(house.office))
            proof[f"{size}"] = 1000 * _prove(house)
    return {
        "register_1e6_append_s": Figure(value=append[f"{entries}"], unit="s", sizes=append),
        "register_1e6_verify_s": Figure(value=verify[f"{entries}"], unit="s", sizes=verify),
        "register_prove_ms": Figure(value=proof[f"{entries}"], unit="ms", sizes=proof),
    }


def _grow(house: House, size: int) -> None:
    with house.office.store.read() as view:
        have = view.register_size()
    while have < size:
        more = min(AT_ONCE, size - have)
        with house.office.store.begin() as tx:
            for number in range(have, have + more):
                _enter(house, tx, number)
        sequence(house.office)
        have += more


def _enter(house: House, tx: Transaction, number: int) -> None:
    if number % STATEMENT_EVERY:
        tx.enter(PADDING, secrets.token_bytes(32), secrets.token_bytes(32), now())
        return
    signed = _statement(house, number)
    tx.put_statement(signed)
    tx.enter(Kind.LETTER.value, signed.digest, secrets.token_bytes(32), now())


def _append(house: House) -> None:
    """One statement: kept, entered, durable, and given its place."""
    with house.office.store.begin() as tx:
        tx.lock((Scope.SERIES, b""))
        _enter(house, tx, 0)
    sequence(house.office)


def _prove(house: House) -> float:
    """The median of proofs of statements anywhere in the register."""
    make_head(house.office, now=now())
    with house.office.store.read() as view:
        size = view.register_size()
        places = [size * place // PROOFS // STATEMENT_EVERY * STATEMENT_EVERY for place in range(PROOFS)]
        entries = [view.entries(since=place, limit=STATEMENT_EVERY) for place in places]
    digests = [each.digest for some in entries for each in some if each.kind == Kind.LETTER.value]
    return median(seconds_of(partial(prove, house.office, digest)) for digest in digests)


def _statement(house: House, number: int) -> Signed:
    party = house.party
    letter = LetterStatement(
        sender=party.id,
        recipients=(secrets.token_bytes(32),),
        suite=HYBRID.number,
        credence=party.credence.number,
        dossier=secrets.token_bytes(32),
        letter_class="note-verbale",
        series="",
        number=number + 1,
        year=2026,
        created=now(),
        expires=None,
        parts=tuple(secrets.token_bytes(32) for _ in range(3)),
    )
    return sign_statement(Kind.LETTER, write_letter_statement(letter), [_Stamp(house.officer.public)])


class _Stamp:
    """Signs with random bytes of the length of a signature."""

    def __init__(self, public: bytes) -> None:
        self.public = public

    def sign(self, context: bytes, message: bytes) -> bytes:
        """As long as a signature is."""
        return secrets.token_bytes(HYBRID.signature_size)
