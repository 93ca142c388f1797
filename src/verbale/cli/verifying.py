"""`verbale verify`: any proof, offline, by somebody who has no chancery and trusts nobody who has."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.intake import read_whole
from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb
from verbale.formats import limits
from verbale.formats.fields import write_time

if TYPE_CHECKING:
    from verbale.formats.credence import Credence
    from verbale.formats.forknotice import ForkNotice
    from verbale.formats.registerproof import RegisterProof


@click.command(
    "verify",
    cls=Verb,
    short_help="Check a proof offline.",
    example=["verbale verify letter.proof", "verbale verify letter.proof --words 'vault corn … cancel'"],
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--words", metavar="'w1 … w12'", help="of the institution whose register it is, as heard from it")
def verify(situation: Situation, *, file: Path, words: str | None) -> Told:
    """Check a proof: every signature, the place in the register, the head and each cosignature on it; or a fork notice.

    Needs no chancery, no network and no settings. What it cannot know is whose register this is: compare the name's
    twelve words, shown here, with words that you heard from the institution; --words does that.
    """
    from verbale.formats.forknotice import ForkNotice, verify_fork_notice
    from verbale.formats.hybrid import HYBRID, check_primitives
    from verbale.formats.registerproof import verify_register_proof
    from verbale.formats.words import compare_words, read_words

    data = read_whole(file, limit=limits.PROOF_FILE, code="proof-size", what="A proof")
    check_primitives()
    shown = verify_fork_notice(data, (HYBRID,)) if data.startswith(b"{") else verify_register_proof(data, (HYBRID,))
    if words is not None:
        compare_words(read_words(words), shown.register.party, shown.register.digest)
    if isinstance(shown, ForkNotice):
        return _tell_fork(shown, compared=words is not None)
    document = _document(shown)
    return Told(document=document, lines=_lines(document, shown, compared=words is not None))


def _tell_fork(fork: "ForkNotice", *, compared: bool) -> Told:
    document = {
        "ok": True,
        "kind": "fork-notice",
        "register": _register(fork.register) | {"size": fork.size, "roots": [root.hex() for root in fork.roots]},
    }
    name, code = fork.register.identity.name, fork.register.identity.code
    lines = [
        f"It holds: the register of {name} ({code}) forked.",
        f"Two heads of {fork.size} entries, both signed by it, have different roots:",
        *(f"  {root.hex()}" for root in fork.roots),
        "One of the two histories is not what it shows to others.",
    ]
    return Told(document=document, lines=[*lines, _compare(fork.register, compared=compared)])


def _register(credence: "Credence") -> dict[str, Any]:
    from verbale.formats.words import words_of

    return {
        "code": credence.identity.code,
        "name": credence.identity.name,
        "party": credence.party.hex(),
        "words": list(words_of(credence.party, credence.digest)),
    }


def _compare(credence: "Credence", *, compared: bool) -> str:
    if compared:
        return "The words agree: it is the register of the institution that you heard them from."
    row = _register(credence)
    return f"Compare by ear with {row['code']}: {' '.join(row['words'])}"


def _document(proof: "RegisterProof") -> dict[str, Any]:
    issuer = proof.issuer
    document: dict[str, Any] = {
        "ok": True,
        "kind": proof.kind.value,
        "id": proof.signed.digest.hex(),
        "register": _register(proof.register)
        | {
            "index": proof.index,
            "size": proof.checkpoint.size,
            "root": proof.checkpoint.root.hex(),
        },
        "issuer": {
            "code": issuer.identity.code,
            "name": issuer.identity.name,
            "party": issuer.party.hex(),
            "credence": issuer.number,
            "superseded": proof.superseded,
        },
        "cosigned_by": [
            {"code": credence.identity.code, "name": credence.identity.name, "time": time}
            for credence, time in proof.cosigners
        ],
    }
    if proof.receipt is not None:
        document["lines"] = [
            {"letter": line.letter.hex(), "stage": line.stage.value, "at": write_time(line.time)}
            for line in proof.receipt.lines
        ]
    return document


def _lines(document: dict[str, Any], proof: "RegisterProof", *, compared: bool) -> list[str]:
    register, issuer = document["register"], document["issuer"]
    lines = [
        f"It holds: a {document['kind']} {document['id']}",
        f"Signed by {issuer['name']} ({issuer['code']}), letter of credence {issuer['credence']}.",
        f"Entry {register['index']} of the register of {register['name']} ({register['code']}), of {register['size']}.",
    ]
    lines += [f"{row['letter'][:16]} {row['stage']} at {row['at']}" for row in document.get("lines", ())]
    lines += [
        f"Head cosigned by {credence.identity.name} ({credence.identity.code})." for credence, _ in proof.cosigners
    ]
    if proof.superseded:
        lines.append(
            "The issuer has a newer letter of credence; that it was signed before is for its register to show."
        )
    return [*lines, _compare(proof.register, compared=compared)]
