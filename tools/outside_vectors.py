"""Holds the formats to test vectors that others publish only in their source repositories.

    python3 -m tools.outside_vectors FOLDER

These vectors are in no package, so they are not part of the test suite. Lay checkouts under FOLDER as OWNER/NAME:

    lamps-wg/draft-composite-sigs   60fcb1e   composite signatures, with and without context
    transparency-dev/merkle         417fb0c   inclusion and consistency proofs, right and wrong
    C2SP/C2SP                       5ba5ee8   the example of a signed note
    C2SP/wycheproof                 dac1dd4   Ed25519 and ML-DSA-44, edge cases

Prints a line a source and ends with 1 if one is missing or anything differs. One vector differs by intent: a
consistency proof between two equal "roots" of 12 bytes, which a verifier that checks lengths refuses.
"""

import base64
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from verbale.formats import composite, merkle, note, notekeys
from verbale.formats.errors import VerbaleError

MEANT = {"consistency/additional/sizes-are-equal-one-and-proof-is-empty.json"}


def holds(verify: Callable[..., None], *arguments: object) -> bool:
    """Whether a verifier takes its arguments."""
    try:
        verify(*arguments)
    except VerbaleError:
        return False
    return True


def composites(folder: Path) -> Iterator[tuple[str, bool]]:
    vectors = json.loads((folder / "lamps-wg/draft-composite-sigs/src/testvectors.json").read_text())
    message, context = base64.b64decode(vectors["m"]), base64.b64decode(vectors["ctx"])
    (test,) = (each for each in vectors["tests"] if each["tcId"] == "id-MLDSA65-Ed25519-SHA512")
    public, seed = base64.b64decode(test["pk"]), base64.b64decode(test["sk"])
    plain, bound = base64.b64decode(test["s"]), base64.b64decode(test["sWithContext"])
    yield "public key of the seed", composite.CompositeSigningKey(seed).public == public
    yield "without context", holds(composite.verify, public, b"", message, plain)
    yield "with context", holds(composite.verify, public, context, message, bound)
    yield "without the context that it has", not holds(composite.verify, public, b"", message, bound)
    yield "another message", not holds(composite.verify, public, b"", message + b".", plain)


def proofs(folder: Path) -> Iterator[tuple[str, bool]]:
    root = folder / "transparency-dev/merkle/testdata"
    for path in sorted([*root.glob("inclusion/**/*.json"), *root.glob("consistency/**/*.json")]):
        name, vector = path.relative_to(root).as_posix(), json.loads(path.read_text())
        proof = [base64.b64decode(each) for each in vector["proof"] or ()]
        if name.startswith("inclusion"):
            leaf, top = (base64.b64decode(vector[each] or "") for each in ("leafHash", "root"))
            right = holds(merkle.verify_inclusion, leaf, vector["leafIdx"], vector["treeSize"], proof, top)
        else:
            old, new = (base64.b64decode(vector[each] or "") for each in ("root1", "root2"))
            right = holds(merkle.verify_consistency, vector["size1"], vector["size2"], old, new, proof)
        yield name, (right is not vector["wantErr"]) is not (name in MEANT)


def notes(folder: Path) -> Iterator[tuple[str, bool]]:
    text = (folder / "C2SP/C2SP/signed-note.md").read_text()
    key = re.search(r"^ {4}(\S+)\+([0-9a-f]{8})\+(\S+)$", text, re.MULTILINE)
    assert key is not None
    signed = note.read_note(text[key.end() :].split("```\n")[1].encode())
    typed = base64.b64decode(key[3])
    line = note.find_line(signed.lines, key[1], bytes.fromhex(key[2]))
    assert line is not None
    yield "key id", note.key_id(key[1], typed[0], typed[1:]).hex() == key[2]
    yield "verifier key", note.verifier_key(key[1], typed[0], typed[1:]) == key[0].strip()
    yield "signature", holds(notekeys.verify_classical, typed[1:], signed.text, line.signature)


def edges(folder: Path) -> Iterator[tuple[str, bool]]:
    for name, verify in (
        ("ed25519_test", notekeys.verify_classical),
        ("mldsa_44_verify_test", notekeys.verify_post_quantum),
    ):
        vectors = json.loads((folder / f"C2SP/wycheproof/testvectors_v1/{name}.json").read_text())
        for group in vectors["testGroups"]:
            public = group["publicKey"]
            key = bytes.fromhex(public if isinstance(public, str) else public["pk"])
            for test in group["tests"]:
                if test.get("ctx"):
                    continue  # notes are signed with no context
                right = holds(verify, key, bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
                yield f"{name} {test['tcId']}", right is (test["result"] == "valid")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    failed = False
    for source in (composites, proofs, notes, edges):
        try:
            results = list(source(Path(arguments[0])))
        except FileNotFoundError as missing:
            print(f"{source.__name__:12} missing: {missing.filename}")
            failed = True
            continue
        differ = [name for name, agrees in results if not agrees]
        print(f"{source.__name__:12} {len(results) - len(differ)} of {len(results)} agree", *differ, sep="\n  ")
        failed = failed or bool(differ) or not results
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
