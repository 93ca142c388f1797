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
    """Check a proof: every signature, the place in the register, the head and each cosignature on it.

    Needs no chancery, no network and no settings. What it cannot know is whose register this is: compare the name's
    twelve words, shown here, with words that you heard from the institution; --words does that.
    """
    from verbale.formats.hybrid import HYBRID, check_primitives
    from verbale.formats.registerproof import verify_register_proof
    from verbale.formats.words import compare_words, read_words

    data = read_whole(file, limit=limits.PROOF_FILE, code="proof-size", what="A proof")
    check_primitives()
    proof = verify_register_proof(data, (HYBRID,))
    if words is not None:
        compare_words(read_words(words), proof.register.party, proof.register.digest)
    document = _document(proof)
    return Told(document=document, lines=_lines(document, proof, compared=words is not None))


def _document(proof: "RegisterProof") -> dict[str, Any]:
    from verbale.formats.words import words_of

    register, issuer = proof.register, proof.issuer
    document: dict[str, Any] = {
        "ok": True,
        "kind": proof.kind.value,
        "id": proof.signed.digest.hex(),
        "register": {
            "code": register.identity.code,
            "name": register.identity.name,
            "party": register.party.hex(),
            "words": list(words_of(register.party, register.digest)),
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
    words = " ".join(register["words"])
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
    if compared:
        return [*lines, "The words agree: it is the register of the institution that you heard them from."]
    return [*lines, f"Compare by ear with {register['code']}: {words}"]
