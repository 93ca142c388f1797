"""`verbale register`: the record that cannot be rewritten unnoticed (law 6)."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from verbale.cli.outlet import save_bytes
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, count, say_time
from verbale.cli.verbs import noun
from verbale.formats.fields import write_time

if TYPE_CHECKING:
    from verbale.exchange.records import Entry

_PATH = click.Path(path_type=Path)
_BATCH = 2000


@noun("register", "Show and check the register; prove an entry of it.")
def register() -> None:
    """The register: every letter, receipt and act in one tree, whose head counterparts cosign."""


@register.command(
    "verify",
    short_help="Check the whole register.",
    example=["verbale register verify"],
    then=["verbale doctor", "verbale register proof ID -o FILE"],
)
def verify(situation: Situation) -> Told:
    """Compute the whole register again from what is kept, and compare. The first bad place is named. No passphrase."""
    from verbale.chancery.letters.finding import code_of, codes_of
    from verbale.exchange.prove import verify_register

    node = situation.locked()
    verified = verify_register(node.office)
    with node.store.read() as view:
        codes = codes_of(view)
    cosigned_by = [code_of(codes, party) for party in verified.cosigned_by]
    document = {
        "ok": True,
        "size": verified.size,
        "root": verified.root.hex(),
        "cosigned_by": cosigned_by,
        "heads": verified.heads,
    }
    by = ", ".join(cosigned_by) or "nobody yet"
    lines = [
        f"The register agrees with itself: {count(verified.size, 'entry', 'entries')}, root {verified.root.hex()}",
        f"Heads that lead to this one were cosigned by: {by}.",
    ]
    return Told(document=document, lines=lines)


@register.command(
    "show",
    short_help="List the entries.",
    example=["verbale register show", "verbale register show --since 100"],
    then=["verbale register proof ID -o FILE"],
)
@click.option("--since", type=click.IntRange(min=0), default=0, metavar="N", help="from this index on")
def show(situation: Situation, *, since: int) -> Told:
    """List the entries of the register, in order. No passphrase."""
    node = situation.locked()
    entries: list[Entry] = []
    with node.store.read() as view:
        while batch := view.entries(since=since, limit=_BATCH):
            entries += batch
            since += len(batch)
    document = [
        {"index": each.index, "kind": each.kind, "at": write_time(each.at), "id": each.digest.hex()} for each in entries
    ]
    return Told(document=document, lines=lambda: _table(entries))


def _table(entries: "list[Entry]") -> list[str]:
    rows = [(str(each.index), say_time(each.at), each.kind, each.digest.hex()) for each in entries]
    return columns(("INDEX", "AT", "KIND", "ID"), rows) if rows else ["No entry."]


@register.command(
    "proof",
    short_help="Prove an entry.",
    example=["verbale register proof ARV/12/2026 -o letter.proof", "verbale verify letter.proof"],
    then=["verbale verify FILE"],
)
@click.argument("identifier", metavar="ID")
@click.option("-o", "--output", required=True, type=_PATH, metavar="FILE", help="where to write the proof")
@click.option("--letter", metavar="ID", help="of a receipt: show only its lines on this letter")
def proof(situation: Situation, *, identifier: str, output: Path, letter: str | None) -> Told:
    """Write the proof that a statement stands in the register: a letter, a receipt, a credence, an accreditation.

    ID is a letter's id or number, a receipt's digest as `letter show` gives it, or the id of any entry. The file is
    checked by `verbale verify` with no chancery, and its head and its place in the tree by other tools for
    tlog-proof. It shows the letter's statement, not its text, and the cosignatures of those alone whom it concerns.
    """
    from verbale.chancery.letters.finding import find_letter
    from verbale.chancery.register.finding import find_entry
    from verbale.exchange.prove import prove
    from verbale.exchange.register import make_head

    locked = situation.locked()
    with locked.store.read() as view:
        digest = find_entry(view, identifier)
        about = find_letter(view, letter).id if letter else None
    locked.settle()
    if not _is_covered(situation, digest):
        node = situation.unlocked()
        make_head(node.office, now=node.now())
    data = prove(locked.office, digest, letter=about)
    length = save_bytes(output, data)
    document = {"file": str(output), "id": digest.hex(), "bytes": length}
    return Told(
        document=document, lines=[f"{output.name} proves {digest.hex()[:16]}."], then=f"verbale verify {output.name}"
    )


@register.command(
    "fork",
    short_help="Show that a party's register forked.",
    example=["verbale register fork MFA-BR -o fork.notice", "verbale verify fork.notice"],
    then=["verbale verify FILE", "verbale parties suspend CODE"],
)
@click.argument("code", metavar="CODE")
@click.option("-o", "--output", required=True, type=_PATH, metavar="FILE", help="where to write the notice")
def fork(situation: Situation, *, code: str, output: Path) -> Told:
    """Write the notice that a party signed two heads of one size with different roots: two histories under one name.

    Anybody checks it with `verbale verify`, and has to believe nobody. It shows both heads and the letters of credence
    that signed them, and names no other party. No passphrase.
    """
    from verbale.exchange.prove import prove_fork

    node = situation.locked()
    party = node.party_of_code(code)
    data = prove_fork(node.office, party.id)
    length = save_bytes(output, data)
    document = {"file": str(output), "code": party.code, "bytes": length}
    return Told(
        document=document,
        lines=[f"{output.name} shows two heads of {party.code} that contradict each other."],
        then=f"verbale verify {output.name}",
    )


def _is_covered(situation: Situation, digest: bytes) -> bool:
    """Whether a head covers an entry already, so that none has to be signed."""
    with situation.locked().store.read() as view:
        entry, head = view.entry_of(digest), view.head()
        return (
            entry is not None
            and entry.index is not None
            and head is not None
            and head.origin == view.house().party.origin
            and head.size > entry.index
        )
