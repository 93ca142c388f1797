"""Few members, one point, and letters that are often written upon less than their senders have: where it is hard."""

import random

from tests.practice.talks.scribe import World, point, text_of
from verbale.formats.talks.acts import Act
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Provision, Reference, wording_digest
from verbale.formats.talks.revision import Revision
from verbale.practice.talks.letter import TalksLetter

NAMES = ("ARV", "BOR", "CAL")
LETTERS, TORN, LEAVES = 18, 0.3, 0.03
WORDS = ("One shall.", "Other.")
SOURCES = ("a One shall.\nb Two shall.", "b Two shall.\na Other.", "a Third.\nb Two shall.\nc New.")
WORD_SETS = {
    "close": ("close", "close", "reopen", "reopen", "say"),
    "text": ("adopt", "adopt", "revise", "say", "said"),
    "package": ("offer", "answer", "answer", "answer", "say", "said"),
    "structure": ("propose", "sponsor", "sponsor", "sponsor", "say"),
    "stand": ("say", "say", "said", "said", "revise", "adopt"),
}


def duel(seed: int, about: str) -> tuple[TalksLetter, ...]:
    """Letters drawn by a seed."""
    chance = random.Random(f"{about} {seed}")
    names = NAMES[: chance.choice((2, 3))]
    world = World(names=names, source=SOURCES[0], penholder=chance.choice((None, names[0])))
    while len(world.letters) < LETTERS:
        name = chance.choice(names)
        act = Leave() if chance.random() < LEAVES else _act(chance, world, chance.choice(WORD_SETS[about]))
        known = [each.id for each in world.letters if each.id in set(world.states[name].now().letters)]
        causes = chance.sample(known, min(len(known), chance.choice((1, 2)))) if chance.random() < TORN else ()
        world.write(name, act, causes=causes, to=[each for each in names if chance.random() < 0.6])
    return tuple(world.letters)


def _act(chance: random.Random, world: World, about: str) -> Act:
    provision = Provision(point=point("a"), wording=wording_digest(chance.choice(WORDS)))
    back, text = chance.random() < 0.3, chance.choice(SOURCES)
    match about:
        case "close":
            return Close(provisions=(provision,))
        case "reopen":
            return Reopen(points=(point("a"),))
        case "adopt":
            if chance.random() < 0.2:
                return Initial(text=text_of(SOURCES[0]).digest, scope="whole", withdraws=back)
            return Adopt(text=text_of(text).digest, stage=chance.choice(("basis", "text")), withdraws=back)
        case "revise":
            laid, replaced = text_of(text), text_of(chance.choice(SOURCES))
            return laid if chance.random() < 0.4 else Revision(text=laid.digest, replaces=replaced.digest)
        case "say":
            word = chance.choice(("accept", "accept", "accept", "maintain", "reject"))
            said = world.position("ARV", "a", word, chance.choice(WORDS), ad_referendum=word == "accept" and back)
            return join_positions([said])
        case "said":
            signs = "".join(chance.choice("aaaafx") for _ in text.splitlines())
            return join_positions([], text=text_of(text).digest, said=signs)
        case _:
            return _tied(chance, world, about, provision, back=back)


def _tied(chance: random.Random, world: World, about: str, provision: Provision, *, back: bool) -> Act:
    other = Provision(point=point("b"), wording=wording_digest("Two shall."))
    places = [(letter, each.place, each.act) for letter in world.letters for each in letter.acts]
    kind = Package if about in ("offer", "answer") else Proposal
    found = [(Reference(letter=letter.id, place=place), act) for letter, place, act in places if isinstance(act, kind)]
    if about in ("answer", "sponsor") and found:
        reference, act = chance.choice(found)
        if about == "sponsor":
            return Sponsor(proposal=reference, withdraws=back)
        answer = chance.choice(("accept", "accept", "accept", "discuss", "reject", "withdraw"))
        choice = point("a") if answer == "accept" and isinstance(act, Package) and act.form == "one" else ""
        return PackageAnswer(package=reference, answer=answer, choice=choice)
    if kind is Package:
        tied = sorted((provision, other), key=lambda each: each.point)
        form = chance.choice(("all", "one", "conditional"))
        cut = 1 if form == "conditional" else 2
        chance.shuffle(tied)
        return Package(
            form=form, provisions=tuple(sorted(tied[:cut], key=lambda each: each.point)), condition=tuple(tied[cut:])
        )
    verb = chance.choice(("MOVE", "RENUMBER", "SPLIT", "MERGE", "ADD"))
    if verb == "ADD":
        return Proposal(verb=verb, text="New.", after=chance.choice((point("a"), point("nowhere"))))
    return Proposal(
        verb=verb,
        point=point("a"),
        basis=provision.wording,
        text="One and two." if verb == "MERGE" else "",
        texts=WORDS if verb == "SPLIT" else (),
        others=(point("b"),) if verb == "MERGE" else (),
        number="9" if verb == "RENUMBER" else "",
        after=point("b") if verb == "MOVE" and back else "",
    )
