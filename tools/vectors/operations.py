"""What is done with a vector's input. Each gives what is to be expected, as JSON, or raises a refusal.

Names of inputs say their form: `…_hex`, `…_base64`; others are text or JSON as they are.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from tools.vectors.folding import fold_talks, read_talks_part
from verbale.formats import canonical, limits, merkle, names, note
from verbale.formats.accreditation import read_accreditation
from verbale.formats.age.identity import read_identity, read_recipient
from verbale.formats.age.sealed import open_bytes, open_with_passphrase
from verbale.formats.archive import ArchiveReader, member_header
from verbale.formats.base64text import read_base64, read_base64_unpadded, read_hex
from verbale.formats.channel import check_tag, open_offer, tag_manifest, verify_offer
from verbale.formats.checkpoint import verify_checkpoint
from verbale.formats.cosignature import verify_cosignature
from verbale.formats.credence import Credence, verify_first, verify_next
from verbale.formats.credencefile import read_credence_file
from verbale.formats.dsse import key_id, pae
from verbale.formats.fields import read_time
from verbale.formats.forknotice import verify_fork_notice
from verbale.formats.hybrid import HYBRID
from verbale.formats.letter import (
    OpenedLetter,
    Part,
    check_parts,
    read_attachment,
    read_letter_statement,
    read_opened_letter,
    read_reply,
    read_subject,
)
from verbale.formats.manifest import members_of, read_manifest
from verbale.formats.order import read_order, verify_leaf
from verbale.formats.padding import padded_length
from verbale.formats.partykeys import check_address, verify_party_keys
from verbale.formats.pouch import PouchReader
from verbale.formats.proof import read_proof, verify_proof
from verbale.formats.receipt import verify_receipt
from verbale.formats.recovery import verify_recovery
from verbale.formats.register import entry_leaf
from verbale.formats.registerproof import verify_register_proof
from verbale.formats.revocation import verify_revocation
from verbale.formats.statement import Kind, Signed, read_signed, verify_signed
from verbale.formats.words import compare_words, read_words, words_of
from verbale.practice.texts.text import read_source

SUITES = (HYBRID,)
Given = dict[str, Any] | None


def read_json(*, text: str = "", hex: str = "", limit: int = limits.STATEMENT) -> Given:  # noqa: A002 - as in the file
    canonical.read(text.encode() or bytes.fromhex(hex), limit=limit)
    return None


def read_any_base64(*, text: str, length: int | None = None) -> Given:
    return {"hex": read_base64(text, length=length).hex()}


def read_unpadded(*, text: str, length: int | None = None) -> Given:
    return {"hex": read_base64_unpadded(text, length=length).hex()}


def read_any_hex(*, text: str, length: int | None = None) -> Given:
    read_hex(text, length=length)
    return None


def read_any_time(*, text: str) -> Given:
    return {"seconds": int(read_time(text).timestamp())}


def read_name(*, form: str, text: str, limit: int = 0) -> Given:
    checks: dict[str, Callable[[], object]] = {
        "code": lambda: names.check_code(text),
        "series": lambda: names.check_series(text),
        "language": lambda: names.check_language(text),
        "media-type": lambda: names.check_media_type(text),
        "address": lambda: check_address(text),
        "name": lambda: names.check_name(text, what="A name", limit=limit),
        "words": lambda: names.check_words(text, what="The words", limit=limit),
    }
    checks[form]()
    return None


def pad(*, length: int) -> Given:
    return {"padded": padded_length(length)}


def open_sealed(*, file_base64: str, identities: list[str], stanzas: int = 1) -> Given:
    keys = [HYBRID.opening_key(read_identity(each)) for each in identities]
    plain = open_bytes(read_base64(file_base64), keys, suite=HYBRID, stanzas=stanzas)
    return {"length": len(plain), "sha256": hashlib.sha256(plain).hexdigest()}


def open_passphrase(*, file_base64: str, passphrase: str) -> Given:
    return {"plaintext_hex": open_with_passphrase(read_base64(file_base64), passphrase).hex()}


def read_key_text(*, form: str, text: str) -> Given:
    if form == "identity":
        seed = read_identity(text)
        return {"seed_hex": seed.hex(), "public_sha256": hashlib.sha256(HYBRID.opening_key(seed).public).hexdigest()}
    return {"public_sha256": hashlib.sha256(read_recipient(text)).hexdigest()}


def encode_pae(*, payload_type: str, payload: str) -> Given:
    return {"hex": pae(payload_type, payload.encode()).hex()}


def verify_signature(*, public_base64: str, context: str, message: str, signature_base64: str) -> Given:
    HYBRID.verify(read_base64(public_base64), context.encode(), message.encode(), read_base64(signature_base64))
    return None


def verify_statement(*, kind: str, envelope: str, publics_base64: list[str], threshold: int) -> Given:
    publics = {key_id(public): public for public in map(read_base64, publics_base64)}
    unverified = read_signed(envelope.encode(), Kind(kind))
    signed = verify_signed(unverified, publics=publics, threshold=threshold, suite=HYBRID)
    return {"digest": signed.digest.hex(), "key_ids": list(signed.key_ids), "statement": signed.statement.decode()}


def chain_of(envelopes: list[str]) -> tuple[Credence, ...]:
    chain = [verify_first(envelopes[0].encode(), SUITES)]
    for envelope in envelopes[1:]:
        chain.append(verify_next(chain[-1], envelope.encode(), SUITES))
    return tuple(chain)


def verify_chain(*, chain: list[str]) -> Given:
    versions = chain_of(chain)
    return {
        "party": versions[-1].party.hex(),
        "digests": [each.digest.hex() for each in versions],
        "number": versions[-1].number,
        "words": list(words_of(versions[-1].party, versions[-1].digest)),
    }


def make_words(*, party: str, digest: str) -> Given:
    return {"words": list(words_of(bytes.fromhex(party), bytes.fromhex(digest)))}


def hear_words(*, heard: str, party: str, digest: str) -> Given:
    compare_words(read_words(heard), bytes.fromhex(party), bytes.fromhex(digest))
    return None


def read_file_of_credence(*, file: str) -> Given:
    read = read_credence_file(file.encode(), SUITES)
    return {"party": read.newest.party.hex(), "number": read.newest.number, "keys": read.keys.number}


def verify_paper(*, form: str, chain: list[str], envelope: str) -> Given:
    verify: dict[str, Callable[[bytes, Any, Any], Any]] = {
        "keys": verify_party_keys,
        "revocation": verify_revocation,
        "recovery": verify_recovery,
    }
    return {"digest": verify[form](envelope.encode(), chain_of(chain), HYBRID).signed.digest.hex()}


def verify_accreditation(*, chain: list[str], envelope: str) -> Given:
    identity = chain_of(chain)[-1].identity
    threshold = identity.thresholds["accreditation"]
    unverified = read_signed(envelope.encode(), Kind.ACCREDITATION)
    signed = verify_signed(unverified, publics=identity.officer_keys, threshold=threshold, suite=HYBRID)
    return {"party": read_accreditation(signed).party.hex()}


def digest_part(*, part: dict[str, str]) -> Given:
    made = Part(
        kind=part["kind"],
        number=part["number"],
        language=part["language"],
        salt=read_base64(part["salt"]),
        content=part["content"],
    )
    return {"digest": made.digest.hex()}


def read_part(*, form: str, content: str) -> Given:
    part = Part(kind=form, number="", language="", salt=bytes(32), content=content)
    readers: dict[str, Callable[[Part], Any]] = {
        "subject": read_subject,
        "reply": read_reply,
        "attachment": read_attachment,
    }
    readers[form](part)
    return None


def read_statement_of_letter(*, statement: str) -> Given:
    read_letter_statement(canonical.read(statement.encode()))
    return None


def verify_opened(opened: OpenedLetter, chain: tuple[Credence, ...]) -> Signed:
    identity = chain[-1].identity
    signed = verify_signed(
        opened.unverified, publics=identity.officer_keys, threshold=identity.thresholds["letter"], suite=HYBRID
    )
    check_parts(read_letter_statement(signed.document), opened)
    return signed


def open_letter(*, chain: list[str], document: str = "", sealed_base64: str = "", identity: str = "") -> Given:
    data = document.encode()
    if sealed_base64:
        data = open_bytes(read_base64(sealed_base64), [HYBRID.opening_key(read_identity(identity))], suite=HYBRID)
    opened = read_opened_letter(data)
    signed = verify_opened(opened, chain_of(chain))
    return {"id": signed.digest.hex(), "parts": [part.kind for part in opened.parts], "enclosed": len(opened.enclosed)}


def verify_receipt_of(*, chain: list[str], receipt: str, whole: bool = True) -> Given:
    versions = {each.number: each for each in chain_of(chain)}
    read = verify_receipt(receipt.encode(), versions, HYBRID, whole=whole)
    return {"digest": read.digest.hex(), "lines": [[each.letter.hex(), each.stage.value] for each in read.lines]}


def open_channel(*, chain: list[str], offer: str, identities: list[str]) -> Given:
    read = verify_offer(offer.encode(), chain_of(chain), HYBRID)
    secret = open_offer(read, [HYBRID.opening_key(read_identity(each)) for each in identities])
    return {"secret_hex": secret.hex(), "digest": read.signed.digest.hex(), "info_hex": read.info.hex()}


def check_tag_of(*, secret_hex: str, offer_digest: str, manifest: str, tag_hex: str) -> Given:
    secret, digest = bytes.fromhex(secret_hex), bytes.fromhex(offer_digest)
    check_tag(secret, digest, manifest.encode(), bytes.fromhex(tag_hex))
    return {"tag_hex": tag_manifest(secret, digest, manifest.encode()).hex()}


def write_header(*, member: str, length: int) -> Given:
    return {"header_hex": member_header(member, length).hex()}


def read_archive(*, archive_base64: str, members: list[tuple[str, int]]) -> Given:
    reader = ArchiveReader(iter([read_base64(archive_base64)]))
    first, length = members[0]
    contents = [reader.first(first, limit=length)]
    contents += [b"".join(reader.member(name, length)) for name, length in members[1:]]
    reader.end()
    return {"sha256": [hashlib.sha256(each).hexdigest() for each in contents], "consumed": reader.consumed}


def read_manifest_of(*, manifest: str) -> Given:
    return {"members": [[each.name, each.length] for each in members_of(read_manifest(manifest.encode()))]}


def read_pouch(*, pouch_base64: str, identities: list[str], chain: list[str]) -> Given:
    keys = [HYBRID.opening_key(read_identity(each)) for each in identities]
    reader = PouchReader([read_base64(pouch_base64)], keys, suite=HYBRID)
    cover = reader.cover
    offer = verify_offer(cover.offer, chain_of(chain), HYBRID)
    check_tag(open_offer(offer, keys), offer.signed.digest, cover.manifest_bytes, cover.tag)
    members = members_of(cover.manifest)
    for member in members:
        reader.whole(member)
    reader.end()
    return {"members": [each.name for each in members], "plain_length": cover.plain_length}


def commit_entry(*, salt_hex: str, entry: str) -> Given:
    return {"leaf_hex": entry_leaf(bytes.fromhex(salt_hex), entry.encode()).hex()}


def _tree(leaves_hex: list[str]) -> Callable[[Any], list[bytes]]:
    nodes = merkle.append_leaves(0, [bytes.fromhex(each) for each in leaves_hex], lambda _: [])
    by_place = {(level, index): each for level, index, each in nodes}
    return lambda places: [by_place[place] for place in places]


def find_root(*, leaves_hex: list[str]) -> Given:
    return {"root_hex": merkle.root(len(leaves_hex), _tree(leaves_hex)).hex()}


def verify_inclusion(*, leaf_hex: str, index: int, size: int, proof_hex: list[str], root_hex: str) -> Given:
    hashes = [bytes.fromhex(each) for each in proof_hex]
    merkle.verify_inclusion(bytes.fromhex(leaf_hex), index, size, hashes, bytes.fromhex(root_hex))
    return None


def verify_consistency(*, old: int, new: int, old_root_hex: str, new_root_hex: str, proof_hex: list[str]) -> Given:
    hashes = [bytes.fromhex(each) for each in proof_hex]
    merkle.verify_consistency(old, new, bytes.fromhex(old_root_hex), bytes.fromhex(new_root_hex), hashes)
    return None


def verify_head(*, head: str, origin: str, publics_base64: list[str], cosigner: dict[str, Any] | None = None) -> Given:
    classical, post_quantum = map(read_base64, publics_base64)
    checkpoint = verify_checkpoint(
        head.encode(), origin=origin, public_classical=classical, public_post_quantum=post_quantum, suite=HYBRID
    )
    given: dict[str, Any] = {"size": checkpoint.size, "root_hex": checkpoint.root.hex()}
    if cosigner is None:
        return given
    classical, post_quantum = map(read_base64, cosigner["publics_base64"])
    time = verify_cosignature(
        checkpoint,
        note.read_note(head.encode()).lines,
        name=cosigner["name"],
        public_classical=classical,
        public_post_quantum=post_quantum,
        suite=HYBRID,
    )
    return given | {"time": time}


def verify_tlog_proof(*, proof: str, leaf_hex: str, origin: str, publics_base64: list[str]) -> Given:
    classical, post_quantum = map(read_base64, publics_base64)
    checkpoint = verify_proof(
        read_proof(proof.encode()),
        leaf=bytes.fromhex(leaf_hex),
        origin=origin,
        public_classical=classical,
        public_post_quantum=post_quantum,
        suite=HYBRID,
    )
    return {"size": checkpoint.size}


def verify_fork_notice_file(*, file: str) -> Given:
    fork = verify_fork_notice(file.encode(), SUITES)
    return {
        "party": [fork.register.party.hex(), fork.register.number],
        "register": fork.origin,
        "size": fork.size,
        "roots": [root.hex() for root in fork.roots],
    }


def verify_proof_file(*, file: str) -> Given:
    proved = verify_register_proof(file.encode(), SUITES)
    return {
        "kind": proved.kind.value,
        "digest": proved.signed.digest.hex(),
        "register": proved.checkpoint.origin,
        "issuer": [proved.issuer.party.hex(), proved.issuer.number],
        "superseded": proved.superseded,
        "index": proved.index,
        "size": proved.checkpoint.size,
        "cosigners": [[each.party.hex(), time] for each, time in proved.cosigners],
    }


def verify_order(*, order: str, envelope: str, statement: str, size: int, root_hex: str) -> Given:
    leaf = read_order(order.encode())[bytes.fromhex(statement)]
    return {"index": verify_leaf(leaf, envelope.encode(), size=size, root=bytes.fromhex(root_hex))}


def read_negotiating_text(*, media: str, text: str = "", hex: str = "") -> Given:  # noqa: A002 - as in the file
    read = read_source(text.encode() or bytes.fromhex(hex), media)
    return {
        "digest": read.digest.hex(),
        "paragraphs": read.paragraphs,
        "options": read.options,
        "blocks": [[block.kind, block.start, block.end] for block in read.blocks],
        "points": [[point.id, point.wording.hex(), point.number] for point in read.points],
        "brackets": [list(each) for each in read.brackets.spans],
        "counts": [
            read.brackets.opened,
            read.brackets.closed,
            read.brackets.unmatched,
            read.brackets.max_depth,
            read.brackets.adjacent,
        ],
    }


OPERATIONS: dict[str, Callable[..., Given]] = {
    "read-json": read_json,
    "read-text": read_negotiating_text,
    "read-talks-part": read_talks_part,
    "fold-talks": fold_talks,
    "read-base64": read_any_base64,
    "read-base64-unpadded": read_unpadded,
    "read-hex": read_any_hex,
    "read-time": read_any_time,
    "read-name": read_name,
    "pad": pad,
    "open-sealed": open_sealed,
    "open-passphrase": open_passphrase,
    "read-key-text": read_key_text,
    "pae": encode_pae,
    "verify-signature": verify_signature,
    "verify-statement": verify_statement,
    "verify-chain": verify_chain,
    "make-words": make_words,
    "hear-words": hear_words,
    "read-credence-file": read_file_of_credence,
    "verify-paper": verify_paper,
    "verify-accreditation": verify_accreditation,
    "digest-part": digest_part,
    "read-part": read_part,
    "read-letter-statement": read_statement_of_letter,
    "open-letter": open_letter,
    "verify-receipt": verify_receipt_of,
    "open-channel": open_channel,
    "check-tag": check_tag_of,
    "write-header": write_header,
    "read-archive": read_archive,
    "read-manifest": read_manifest_of,
    "read-pouch": read_pouch,
    "commit-entry": commit_entry,
    "find-root": find_root,
    "verify-inclusion": verify_inclusion,
    "verify-consistency": verify_consistency,
    "verify-head": verify_head,
    "verify-tlog-proof": verify_tlog_proof,
    "verify-proof-file": verify_proof_file,
    "verify-fork-notice": verify_fork_notice_file,
    "verify-order": verify_order,
}
