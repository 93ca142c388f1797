"""Vectors of registers: trees, heads, cosignatures, proofs."""

from dataclasses import replace
from typing import Any

from tools.vectors.identity import text_of
from tools.vectors.letters import parts_of, statement_of
from tools.vectors.recorded import Draws, RecordedSuite
from tools.vectors.sheets import Sheet
from verbale.formats import merkle, note
from verbale.formats.base64text import write_base64
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.cosignature import cosign
from verbale.formats.forknotice import SignedHead, write_fork_notice
from verbale.formats.letter import write_letter_statement
from verbale.formats.order import Leaf, write_order
from verbale.formats.proof import Proof, write_proof
from verbale.formats.receipt import Line, Stage, sign_receipt
from verbale.formats.register import entry_leaf
from verbale.formats.registerproof import write_register_proof
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.testing.institution import BEGINNING, Institution

LEAVES = [merkle.leaf_hash(bytes([number]) * 32) for number in range(7)]
SALT = b"\7" * 32
TIME = int(BEGINNING.timestamp())


class Tree:
    """A whole tree."""

    def __init__(self, leaves: list[bytes]) -> None:
        nodes = merkle.append_leaves(0, leaves, lambda _: [])
        self._nodes = {(level, index): each for level, index, each in nodes}
        self.size = len(leaves)

    def read(self, places: Any) -> list[bytes]:  # noqa: ANN401 - a reader's own form
        """The hashes of nodes."""
        return [self._nodes[place] for place in places]

    def root(self, size: int) -> bytes:
        """The root of its beginning."""
        return merkle.root(size, self.read)

    def path(self, index: int, size: int) -> list[str]:
        """An inclusion proof, in hex."""
        return [each.hex() for each in merkle.inclusion_proof(index, size, self.read)]


def trees_sheet() -> Sheet:
    sheet = Sheet(format="trees", about="Entries' leaves, roots, proofs of inclusion and of consistency.")
    tree = Tree(LEAVES)
    sheet.accept("an entry", "commit-entry", salt_hex=SALT.hex(), entry='{"payload":"…"}')
    sheet.refuse("malformed:entry-salt", "an entry's salt too short", "commit-entry", salt_hex="00" * 31, entry="")
    for size in range(len(LEAVES) + 1):
        sheet.accept(f"root of {size}", "find-root", leaves_hex=[each.hex() for each in LEAVES[:size]])
    for size in (1, 2, 5, 7):
        for index in range(size):
            root = tree.root(size).hex()
            values = {"leaf_hex": LEAVES[index].hex(), "index": index, "size": size, "root_hex": root}
            proof = tree.path(index, size)
            sheet.accept(f"leaf {index} of {size}", "verify-inclusion", proof_hex=proof, **values)
    values = {"leaf_hex": LEAVES[5].hex(), "index": 5, "size": 7, "root_hex": tree.root(7).hex()}
    proof = tree.path(5, 7)
    for name, changes in (
        ("another leaf", {"leaf_hex": LEAVES[4].hex()}),
        ("another index", {"index": 4}),
        ("an index outside", {"index": 7}),
        ("another root", {"root_hex": tree.root(6).hex()}),
        ("a hash missing", {"proof_hex": proof[:-1]}),
        ("a hash too many", {"proof_hex": [*proof, "00" * 32]}),
        ("a hash of another length", {"proof_hex": [*proof[:-1], proof[-1] + "00"]}),
    ):
        sheet.refuse("untrusted:inclusion-proof", name, "verify-inclusion", **{"proof_hex": proof} | values | changes)
    _consistency(sheet, tree)
    return sheet


def _consistency(sheet: Sheet, tree: Tree) -> None:
    def values(old: int, new: int) -> dict[str, Any]:
        hashes = merkle.consistency_proof(old, new, tree.read)
        roots = {"old_root_hex": tree.root(old).hex(), "new_root_hex": tree.root(new).hex()}
        return {"old": old, "new": new, "proof_hex": [each.hex() for each in hashes], **roots}

    for old, new in ((0, 0), (0, 5), (1, 7), (3, 7), (4, 7), (6, 7), (7, 7)):
        sheet.accept(f"from {old} to {new}", "verify-consistency", **values(old, new))
    sound = values(3, 7)
    for name, changes in (
        ("another old root", {"old_root_hex": tree.root(4).hex()}),
        ("another new root", {"new_root_hex": tree.root(6).hex()}),
        ("backwards", {"old": 7, "new": 3}),
        ("without hashes", {"proof_hex": []}),
        ("with a hash too many", {"proof_hex": [*sound["proof_hex"], "00" * 32]}),
    ):
        sheet.refuse("untrusted:consistency-proof", f"from 3 to 7, {name}", "verify-consistency", **sound | changes)
    same = values(7, 7) | {"old_root_hex": tree.root(6).hex()}
    sheet.refuse("untrusted:consistency-proof", "two roots of one size", "verify-consistency", **same)


def publics_of(pair: Any) -> list[str]:  # noqa: ANN401 - a note key, or the public half of one
    """The two keys of a pair."""
    return [write_base64(pair.public_classical), write_base64(pair.public_post_quantum)]


def heads_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="heads", about="Heads of registers, and cosignatures on them.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    log = house.roles.log
    checkpoint = Checkpoint(origin=f"{house.id.hex()}/g1", size=7, root=Tree(LEAVES).root(7))
    signed = sign_checkpoint(checkpoint, log)
    lines = cosign(checkpoint, party.id.hex(), party.roles.cosign, TIME)
    plain = note.read_note(signed)
    head = note.write_note(plain.with_lines(lines))
    keys = {"origin": checkpoint.origin, "publics_base64": sheet.share("log", publics_of(log))}
    cosigner = {"name": party.id.hex(), "publics_base64": sheet.share("cosigner", publics_of(party.roles.cosign))}
    sheet.accept("a head", "verify-head", head=signed.decode(), **keys)
    sheet.accept("a head with a cosignature", "verify-head", head=head.decode(), cosigner=cosigner, **keys)
    text = signed.decode()
    classical, post_quantum = text.rstrip("\n").split("\n")[-2:]
    body = text.split("\n\n")[0]
    for refusal, name, changed in (
        ("untrusted:checkpoint-lines", "without the classical line", f"{body}\n\n{post_quantum}\n"),
        ("untrusted:checkpoint-lines", "without the post-quantum line", f"{body}\n\n{classical}\n"),
        ("untrusted:note-signature", "of another size", text.replace("\n7\n", "\n8\n", 1)),
        ("malformed:note-form", "without its last newline", text[:-1]),
        ("malformed:note-form", "without an empty line", text.replace("\n\n", "\n", 1)),
        ("malformed:note-lines", "with a line twice", f"{text}{classical}\n"),
        ("malformed:base64", "with a line in another form", text.replace(classical, classical.rstrip("="), 1)),
        ("malformed:note-name", "with a signer's name with a plus", f"{text}— a+b AAAAAAA=\n"),
    ):
        sheet.refuse(refusal, f"a head {name}", "verify-head", head=changed, **keys)
    other = {"origin": f"{house.id.hex()}/g2", "publics_base64": keys["publics_base64"]}
    sheet.refuse("untrusted:checkpoint-lines", "a head under another origin", "verify-head", head=text, **other)
    _other_heads(sheet, house, checkpoint, keys)
    half = note.write_note(plain.with_lines(lines[:1])).decode()
    sheet.refuse("untrusted:cosignature", "half a cosignature", "verify-head", head=half, cosigner=cosigner, **keys)
    later = cosign(checkpoint, party.id.hex(), party.roles.cosign, TIME + 1)
    mixed = note.write_note(plain.with_lines((lines[0], later[1]))).decode()
    sheet.refuse("untrusted:cosignature", "two times", "verify-head", head=mixed, cosigner=cosigner, **keys)
    stranger = cosigner | {"name": "00" * 32}
    name = "a cosignature under another name"
    sheet.refuse("untrusted:cosignature", name, "verify-head", head=head.decode(), cosigner=stranger, **keys)
    return sheet


def _other_heads(sheet: Sheet, house: Institution, checkpoint: Checkpoint, keys: dict[str, Any]) -> None:
    """Texts that the register signed and that are no heads."""
    log, origin = house.roles.log, checkpoint.origin
    key_id = note.key_id(origin, note.ED25519, log.public_classical)
    root = write_base64(checkpoint.root)
    for refusal, name, text in (
        ("malformed:checkpoint-form", "with an extension line", f"{origin}\n7\n{root}\nmore\n"),
        ("malformed:checkpoint-form", "with a size that begins with zero", f"{origin}\n07\n{root}\n"),
        ("malformed:checkpoint-form", "with an empty tree's size", f"{origin}\n0\n{root}\n"),
        ("malformed:base64", "with a root of another length", f"{origin}\n7\nAAAA\n"),
        ("untrusted:checkpoint-origin", "that names another origin", f"{origin}0\n7\n{root}\n"),
    ):
        line = note.NoteLine(name=origin, key_id=key_id, signature=log.sign_classical(text.encode()))
        head = note.write_note(note.Note(text=text.encode(), lines=(line,))).decode()
        sheet.refuse(refusal, f"a signed text {name}", "verify-head", head=head, **keys)


def _entered(signed: Signed, house: Institution) -> tuple[Leaf, Checkpoint]:
    """A register in which a statement stands third."""
    tree = Tree([*LEAVES[:2], entry_leaf(SALT, signed.envelope_bytes), *LEAVES[2:]])
    hashes = tuple(bytes.fromhex(each) for each in tree.path(2, tree.size))
    leaf = Leaf(statement=signed.digest, salt=SALT, index=2, hashes=hashes)
    return leaf, Checkpoint(origin=f"{house.id.hex()}/g1", size=tree.size, root=tree.root(tree.size))


def proofs_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="proofs", about="Proof files, the tlog-proofs that they are, and proofs of order.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    document = write_letter_statement(statement_of(house, party, parts_of(Draws("letter"))))
    signed = sign_statement(Kind.LETTER, document, house.signers)
    leaf, checkpoint = _entered(signed, house)
    head = note.read_note(sign_checkpoint(checkpoint, house.roles.log))
    cosigned = head.with_lines(cosign(checkpoint, party.id.hex(), party.roles.cosign, TIME))

    def prove(**changes: object) -> dict[str, Any]:
        values: dict[str, Any] = {
            "signed": signed,
            "lines": (),
            "leaf": leaf,
            "head": cosigned,
            "register": house.chain,
        }
        values |= {"issuer": house.chain, "cosigners": [party.chain]}
        return {"file": _shared(sheet, write_register_proof(**values | changes).decode())}

    sheet.accept("a letter, cosigned", "verify-proof-file", **prove())
    alone = prove(head=head, cosigners=[])
    sheet.accept("a letter", "verify-proof-file", **alone)
    _receipt(sheet, house, party)
    sheet.refuse("untrusted:proof-unknown-line", "a line too many", "verify-proof-file", **prove(cosigners=[]))
    sheet.refuse("untrusted:cosignature", "a cosigner too many", "verify-proof-file", **prove(head=head))
    sheet.refuse(
        "untrusted:inclusion-proof", "another index", "verify-proof-file", **prove(leaf=replace(leaf, index=3))
    )
    own = head.with_lines(cosign(checkpoint, house.id.hex(), house.roles.cosign, TIME))
    values = prove(head=own, cosigners=[house.chain])
    sheet.refuse("untrusted:proof-cosigner", "a register that cosigns itself", "verify-proof-file", **values)
    second = note.read_note(sign_checkpoint(replace(checkpoint, origin=f"{house.id.hex()}/g01"), house.roles.log))
    values = prove(head=second, cosigners=[])
    sheet.refuse("untrusted:proof-register", "a register of no generation", "verify-proof-file", **values)
    proof = Proof(index=2, hashes=leaf.hashes, note_bytes=note.write_note(head), extra=b'{"v":2}')
    sheet.refuse("malformed:member", "version 2", "verify-proof-file", file=write_proof(proof).decode())
    _forks(sheet, house)
    _tlog_proofs(sheet, house, leaf, checkpoint, entry_leaf(SALT, signed.envelope_bytes).hex())
    order = {
        "envelope": text_of(signed),
        "statement": signed.digest.hex(),
        "size": 8,
        "root_hex": checkpoint.root.hex(),
    }
    sheet.accept("a proof of order", "verify-order", order=write_order([leaf]).decode(), **order)
    other = write_order([replace(leaf, salt=bytes(32))]).decode()
    sheet.refuse(
        "untrusted:inclusion-proof", "a proof of order with another salt", "verify-order", order=other, **order
    )
    twice = write_order([leaf, leaf]).decode()
    sheet.refuse("malformed:order-leaves", "a proof of order with a leaf twice", "verify-order", order=twice, **order)
    return sheet


def _shared(sheet: Sheet, file: str) -> dict[str, list[Any]]:
    """A proof file whose long line of extra data is kept once."""
    first, extra, rest = file.split("\n", 2)
    known = next((name for name, value in sheet.shared.items() if value == extra), None)
    ref = {"ref": known} if known else sheet.share(f"extra {len(sheet.shared) + 1}", extra)
    return {"concat": [first + "\n", ref, "\n" + rest]}


def _receipt(sheet: Sheet, house: Institution, party: Institution) -> None:
    salts = Draws("receipt")
    lines = [
        Line(letter=b"\1" * 32, sealed=b"\2" * 32, stage=stage, time=BEGINNING, salt=salts(32))
        for stage in (Stage.PLACED, Stage.OPENED)
    ]
    signed = sign_receipt(
        issuer=party.credence, recipient=house.id, previous=None, head=None, lines=lines, keys=[party.roles.opener]
    ).signed
    leaf, checkpoint = _entered(signed, house)
    head = note.read_note(sign_checkpoint(checkpoint, house.roles.log))
    file = write_register_proof(
        signed=signed,
        lines=lines[1:],
        leaf=leaf,
        head=head,
        register=house.chain,
        issuer=party.chain,
        cosigners=[],
    )
    sheet.accept("a receipt, one line of two", "verify-proof-file", file=file.decode())


def _forks(sheet: Sheet, house: Institution) -> None:
    """Fork notices: two heads of one size, and what shows no fork."""

    def head(root: int, size: int = 7) -> SignedHead:
        checkpoint = Checkpoint(origin=f"{house.id.hex()}/g1", size=size, root=bytes([root]) * 32)
        return SignedHead(credence=1, note=sign_checkpoint(checkpoint, house.roles.log))

    def split(*heads: SignedHead) -> tuple[str, str]:
        shown, kind, chain = write_fork_notice(house.chain, heads).decode().partition(',"kind":')
        return shown, kind + chain

    chain = sheet.share("chain of a fork notice", split(head(1))[1])

    def notice(*heads: SignedHead) -> dict[str, list[Any]]:
        return {"concat": [split(*heads)[0], chain]}

    sheet.accept("a fork notice", "verify-fork-notice", file=notice(head(1), head(2)))
    for refusal, name, heads in (
        ("untrusted:fork-heads", "with one head twice", (head(1), head(1))),
        ("untrusted:fork-heads", "with heads out of order", (head(2), head(1))),
        ("untrusted:fork-heads", "with heads of two sizes", (head(1), head(2, size=8))),
        ("malformed:fork-heads", "with one head", (head(1),)),
    ):
        sheet.refuse(refusal, f"a fork notice {name}", "verify-fork-notice", file=notice(*heads))


def _tlog_proofs(sheet: Sheet, house: Institution, leaf: Leaf, checkpoint: Checkpoint, leaf_hex: str) -> None:
    head = sign_checkpoint(checkpoint, house.roles.log)
    proof = write_proof(Proof(index=leaf.index, hashes=leaf.hashes, note_bytes=head)).decode()
    keys = {"origin": checkpoint.origin, "publics_base64": publics_of(house.roles.log)}
    sheet.accept("a tlog-proof", "verify-tlog-proof", proof=proof, leaf_hex=leaf_hex, **keys)
    for refusal, name, changed in (
        ("malformed:proof-form", "of another version", proof.replace("@v1", "@v2")),
        ("malformed:proof-form", "with an index that begins with zero", proof.replace("index 2", "index 02")),
        ("malformed:proof-form", "with an empty extra line", proof.replace("index 2", "extra \nindex 2")),
        ("malformed:base64", "with a hash of another length", proof.replace("\n\n", "\nAAAA\n\n", 1)),
        ("untrusted:inclusion-proof", "with another index", proof.replace("index 2", "index 3")),
    ):
        sheet.refuse(refusal, f"a tlog-proof {name}", "verify-tlog-proof", proof=changed, leaf_hex=leaf_hex, **keys)
