"""Talks for the pictures: four invented institutions, an invented text, three rounds of answers."""

from dataclasses import dataclass
from pathlib import Path

from tests.browser.served import Chancery, World, wait_until

TITLE = "Arrangement on the River Orrin"
TEXT = """\
# Arrangement on the River Orrin

## Article 1, Gauges and levels

1.1 Each Party keeps a gauge at every station listed in the annex.

1.2 Levels are read [every hour][every six hours] and sent to all Parties.

1.3 A gauge that fails is mended within [three][ten] days.

## Article 2, High water

2.1 A Party that expects high water warns all others [no later than twelve hours] before it arrives.

2.2 Sluices are opened in the order of the annex.

2.3 The Party upstream [shall][should] delay its own opening where a bridge downstream is being cleared.

2.4 Costs of a false alarm lie where they fall.

## Article 3, Navigation

3.1 Vessels of every Party pass free of dues [other than for locks].

3.2 Dredging is announced [thirty] days before it begins.

3.3 Pilots hold a licence of one Party, which the others recognise.

## Article 4, Fish and banks

4.1 No net is set within [two hundred][five hundred] metres of a ladder.

4.2 [Banks are planted with willow where the bed allows.]

## Article 5, Commission

5.1 A commission of one delegate a Party meets twice a year.

5.2 Its seat is [Placeholder].

5.3 It decides by the consent of all.
"""
_WORDS = {
    "twelve": "A Party that expects high water warns all others as soon as it expects it, and no later than eighteen "
    "hours before it arrives.",
    "cleared": "The Party upstream delays its own opening where a bridge downstream is being cleared, for at most two "
    "hours.",
    "nets": "No net is set within three hundred metres of a ladder.",
}
# Who says what, in order; a word that names words of `_WORDS` is an amendment in them.
_SAID: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    *(("NC", number, "accept", ()) for number in ("1.1", "2.2", "2.4", "3.3", "5.1", "5.3")),
    ("NC", "1.2", "reserve", ("--reserve", "scrutiny", "--until", "2027-01-29")),
    ("NC", "2.1", "twelve", ("--reason", "Eighteen hours are what a lock-keeper needs to clear a reach.")),
    ("NC", "3.1", "discuss", ("--reason", "Which locks are meant?")),
    ("NC", "4.2", "reject", ("--reason", "Roots loosen the dyke.", "--not-negotiable")),
    *(("MFA-AL", number, "accept", ()) for number in ("1.1", "1.2", "2.1", "2.2", "2.4", "3.3", "5.1")),
    ("MFA-AL", "2.3", "cleared", ("--reason", "A delay without an end would flood the meadows above.")),
    ("MFA-AL", "4.1", "nets", ()),
    ("MFA-AL", "5.3", "maintain", ("--reason", "The commission can't bind a Party against its will.")),
    *(("MFA-SA", number, "accept", ()) for number in ("1.1", "2.2", "2.4", "5.1")),
    ("MFA-SA", "1.3", "reserve", ("--reserve", "parliamentary", "--until", "2027-02-12")),
    ("MFA-SA", "3.3", "accept", ("--ad-referendum", "--until", "2027-01-15")),
    *(("MFA-BR", number, "accept", ()) for number in ("1.1", "2.1", "2.2", "2.3", "2.4", "3.3", "5.1", "5.3")),
    ("MFA-BR", "3.2", "editorial", ("--reason", "“Begins” reads better as “is begun”.")),
)


@dataclass(frozen=True, kw_only=True)
class Talks:
    """Talks as they stand in the pictures.

    Attributes:
        dossier: of them.
        points: ids by number.
    """

    dossier: str
    points: dict[str, str]

    def url(self, rest: str) -> str:
        """An address of the dossier's pages."""
        return f"/dossiers/{self.dossier}/{rest}"


def negotiate(world: World, host: Chancery, house: Chancery) -> Talks:
    """The host lays the text; all answer; the house has it all."""
    others = {each.code: each for each in world.chanceries[:4]}
    file = world.folder / "orrin.md"
    file.write_text(TEXT)
    text = host.ask("text", "import", str(file))["text"]
    codes = ",".join(code for code in others if code != host.code)
    opened = host.ask(
        *("talks", "open", "--text", text, "--with", codes, "--title", TITLE),
        *("--agreement", "whole", "--standing", "official"),
    )
    dossier = str(opened["dossier"])
    wait_until(lambda: all(_letters(each, dossier) == 1 for each in others.values()), "the text to come to all")
    for code, number, word, more in _SAID:
        others[code].ask("talks", "respond", dossier, number, *_position(world.folder, word), *more)
    wait_until(lambda: _letters(house, dossier) == len(_SAID) + 1, "all answers to come")
    house.ask("talks", "package", dossier, "all", "1.3", "4.1", "--title", "Gauges and nets", "--reason", "Both cost.")
    points = {each["number"]: each["point"] for each in house.ask("talks", "table", dossier)["points"]}
    return Talks(dossier=dossier, points=points)


def _position(folder: Path, word: str) -> tuple[str, ...]:
    if word not in _WORDS:
        return (word,)
    words = folder / f"{word}.md"
    words.write_text(_WORDS[word])
    return ("amend", "--text", str(words))


def _letters(chancery: Chancery, dossier: str) -> int:
    found = chancery.ask("letter", "list")
    return len([each for each in found if each["dossier"] == dossier and each["number"]])
