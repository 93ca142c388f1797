"""The invented text of the demo: as Aldmark drafts it, as Vestry amends it, as it is revised, and who wants what of it.

Numbers are those that the text shows; `course` finds the points by them.
"""

from verbale.cli.demo.stands import Stand

TITLE = "Arrangement on Transparency of Armed Forces and Standing Channels"

DRAFT = """\
# Arrangement on Transparency of Armed Forces and Standing Channels

The parties to this Arrangement, wishing that no exercise be taken for something else, agree as follows.

## Forces and exercises

1. The parties exchange, once a year and by the fifteenth of December, the numbers, places and commanders of their \
land forces above brigade level.

2. A party that plans an exercise of more than [9,000][13,000] personnel notifies the others [forty-two][twenty-one] \
days before it begins.

3. A notification names the area, the period, the purpose and the largest number of troops on any one day.

4. No exercise of more than [20,000][30,000] personnel is held within [fifty] kilometres of a land border between \
parties.

## Visits

5. Each party takes up to [three][two] evaluation visits a year and gives an answer within [five][seven] days.

6. [A visit may use cameras from the air and ground sensors of agreed kinds.]

## Channels

7. A channel between duty desks stands open at all hours. It is tested every week, and both sides keep the record.

8. The channel stays open when other relations are suspended.

9. Incidents at sea and in the air are told over the channel within [one hour][three hours].

## General

10. Nothing in this Arrangement limits the right of a party to choose its own undertakings.

11. This Arrangement is provisional until every party has said in writing that it accepts it.

12. [The parties meet once a year to look at how this Arrangement works.]
"""

_EXERCISE = "A party that plans an exercise of more than {} personnel notifies the others {} days before it begins."
_NEAR = "No exercise of more than {} personnel is held within {} kilometres of a land border between parties."
_VISITS = "Each party takes up to {} evaluation visits a year and gives an answer within {} days."
_INCIDENTS = "Incidents at sea and in the air are told over the channel within two hours, by the desk that knows first."
_SENSORS = "A visit may use ground sensors of agreed kinds, and no cameras from the air."
_MEETING = "The parties meet once a year to look at how this Arrangement works."
_ENDING = "A party that leaves this Arrangement says so in writing ninety days before."

# Vestry's wishes: by number what it wants instead, and the point that it adds at the end.
AMENDED = {"9": _INCIDENTS}
ADDED = f"13. {_ENDING}"
REVISED = AMENDED | {
    "2": _EXERCISE.format("11,000", "thirty"),
    "4": _NEAR.format("25,000", "fifty"),
    "5": _VISITS.format("two", "five"),
    "6": _SENSORS,
    "12": _MEETING,
}
CONTESTED = frozenset(REVISED)
PACKAGE = ("2", "4", "5")

BRENNA = (
    Stand(point="1", word="accept"),
    Stand(point="3", word="accept"),
    Stand(
        point="2",
        word="counter",
        text=_EXERCISE.format("13,000", "twenty-one"),
        reason="Smaller exercises are run by commands that do not report to the capital.",
    ),
    Stand(point="5", word="amend", text=_VISITS.format("two", "seven")),
    Stand(point="6", word="reject", reason="Brenna does not agree to cameras over its territory."),
    Stand(point="11", word="reserve", reserve="parliamentary", until="2030-06-30"),
)
# What Brenna says in the second round beside accepting.
BRENNA_LATER = (Stand(point="11", word="accept ad referendum", until="2030-06-30"),)
CONCORD = (
    Stand(point="2", word="counter", text=_EXERCISE.format("9,000", "forty-two"), reason="As its members agreed."),
    Stand(point="4", word="discuss", reason="Which kind of border is meant?"),
    Stand(point="9", word="reserve", reserve="scrutiny"),
    Stand(point="10", word="maintain", not_negotiable=True),
)
