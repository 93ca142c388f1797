"""Talks between two chanceries that run: a text that one lays on the table, and what both say of it."""

from dataclasses import dataclass

from tests.browser.served import Chancery, World, wait_until

TITLE = "Arrangement on Transparency and Standing Channels"
TEXT = """\
# Arrangement on Transparency and Standing Channels

## Article 2, Information on forces

2.1 Each Party gives the other, once a year, information on its forces.

2.2 The information [shall][should] follow the categories of equipment [in the annex].

2.3 Units above brigade level are [listed [by name]][counted].

## Article 3, Notification

3.1 Exercises above [9,000][13,000] personnel are notified no later than [forty-two] days before they begin.

3.2 يُدعى المراقبون إلى كل [تمرين] يتم الإخطار به.

3.3 Exercises called at short notice are notified when the troops are alerted.
"""

FRENCH = """\
# Arrangement sur la transparence et les voies permanentes

## Article 2, Renseignements sur les forces

2.1 Chaque Partie donne à l'autre, une fois par an, des renseignements sur ses forces.

2.1bis Ces renseignements restent entre les Parties.

2.2 Les renseignements suivent les catégories d'équipements [de l'annexe].

## Article 3, Notification

3.2 Des observateurs sont invités à chaque manœuvre notifiée.
"""


@dataclass(frozen=True, kw_only=True)
class Negotiation:
    """Talks that are open.

    Attributes:
        world: where.
        dossier: the talks.
        points: the ids of the points by number.
        package: where the package that the host offers stands: its letter and its place in it.
    """

    world: World
    dossier: str
    points: dict[str, str]
    package: str

    def url(self, rest: str) -> str:
        """An address of the dossier's pages."""
        return f"/dossiers/{self.dossier}/{rest}"


def negotiate(world: World, host: Chancery, guest: Chancery) -> Negotiation:
    """The host opens talks, answers some points, and the guest has it all."""
    file = world.folder / "arrangement.md"
    file.write_text(TEXT)
    text = host.ask("text", "import", str(file))["text"]
    opened = host.ask(
        *("talks", "open", "--text", text, "--with", guest.code, "--title", TITLE),
        *("--agreement", "whole", "--standing", "official"),
    )
    dossier = opened["dossier"]
    words = world.folder / "words.md"
    words.write_text("Exercises above 9,000 personnel are notified no later than thirty days before they begin.")
    for number, said in (
        ("2.1", ["accept"]),
        ("2.2", ["reserve", "--reserve", "scrutiny", "--until", "2031-01-31"]),
        ("3.1", ["amend", "--text", str(words), "--reason", "Harvest and weather alike."]),
        ("3.3", ["reject", "--reason", "It can't be verified.", "--not-negotiable"]),
    ):
        host.ask("talks", "respond", dossier, number, *said)
    host.ask("talks", "package", dossier, "all", "2.1", "3.2", "--title", "Information and observers")
    host.ask("talks", "remark", dossier, "concern", "--text", "Troops are counted twice.", "--for", "Sarn,Onsay")
    host.ask("talks", "close", dossier, "2.1")
    host.ask("talks", "adopt", dossier)
    version = world.folder / "arrangement-fr.md"
    version.write_text(FRENCH)
    host.ask("talks", "translate", dossier, str(version), "--language", "fr", "--authentic")
    wait_until(lambda: len(guest.ask("letter", "list", "--dossier", dossier)) == 10, "the talks to come")
    table = guest.ask("talks", "table", dossier)
    points = {each["number"]: each["point"] for each in table["points"]}
    package = guest.ask("talks", "packages", dossier)["packages"][0]
    return Negotiation(world=world, dossier=dossier, points=points, package=f"{package['letter']}/{package['place']}")
