"""Issuing receipts: lines signed, kept, entered and queued in the transaction that makes them true.

Only after the commit may a receipt leave (law 2). One statement covers all lines of a transaction; it names the
house's receipt before it for the same pair and the newest head that exists, and never makes a head for it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from verbale.exchange.ports import Office, Transaction
from verbale.exchange.records import OutItem, Pair, Party
from verbale.formats import limits
from verbale.formats.manifest import ReceiptItem
from verbale.formats.receipt import (
    SALT,
    Line,
    Receipt,
    Stage,
    join_receipt,
    read_lines,
    sign_receipt,
    write_lines,
)
from verbale.formats.statement import Kind, reload_signed
from verbale.formats.suite import SigningKey
from verbale.practice.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is to be said of one letter: a line without its salt."""

    letter: bytes
    sealed: bytes
    stage: Stage
    reason: str = ""
    words: str = ""


def issue(
    office: Office, tx: Transaction, pair: Pair, sayings: Sequence[Saying], *, keys: Sequence[SigningKey], now: datetime
) -> Pair:
    """Signs, keeps, enters and queues one receipt, or more where the lines do not fit in one; needs the `PAIR`.

    Returns:
        The pair's new state, not written yet.
    """
    for start in range(0, len(sayings), limits.RECEIPT_LINES):
        pair = _issue_one(office, tx, pair, sayings[start : start + limits.RECEIPT_LINES], keys=keys, now=now)
    return pair


def _issue_one(
    office: Office, tx: Transaction, pair: Pair, sayings: Sequence[Saying], *, keys: Sequence[SigningKey], now: datetime
) -> Pair:
    house = tx.house().party
    head = tx.head()
    receipt = sign_receipt(
        issuer=house.credence,
        recipient=pair.peer,
        previous=pair.receipt,
        head=(head.size, head.root) if head else None,
        lines=[_line(office, saying, now) for saying in sayings],
        keys=keys,
    )
    lines = write_lines(receipt.lines)
    data = join_receipt(receipt.signed.envelope_bytes, lines)
    keep(tx, receipt, receipt.lines, beside=lines)
    tx.enter(Kind.RECEIPT.value, receipt.digest, office.entropy(32), now)
    item = ReceiptItem(
        number=pair.last + 1, receipt=receipt.digest, sha256=hashlib.sha256(data).digest(), length=len(data)
    )
    tx.put_item(OutItem(peer=pair.peer, item=item))
    return replace(pair, last=item.number, receipt=receipt.digest)


def keep(tx: Transaction, receipt: Receipt, lines: Sequence[Line], *, beside: bytes, unproven: bool = False) -> None:
    """Keeps a receipt and what it proves.

    Args:
        tx: the transaction.
        receipt: the receipt, made here or verified.
        lines: those of its lines that prove something here.
        beside: all of its lines, as `write_lines` writes them.
        unproven: whether its keys were replaced and nothing shows that it is older.
    """
    tx.put_statement(receipt.signed, beside=beside)
    tx.put_evidence(
        [
            # A sender says `lapsed` of its own letter to the other; all else is said by who received.
            _evidence(
                line,
                party=receipt.recipient if line.stage is Stage.LAPSED else receipt.issuer,
                issuer=receipt.issuer,
                receipt=receipt.digest,
                unproven=unproven,
            )
            for line in lines
        ]
    )


def recall(tx: Transaction, digest: bytes, *, party: Party, letter: bytes) -> None:
    """Lets a receipt that was kept before its letter was here prove what it says of this letter."""
    kept = tx.statement(digest)
    assert kept is not None  # statements are never taken back
    signed = reload_signed(kept.envelope, Kind.RECEIPT)
    replaced = signed.document["credence"] != party.credence.number
    lines = [line for line in read_lines(kept.beside) if line.letter == letter and line.stage is not Stage.LAPSED]
    tx.put_evidence(
        [_evidence(line, party=party.id, issuer=party.id, receipt=digest, unproven=replaced) for line in lines]
    )


def _evidence(line: Line, *, party: bytes, issuer: bytes, receipt: bytes, unproven: bool) -> Evidence:
    return Evidence(
        letter=line.letter,
        party=party,
        issuer=issuer,
        stage=line.stage,
        time=line.time,
        reason=line.reason,
        words=line.words,
        receipt=receipt,
        sealed=line.sealed,
        unproven=unproven,
    )


def machine_keys(office: Office) -> list[SigningKey]:
    """The key that says what a machine of this house may say: the opener's where it is at hand, else the house's."""
    return [office.keys.opener or office.keys.house]


def _line(office: Office, saying: Saying, now: datetime) -> Line:
    return Line(
        letter=saying.letter,
        sealed=saying.sealed,
        stage=saying.stage,
        time=now,
        reason=saying.reason,
        words=saying.words,
        salt=office.entropy(SALT),
    )
