"""Accrediting: by the words that were heard, and by nothing else."""

from dataclasses import replace

import pytest

from tests.refusals import refusal_of
from verbale.exchange import identity
from verbale.exchange.accredit import accredit
from verbale.exchange.records import Permissions, Standing
from verbale.exchange.register import sequence
from verbale.exchange.standing import suspend
from verbale.formats.credencefile import CredenceFile, read_credence_file
from verbale.formats.statement import Kind
from verbale.testing.sham import SHAM
from verbale.testing.world import Chancery, World


def file_of(node: Chancery) -> CredenceFile:
    return read_credence_file(node.credence_file(), (SHAM,))


def refusal(one: Chancery, other: Chancery, **changes: object) -> str:
    """What the first says when it accredits the other with something amiss; it then knows nobody new."""
    before = one.backup()
    usual = {"heard": other.words, "code": other.code, "officers": one.officers, "now": one.clock.now()}
    said = refusal_of(accredit, one.office, changes.pop("file", None) or file_of(other), **(usual | changes))
    assert one.backup() == before
    return said


def renew(node: Chancery, name: str = "A new name") -> None:
    old = node.view(lambda view: view.house().party).credence.identity
    identity.renew_credence(node.office, replace(old, name=name), officers=node.officers, now=node.clock.now())


def test_a_party_is_known_with_all_that_proves_it() -> None:
    world = World(seed=1)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    permissions = Permissions(classes=("circular",))
    party = one.meet(other, permissions=permissions)
    assert one.view(lambda view: view.party(other.id)) == party
    assert (party.code, party.permissions, party.standing) == ("BOR", permissions, Standing.ACCREDITED)
    statements = one.view(lambda view: view.statements([party.credence.digest, party.keys.signed.digest]))
    assert len(statements) == 2


def test_the_accreditation_is_entered_once_however_often_it_is_done_in_one_second() -> None:
    world = World(seed=2)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    one.meet(other)
    waiting = one.view(lambda view: view.unsequenced())
    one.meet(other)
    assert one.view(lambda view: view.unsequenced()) == waiting
    world.clock.move(seconds=1)
    one.meet(other)
    assert one.view(lambda view: view.unsequenced()) == waiting + 1
    sequence(one.office)
    entries = one.view(lambda view: view.entries(since=0, limit=100))
    assert [each.kind for each in entries].count(Kind.ACCREDITATION.value) == 2


def test_one_wrong_word_of_twelve_stores_nothing() -> None:
    world = World(seed=3)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    for place in range(12):
        wrong = "zoo" if other.words[place] != "zoo" else "abandon"
        heard = (*other.words[:place], wrong, *other.words[place + 1 :])
        assert refusal(one, other, heard=heard) == "untrusted:words-differ"
    assert refusal(one, other, heard=other.words[:11]) == "malformed:words-count"


def test_the_words_of_an_older_version_do_not_serve_for_a_newer_file() -> None:
    world = World(seed=4)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    old = other.words
    renew(other)
    assert refusal(one, other, heard=old) == "untrusted:words-differ"
    one.meet(other)


def test_a_chancery_does_not_accredit_itself() -> None:
    one = World(seed=5).chancery("ARV")
    assert refusal(one, one) == "refused:accredit-self"


def test_a_code_is_capitals_and_belongs_to_one_party() -> None:
    world = World(seed=6)
    one, other, third = (world.chancery(code) for code in ("ARV", "BOR", "CYR"))
    one.meet(other)
    assert refusal(one, third, code="bor") == "malformed:code"
    assert refusal(one, third, code="ВОR") == "malformed:code"
    assert refusal(one, third, code="BOR") == "refused:code-taken"
    assert refusal(one, third, code="ARV") == "refused:code-taken"
    assert refusal(one, other, code="ARV") == "refused:code-taken"


def test_a_party_may_be_given_another_code_and_keeps_its_permissions() -> None:
    world = World(seed=7)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    permissions = Permissions(classes=("circular",))
    one.meet(other, permissions=permissions)
    suspend(one.office, other.id)
    again = accredit(
        one.office, file_of(other), heard=other.words, code="BORL", officers=one.officers, now=world.clock.now()
    )
    assert (again.code, again.permissions, again.standing) == ("BORL", permissions, Standing.ACCREDITED)
    assert one.view(lambda view: view.party_of_code("BOR")) is None


def test_a_letter_of_credence_out_of_its_time_is_refused() -> None:
    world = World(seed=8)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    world.clock.move(days=4 * 365)
    assert refusal(one, other) == "refused:credence-not-in-force"


def test_a_stranger_cannot_sign_an_accreditation() -> None:
    world = World(seed=9)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    assert refusal(one, other, officers=other.officers) == "refused:officers"
    assert refusal(one, other, officers=[]) == "refused:officers"


@pytest.mark.parametrize("what", ["credence", "keys"])
def test_an_older_file_than_is_known_is_refused(what: str) -> None:
    world = World(seed=10)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    old, words = file_of(other), other.words
    if what == "credence":
        renew(other)
    else:
        other.keys.new_transport_key()
        identity.renew_keys(other.office, now=world.clock.now())
    one.meet(other)
    assert refusal(one, other, file=old, heard=words) == "refused:credence-rollback"


def test_a_file_that_contradicts_a_known_version_is_refused_though_its_words_are_its_own() -> None:
    world = World(seed=11)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    face = other.twin(random=other.random, clock=world.clock)
    renew(other, "One face")
    renew(face, "Another face")
    one.meet(other)
    assert refusal(one, face) == "refused:credence-fork"


def test_a_held_chancery_accredits_nobody() -> None:
    world = World(seed=12)
    one, other, third = (world.chancery(code) for code in ("ARV", "BOR", "CYR"))
    world.accredit(one, other)
    backup = one.backup()
    world.carry(one, other)
    one.restore(backup)
    assert one.restart()
    assert refusal(one, third) == "refused:held"
