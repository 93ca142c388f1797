"""Vectors of statements in general, and of those that say who a party is."""

from dataclasses import replace
from typing import Any

from tools.vectors.recorded import RecordedSuite
from tools.vectors.sheets import Sheet
from verbale.formats import canonical, dsse, limits
from verbale.formats.accreditation import sign_accreditation
from verbale.formats.base64text import write_base64
from verbale.formats.credence import ACTS, Credence, sign_credence
from verbale.formats.credencefile import write_credence_file
from verbale.formats.recovery import Shown, sign_recovery
from verbale.formats.revocation import sign_revocation
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.formats.suite import SigningKey
from verbale.testing.institution import BEGINNING, Institution


def text_of(signed: Signed) -> str:
    """An envelope as text."""
    return signed.envelope_bytes.decode()


def chain_of(*credences: Credence) -> list[str]:
    """Versions as envelopes."""
    return [text_of(each.signed) for each in credences]


def unsigned(kind: Kind, document: dict[str, Any]) -> str:
    """An envelope whose signature is none: enough for what is refused before signatures are looked at."""
    envelope = dsse.Envelope(
        payload_type=kind.media_type,
        payload=canonical.write(document),
        signatures=(dsse.Signature(key_id="00" * 32, signature=b"\0"),),
    )
    return dsse.write_envelope(envelope).decode()


def statements_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="statements", about="Composite signatures, envelopes and signed statements.")
    keys = [suite.signing_key(bytes([number]) * 64) for number in (1, 2, 3)]
    publics = sheet.share("publics", [write_base64(key.public) for key in keys[:2]])
    document = {"v": 1, "kind": "consent", "suite": 1, "words": "Agreed."}
    sheet.accept("pae", "pae", payload_type="application/vnd.verbale.consent.v1+json", payload='{"a":"é"}')
    _signatures(sheet, keys[0])
    both = sign_statement(Kind.CONSENT, document, keys[:2])
    one = text_of(sign_statement(Kind.CONSENT, document, keys[:1]))
    envelope = canonical.read(both.envelope_bytes)

    def verify(text: object, threshold: int = 1) -> dict[str, Any]:
        return {"kind": "consent", "envelope": text, "publics_base64": publics, "threshold": threshold}

    for kind in Kind:
        signed = sign_statement(kind, {"v": 1, "kind": kind.value, "suite": 1}, keys[:1])
        sheet.accept(f"kind {kind.value}", "verify-statement", **verify(text_of(signed)) | {"kind": kind.value})
    sheet.accept("two of two", "verify-statement", **verify(text_of(both), 2))
    sheet.refuse("untrusted:threshold", "one of two", "verify-statement", **verify(one, 2))
    stranger = text_of(sign_statement(Kind.CONSENT, document, [keys[0], keys[2]]))
    sheet.refuse("untrusted:signer-unknown", "a stranger beside", "verify-statement", **verify(stranger))
    sheet.refuse("malformed:statement-kind", "another kind", "verify-statement", **verify(one) | {"kind": "letter"})
    first, second = envelope["signatures"]
    swapped = [{"keyid": first["keyid"], "sig": second["sig"]}, {"keyid": second["keyid"], "sig": first["sig"]}]
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("untrusted:signature", "signatures swapped", {"signatures": swapped}),
        ("malformed:envelope-signatures", "one key twice", {"signatures": [first, first]}),
        ("malformed:envelope-signatures", "no signature", {"signatures": []}),
        ("malformed:envelope-signatures", "33 signatures", {"signatures": [{}] * 33}),
        ("malformed:envelope-form", "a member too many", {"more": 1}),
        ("malformed:envelope-form", "a payload that is no text", {"payload": 1}),
        ("malformed:envelope-form", "a key id in capitals", {"signatures": [first | {"keyid": "AB" * 32}]}),
        ("malformed:envelope-form", "a signature without a name", {"signatures": [{"sig": "AA=="}]}),
        ("malformed:base64", "a payload in another form", {"payload": "e30"}),
        ("malformed:json-syntax", "a payload that is no JSON", {"payload": "AAAA", "signatures": [first]}),
    ]
    for refusal, name, changes in rows[:-1]:
        changed = canonical.write(envelope | changes).decode()
        sheet.refuse(refusal, name, "verify-statement", **verify(changed))
    sheet.refuse("malformed:json-not-canonical", "a space in the envelope", "verify-statement", **verify(one + " "))
    _ill_formed(sheet, keys[0], verify)
    return sheet


def _signatures(sheet: Sheet, key: SigningKey) -> None:
    context, message = "verbale/letter/v1", "A note."
    signature = key.sign(context.encode(), message.encode())
    values = {
        "public_base64": write_base64(key.public),
        "context": context,
        "message": message,
        "signature_base64": write_base64(signature),
    }
    sheet.accept("a composite signature", "verify-signature", **values)
    flipped = signature[:10] + bytes([signature[10] ^ 1]) + signature[11:]
    tail = signature[:-1] + bytes([signature[-1] ^ 1])
    for name, changes in (
        ("another context", {"context": "verbale/receipt/v1"}),
        ("another message", {"message": "A note!"}),
        ("one bit of the first half", {"signature_base64": write_base64(flipped)}),
        ("one bit of the second half", {"signature_base64": write_base64(tail)}),
        ("the first half alone", {"signature_base64": write_base64(signature[:3309])}),
        ("the second half alone", {"signature_base64": write_base64(signature[3309:])}),
    ):
        sheet.refuse("untrusted:signature", name, "verify-signature", **values | changes)


def _ill_formed(sheet: Sheet, key: SigningKey, verify: Any) -> None:  # noqa: ANN401 - the sheet's own shorthand
    """What is signed rightly and says nothing rightly."""

    def sign(statement: bytes) -> str:
        encoded = dsse.pae(Kind.CONSENT.media_type, statement)
        signature = dsse.Signature(key_id=dsse.key_id(key.public), signature=key.sign(Kind.CONSENT.context, encoded))
        envelope = dsse.Envelope(payload_type=Kind.CONSENT.media_type, payload=statement, signatures=(signature,))
        return dsse.write_envelope(envelope).decode()

    for refusal, name, statement in (
        ("malformed:json-syntax", "signed text that is no JSON", b"A note."),
        ("malformed:json-not-canonical", "signed text in another form", b'{"v":1,"kind":"consent","suite":1}'),
        ("malformed:statement-form", "version 2", b'{"kind":"consent","suite":1,"v":2}'),
        ("malformed:statement-form", "a kind inside that differs", b'{"kind":"release","suite":1,"v":1}'),
        ("malformed:statement-form", "no suite", b'{"kind":"consent","v":1}'),
        ("malformed:statement-suite", "another suite", b'{"kind":"consent","suite":2,"v":1}'),
    ):
        sheet.refuse(refusal, name, "verify-statement", **verify(sign(statement)))
    before, after = sign(b"   ").split(write_base64(b"   "))
    text = {"concat": [before, {"repeat": write_base64(b"   "), "times": limits.STATEMENT // 3 + 1}, after]}
    sheet.refuse("malformed:statement-size", "a statement too long", "verify-statement", **verify(text))


def credence_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="credence", about="Chains of letters of credence, their words, and the file handed over.")
    house = Institution("ARV", suite, officers=2, threshold=2)
    old, first = house.roles, house.credence
    second = house.renew()
    new = house.roles
    one = sheet.share("version 1", text_of(first.signed))
    two = sheet.share("version 2", text_of(second.signed))
    sheet.accept("version 1", "verify-chain", chain=[one])
    sheet.accept("version 2, signed by the officers of both", "verify-chain", chain=[one, two])
    recovered = replace(house.describe(new), recovery=second.identity.recovery, name="Recovered Ministry")
    by_recovery = sign_credence(recovered, old.recovery, previous=first)
    sheet.accept("version 2, signed by recovery", "verify-chain", chain=[one, text_of(by_recovery.signed)])
    for name, keys in (
        ("signed by the officers before it alone", old.officers),
        ("signed by the officers after it alone", new.officers),
        ("signed by one officer of each", (old.officers[0], new.officers[0])),
        ("signed by one of two recovery keys", old.recovery[:1]),
    ):
        weak = text_of(sign_credence(second.identity, keys, previous=first).signed)
        sheet.refuse("untrusted:credence-succession", name, "verify-chain", chain=[one, weak])
    sheet.refuse("untrusted:credence-chain", "version 1 twice", "verify-chain", chain=[one, one])
    sheet.refuse("malformed:credence-number", "version 2 alone", "verify-chain", chain=[two])
    weak = text_of(sign_credence(first.identity, old.officers[:1]).signed)
    sheet.refuse("untrusted:threshold", "version 1 by one officer of two", "verify-chain", chain=[weak])
    _small_credences(sheet)
    digest = second.digest.hex()
    sheet.accept("words", "make-words", party=house.id.hex(), digest=digest)
    words = sheet.vectors[-1]["expect"]["words"]
    heard = {"party": house.id.hex(), "digest": digest}
    sheet.accept("words heard", "hear-words", heard=", ".join(words).upper(), **heard)
    sheet.refuse("malformed:words-count", "eleven words", "hear-words", heard=" ".join(words[:11]), **heard)
    unknown = " ".join([*words[:11], "sesame"])
    sheet.refuse("malformed:word-unknown", "a word that is none", "hear-words", heard=unknown, **heard)
    swapped = " ".join([words[1], words[0], *words[2:]])
    sheet.refuse("untrusted:words-differ", "two words swapped", "hear-words", heard=swapped, **heard)
    _files(sheet, Institution("BOR", suite))
    return sheet


def _files(sheet: Sheet, house: Institution) -> None:
    file = write_credence_file(house.chain, house.keys).decode()
    sheet.accept("a file of credence", "read-credence-file", file=file)
    empty = canonical.write({"v": 1, "kind": "credence-file", "chain": [], "keys": {}}).decode()
    sheet.refuse("malformed:credence-chain-empty", "a file without credence", "read-credence-file", file=empty)
    old = house.keys
    house.renew()
    stale = write_credence_file(house.chain, old).decode()
    sheet.refuse("untrusted:keys-superseded", "keys under a replaced version", "read-credence-file", file=stale)


def _small_credences(sheet: Sheet) -> None:
    """Version 1 with toys for keys: what is refused before a key is looked at."""

    def pair(name: str) -> dict[str, str]:
        return {"classical": write_base64(name.encode()), "post_quantum": write_base64(name.encode() * 2)}

    def key(name: str) -> str:
        return write_base64(name.encode())

    small: dict[str, Any] = {
        "v": 1,
        "kind": "credence",
        "suite": 1,
        "number": 1,
        "code": "ARV",
        "name": "Ministry of Foreign Affairs",
        "valid_from": "2026-03-02T09:00:00Z",
        "valid_until": "2029-03-01T09:00:00Z",
        "officers": [{"name": "A", "public": key("a")}, {"name": "B", "public": key("b")}],
        "thresholds": dict.fromkeys(ACTS, 1),
        "recovery": {"publics": [{"public": key("r")}], "threshold": 1},
        "front": key("f"),
        "house": key("h"),
        "opener": key("o"),
        "log": pair("l"),
        "cosign": pair("c"),
        "reading": key("k"),
    }
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("malformed:credence-keys", "keys of another length", {}),
        ("malformed:credence-keys", "one key in two places", {"front": key("a")}),
        ("malformed:credence-keys", "one officer twice", {"officers": [small["officers"][0]] * 2}),
        ("malformed:credence-keys", "one key for heads and cosignatures", {"cosign": pair("l")}),
        ("malformed:credence-threshold", "a threshold above the officers", {"thresholds": dict.fromkeys(ACTS, 3)}),
        ("malformed:credence-threshold", "no recovery key", {"recovery": {"publics": [], "threshold": 1}}),
        ("malformed:credence-validity", "an end before its beginning", {"valid_until": "2026-03-02T08:00:00Z"}),
        ("malformed:member", "a member too many", {"more": 1}),
        ("malformed:member", "a threshold of zero", {"thresholds": dict.fromkeys(ACTS, 0)}),
        ("malformed:member", "a forerunner of version 1", {"party": "00" * 32, "previous": "00" * 32}),
        ("malformed:code", "a code in small letters", {"code": "arv"}),
        ("malformed:name-character", "a name that does not show", {"name": "\u202eMFA"}),
        ("malformed:time", "a time in another form", {"valid_from": "2026-03-02"}),
        ("malformed:base64", "a key in another form", {"reading": "AA"}),
        ("refused:suite-unknown", "a suite that nobody knows", {"suite": 2}),
    ]
    for refusal, name, changes in rows:
        sheet.refuse(refusal, name, "verify-chain", chain=[unsigned(Kind.CREDENCE, small | changes)])


def papers_sheet(suite: RecordedSuite) -> Sheet:
    sheet = Sheet(format="papers", about="Statements of keys, revocations, recoveries and accreditations.")
    house, party = Institution("ARV", suite), Institution("BOR", suite)
    chain = [sheet.share("chain", text_of(house.credence.signed))]
    officers, made = house.signers, BEGINNING
    revocation = sign_revocation(house.credence, key_id="ab" * 32, size=64, made=made, officers=officers).signed
    shown = [Shown(party=b"\1" * 32, size=70)]
    recovery = sign_recovery(
        house.credence,
        generation=2,
        last=(64, bytes(32)),
        shown=shown,
        unheard=[b"\2" * 32],
        made=made,
        officers=officers,
    ).signed
    accreditation = sign_accreditation(
        house.credence, party.credence, code="BOR", heard="by telephone", made=made, officers=officers
    ).signed
    papers = {"keys": house.keys.signed, "revocation": revocation, "recovery": recovery}
    for form, signed in papers.items():
        signer = house.roles.front if form == "keys" else officers[0]
        sheet.accept(form, "verify-paper", form=form, chain=chain, envelope=text_of(signed))
        other = sign_statement(signed.kind, signed.document | {"party": party.id.hex()}, [signer])
        refusal = f"untrusted:{form}-party"
        sheet.refuse(refusal, f"{form} of another", "verify-paper", form=form, chain=chain, envelope=text_of(other))
        for refusal, name, changes in (
            ("untrusted:credence-unknown", "under an unknown version", {"credence": 9}),
            ("malformed:member", "under no version", {"credence": 0}),
        ):
            text = unsigned(signed.kind, signed.document | changes)
            sheet.refuse(refusal, f"{form} {name}", "verify-paper", form=form, chain=chain, envelope=text)
        stranger = text_of(sign_statement(signed.kind, signed.document, [house.roles.house]))
        name = f"{form} by the house's key"
        sheet.refuse("untrusted:signer-unknown", name, "verify-paper", form=form, chain=chain, envelope=stranger)

    def sign_keys(changes: dict[str, str | list[str]]) -> str:
        return text_of(sign_statement(Kind.KEYS, house.keys.signed.document | changes, [house.roles.front]))

    reading = house.credence.signed.document["reading"]
    keys_rows: list[tuple[str, str, dict[str, str | list[str]]]] = [
        ("malformed:keys-transport", "a transport key of another length", {"transport": "AAAA"}),
        ("malformed:keys-transport", "the reading key as transport key", {"transport": reading}),
        ("malformed:address", "an address of another scheme", {"addresses": ["ftp://mfa.example"]}),
    ]
    for refusal, name, key_changes in keys_rows:
        sheet.refuse(refusal, name, "verify-paper", form="keys", chain=chain, envelope=sign_keys(key_changes))
    twice = sign_statement(Kind.RECOVERY, recovery.document | {"unheard": ["02" * 32] * 2}, officers)
    name = "a party unheard twice"
    sheet.refuse(
        "malformed:recovery-parties", name, "verify-paper", form="recovery", chain=chain, envelope=text_of(twice)
    )
    sheet.accept("accreditation", "verify-accreditation", chain=chain, envelope=text_of(accreditation))
    return sheet
