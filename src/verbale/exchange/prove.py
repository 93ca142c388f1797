"""Proving and checking: a proof file for one statement, and the whole register against itself.

A proof shows the head with the cosignatures of those alone whom the statement concerns: a cosignature names a
correspondent. Checking the register computes every leaf and node again from what is kept and compares; the first bad
place is named.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verbale.exchange.holding import is_behind_mark
from verbale.exchange.ports import Office, View
from verbale.exchange.records import Cosignature, Entry, Head, Party, Stored, register_origin
from verbale.exchange.register import PADDING, commitments
from verbale.formats import canonical, merkle, note
from verbale.formats.checkpoint import Checkpoint, verify_checkpoint
from verbale.formats.cosignature import verify_cosignature
from verbale.formats.errors import Refused, Untrusted, VerbaleError
from verbale.formats.forknotice import SignedHead, write_fork_notice
from verbale.formats.order import Leaf
from verbale.formats.receipt import Line, read_lines
from verbale.formats.registerproof import Chain, write_register_proof
from verbale.formats.statement import Kind, Signed, read_stored, reload_signed

BATCH = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedRegister:
    """A register that agrees with itself.

    Attributes:
        size: how many entries are sequenced.
        root: the root over them.
        cosigned_by: ids of the parties that cosigned a head that leads to this one.
        heads: how many heads were checked.
    """

    size: int
    root: bytes
    cosigned_by: tuple[bytes, ...]
    heads: int


def prove(office: Office, digest: bytes, *, letter: bytes | None = None) -> bytes:
    """Writes the proof file of a statement.

    Args:
        office: the house.
        digest: the statement; it must be sequenced and under a head (`register.make_head` sees to that).
        letter: for a receipt, the letter whose lines alone are shown; all lines, if not said.

    Raises:
        Refused: `not-in-register`, or `no-head` if no head covers it yet.
    """
    with office.store.read() as view:
        entry, stored = view.entry_of(digest), view.statement(digest)
        if entry is None or entry.index is None or stored is None:
            raise Refused("not-in-register", "There is no such statement in the register.")
        house = view.house().party
        signed = reload_signed(stored.envelope, Kind(stored.kind))
        lines = _lines(stored, letter)
        issuer = _issuer(view, signed, house)
        head, cosignatures = _choose_head(view, house, entry, _concerned(signed) - {house.id})
        checkpoint, register = _log_chain(office, house, head)
        cosigned, cosigners = _cosign_chains(office, view, checkpoint, head, cosignatures)
        return write_register_proof(
            signed=signed,
            lines=lines,
            leaf=Leaf(
                statement=digest,
                salt=entry.salt,
                index=entry.index,
                hashes=tuple(merkle.inclusion_proof(entry.index, head.size, view.nodes)),
            ),
            head=cosigned,
            register=register,
            issuer=issuer.chain,
            cosigners=cosigners,
        )


def prove_fork(office: Office, party: bytes) -> bytes:
    """Writes the notice that a party's register forked: two heads of one size that it signed, with different roots.

    Raises:
        Refused: `party-unknown`; `no-fork`, if no two such heads are here.
    """
    with office.store.read() as view:
        found = view.party(party)
        if found is None:
            raise Refused("party-unknown", "There is no such party.")
        for generation in range(found.generation, 0, -1):
            origin = register_origin(party, generation)
            by_size: dict[int, Head] = {}
            for rival in view.rivals(origin):
                other = by_size.setdefault(rival.size, rival)
                if other.root != rival.root:
                    return _fork_notice(office, found, sorted((other, rival), key=lambda head: head.root))
    raise Refused("no-fork", "No two heads of this party's register that contradict each other are kept here.")


def _fork_notice(office: Office, party: Party, heads: Sequence[Head]) -> bytes:
    signed = []
    for head in heads:
        _, chain = _signing_chain(office, party, head)
        read = note.read_note(head.note)
        alone = note.write_note(replace(read, lines=read.lines_of(head.origin)))
        signed.append(SignedHead(credence=len(chain), note=alone))
    newest = max(each.credence for each in signed)
    return write_fork_notice(party.chain[:newest], signed)


def verify_register(office: Office) -> VerifiedRegister:
    """Computes the whole register again and compares.

    Raises:
        Untrusted: `register-entry`, `register-node`, `register-head`, `register-cosignature` or `register-behind`, with
            the first bad place named.
        Unavailable: as the store says.
    """
    with office.store.read() as view:
        if is_behind_mark(office, view):
            raise Untrusted("register-behind", "The register is older than the head marked outside the database.")
        size = view.register_size()
        computed = _Computed()
        for entries in _batches(view, size):
            _check_entries(view, entries, computed)
        root = computed.root(view)
        heads, cosigned = _check_heads(office, view, size)
    return VerifiedRegister(size=size, root=root, cosigned_by=cosigned, heads=heads)


class _Computed:
    """The nodes that the entries so far give: their number, and the last complete node of each level."""

    def __init__(self) -> None:
        self.size = 0
        self._last: dict[int, tuple[int, bytes]] = {}

    def append(self, leaves: Sequence[bytes]) -> list[merkle.Node]:
        nodes = merkle.append_leaves(self.size, leaves, self._read)
        for level, index, digest in nodes:
            self._last[level] = index, digest
        self.size += len(leaves)
        return nodes

    def root(self, view: View) -> bytes:
        return merkle.root(self.size, view.nodes)

    def _read(self, places: Sequence[merkle.Position]) -> list[bytes]:
        # An append asks only for the last complete node of a level.
        return [self._last[level][1] for level, _ in places]


def _batches(view: View, size: int) -> Iterator[Sequence[Entry]]:
    since = 0
    while since < size:
        entries = view.entries(since=since, limit=BATCH)
        if not entries or [entry.index for entry in entries] != list(range(since, since + len(entries))):
            raise Untrusted("register-entry", f"Entry {since} of the register, or one close after it, is not there.")
        yield entries
        since += len(entries)


def _check_entries(view: View, entries: Sequence[Entry], computed: _Computed) -> None:
    kept = view.statements([entry.digest for entry in entries if entry.kind != PADDING])
    for entry in entries:
        if entry.kind != PADDING:
            _check_statement(entry, kept.get(entry.digest))
    leaves = [merkle.leaf_hash(leaf) for leaf in commitments(entries, kept)]
    nodes = computed.append(leaves)
    try:
        stored = view.nodes([(level, index) for level, index, _ in nodes])
    except VerbaleError:
        raise Untrusted("register-node", f"A node over entry {entries[0].index} or after it is not there.") from None
    for (level, index, digest), found in zip(nodes, stored, strict=True):
        if digest != found:
            place = f"Entry {index} of the register" if level == 0 else f"Node {index} of level {level}"
            raise Untrusted("register-entry" if level == 0 else "register-node", f"{place} does not agree.")


def _check_statement(entry: Entry, stored: Stored | None) -> None:
    wrong = Untrusted("register-entry", f"Entry {entry.index} of the register names a statement that is not as it was.")
    if stored is None or stored.kind != entry.kind:
        raise wrong
    try:
        # The leaf holds the envelope to be the one that was entered: what is left is whether the entry names it.
        digest, statement = read_stored(stored.envelope, Kind(entry.kind))
        agree = entry.kind != Kind.RECEIPT.value or _lines_agree(stored.beside, statement)
    except (VerbaleError, ValueError):
        raise wrong from None
    if digest != entry.digest or not agree:
        raise wrong


def _lines_agree(beside: bytes, statement: bytes) -> bool:
    """Whether the lines that are kept beside a receipt are those that it signs."""
    shown = [line.digest.hex() for line in read_lines(beside)]
    return not shown or shown == canonical.read(statement).get("lines")


def _check_heads(office: Office, view: View, size: int) -> tuple[int, tuple[bytes, ...]]:
    """Checks the newest head and every cosigned one; returns how many, and who cosigned."""
    house = view.house().party
    newest = view.head()
    cosignatures = view.cosignatures(house.origin)
    sizes = {each.size for each in cosignatures} | ({newest.size} if newest else set())
    for each in sorted(sizes):
        head = view.head_of_size(house.origin, each)
        if head is None or each > size:
            raise Untrusted("register-head", f"The head of size {each} is not there, or is beyond the register.")
        _check_head(office, view, house, head)
    for cosignature in cosignatures:
        head = view.head_of_size(house.origin, cosignature.size)
        if head is None or head.root != cosignature.root:
            raise Untrusted(
                "register-cosignature", f"A cosignature on the head of size {cosignature.size} is of another."
            )
    return len(sizes), tuple(dict.fromkeys(each.party for each in cosignatures))


def _check_head(office: Office, view: View, house: Party, head: Head) -> None:
    checkpoint, _ = _log_chain(office, house, head)
    if not (checkpoint.size == head.size and checkpoint.root == head.root == merkle.root(head.size, view.nodes)):
        raise _wrong_head(head)


def _wrong_head(head: Head) -> Untrusted:
    return Untrusted("register-head", f"The head of size {head.size} does not agree with the register.")


def _log_chain(office: Office, house: Party, head: Head) -> tuple[Checkpoint, Chain]:
    """What a head of the house says, and its chain up to the version whose log keys signed it."""
    if head.origin != house.origin:
        raise _wrong_head(head)
    return _signing_chain(office, house, head)


def _signing_chain(office: Office, party: Party, head: Head) -> tuple[Checkpoint, Chain]:
    """What a head of a party says, and its chain up to the version whose log keys signed it."""
    for count in range(len(party.chain), 0, -1):
        log = party.chain[count - 1].identity.log
        try:
            checkpoint = verify_checkpoint(
                head.note,
                origin=head.origin,
                public_classical=log.classical,
                public_post_quantum=log.post_quantum,
                suite=office.suite,
            )
        except VerbaleError:
            continue
        return checkpoint, party.chain[:count]
    raise _wrong_head(head)


def _cosign_chains(
    office: Office, view: View, checkpoint: Checkpoint, head: Head, cosignatures: Sequence[Cosignature]
) -> tuple[note.Note, list[Chain]]:
    """The head with the cosignatures that verify, and each cosigner's chain up to the version whose keys made one."""
    cosigned, chains = note.read_note(head.note), []
    for each in cosignatures:
        party = view.party(each.party)
        chain = party.chain if party else ()
        lines = note.read_note(head.note + each.lines).lines_of(each.party.hex())
        for count in range(len(chain), 0, -1):
            public = chain[count - 1].identity.cosign
            try:
                verify_cosignature(
                    checkpoint,
                    lines,
                    name=each.party.hex(),
                    public_classical=public.classical,
                    public_post_quantum=public.post_quantum,
                    suite=office.suite,
                )
            except VerbaleError:
                continue
            cosigned = cosigned.with_lines(lines)
            chains.append(chain[:count])
            break
    return cosigned, chains


def _lines(stored: Stored, letter: bytes | None) -> list[Line]:
    if stored.kind != Kind.RECEIPT.value:
        return []
    lines = read_lines(stored.beside)
    return [line for line in lines if letter is None or line.letter == letter]


def _issuer(view: View, signed: Signed, house: Party) -> Party:
    document = signed.document
    # In an accreditation `house` is who says it; in a letter of credence it is a key.
    speaks = document.get("house") if signed.kind is Kind.ACCREDITATION else document.get("party")
    named = document.get("from") or speaks or house.id.hex()
    issuer = house if named == house.id.hex() else view.party(bytes.fromhex(named))
    if issuer is None:
        raise Refused("party-unknown", "The statement was signed by a party that is not accredited here any more.")
    return issuer


def _concerned(signed: Signed) -> set[bytes]:
    """The parties that a statement names, to whom alone a cosignature may be shown as made by one of them."""
    document = signed.document
    to = document.get("to", [])
    named = ([to] if isinstance(to, str) else list(to)) + [document.get("from", ""), document.get("party", "")]
    return {bytes.fromhex(each) for each in named if each}


def _choose_head(view: View, house: Party, entry: Entry, concerned: set[bytes]) -> tuple[Head, list[Cosignature]]:
    """The head with most cosignatures of those concerned, the oldest of such; else the newest."""
    assert entry.index is not None
    by_size: dict[int, list[Cosignature]] = {}
    for each in view.cosignatures(house.origin):
        if each.size > entry.index and each.party in concerned:
            by_size.setdefault(each.size, []).append(each)
    if by_size:
        size = min(by_size, key=lambda each: (-len(by_size[each]), each))
        head = view.head_of_size(house.origin, size)
        if head is not None:
            return head, by_size[size]
    newest = view.head()
    if newest is None or newest.size <= entry.index:
        raise Refused("no-head", "No head of the register covers this statement yet.")
    return newest, []
