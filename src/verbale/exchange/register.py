"""The register: entries get their indices, heads are signed, a statement is proved.

Transactions write unsequenced entries, so that workers do not queue on the tree; one sequencer under a lock gives the
indices. If the process ends between the two, the entries wait and the next sequencer takes them in the same order.
Heads are signed on the beat, or when a pouch is packed and the newest head is old. Source: protocol §6.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from verbale.exchange.holding import check_free
from verbale.exchange.ports import Office, Scope, Transaction, View
from verbale.exchange.records import Entry, Head, Stored
from verbale.formats import merkle
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.errors import Unavailable
from verbale.formats.register import commitment

BATCH = 2048
PADDING = "padding"
PADDED = 64


def sequence(office: Office, *, most: int | None = None) -> int:
    """Gives indices to waiting entries, batch after batch.

    Args:
        office: the house.
        most: how many at the most; all if not said.

    Returns:
        How many entries were sequenced.
    """
    done = 0
    while most is None or done < most:
        limit = BATCH if most is None else min(BATCH, most - done)
        with office.store.begin() as tx:
            tx.lock((Scope.REGISTER, b""))
            batch = _sequence_batch(tx, limit)
        done += batch
        if batch < limit:
            break
    return done


def _sequence_batch(tx: Transaction, limit: int) -> int:
    entries = tx.take_unsequenced(limit)
    if entries:
        size = tx.register_size()
        leaves = [merkle.leaf_hash(leaf) for leaf in entry_commitments(tx, entries)]
        nodes = merkle.append_leaves(size, leaves, tx.nodes)
        indexed = [_indexed(entry, size + place) for place, entry in enumerate(entries)]
        tx.append(indexed, nodes)
    return len(entries)


def entry_commitments(view: View, entries: Sequence[Entry]) -> list[bytes]:
    """The leaf data of entries: salted commitments to the envelopes that are entered.

    Raises:
        Unavailable: `statement-missing`, if the store lost a statement.
    """
    return commitments(entries, view.statements([entry.digest for entry in entries if entry.kind != PADDING]))


def commitments(entries: Sequence[Entry], kept: Mapping[bytes, Stored]) -> list[bytes]:
    """The same, where the statements were read already.

    Raises:
        Unavailable: `statement-missing`.
    """
    data = []
    for entry in entries:
        if entry.kind == PADDING:
            data.append(commitment(entry.salt, entry.digest))
            continue
        stored = kept.get(entry.digest)
        if stored is None:
            raise Unavailable("statement-missing", "A statement that the register names is not in the store.")
        data.append(commitment(entry.salt, stored.envelope))
    return data


def make_head(
    office: Office, *, now: datetime, older_than: timedelta = timedelta(0), covering: bool = False
) -> Head | None:
    """Signs a head over everything sequenced, if there is something new and the newest head is old enough.

    Args:
        office: the house.
        now: the time.
        older_than: how old the newest head must be.
        covering: whether a younger one too is followed by another, if it does not cover the house's newest keys.

    Returns:
        The newest head, new or not; `None` if the register is empty.

    Raises:
        Refused: `held`.
        Unavailable: as the store and the mark say.
    """
    with office.store.begin() as tx:
        tx.lock((Scope.REGISTER, b""))
        check_free(office, tx)
        head, size = tx.head(), tx.register_size()
        uncovered = covering and head is not None and not covers_identity(tx, head)
        if size and (head is None or (head.size < size and (uncovered or not is_young(head, now, older_than)))):
            head = _sign_head(office, tx, size, now)
    # If we end here the head is in the store and unmarked: the store is ahead of its mark, which is no hold, and the
    # next who asks for a head marks this one before anybody sees it.
    if head is not None and office.mark.read() != (head.origin, head.size, head.root):
        _mark_newest(office)
    return head


def is_young(head: Head, now: datetime, age: timedelta) -> bool:
    """Whether a head is younger than an age; one of a time to come, before the clock was set back, is not."""
    return timedelta(0) <= now - head.at < age


def covers_identity(view: View, head: Head) -> bool:
    """Whether a head of the house covers its newest keys, and so all that ends older ones.

    Only under such a head can a statement under replaced or revoked keys be shown to be older than their end.
    """
    house = view.house().party
    if len(house.chain) == 1 and not house.revoked:
        return True
    entry = view.entry_of(house.keys.signed.digest)
    return entry is not None and entry.index is not None and entry.index < head.size


def _sign_head(office: Office, tx: Transaction, size: int, now: datetime) -> Head:
    origin = tx.house().party.origin
    root = merkle.root(size, tx.nodes)
    note = sign_checkpoint(Checkpoint(origin=origin, size=size, root=root), office.keys.log)
    head = Head(origin=origin, size=size, root=root, note=note, at=now)
    tx.put_head(head)
    return head


def _mark_newest(office: Office) -> None:
    # Under the lock, or of two workers the slower would mark the older head after the newer.
    with office.store.begin() as tx:
        tx.lock((Scope.REGISTER, b""))
        newest = tx.head()
        assert newest is not None  # heads are never taken back
        office.mark.write(newest)


def beat(office: Office, *, now: datetime) -> Head | None:
    """Closes a batch on the beat: pads it with random leaves, so that its size tells little, and signs a head."""
    sequence(office)
    with office.store.begin() as tx:
        tx.lock((Scope.REGISTER, b""))
        check_free(office, tx)
        newest, size = tx.head(), tx.register_size()
        if newest is None or newest.size < size:
            for _ in range(-size % PADDED):
                tx.enter(PADDING, office.entropy(32), office.entropy(32), now)
    sequence(office)
    return make_head(office, now=now)


def _indexed(entry: Entry, index: int) -> Entry:
    return Entry(
        position=entry.position, index=index, kind=entry.kind, digest=entry.digest, salt=entry.salt, at=entry.at
    )
