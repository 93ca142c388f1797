"""A refusal names the paper that it is about, as a person would: two registries talk about it over the telephone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from verbale.formats import canonical, limits
from verbale.formats.accreditation import read_accreditation, sign_accreditation
from verbale.formats.channel import make_offer, reload_offer, verify_offer
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.credencefile import SIZE, read_credence_file, write_credence_file
from verbale.formats.errors import VerbaleError
from verbale.formats.forknotice import SignedHead, verify_fork_notice, write_fork_notice
from verbale.formats.letter import (
    Attachment,
    Enclosure,
    LetterStatement,
    Part,
    read_attachment,
    read_letter_statement,
    read_opened_letter,
    read_subject,
    write_attachment,
    write_letter_statement,
    write_opened_letter,
)
from verbale.formats.order import Leaf, read_order, write_order
from verbale.formats.partykeys import reload_party_keys, verify_party_keys
from verbale.formats.receipt import Line, Stage, join_receipt, read_lines, sign_receipt, verify_receipt, write_lines
from verbale.formats.recovery import Shown, sign_recovery, verify_recovery
from verbale.formats.revocation import sign_revocation, verify_revocation
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.formats.suite import SigningKey
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY = Institution("ARV", SHAM), Institution("BOR", SHAM)
BY, TO, CHAIN = HOUSE.credence, PARTY.credence, HOUSE.chain
LINE = Line(letter=bytes(32), sealed=bytes(32), stage=Stage.PLACED, time=BEGINNING, salt=bytes(32))
ATTACHMENT = Attachment(name="annex.pdf", media_type="application/pdf", length=5, sha256=bytes(32))
PARTS = (
    Part(kind="subject", number="", language="en", salt=bytes(32), content="A note"),
    Part(kind="attachment", number="1", language="", salt=bytes(32), content=write_attachment(ATTACHMENT)),
)
Change = Callable[[dict[str, Any]], dict[str, Any]]


def reason_of(read: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(VerbaleError) as refusal:
        read(*arguments)
    return refusal.value.reason


def a(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def add(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"more": 1}


def sign(signed: Signed, kind: Kind, *keys: SigningKey, **changes: Any) -> Signed:
    return sign_statement(kind, signed.document | changes, keys or HOUSE.signers)


ACCREDITED = sign_accreditation(BY, TO, code="BOR", heard="by hand", made=BEGINNING, officers=HOUSE.signers).signed
REVOKED = sign_revocation(BY, key_id="ab" * 32, size=1, made=BEGINNING, officers=HOUSE.signers).signed
RECOVERED = sign_recovery(
    BY,
    generation=2,
    last=None,
    shown=[Shown(party=PARTY.id, size=1)],
    unheard=[],
    made=BEGINNING,
    officers=HOUSE.signers,
).signed
OFFERED = make_offer(
    credence=BY,
    recipient=PARTY.id,
    transport=PARTY.roles.transport.public,
    epoch=1,
    secret=bytes(32),
    front=HOUSE.roles.front,
    suite=SHAM,
).signed
RECEIPTED = sign_receipt(
    issuer=BY, recipient=PARTY.id, previous=None, head=None, lines=[LINE], keys=[HOUSE.roles.house]
).signed


SIGNED: dict[str, tuple[Callable[..., Any], Signed, Kind, list[SigningKey]]] = {
    "revocation": (verify_revocation, REVOKED, Kind.REVOCATION, []),
    "recovery": (verify_recovery, RECOVERED, Kind.RECOVERY, []),
    "offer of a channel": (verify_offer, OFFERED, Kind.CHANNEL, [HOUSE.roles.front]),
    "statement of keys": (verify_party_keys, HOUSE.keys.signed, Kind.KEYS, [HOUSE.roles.front]),
}


def of_statement(name: str, changes: Mapping[str, Any]) -> str:
    """What is said of a statement that was signed as it stands, though it is not of its form."""
    if name == "accreditation":
        return reason_of(read_accreditation, sign(ACCREDITED, Kind.ACCREDITATION, **changes))
    if name == "receipt":
        data = join_receipt(
            sign(RECEIPTED, Kind.RECEIPT, HOUSE.roles.house, **changes).envelope_bytes, write_lines([LINE])
        )
        return reason_of(verify_receipt, data, {1: BY}, SHAM)
    verify, signed, kind, keys = SIGNED[name]
    return reason_of(verify, sign(signed, kind, *keys, **changes).envelope_bytes, CHAIN, SHAM)


STATEMENTS = ("accreditation", "receipt", "revocation", "recovery", "offer of a channel", "statement of keys")


@pytest.mark.parametrize("name", STATEMENTS)
def test_of_a_statement_with_a_member_too_many_it_is_said_which_statement(name: str) -> None:
    assert of_statement(name, {"more": 1}) == f"{a(name).capitalize()} has a member that is not part of its format."


@pytest.mark.parametrize("name", STATEMENTS)
def test_of_a_member_out_of_form_it_is_said_which_and_of_which_statement(name: str) -> None:
    reason = of_statement(name, {"credence": 0})
    assert reason == f"The member credence of {a(name)} is missing or not of its form."


def test_what_is_kept_here_is_read_back_with_the_same_care() -> None:
    keys = sign(HOUSE.keys.signed, Kind.KEYS, HOUSE.roles.front, credence=0)
    offer = sign(OFFERED, Kind.CHANNEL, HOUSE.roles.front, credence=0)
    for read, envelope, name in (
        (reload_party_keys, keys.envelope_bytes, "statement of keys"),
        (reload_offer, offer.envelope_bytes, "offer of a channel"),
    ):
        assert reason_of(read, envelope) == f"The member credence of {a(name)} is missing or not of its form."


def changed(data: bytes, change: Change, *, limit: int = limits.STATEMENT) -> bytes:
    return canonical.write(change(canonical.read(data, limit=limit)))


def first(name: str) -> Change:
    """Adds a member to the first document of a list."""
    return lambda document: document | {name: [add(document[name][0]), *document[name][1:]]}


CREDENCE_FILE = write_credence_file(CHAIN, HOUSE.keys)[:-1]
ORDER = write_order([Leaf(statement=bytes(32), salt=bytes(32), index=0, hashes=())])
LINES = write_lines([LINE])
FORK = write_fork_notice(
    CHAIN,
    [
        SignedHead(
            credence=1,
            note=sign_checkpoint(Checkpoint(origin=f"{HOUSE.id.hex()}/g1", size=2, root=root), HOUSE.roles.log),
        )
        for root in (b"\1" * 32, b"\2" * 32)
    ],
)
LETTER = sign_statement(Kind.LETTER, {"v": 1, "kind": "letter", "suite": 0}, HOUSE.signers)
STATEMENT = write_letter_statement(
    LetterStatement(
        sender=HOUSE.id,
        recipients=(PARTY.id,),
        suite=0,
        credence=1,
        dossier=bytes(32),
        letter_class="note-verbale",
        series="",
        number=1,
        year=2026,
        created=BEGINNING,
        expires=None,
        parts=(bytes(32),),
    )
)
OPENED = write_opened_letter(LETTER, PARTS, [Enclosure(sealed=bytes(32), length=1, identity=bytes(32))])


def read_opened(data: bytes) -> Any:
    return read_opened_letter(data)


def read_lent_credence(data: bytes) -> Any:
    return read_credence_file(data, (SHAM,))


def read_fork(data: bytes) -> Any:
    return verify_fork_notice(data, (SHAM,))


def read_statement(data: bytes) -> Any:
    return read_letter_statement(canonical.read(data))


def read_beside(data: bytes) -> Any:
    return verify_receipt(data, {1: BY}, SHAM)


def read_description(data: bytes) -> Any:
    return read_attachment(replace(PARTS[1], content=data.decode()))


@pytest.mark.parametrize(
    ("name", "read", "data", "change"),
    [
        ("letter of credence", read_lent_credence, CREDENCE_FILE, add),
        ("proof of order", read_order, ORDER, add),
        ("leaf", read_order, ORDER, first("leaves")),
        ("lines of a receipt", read_lines, LINES, add),
        ("line of a receipt", read_lines, LINES, first("lines")),
        ("receipt with lines", read_beside, join_receipt(RECEIPTED.envelope_bytes, LINES), add),
        ("fork notice", read_fork, FORK, add),
        ("head of a fork notice", read_fork, FORK, first("heads")),
        ("sealed letter", read_opened, OPENED, add),
        ("letter", read_statement, canonical.write(STATEMENT), add),
        ("part", read_opened, OPENED, first("parts")),
        ("enclosure", read_opened, OPENED, first("enclosed")),
        ("description of an attachment", read_description, PARTS[1].content.encode(), add),
    ],
)
def test_of_a_paper_with_a_member_too_many_it_is_said_which_paper(
    name: str, read: Callable[[bytes], Any], data: bytes, change: Change
) -> None:
    read(data)
    assert (
        reason_of(read, changed(data, change, limit=SIZE))
        == f"{a(name).capitalize()} has a member that is not part of its format."
    )


def test_of_what_a_recovery_shows_it_is_said_that_it_is_a_head() -> None:
    shown = [{"party": "01" * 32, "size": 9, "more": 1}]
    assert of_statement("recovery", {"shown": shown}) == "A head shown has a member that is not part of its format."


def test_of_words_and_names_that_hide_something_it_is_said_which() -> None:
    hidden = "\u202ea"
    for told, reason in (
        ("What was heard", of_statement("accreditation", {"heard": hidden})),
        ("A subject", reason_of(read_subject, replace(PARTS[0], content=hidden))),
        (
            "The name of an attachment",
            reason_of(read_description, write_attachment(replace(ATTACHMENT, name=hidden)).encode()),
        ),
        (
            "The number of a part",
            reason_of(write_opened_letter, LETTER, [replace(PARTS[0], number=hidden)], []),
        ),
        (
            "The words of a receipt",
            reason_of(read_lines, write_lines([replace(LINE, stage=Stage.ACKNOWLEDGED, words=hidden)])),
        ),
    ):
        assert reason == f"{told} holds a character that does not show (U+202E)."
