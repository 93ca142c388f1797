"""`verbale pouch`: pouches that travel by hand. The same bytes, the same use cases as by network (law 3)."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.intake import open_source
from verbale.cli.outlet import save_blocks
from verbale.cli.progress import bar, watched
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, count, say_size, warn
from verbale.cli.verbs import noun

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.exchange.pack import Packed
    from verbale.exchange.placing import Received

_PATH = click.Path(path_type=Path)


@noun("pouch", "Pack and open pouches that travel by hand.")
def pouch() -> None:
    """Pouches: everything due to one party, sealed as one file, for a stick in somebody's bag."""


@pouch.command(
    "pack",
    short_help="Pack everything due to a party.",
    example=["verbale pouch pack --for BOR -o /media/stick/to-bor.pouch"],
    then=["verbale pouch open REPLY, when their answer comes back"],
)
@click.option("--for", "code", required=True, metavar="CODE", help="the party")
@click.option("-o", "--output", required=True, type=_PATH, metavar="FILE", help="where to write it")
def pack(situation: Situation, *, code: str, output: Path) -> Told:
    """Pack everything due to a party into one sealed file.

    Packing again is harmless: what the other side has not said that it holds goes again, and has one effect there. A
    pouch with nothing due is a question: have you anything for us?
    """
    from verbale.exchange.pack import pack as pack_pouch

    locked = situation.locked()
    peer = locked.party_of_code(code)
    node = situation.unlocked()
    packed = pack_pouch(node.office, peer.id, now=node.now())
    length = _save(output, packed)
    document = {"letters": packed.letters, "receipts": packed.receipts, "bytes": length, "more": packed.more}
    held = f"{count(packed.letters, 'letter')} and {count(packed.receipts, 'receipt')}"
    lines = [f"{output.name} for {peer.code}: {held}, {say_size(length)}."]
    lines += ["Not all that is due fitted; pack another when this one was opened."] if packed.more else []
    return Told(document=document, lines=lines, then="carry it there; they run: verbale pouch open FILE -o REPLY")


@pouch.command(
    "open",
    short_help="Open a pouch.",
    example=["verbale pouch open /media/stick/to-bor.pouch -o /media/stick/reply.pouch"],
    then=["verbale letter show ID", "carry REPLY back: without it the sender cannot prove that you have its letters"],
)
@click.argument("file", type=_PATH, metavar="FILE")
@click.option("-o", "--output", type=_PATH, metavar="REPLY", help="write the answer, with the receipts, to this file")
def open_(situation: Situation, *, file: Path, output: Path | None) -> Told:
    """Open a pouch: check it, keep its letters and receipts, and pack the answer.

    A pouch is taken or refused whole where its seal or its sender is wrong; within one, a letter that breaks a rule is
    refused and the others are kept. The same pouch again, or by another road, changes nothing and earns the same
    receipts.
    """
    from verbale.exchange.lost import give_back
    from verbale.exchange.receive import answer, receive

    situation.locked()
    with open_source(file) as source:
        node = situation.unlocked()
        with bar(f"Opening {source.name}", source.length) as done:
            received = receive(node.office, watched(source.blocks(), done), now=node.now(), road="hand")
    node.settle()
    if received.asks_back:
        # Not only in the answer: who packs later must find the letters there.
        give_back(node.office, now=node.now())
    document, lines = _opened(node, received)
    if received.refused_receipts:
        warn(
            f"{count(len(received.refused_receipts), 'receipt')} did not hold and moved nothing; see `verbale alarms`."
        )
    if output is not None:
        reply = answer(node.office, received, now=node.now())
        document["reply"] = {"letters": reply.letters, "receipts": reply.receipts, "bytes": _save(output, reply)}
        lines.append(f"{output.name} goes back: {count(reply.letters, 'letter')}, {count(reply.receipts, 'receipt')}.")
    return Told(document=document, lines=lines, then="verbale letter list --in")


def _save(output: Path, packed: "Packed") -> int:
    with bar(f"Packing {output.name}", packed.length) as done:
        return save_blocks(output, packed.blocks(), progress=done)


def _opened(node: "Node", received: "Received") -> tuple[dict[str, Any], list[str]]:
    from verbale.chancery.letters.finding import cite, code_of, codes_of

    with node.store.read() as view:
        codes = codes_of(view)
        sender = code_of(codes, received.peer)
        letters = []
        for each in received.letters:
            writer = view.house().party.id if each.result == "given-back" else received.peer
            known = view.letter(each.letter, writer)
            number = cite(code_of(codes, writer), known.series, known.number, known.year) if known else ""
            row: dict[str, Any] = {
                "id": each.letter.hex(),
                "number": number or None,
                "from": sender,
                "result": each.result,
            }
            letters.append(row | ({"reason": each.reason} if each.reason else {}))
    receipts = [{"letter": letter.hex(), "stage": stage.value} for letter, stage in received.receipts]
    lines = [_line(row) for row in letters]
    lines += [f"Receipt: {row['letter'][:16]} is {row['stage']} at {sender}" for row in receipts]
    return {"from": sender, "letters": letters, "receipts": receipts}, lines or [f"Nothing new from {sender}."]


def _line(row: Mapping[str, Any]) -> str:
    why = f" ({row['reason']})" if "reason" in row else ""
    return f"Letter {row['number'] or '(sealed)'} {row['id'][:16]} from {row['from']}: {row['result']}{why}"
