"""Parties by id, and how a letter is cited: what every list needs, read once a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verbale.chancery.pages.reading import PartyName
from verbale.chancery.parties.models import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The parties that this house knows, and the house itself.

    Attributes:
        house: the house.
        parties: all others by id.
    """

    house: PartyName
    parties: Mapping[bytes, PartyName]

    def of(self, party: bytes) -> PartyName:
        """A party's names; one that is not known here is named by the beginning of its id."""
        if party.hex() == self.house.id:
            return self.house
        return self.parties.get(party) or PartyName(id=party.hex(), code=party.hex()[:8], name=party.hex()[:16])

    def of_code(self, code: str) -> bytes | None:
        """The id of the party that has a code in this house."""
        return next((party for party, each in self.parties.items() if each.code == code), None)

    def all_of(self, parties: Iterable[bytes]) -> tuple[PartyName, ...]:
        """The names of several, by code."""
        return tuple(sorted((self.of(party) for party in parties), key=lambda each: each.code))

    def house_first(self, parties: Iterable[bytes]) -> tuple[PartyName, ...]:
        """The same, with the house, if it is among them, before the others."""
        return tuple(sorted(self.all_of(parties), key=lambda each: each != self.house))


def load_names() -> Names:
    """Reads all names: one query."""
    rows = Party.objects.values_list("id", "code", "name", "own")
    named = {
        bytes(party): (PartyName(id=bytes(party).hex(), code=code, name=name), own) for party, code, name, own in rows
    }
    return Names(
        house=next(each for each, own in named.values() if own),
        parties={party: each for party, (each, own) in named.items() if not own},
    )


def cite(code: str, series: str, number: int, year: int) -> str:
    """A letter's number as people cite it; empty for a letter that has none yet."""
    if not number:
        return ""
    return "/".join(filter(None, (code, series, str(number), str(year))))
