"""The first part of the demo: four chanceries are founded, accredit each other, and exchange letters.

Aldmark lays a proposal before Brenna (by network) and the Concord (by hand); both answer, by the roads they came by;
Vestry gets a copy.
"""

from verbale.cli.demo import papers
from verbale.cli.demo.houses import House, expect, make_house, together
from verbale.cli.demo.scene import OPENED, Scene
from verbale.formats.canonical import Json


def found(scene: Scene) -> str:
    """Founds the four chanceries."""
    for role in papers.ROLES:
        scene.houses[role.code] = make_house(role, scene.folder, by_network=role is not papers.CONCORD)
    together(_found, scene.houses.values())
    return ", ".join(role.name for role in papers.ROLES)


def _found(house: House) -> None:
    role, road = house.role, ("--address", house.address) if house.port else ()
    made = house.ask("init", "--name", role.name, "--code", role.code, "--officer-name", role.officer, *road)
    house.words = made["words"]
    expect(len(set(house.words)) > 1 and house.credence.is_file(), "a chancery has no words or no credence")


def accredit(scene: Scene) -> str:
    """Lets each accredit every other."""

    def meet(house: House) -> int:
        others = [other for other in scene.houses.values() if other is not house]
        for other in others:
            answer = house.ask("meet", other.credence, "--words", " ".join(other.words))
            expect(answer["accredited"], "a party was not accredited")
        return len(others)

    met = together(meet, scene.houses.values())
    return f"{sum(met)} times twelve words were compared"


def open_doors(scene: Scene) -> str:
    """Starts the servers; the Concord has none and takes part by hand."""
    together(House.start, scene.online)
    return ", ".join(f"{house.role.code} at {house.address}" for house in scene.online)


def propose(scene: Scene) -> str:
    """Sends the proposal to two parties, with an attachment."""
    table = scene.file("notified exercises.csv", papers.TABLE)
    sent = scene.send(
        scene.aldmark, "--to", "MFA-BR,NC", "--class", "memorandum", "--language", "en",
        "--subject", "Draft Arrangement on Transparency and Standing Channels",
        "--body", scene.proposal, "--attach", table,
    )  # fmt: skip
    shown = scene.aldmark.ask("letter", "show", sent["id"])
    expect(shown["stages"] is not None and sorted(sent["to"]) == ["MFA-BR", "NC"], "the letter is not as sent")
    return f"{sent['number']}, {len(shown['body'])} parts"


def answer_by_network(scene: Scene) -> str:
    """Brenna's answer, by network both ways."""
    proposal = _proposal(scene)
    scene.until_opened(scene.aldmark, proposal, "MFA-BR")
    scene.brenna.ask("letter", "acknowledge", proposal["id"], "--words", "Received; an answer follows.")
    reply = _reply(scene, scene.brenna, papers.BRENNA_REPLY)
    scene.until_opened(scene.brenna, reply, "MFA-AL")
    _expect_same_text(scene.brenna, scene.aldmark, reply)
    return f"{reply['number']}, opened at Aldmark"


def answer_by_hand(scene: Scene) -> str:
    """The Concord's answer, on a stick both ways."""
    aldmark, concord, proposal = scene.aldmark, scene.concord, _proposal(scene)
    scene.carry(aldmark, concord, {proposal["id"]})
    reply = _reply(scene, concord, papers.CONCORD_REPLY)
    scene.carry(concord, aldmark, {reply["id"]})
    for house, letter, party in ((aldmark, proposal, "NC"), (concord, reply, "MFA-AL")):
        stage = house.ask("letter", "show", letter["id"])["stages"][party]
        expect(stage in OPENED, f"{letter['number']} is only {stage} at {party}")
    _expect_same_text(concord, aldmark, reply)
    return f"{reply['number']}, opened at Aldmark"


def send_copy(scene: Scene) -> str:
    """A note to the partner, with the proposal attached."""
    sent = scene.send(
        scene.aldmark, "--to", "MFA-VE", "--class", "note-verbale", "--language", "en",
        "--subject", "Copy of the draft Arrangement", "--body", scene.file("note.md", papers.COPY_NOTE),
        "--attach", scene.draft,
    )  # fmt: skip
    scene.until_opened(scene.aldmark, sent, "MFA-VE")
    return f"{sent['number']}, opened at Vestry"


def _proposal(scene: Scene) -> Json:
    return scene.letters[0][1]


def _reply(scene: Scene, house: House, text: str) -> Json:
    return scene.send(
        house, "--to", "MFA-AL", "--class", "memorandum", "--language", "en",
        "--subject", "Response to the draft Arrangement", "--body", scene.file(f"reply-{house.role.code}.md", text),
        "--reply-to", _proposal(scene)["id"],
    )  # fmt: skip


def _expect_same_text(sender: House, receiver: House, letter: Json) -> None:
    one, other = (house.ask("letter", "show", letter["id"]) for house in (sender, receiver))
    expect(one["body"] == other["body"], "a letter reads differently on its two sides")
    expect(one["attachments"] == other["attachments"], "a letter encloses different files on its two sides")
