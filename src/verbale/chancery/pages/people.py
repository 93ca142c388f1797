"""Parties as the pages show them: the accredited, those whose credence waits for its words, and the house itself."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise

from verbale.chancery.letters.models import Copy, Letter, Statement
from verbale.chancery.pages import models, wording
from verbale.chancery.pages.fixed import Fixed
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.reading import PartyName
from verbale.chancery.parties.models import Pair
from verbale.exchange.ports import View
from verbale.exchange.records import Party
from verbale.formats.credence import Credence
from verbale.formats.credencefile import CredenceFile
from verbale.formats.statement import Kind, read_signed
from verbale.formats.words import words_of

SOON = timedelta(days=60)
_WAITING = """
    SELECT pair.peer, COUNT(*) FROM parties_pair AS pair
    CROSS JOIN despatch_item AS item
    WHERE item.peer = pair.peer AND item.number > pair.theirs_through AND item.kind = 'letter' GROUP BY pair.peer
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    """A party in the list of parties.

    Attributes:
        party: its names.
        url: of its page.
        version: the number of the newest version of its credence.
        signs, officers: how many of how many officers sign its letters.
        valid_until: the end of its credence.
        accredited_at: when its words were compared.
        evidence: the digest of the accreditation, in hex; empty if there is none.
        classes, most: what it may send.
        standing: how the house stands to it.
        heard_at, heard_by: when it was last heard, and by which road.
        waiting: letters that went to it and were not placed yet.
    """

    party: PartyName
    url: str
    version: int
    signs: int
    officers: int
    valid_until: datetime
    accredited_at: datetime
    evidence: str = ""
    classes: tuple[str, ...] = ()
    most: int
    standing: str
    heard_at: datetime | None = None
    heard_by: str = ""
    waiting: int = 0
    ends_soon: bool = False

    @property
    def standing_word(self) -> str | Promise:
        """The word for how the house stands to it."""
        return wording.STANDINGS.get(self.standing, self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredenceRow:
    """A version of a letter of credence."""

    number: int
    digest: str
    valid_from: datetime
    valid_until: datetime
    officers: tuple[str, ...]
    entry: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyPage:
    """A party: its credence, its keys, where it is reached, what it may send."""

    row: PartyRow
    proposed_code: str
    addresses: tuple[str, ...]
    versions: tuple[CredenceRow, ...]
    thresholds: tuple[tuple[str, int], ...]
    suite: int
    register: "WitnessedHead | None" = None
    letters_in: int = 0
    letters_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessedHead:
    """The newest head seen of a party's register."""

    size: int
    root: str
    at: datetime
    cosigned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CredenceAsked:
    """A letter of credence that was read and waits for its words.

    Attributes:
        digest: of the newest version, in hex; also its name in addresses.
        party: its id, the code it proposes, its name.
        version: the number of its newest version.
        read_at, read_by: when, and by whom.
        address: where it says that it is reached; empty if nowhere.
    """

    digest: str
    party: PartyName
    version: int
    read_at: datetime
    read_by: str
    valid_until: datetime
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCredence:
    """The house's own credence, as the settings show it."""

    party: PartyName
    version: int
    digest: str
    words: tuple[str, ...] = field(repr=False)
    addresses: tuple[str, ...]
    officers: tuple[str, ...]
    thresholds: tuple[tuple[str, int], ...]
    valid_from: datetime
    valid_until: datetime
    held: str = ""

    @property
    def letter_signs(self) -> int:
        """How many officers sign a letter."""
        return dict(self.thresholds).get("letter", 1)


def party_rows(view: View, names: Names, now: datetime) -> tuple[PartyRow, ...]:
    """All parties, by code."""
    pairs = {bytes(peer): (at, by) for peer, at, by in Pair.objects.values_list("peer", "heard_at", "heard_by")}
    waiting = _waiting()
    return tuple(
        _row(each, names, heard=pairs.get(each.id, (None, "")), waiting=waiting.get(each.id, 0), now=now)
        for each in view.parties()
    )


def party_page(view: View, party: bytes, names: Names, now: datetime) -> PartyPage | None:
    """A party's page; `None` if it is not known here."""
    found = view.party(party)
    if found is None or found.id.hex() == names.house.id:
        return None
    pair = view.pair(party)
    row = _row(found, names, heard=(pair.heard_at, pair.heard_by), waiting=_waiting().get(party, 0), now=now)
    return PartyPage(
        row=replace(row, evidence=_accreditation(party)),
        proposed_code=found.credence.identity.code,
        addresses=found.keys.addresses,
        versions=tuple(_version(each) for each in reversed(found.chain)),
        thresholds=tuple(found.credence.identity.thresholds.items()),
        suite=found.credence.identity.suite,
        register=_witnessed(view, found),
        letters_in=Letter.objects.filter(sender=party, direction="in").count(),
        letters_out=Copy.objects.filter(peer=party, direction="out").values("letter").distinct().count(),
    )


def own_credence(view: View, names: Names) -> OwnCredence:
    """The house's own credence, with the words that are read to others."""
    house = view.house()
    party, newest = house.party, house.party.credence
    return OwnCredence(
        party=names.house,
        version=newest.number,
        digest=newest.digest.hex(),
        words=words_of(party.id, newest.digest),
        addresses=party.keys.addresses,
        officers=tuple(each.name for each in newest.identity.officers),
        thresholds=tuple(newest.identity.thresholds.items()),
        valid_from=newest.identity.valid_from,
        valid_until=newest.identity.valid_until,
        held=house.held,
    )


def asked(waiting: models.WaitingCredence, file: CredenceFile) -> CredenceAsked:
    """A credence that waits, as its form shows it."""
    newest = file.newest
    party = PartyName(id=newest.party.hex(), code=newest.identity.code, name=newest.identity.name)
    return CredenceAsked(
        digest=newest.digest.hex(),
        party=party,
        version=newest.number,
        read_at=waiting.read_at,
        read_by=waiting.read_by,
        valid_until=newest.identity.valid_until,
        address=next(iter(file.keys.addresses), ""),
    )


def _row(party: Party, names: Names, *, heard: tuple[datetime | None, str], waiting: int, now: datetime) -> PartyRow:
    identity = party.credence.identity
    return PartyRow(
        party=names.of(party.id),
        url=reverse("party", args=[party.id.hex()]),
        version=party.credence.number,
        signs=identity.thresholds["letter"],
        officers=len(identity.officers),
        valid_until=identity.valid_until,
        accredited_at=party.accredited_at,
        classes=party.permissions.classes,
        most=party.permissions.most,
        standing=party.standing.value,
        heard_at=heard[0],
        heard_by=heard[1],
        waiting=waiting,
        ends_soon=identity.valid_until - now < SOON,
    )


def _version(credence: Credence) -> CredenceRow:
    return CredenceRow(
        number=credence.number,
        digest=credence.digest.hex(),
        valid_from=credence.identity.valid_from,
        valid_until=credence.identity.valid_until,
        officers=tuple(officer.name for officer in credence.identity.officers),
    )


def _witnessed(view: View, party: Party) -> WitnessedHead | None:
    head = view.witnessed(party.origin)
    if head is None:
        return None
    cosigned = view.own_cosignature(party.origin, head.size) is not None
    return WitnessedHead(size=head.size, root=head.root.hex(), at=head.at, cosigned=cosigned)


def _waiting() -> dict[bytes, int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return {bytes(peer): count for peer, count in cursor.fetchall()}


def _accreditation(party: bytes) -> str:
    """The digest of the newest accreditation of a party; empty if there is none."""
    for digest, envelope in Statement.objects.filter(kind=Fixed(Kind.ACCREDITATION.value)).values_list(
        "digest", "envelope"
    ):
        if read_signed(bytes(envelope), Kind.ACCREDITATION).claims().get("party") == party.hex():
            return bytes(digest).hex()
    return ""
