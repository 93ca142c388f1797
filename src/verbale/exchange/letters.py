"""Sending a letter: what was cleared is numbered, signed, entered, sealed and queued, in one transaction.

Attachments are sealed beforehand, each once for all recipients, to a one-time key that stands in the letter. The
letter itself is sealed inside the transaction, for only there its number is known; it is bounded and mostly small. If
the process ends before the commit, nothing happened and the number is free again; after it, the letter is out.
Source: protocol §2; law 1.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from verbale.exchange.holding import check_free
from verbale.exchange.ports import Lock, Office, Scope, Staged, Transaction, View
from verbale.exchange.records import Copy, CopyState, Direction, Letter, OutItem, Pair, Party, Standing
from verbale.formats import canonical, limits, names
from verbale.formats import letter as letters
from verbale.formats.age.sealed import seal_bytes, seal_stream
from verbale.formats.credence import check_in_force
from verbale.formats.dsse import key_id
from verbale.formats.errors import Malformed, Refused
from verbale.formats.fields import write_time
from verbale.formats.letter import Attachment, Enclosure, LetterStatement, Part
from verbale.formats.manifest import Enclosed, LetterItem
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.formats.suite import OPENING_SEED, SigningKey
from verbale.practice.paper import Paragraph

UNAVAILABLE_CLASSES = ("non-paper",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAttachment:
    """An attachment that is sealed and kept already."""

    attachment: Attachment
    enclosure: Enclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A part beside the text, for machines of both sides: what an institution says in a form of its own.

    Attributes:
        kind: of the part; none that a letter has for itself.
        content: mostly a document in JSON's one form.
        number, language: as of any part; mostly empty.
    """

    kind: str
    content: str = field(repr=False)
    number: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter before it is one.

    Attributes:
        id: 32 random bytes; the house's own, never sent.
        recipients: ids of parties.
        letter_class: one of `letter.CLASSES`.
        subject: one line.
        paragraphs: its text.
        papers: structured parts, which stand behind the text.
        attachments: sealed already.
        language: a language tag, or empty.
        dossier: the id of the dossier that it belongs to; a new one if `None`.
        title: the title of the dossier, if it opens one.
        reply_to: the id of the letter that it answers.
        expires: after this it lapses where it was not placed.
    """

    id: bytes
    recipients: tuple[bytes, ...]
    letter_class: str
    subject: str = field(repr=False)
    paragraphs: tuple[Paragraph, ...] = field(default=(), repr=False)
    papers: tuple[Paper, ...] = ()
    attachments: tuple[SealedAttachment, ...] = ()
    language: str = ""
    dossier: bytes | None = None
    title: str = field(default="", repr=False)
    reply_to: bytes | None = None
    expires: datetime | None = None

    @property
    def digest(self) -> bytes:
        """The digest of everything that a reader will see: what is cleared is this, and no other (law 1)."""
        document = {
            "to": [recipient.hex() for recipient in sorted(self.recipients)],
            "class": self.letter_class,
            "subject": self.subject,
            "language": self.language,
            "text": [[each.number, each.text] for each in self.paragraphs],
            "attachments": [letters.write_attachment(each.attachment) for each in self.attachments],
            "dossier": self.dossier.hex() if self.dossier else "",
            "title": self.title,
            "reply": self.reply_to.hex() if self.reply_to else "",
            "expires": write_time(self.expires) if self.expires else "",
        }
        if self.papers:
            # Only where there are any, so that a letter without has the digest that it had before there were papers.
            document["papers"] = [[each.kind, each.number, each.language, each.content] for each in self.papers]
        return hashlib.sha256(b"verbale/draft/v1\n" + canonical.write(document)).digest()


def seal_attachment(office: Office, name: str, media_type: str, blocks: Iterable[bytes]) -> SealedAttachment:
    """Seals an attachment to a one-time key and keeps it; in constant memory.

    Raises:
        Malformed: `name-…` or `media-type`.
        Refused: `attachment-size`.
        Unavailable: `disk-full` or `contents-failed`.
    """
    names.check_name(name, what="The name of an attachment", limit=limits.ATTACHMENT_NAME)
    names.check_media_type(media_type)
    identity = office.entropy(OPENING_SEED)
    public = office.suite.opening_key(identity).public
    counted = _Counted(blocks)
    with office.contents.stage() as sink:
        for block in seal_stream(counted, public, suite=office.suite, entropy=office.entropy):
            sink.write(block)
        staged = sink.seal()
        office.contents.adopt(staged)
        _keep_small(office, staged)
    attachment = Attachment(name=name, media_type=media_type, length=counted.length, sha256=counted.digest())
    return SealedAttachment(
        attachment=attachment, enclosure=Enclosure(sealed=staged.digest, length=staged.length, identity=identity)
    )


def check_draft(office: Office, draft: Draft, *, now: datetime) -> None:
    """Checks everything about a draft that can be said before it is sent.

    Raises:
        Malformed, Refused: with the code of what is wrong.
    """
    with office.store.read() as view:
        _check_addresses(view, draft, now)
    _check_content(draft, now)


def _check_addresses(view: View, draft: Draft, now: datetime) -> None:
    house = view.house().party
    for recipient in draft.recipients:
        if recipient == house.id:
            raise Refused("to-self", "A letter cannot be addressed to its own sender.")
        _check_recipient(view.party(recipient), now)
    if draft.reply_to is not None and not _is_known(view, draft, draft.reply_to):
        raise Refused("letter-unknown", "The letter that this one answers is not known here.")


def _check_content(draft: Draft, now: datetime) -> None:
    _check_text(draft)
    for paper in draft.papers:
        _check_paper(paper)
    if not draft.recipients or len(set(draft.recipients)) != len(draft.recipients):
        raise Refused("recipients", "A letter names each of its recipients once, and at least one.")
    if len(draft.recipients) > limits.RECIPIENTS or len(draft.attachments) > limits.ATTACHMENTS:
        raise Refused("letter-size", "A letter has too many recipients or attachments.")
    if draft.expires is not None and draft.expires <= now:
        raise Refused("expired", "The letter's expiry is past already.")


def send(office: Office, draft: Draft, *, officers: Sequence[SigningKey], now: datetime, series: str = "") -> Letter:
    """Sends what was cleared; again is the same as once (law 3): a draft that was sent gives the letter it became.

    Args:
        office: the house.
        draft: the letter; its digest must be the one that was cleared.
        officers: the officers' keys, as many as the credence asks for.
        now: the time.
        series: the series of numbers.

    Raises:
        Malformed, Refused: with the code of what is wrong; `held`, `not-cleared`, `officers`.
        Unavailable: as the store says.
    """
    return send_all(office, [draft], officers=officers, now=now, series=series)[0]


def send_all(
    office: Office, drafts: Sequence[Draft], *, officers: Sequence[SigningKey], now: datetime, series: str = ""
) -> list[Letter]:
    """Sends several letters in one act, all of them or none: one commit makes all of them last.

    Raises:
        Malformed, Refused, Unavailable: as `send`.
    """
    names.check_series(series)
    with office.store.begin() as tx:
        peers = dict.fromkeys(recipient for draft in drafts for recipient in draft.recipients)
        pairs: list[Lock] = [(Scope.PAIR, peer) for peer in peers]
        tx.lock((Scope.SERIES, b""), *pairs)
        for draft in drafts:
            _check_addresses(tx, draft, now)
            _check_content(draft, now)
        check_free(office, tx)
        act = _Act(office=office, tx=tx, house=tx.house().party, officers=officers, now=now, series=series)
        sent = [_send_one(act, draft) for draft in drafts]
        for pair in act.pairs.values():
            tx.put_pair(pair)
    return sent


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """What the letters of one act have together; `pairs` is written at its end."""

    office: Office
    tx: Transaction
    house: Party
    officers: Sequence[SigningKey]
    now: datetime
    series: str
    pairs: dict[bytes, Pair] = field(default_factory=dict)


def _send_one(act: _Act, draft: Draft) -> Letter:
    tx = act.tx
    if tx.cleared(draft.id) != draft.digest:
        raise Refused("not-cleared", "The letter is not cleared, or was changed after it was cleared.")
    sent = tx.sent_as(draft.id)
    known = tx.letter(sent, act.house.id) if sent else None
    if known is not None:
        return known
    _check_officers(act.house, act.officers, "letter")
    parts = _parts(act.office, draft)
    statement = _statement(act, draft, parts, tx.next_number(act.series, act.now.year))
    signed = sign_statement(Kind.LETTER, letters.write_letter_statement(statement), act.officers)
    opened = letters.write_opened_letter(signed, parts, [each.enclosure for each in draft.attachments])
    tx.put_statement(signed)
    tx.enter(Kind.LETTER.value, signed.digest, act.office.entropy(32), act.now)
    for recipient in draft.recipients:
        _queue(act, draft, signed, opened, recipient)
    letter = _letter(statement, signed, draft, _seal_copy(act.office, tx, opened, act.house).digest, act.now)
    tx.put_letter(letter)
    tx.put_sent(draft.id, letter.id)
    return letter


def check_officers(house: Party, officers: Sequence[SigningKey], act: str) -> None:
    """Checks that these officers' keys suffice for an act, before anything is signed.

    Raises:
        Refused: `officers`, if one is not in the credence or they are too few; `officer-revoked`, if the house itself
            revoked a key: what it signs now counts nowhere.
    """
    _check_officers(house, officers, act)


def _check_officers(house: Party, officers: Sequence[SigningKey], act: str) -> None:
    identity = house.credence.identity
    known = set(identity.officer_keys.values())
    publics = {officer.public for officer in officers}
    if not publics <= known:
        raise Refused("officers", "An officer's key does not stand in the letter of credence in force.")
    # Revoking narrows what keys can do: a house may use what it has left to revoke more.
    if act != "revocation" and any(key_id(public) in house.revoked for public in publics):
        raise Refused("officer-revoked", "This officer's key was revoked by its own house and signs nothing any more.")
    threshold = identity.thresholds[act]
    if len(publics) < threshold:
        raise Refused("officers", f"The letter of credence asks for {threshold} officers for this act.")


def _check_recipient(party: Party | None, now: datetime) -> None:
    if party is None:
        raise Refused("party-unknown", "A recipient is not an accredited party.")
    if party.standing is not Standing.ACCREDITED:
        raise Refused("party-suspended", "The exchange with a recipient is suspended; see `verbale parties`.")
    check_in_force(party.credence, now)


def _is_known(view: View, draft: Draft, letter: bytes) -> bool:
    return any(view.letter(letter, sender) for sender in (*draft.recipients, view.house().party.id))


def _check_text(draft: Draft) -> None:
    if draft.letter_class not in letters.CLASSES:
        raise Refused("class-unknown", "A letter is of no class that there is.")
    if draft.letter_class in UNAVAILABLE_CLASSES:
        raise Refused("class-unavailable", "Non-papers are not exchanged yet; this letter would be signed.")
    names.check_name(draft.subject, what="A subject", limit=limits.SUBJECT)
    if draft.title:
        names.check_name(draft.title, what="A title", limit=limits.SUBJECT)
    if draft.language:
        names.check_language(draft.language)
    if len(draft.paragraphs) + len(draft.papers) + len(draft.attachments) + 8 > limits.PARTS:
        raise Refused("letter-size", f"A letter has more than {limits.PARTS} parts.")
    if sum(len(each.text.encode()) for each in draft.paragraphs) > limits.BODY:
        raise Refused("letter-size", f"The text of a letter has more than {limits.BODY} bytes.")
    if any(len(each.number) > limits.PART_NUMBER for each in draft.paragraphs):
        raise Malformed("part-number", f"A paragraph's number is longer than {limits.PART_NUMBER} characters.")


def _check_paper(paper: Paper) -> None:
    if paper.kind in letters.OWN_KINDS:
        raise Refused("paper-kind", "A structured part is of a kind that a letter has for itself.")
    letters.check_heading(paper.kind, paper.number, paper.language)
    if len(paper.content.encode()) > limits.BODY:
        raise Refused("letter-size", f"A structured part of a letter has more than {limits.BODY} bytes.")
    canonical.write({"content": paper.content})


def _parts(office: Office, draft: Draft) -> tuple[Part, ...]:
    plain: list[tuple[str, str, str, str]] = [("subject", "", draft.language, draft.subject)]
    if draft.title:
        plain.append(("dossier", "", draft.language, draft.title))
    if draft.reply_to is not None:
        plain.append(("reply", "", "", draft.reply_to.hex()))
    plain += [("text", each.number, draft.language, each.text) for each in draft.paragraphs]
    plain += [(each.kind, each.number, each.language, each.content) for each in draft.papers]
    plain += [
        ("attachment", str(place), "", letters.write_attachment(each.attachment))
        for place, each in enumerate(draft.attachments, 1)
    ]
    return tuple(
        Part(kind=kind, number=number, language=language, salt=office.entropy(letters.SALT), content=content)
        for kind, number, language, content in plain
    )


def _statement(act: _Act, draft: Draft, parts: Sequence[Part], number: int) -> LetterStatement:
    return LetterStatement(
        sender=act.house.id,
        recipients=tuple(sorted(draft.recipients)),
        suite=act.office.suite.number,
        credence=act.house.credence.number,
        dossier=draft.dossier or act.office.entropy(32),
        letter_class=draft.letter_class,
        series=act.series,
        number=number,
        year=act.now.year,
        created=act.now,
        expires=draft.expires,
        parts=tuple(part.digest for part in parts),
    )


def _queue(act: _Act, draft: Draft, signed: Signed, opened: bytes, recipient: bytes) -> None:
    tx, now = act.tx, act.now
    party = tx.party(recipient)
    _check_recipient(party, now)
    assert party is not None
    pair = act.pairs.get(recipient) or tx.pair(recipient)
    staged = _seal_copy(act.office, tx, opened, party)
    enclosed = tuple(Enclosed(sealed=each.enclosure.sealed, length=each.enclosure.length) for each in draft.attachments)
    tx.put_copy(
        Copy(
            peer=recipient,
            direction=Direction.OUT,
            letter=signed.digest,
            sealed=staged.digest,
            length=staged.length,
            letter_class=draft.letter_class,
            attachments=enclosed,
            state=CopyState.SENT,
            at=now,
        )
    )
    item = LetterItem(
        number=pair.last + 1,
        letter=signed.digest,
        letter_class=draft.letter_class,
        sealed=staged.digest,
        length=staged.length,
        attachments=enclosed,
    )
    tx.put_item(OutItem(peer=recipient, item=item, expires=draft.expires))
    act.pairs[recipient] = replace(pair, last=item.number)


def _seal_copy(office: Office, tx: Transaction, opened: bytes, party: Party) -> Staged:
    sealed = seal_bytes(opened, party.credence.identity.reading, suite=office.suite, entropy=office.entropy)
    with office.contents.stage() as sink:
        sink.write(sealed)
        staged = sink.seal()
        office.contents.adopt(staged)
    tx.put_content(staged)
    return staged


def _keep_small(office: Office, staged: Staged) -> None:
    if staged.data is not None:
        with office.store.begin() as tx:
            tx.put_content(staged)


def _letter(statement: LetterStatement, signed: Signed, draft: Draft, sealed: bytes, now: datetime) -> Letter:
    return Letter(
        id=signed.digest,
        direction=Direction.OUT,
        sender=statement.sender,
        recipients=statement.recipients,
        letter_class=statement.letter_class,
        series=statement.series,
        number=statement.number,
        year=statement.year,
        created=statement.created,
        expires=statement.expires,
        dossier=statement.dossier,
        subject=draft.subject,
        language=draft.language,
        reply_to=draft.reply_to,
        sealed=sealed,
        attachments=len(draft.attachments),
        opened=True,
        at=now,
    )


class _Counted:
    """Passes blocks on, with their digest and length."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self._digest = hashlib.sha256()
        self.length = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.length += len(block)
            if self.length > limits.ATTACHMENT:
                raise Refused("attachment-size", f"An attachment has more than {limits.ATTACHMENT} bytes.")
            self._digest.update(block)
            yield block

    def digest(self) -> bytes:
        return self._digest.digest()
