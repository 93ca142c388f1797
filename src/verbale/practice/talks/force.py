"""What is in force after a set of letters: the text, adoption, authentication, packages.

All of it follows from the set alone. What needs every member is in force once every member has done it, whoever was
first; a member that left is not waited for. Where two things would be in force that nobody put in order, neither is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.held import Acts, Held, Place
from verbale.practice.talks.record import Roll
from verbale.practice.talks.table import Table
from verbale.practice.talks.unanimity import complete


def within(letters: int, by_member: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    """Of each member's letters those that are in a set."""
    return {member: [each for each in numbers if letters >> each & 1] for member, numbers in by_member.items()}


def holds(table: Table, acts: Acts | None, letters: int) -> int | None:
    """The causes of an act that every member has done; nothing if it does not hold."""
    if acts is None:
        return None
    return complete(table.ledger, table.active(letters), within(letters, acts.done), within(letters, acts.undone))


def sponsors(table: Table, held: Held[Proposal], letters: int) -> list[int]:
    """The members that sponsor a proposal: whoever made it, and who joined, unless they withdrew since."""
    acts = table.sponsors.get(held.at, Acts())
    done, undone = within(letters, acts.done), within(letters, acts.undone)
    done.setdefault(held.member, []).append(held.letter)
    pasts = table.ledger.pasts
    return [
        member
        for member, numbers in done.items()
        if any(not any(pasts[each] >> number & 1 for each in undone.get(member, ())) for number in numbers)
    ]


def supported(table: Table, held: Held[Proposal], letters: int) -> bool:
    """Whether every member sponsors a proposal."""
    acts = table.sponsors.get(held.at, Acts())
    done = within(letters, acts.done)
    done.setdefault(held.member, []).append(held.letter)
    return complete(table.ledger, table.active(letters), done, within(letters, acts.undone)) is not None


def rolls_in_force(table: Table, letters: int) -> list[Roll]:
    """The text of the opening and the revisions that were put in its place, causes first."""
    opening = table.roll(table.opening.text, letters)
    if opening is None:
        return []
    found = [opening]
    for member, roll in sorted(table.revisions, key=lambda each: table.ledger.rank(each[1].letter)):
        if not letters >> roll.letter & 1:
            continue
        penned = table.members[member] == table.opening.penholder
        if penned or holds(table, table.adoptions.get((roll.text, "basis")), letters) is not None:
            found.append(roll)
    return found


def rolls_until(table: Table, roll: Roll | None, letters: int) -> list[Roll]:
    """The text that stands and those that were in force before it, causes first.

    One that nobody put in order with another has not come to stand, and changes nothing on the table.
    """
    if roll is None:
        return []
    past = table.ledger.pasts[roll.letter]
    return [each for each in rolls_in_force(table, letters) if past >> each.letter & 1]


def roll_in_force(table: Table, letters: int) -> Roll | None:
    """The text that stands: the newest that was put in force, unless two are that nobody put in order."""
    rolls = rolls_in_force(table, letters)
    pasts = table.ledger.pasts
    while rolls:
        newest = rolls[-1]
        if all(pasts[newest.letter] >> each.letter & 1 for each in rolls):
            return newest
        # Every one that nothing in force follows is put aside, and the next below is asked for.
        tops = [
            each
            for each in rolls
            if not any(other is not each and pasts[other.letter] >> each.letter & 1 for other in rolls)
        ]
        rolls = [each for each in rolls if each not in tops]
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A package after a set of letters.

    Attributes:
        held: the act that offers it.
        package: what it offers.
        status: `offered`, `accepted`, `rejected` or `withdrawn`.
        answers: what each member says, by its place; contradictory answers are `contradictory`.
        choice: the point that all chose, where one of several is offered.
    """

    held: Held[Package]
    package: Package
    status: str
    answers: Mapping[int, str]
    choice: str


def offers(table: Table, letters: int) -> list[Offer]:
    """The packages, in the order for display."""
    found, active = [], table.active(letters)
    for held in table.held(Package, letters):
        said = _answers(table, held.at, letters)
        said.setdefault(held.member, {("accept", "")})
        answers = {member: next(iter(each))[0] if len(each) == 1 else "contradictory" for member, each in said.items()}
        choices = {choice for member in active for _, choice in said.get(member, ())} - {""}
        found.append(
            Offer(
                held=held,
                package=held.act,
                status=_status(held, answers, choices, active),
                answers=answers,
                choice=choices.pop() if len(choices) == 1 else "",
            )
        )
    return found


def _answers(table: Table, place: Place, letters: int) -> dict[int, set[tuple[str, str]]]:
    """The newest answers of each member; several where none was written upon the other."""
    by_member: dict[int, list[Held[PackageAnswer]]] = {}
    for held in table.answers.get(place, ()):
        if letters >> held.letter & 1:
            by_member.setdefault(held.member, []).append(held)
    pasts = table.ledger.pasts
    return {
        member: {
            (each.act.answer, each.act.choice)
            for each in some
            if not any(other.letter != each.letter and pasts[other.letter] >> each.letter & 1 for other in some)
        }
        for member, some in by_member.items()
    }


def _status(held: Held[Package], answers: Mapping[int, str], choices: set[str], active: Sequence[int]) -> str:
    if answers[held.member] == "withdraw":
        return "withdrawn"
    said = {answers.get(member) for member in active}
    if "reject" in said:
        return "rejected"
    return "accepted" if said == {"accept"} and (held.act.form != "one" or len(choices) == 1) else "offered"
