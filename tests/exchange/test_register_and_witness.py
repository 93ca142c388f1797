"""The register is sequenced, headed, cosigned, proved and checked; whoever rewrites it is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange import prove, register, witness
from verbale.exchange.ports import Scope
from verbale.exchange.records import Head
from verbale.formats import merkle
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.cosignature import cosign
from verbale.formats.forknotice import verify_fork_notice
from verbale.formats.hybrid import HYBRID
from verbale.formats.note import read_note, write_note
from verbale.formats.registerproof import verify_register_proof
from verbale.testing.forge import with_papers
from verbale.testing.sham import SHAM
from verbale.testing.world import Chancery, World

MINUTE = timedelta(minutes=1)


def corresponded(seed: int = 1) -> tuple[World, Chancery, Chancery]:
    """Two chanceries whose heads are cosigned."""
    world = World(seed=seed)
    one, other = world.pair()
    one.send(other, subject="First")
    world.carry(one, other)
    world.clock.move(minutes=2)
    other.send(one, subject="Second")
    world.carry(other, one)
    world.carry(one, other)
    return world, one, other


def codes(chancery: Chancery) -> list[str]:
    return [alarm.code for alarm in chancery.view(lambda view: view.alarms())]


def head_of(chancery: Chancery) -> Head:
    found = chancery.view(lambda view: view.head())
    assert found is not None
    return found


def signed_head(chancery: Chancery, size: int, root: bytes) -> bytes:
    origin = chancery.view(lambda view: view.house().party.origin)
    return sign_checkpoint(Checkpoint(origin=origin, size=size, root=root), chancery.keys.log)


def test_entries_get_their_places_in_the_order_in_which_they_were_written() -> None:
    _world, one, other = corresponded()
    for _ in range(3):
        one.send(other)
    assert register.sequence(one.office, most=2) == 2
    assert register.sequence(one.office) == one.view(lambda view: view.unsequenced()) + 1
    entries = one.view(lambda view: view.entries(since=0, limit=100))
    assert [entry.index for entry in entries] == list(range(len(entries)))
    assert [entry.position for entry in entries] == sorted(entry.position for entry in entries)
    assert register.sequence(one.office) == 0


def test_a_head_is_made_when_something_is_new_and_the_newest_is_old_enough() -> None:
    world, one, other = corresponded()
    now = world.clock.now()
    register.sequence(one.office)
    first = sure(register.make_head(one.office, now=now))
    assert register.make_head(one.office, now=now) == first
    one.send(other)
    register.sequence(one.office)
    assert register.make_head(one.office, now=now, older_than=now - first.at + MINUTE) == first
    assert sure(register.make_head(one.office, now=now)).size == first.size + 1
    assert one.mark.read() == (first.origin, first.size + 1, head_of(one).root)


def test_a_head_that_was_not_marked_is_marked_before_it_is_seen() -> None:
    world, one, other = corresponded()
    one.send(other)
    world.clock.move(minutes=2)
    write = one.mark.write
    one.mark.write = lambda head: (_ for _ in ()).throw(OSError)  # type: ignore[method-assign]
    with pytest.raises(OSError):
        one.pack(other)
    one.mark.write = write  # type: ignore[method-assign]
    one.pack(other)
    assert sure(one.mark.read())[1] == head_of(one).size


def test_both_registers_verify_and_name_who_cosigned() -> None:
    _, one, other = corresponded()
    for chancery, counterpart in ((one, other), (other, one)):
        register.sequence(chancery.office)
        verified = prove.verify_register(chancery.office)
        assert verified.cosigned_by == (counterpart.id,)
        assert verified.size == chancery.view(lambda view: view.register_size())


def test_a_proof_shows_the_cosignatures_of_those_alone_whom_it_concerns() -> None:
    world, one, other = corresponded()
    third = world.chancery("CAL")
    world.accredit(one, third)
    letter = one.send(other, subject="For the second alone")
    world.clock.move(minutes=2)
    for counterpart in (third, other):
        world.carry(one, counterpart)
        world.carry(counterpart, one)
    proof = verify_register_proof(prove.prove(one.office, letter.id), (SHAM,))
    assert [party.party for party, _ in proof.cosigners] == [other.id]


def test_a_statement_that_no_head_covers_cannot_be_proved_yet() -> None:
    _, one, other = corresponded()
    letter = one.send(other)
    assert refusal_of(prove.prove, one.office, letter.id) == "refused:not-in-register"
    register.sequence(one.office)
    assert refusal_of(prove.prove, one.office, letter.id) == "refused:no-head"
    assert refusal_of(prove.prove, one.office, bytes(32)) == "refused:not-in-register"


def test_a_receipt_is_proved_line_by_line() -> None:
    world, one, other = corresponded()
    letters = [one.send(other, subject=f"Number {number}") for number in range(3)]
    world.carry(one, other)
    world.clock.move(minutes=2)
    world.carry(one, other)
    receipt = one.view(lambda view: view.evidence(letters[0].id, other.id))[0].receipt
    whole = verify_register_proof(prove.prove(one.office, receipt), (SHAM,))
    alone = verify_register_proof(prove.prove(one.office, receipt, letter=letters[1].id), (SHAM,))
    assert {line.letter for line in sure(whole.receipt).lines} == {letter.id for letter in letters}
    assert {line.letter for line in sure(alone.receipt).lines} == {letters[1].id}


@pytest.mark.parametrize("table", ["statements", "entries", "nodes"])
def test_r04_a_row_changed_by_hand_is_found_and_named(table: str) -> None:
    _, one, _ = corresponded()
    rows = one.store.snapshot()
    key = min(rows[table], key=str)
    value = rows[table][key]
    if table == "nodes":
        rows[table][key] = bytes([value[0] ^ 1]) + value[1:]
    elif table == "statements":
        rows[table][key] = replace(value, envelope=value.envelope.replace(b'"payload":"e', b'"payload":"f', 1))
    else:
        rows[table][key] = replace(value, salt=bytes(32))
    one.store.restore(rows)
    assert refusal_of(prove.verify_register, one.office) in {"untrusted:register-entry", "untrusted:register-node"}


def test_r04_a_row_removed_by_hand_is_found_and_named() -> None:
    _, one, _ = corresponded()
    for table in ("statements", "entries", "heads"):
        rows = one.store.snapshot()
        spoiled = {name: dict(each) for name, each in rows.items()}
        del spoiled[table][min(spoiled[table], key=str)]
        one.store.restore(spoiled)
        assert refusal_of(prove.verify_register, one.office).startswith("untrusted:register-")
        one.store.restore(rows)


def test_r04_a_head_or_cosignature_changed_by_hand_is_found() -> None:
    _, one, _ = corresponded()
    rows = one.store.snapshot()
    changes: tuple[tuple[str, Callable[[Any], Any]], ...] = (
        ("heads", lambda head: replace(head, root=bytes(32))),
        ("heads", lambda head: replace(head, note=signed_head(one, head.size, bytes(32)))),
        (
            "heads",
            lambda head: replace(head, note=head.note.replace(b"\n\n", b"\n\n\xe2\x80\x94 x AAAAAAAA\n", 1)[:-9]),
        ),
        ("cosignatures", lambda each: replace(each, root=bytes(32))),
    )
    for table, change in changes:
        spoiled = {name: dict(each) for name, each in rows.items()}
        for key, value in spoiled[table].items():
            spoiled[table][key] = change(value)
        one.store.restore(spoiled)
        assert refusal_of(prove.verify_register, one.office).startswith("untrusted:register-")
    one.store.restore(rows)


def test_a_store_behind_its_mark_does_not_verify() -> None:
    world, one, other = corresponded()
    backup = one.backup()
    one.send(other)
    world.clock.move(minutes=2)
    one.pack(other)
    one.restore(backup)
    assert refusal_of(prove.verify_register, one.office) == "untrusted:register-behind"


def test_r01_two_heads_of_one_size_are_kept_as_proof_and_raise_an_alarm() -> None:
    _world, one, other = corresponded()
    seen = sure(other.view(lambda view: view.witnessed(head_of(one).origin)))
    rival = signed_head(one, seen.size, bytes(32))
    other.receive([with_papers(one, other, {witness.HEAD: rival})])
    assert codes(other) == [witness.FORK]
    assert [head.root for head in other.view(lambda view: view.rivals(seen.origin))] == [seen.root, bytes(32)]
    assert sure(other.view(lambda view: view.witnessed(seen.origin))).root == seen.root


def test_r01_a_fork_is_shown_to_anybody_by_a_notice_that_stands_alone() -> None:
    _world, one, other = corresponded()
    assert refusal_of(prove.prove_fork, other.office, one.id) == "refused:no-fork"
    assert refusal_of(prove.prove_fork, other.office, bytes(32)) == "refused:party-unknown"
    seen = sure(other.view(lambda view: view.witnessed(head_of(one).origin)))
    other.receive([with_papers(one, other, {witness.HEAD: signed_head(one, seen.size, bytes(32))})])
    notice = prove.prove_fork(other.office, one.id)
    fork = verify_fork_notice(notice, (SHAM,))
    assert (fork.register.party, fork.size, set(fork.roots)) == (one.id, seen.size, {seen.root, bytes(32)})
    # Nobody's cosignature is in it, and officers who let the register go on do not lose it.
    assert other.id.hex().encode() not in notice
    with other.store.begin() as tx:
        tx.lock((Scope.WITNESS, one.id))
        tx.put_witnessed(replace(seen, size=seen.size + 9), None)
    assert prove.prove_fork(other.office, one.id) == notice


def test_r01_a_head_that_does_not_begin_with_the_one_seen_raises_an_alarm() -> None:
    _world, one, other = corresponded()
    seen = sure(other.view(lambda view: view.witnessed(head_of(one).origin)))
    later = signed_head(one, seen.size + 1, bytes(32))
    proof = witness.write_proof(seen.size, [bytes(32)])
    other.receive([with_papers(one, other, {witness.HEAD: later, witness.PROOF: proof})])
    assert codes(other) == [witness.FORK]


def test_r01_after_a_fork_nothing_of_that_register_is_cosigned_until_somebody_decides() -> None:
    world, one, other = corresponded()
    origin = head_of(one).origin
    seen = sure(other.view(lambda view: view.witnessed(origin)))
    other.receive([with_papers(one, other, {witness.HEAD: signed_head(one, seen.size, bytes(32))})])
    one.send(other)
    world.clock.move(minutes=2)
    world.carry(one, other)
    assert sure(other.view(lambda view: view.witnessed(origin))) == seen


def test_r02_an_older_or_non_adjacent_head_is_neither_taken_nor_an_alarm() -> None:
    _world, one, other = corresponded()
    origin = head_of(one).origin
    seen = sure(other.view(lambda view: view.witnessed(origin)))
    older = signed_head(one, 1, bytes(32))
    farther = signed_head(one, seen.size + 5, bytes(32))
    other.receive([with_papers(one, other, {witness.HEAD: older})])
    proof = witness.write_proof(seen.size - 1, [bytes(32)])
    other.receive([with_papers(one, other, {witness.HEAD: farther, witness.PROOF: proof})])
    assert codes(other) == []
    assert other.view(lambda view: view.witnessed(origin)) == seen


def test_a_head_signed_by_another_spoils_nothing_else_of_its_pouch() -> None:
    _world, one, other = corresponded()
    letter = one.send(other)
    strange = sign_checkpoint(
        Checkpoint(origin=head_of(one).origin, size=99, root=bytes(32)), SHAM.note_key(b"another's" * 8)
    )
    received = other.receive([with_papers(one, other, {witness.HEAD: strange})])
    assert [each.letter for each in received.letters] == [letter.id]


def test_r04_a_head_that_names_another_register_is_found() -> None:
    _world, one, other = corresponded()
    with one.store.read() as view:
        cosigned = view.cosignatures(head_of(one).origin)[-1]
    tables = one.store.snapshot()
    key = cosigned.origin, cosigned.size
    tables["heads"][key] = replace(tables["heads"][key], origin=f"{other.id.hex()}/g1")
    one.store.restore(tables)
    one.mark.forget()
    assert refusal_of(prove.verify_register, one.office) == "untrusted:register-head"


def test_r05_a_cosignature_under_anothers_name_or_of_one_line_is_not_counted() -> None:
    _world, one, other = corresponded()
    head = head_of(one)
    before = one.view(lambda view: view.cosignatures(head.origin))
    checkpoint = Checkpoint(origin=head.origin, size=head.size, root=head.root)
    whole = cosign(checkpoint, other.id.hex(), other.keys.cosign, 1_900_000_000)
    strange = cosign(checkpoint, bytes(32).hex(), other.keys.cosign, 1_900_000_000)
    for lines in (whole[:1], strange):
        note = write_note(read_note(head.note).with_lines(lines))
        one.receive([with_papers(other, one, {witness.COSIGNATURE: note})])
    assert one.view(lambda view: view.cosignatures(head.origin)) == before


def test_a_cosignature_on_a_head_that_we_signed_and_do_not_have_holds_us() -> None:
    _world, one, other = corresponded()
    checkpoint = Checkpoint(origin=head_of(one).origin, size=999, root=bytes(32))
    note = sign_checkpoint(checkpoint, one.keys.log)
    lines = cosign(checkpoint, other.id.hex(), other.keys.cosign, 1_900_000_000)
    paper = write_note(read_note(note).with_lines(lines))
    assert refusal_of(one.receive, [with_papers(other, one, {witness.COSIGNATURE: paper})]) == "refused:held"


def test_a_cosignature_with_a_time_that_no_calendar_has_is_left() -> None:
    _world, one, other = corresponded()
    head = head_of(one)
    checkpoint = Checkpoint(origin=head.origin, size=head.size, root=head.root)
    lines = cosign(checkpoint, other.id.hex(), other.keys.cosign, (1 << 53) - 1)
    paper = write_note(read_note(head.note).with_lines(lines))
    before = one.view(lambda view: view.cosignatures(head.origin))
    one.receive([with_papers(other, one, {witness.COSIGNATURE: paper})])
    assert one.view(lambda view: view.cosignatures(head.origin)) == before


def test_r06_a_leaf_tells_nothing_of_a_letter_that_is_guessed_right() -> None:
    _, one, other = corresponded()
    letter = one.send(other)
    register.sequence(one.office)
    entry = sure(one.view(lambda view: view.entry_of(letter.id)))
    leaf = one.view(lambda view: view.nodes([(0, sure(entry.index))]))[0]
    envelope = sure(one.view(lambda view: view.statement(letter.id))).envelope
    assert leaf != merkle.leaf_hash(envelope)
    assert len(entry.salt) == 32


def test_with_the_real_suite_a_proof_names_the_letter_and_its_cosigner() -> None:
    world = World(seed=5, suite=HYBRID)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    world.clock.move(minutes=2)
    for pair in ((one, other), (other, one)):
        world.carry(*pair)
    proof = verify_register_proof(prove.prove(one.office, letter.id), (HYBRID,))
    assert proof.signed.digest == letter.id
    assert [party.party for party, _ in proof.cosigners] == [other.id]
