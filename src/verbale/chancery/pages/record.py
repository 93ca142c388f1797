"""The register as the pages show it: its head, who vouches for it, its entries, and the statements that they name."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from verbale.chancery.letters.models import Letter, Statement
from verbale.chancery.pages import wording
from verbale.chancery.pages.names import Names, cite
from verbale.chancery.pages.reading import Foot, PartyName
from verbale.chancery.register.models import Cosignature, Entry, Head
from verbale.exchange.ports import View
from verbale.exchange.records import Party
from verbale.formats import canonical, limits
from verbale.formats.canonical import Document
from verbale.formats.statement import Kind, read_signed

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """An entry of the register.

    Attributes:
        index: of its leaf; `None` until it is sequenced.
        kind: what was entered.
        digest: of the statement, in hex.
        at: when it was written.
        about: what it is about, for people: a letter's number, a party's code.
        url: of the statement's page; empty for padding.
    """

    index: int | None
    kind: str
    digest: str
    at: datetime
    about: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignatureRow:
    """A party's cosignature on a head of the house."""

    party: PartyName
    size: int
    root: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """The register: its head, who vouches for it, its entries."""

    foot: Foot | None
    origin: str
    waiting: int
    cosignatures: Sequence[CosignatureRow]
    rows: Sequence[RegisterRow]
    older: int | None = None
    newer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed a statement: an officer by name, or one of the machines by its role."""

    key: str
    name: str
    machine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement as the register holds it: the evidence behind a word.

    Attributes:
        digest, kind: its name and what it is.
        issuer: who says it; `None` if the party is not known.
        signatures: who signed.
        document: what it says, in its one form, indented.
        lines: lines of a receipt that the house holds, indented.
        index, at: its entry in the register.
        provable: whether a proof can be saved.
    """

    digest: str
    kind: str
    issuer: PartyName | None
    signatures: tuple[Signature, ...]
    document: str = field(repr=False)
    lines: str = field(default="", repr=False)
    index: int | None = None
    at: datetime | None = None
    provable: bool = False


def foot(names: Names) -> Foot | None:
    """The newest head and who vouches for it, for the foot of every page; `None` before the first."""
    head = Head.objects.order_by("-at", "-size").first()
    if head is None:
        return None
    newest = list(Cosignature.objects.filter(origin=head.origin, own=False).order_by("-size")[:32])
    best = [each for each in newest if each.size == newest[0].size]
    return Foot(
        size=head.size,
        root=bytes(head.root).hex(),
        cosigned_by=tuple(sorted(names.of(bytes(each.party)).code for each in best)),
        cosigned_size=best[0].size if best else 0,
        at=max((each.time for each in best), default=None),
    )


def register(names: Names, *, below: int | None) -> RegisterView:
    """A stretch of the register, newest first.

    Args:
        names: the parties.
        below: the index that the stretch begins at; the newest if `None`.
    """
    entries = Entry.objects.filter(index__isnull=False)
    chosen = entries.filter(index__lte=below) if below is not None else entries
    found = list(chosen.order_by("-index")[: ROWS + 1])
    first = found[0].index if found and found[0].index is not None else 0
    newest = entries.order_by("-index").values_list("index", flat=True).first() or 0
    head = Head.objects.order_by("-at", "-size").first()
    return RegisterView(
        foot=foot(names),
        origin=head.origin if head is not None else "",
        waiting=(newest + 1 if found else 0) - (head.size if head is not None else 0),
        cosignatures=_cosignatures(head.origin if head is not None else "", names),
        rows=_rows(found[:ROWS], names),
        older=found[ROWS].index if len(found) > ROWS else None,
        newer=min(newest, first + ROWS) if found and first < newest else None,
    )


def statement(view: View, digest: bytes, names: Names) -> StatementView | None:
    """A statement that the house keeps; `None` if there is none of this digest."""
    stored = view.statement(digest)
    if stored is None:
        return None
    unverified = read_signed(stored.envelope, Kind(stored.kind))
    document = unverified.claims()
    issuer = _issuer(document, digest)
    party = _party(view, issuer)
    entry = view.entry_of(digest)
    return StatementView(
        digest=digest.hex(),
        kind=stored.kind,
        issuer=names.of(issuer) if issuer else None,
        signatures=tuple(_signature(key, party) for key in unverified.key_ids),
        document=_indent(document),
        lines=_indent(canonical.read(stored.beside, limit=limits.ENVELOPE + 4 * limits.MIB)) if stored.beside else "",
        index=entry.index if entry is not None else None,
        at=entry.at if entry is not None else None,
        provable=entry is not None and entry.index is not None,
    )


def _rows(entries: Sequence[Entry], names: Names) -> tuple[RegisterRow, ...]:
    digests = [bytes(each.digest) for each in entries]
    letters = {
        bytes(each.letter): cite(names.of(bytes(each.sender)).code, each.series, each.number, each.year)
        for each in Letter.objects.filter(letter__in=digests)
    }
    abouts = _about(digests, names)
    return tuple(
        RegisterRow(
            index=each.index,
            kind=each.kind,
            digest=bytes(each.digest).hex(),
            at=each.at,
            about=letters.get(bytes(each.digest), "") or abouts.get(bytes(each.digest), ""),
            url=reverse("statement", args=[bytes(each.digest).hex()]) if each.kind != "padding" else "",
        )
        for each in entries
    )


def _about(digests: Iterable[bytes], names: Names) -> dict[bytes, str]:
    """What each statement is about: for a receipt from whom to whom, for an accreditation of whom."""
    kept = Statement.objects.filter(digest__in=list(digests)).values_list("digest", "kind", "envelope")
    return {
        bytes(digest): _say_about(read_signed(bytes(envelope), Kind(kind)).claims(), bytes(digest), names)
        for digest, kind, envelope in kept
    }


def _say_about(document: Document, digest: bytes, names: Names) -> str:
    kind = document.get("kind")
    if kind == Kind.RECEIPT.value:
        codes = [names.of(bytes.fromhex(str(document[member]))).code for member in ("from", "to")]
        return gettext("from %(one)s to %(other)s") % {"one": codes[0], "other": codes[1]}
    if kind == Kind.ACCREDITATION.value:
        return names.of(bytes.fromhex(str(document["party"]))).code
    issuer = _issuer(document, digest)
    return names.of(issuer).code if issuer else ""


def _issuer(document: Document, digest: bytes) -> bytes:
    """The party that a statement speaks for, by the member that its kind has for it."""
    if document.get("kind") == Kind.ACCREDITATION.value:
        said = document.get("house")
    else:
        said = document.get("from") or document.get("party")
    if said is None and document.get("kind") == Kind.CREDENCE.value:
        return digest  # version 1 names no party: its digest is the party's id
    return bytes.fromhex(said) if isinstance(said, str) else b""


def _party(view: View, party: bytes) -> Party | None:
    house = view.house().party
    return house if party == house.id else view.party(party)


def _signature(key: str, party: Party | None) -> Signature:
    for credence in reversed(party.chain if party is not None else ()):
        identity = credence.identity
        for officer in identity.officers:
            if officer.key_id == key:
                return Signature(key=key, name=officer.name, machine=False)
        for role, words in wording.MACHINES.items():
            if key in identity.machine_keys(role):
                return Signature(key=key, name=str(words), machine=True)
    return Signature(key=key, name="", machine=False)


def _cosignatures(origin: str, names: Names) -> tuple[CosignatureRow, ...]:
    """The newest cosignature of each party."""
    newest: dict[bytes, CosignatureRow] = {}
    for each in Cosignature.objects.filter(origin=origin, own=False).order_by("-size")[:200]:
        party = bytes(each.party)
        row = CosignatureRow(party=names.of(party), size=each.size, root=bytes(each.root).hex(), at=each.time)
        newest.setdefault(party, row)
    return tuple(newest.values())


def _indent(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
