"""Talks at random: parties hear of each other late, speak at once, and contradict themselves."""

import random
from collections.abc import Sequence
from functools import lru_cache

from tests.practice.talks.scribe import World, point, text_of
from verbale.formats.talks.acts import Act
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import WORDS, join_positions
from verbale.formats.talks.proposal import VERBS, Proposal, Sponsor
from verbale.formats.talks.provision import Provision, Reference
from verbale.formats.talks.remark import Remark
from verbale.formats.talks.revision import LanguageVersion, Origin, Revision
from verbale.practice.talks.letter import TalksLetter
from verbale.practice.talks.view import View

TEXTS = ("One may.", "Two may.", "It shall.")
SOURCES = ("a One may.\nb Two shall.\ne Five.", "b Two shall.\na One shall.\nc Three can.\nd Four shall.")


@lru_cache(maxsize=64)
def crowd(seed: int, *, letters: int, names: Sequence[str] = ("ARV", "BOR", "CAL")) -> tuple[TalksLetter, ...]:
    """Letters drawn by a seed."""
    chance = random.Random(seed)
    world = World(names=names, penholder=chance.choice((None, names[0])))
    while len(world.letters) < letters:
        name = chance.choice(list(names))
        acts = [_act(chance, world, name) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        # Now and then a party forgets what it said itself, as one restored from an old backup would.
        causes = [chance.choice(world.letters).id] if chance.random() < 0.08 else ()
        known = [each.id for each in world.letters if each.id in set(world.states[name].now().letters)]
        causes = [each for each in causes if each in known]
        heard = [each for each in names if chance.random() < 0.6]
        world.write(name, *acts, causes=causes, to=heard)
        if chance.random() < 0.3:
            _tell(chance, world)
    return tuple(world.letters)


def _tell(chance: random.Random, world: World) -> None:
    """One party hears all that is there."""
    name = chance.choice(list(world.names))
    for letter in world.letters:
        world.states[name].add(letter)


def _act(chance: random.Random, world: World, name: str) -> Act:
    view = world.states[name].now()
    draw = chance.random()
    if draw < 0.6:
        return _positions(chance, world, view)
    if draw < 0.72:
        return _proposal(chance, view)
    return chance.choice(
        (_sponsor, _close, _close, _reopen, _adopt, _package, _answer, _revision, _language, _remark, _leave)
    )(chance, world, view)


def _positions(chance: random.Random, world: World, view: View) -> Act:
    if chance.random() < 0.3:
        text = chance.choice(view.texts).laid
        said = "".join(chance.choice("aaaafuxd-") for _ in text.source.splitlines())
        return join_positions([], text=text.digest, said="a" + said[1:])
    points = chance.sample([each.id for each in view.points], min(len(view.points), chance.choice((1, 2, 4))))
    positions = []
    for each in points:
        word = chance.choice(("accept", "accept", "accept", *WORDS.values()))
        more: dict[str, object] = {"text": chance.choice(TEXTS)} if word in ("amend", "counter") else {}
        upon = chance.choice(TEXTS) if chance.random() < 0.3 else None
        positions.append(world.position(world.names[0], each, word, upon, **more))
    return join_positions(positions)


def _proposal(chance: random.Random, view: View) -> Act:
    verb = chance.choice(list(VERBS))
    some = chance.sample([each.id for each in view.points], 2)
    basis = next(each.wording for each in view.points if each.id == some[0])
    if verb == "ADD":
        return Proposal(verb=verb, text=chance.choice(TEXTS), after=some[0])
    return Proposal(
        verb=verb,
        point=some[0],
        basis=basis,
        text=chance.choice(TEXTS) if verb in ("MOD", "EDITORIAL", "MERGE") else "",
        texts=TEXTS[:2] if verb == "SPLIT" else (),
        others=(some[1],) if verb == "MERGE" else (),
        after=some[1] if verb == "MOVE" else "",
        number="9" if verb == "RENUMBER" else "",
    )


def _sponsor(chance: random.Random, world: World, view: View) -> Act:
    letters = [Reference(letter=each.letter, place=each.place) for each in view.proposals]
    stray = Reference(letter=world.letters[-1].id, place=0)
    return Sponsor(proposal=chance.choice([stray, *letters, *letters]), withdraws=chance.random() < 0.2)


def _provisions(chance: random.Random, view: View, count: int) -> tuple[Provision, ...]:
    some = sorted(chance.sample(list(view.points), count), key=lambda each: each.id)
    return tuple(Provision(point=each.id, wording=each.wording) for each in some)


def _close(chance: random.Random, world: World, view: View) -> Act:
    return Close(provisions=_provisions(chance, view, 2))


def _reopen(chance: random.Random, world: World, view: View) -> Act:
    return Reopen(points=(chance.choice(view.points).id,))


def _adopt(chance: random.Random, world: World, view: View) -> Act:
    text, withdraws = chance.choice(view.texts).laid.digest, chance.random() < 0.2
    if chance.random() < 0.3:
        return Initial(text=text, scope="whole", withdraws=withdraws)
    return Adopt(text=text, stage=chance.choice(("basis", "text")), withdraws=withdraws)


def _package(chance: random.Random, world: World, view: View) -> Act:
    form = chance.choice(("all", "one", "conditional"))
    if form != "conditional":
        return Package(form=form, provisions=_provisions(chance, view, 2))
    condition, *offered = chance.sample(_provisions(chance, view, 3), 3)
    provisions = tuple(sorted(offered, key=lambda each: each.point))
    return Package(form=form, provisions=provisions, condition=(condition,))


def _answer(chance: random.Random, world: World, view: View) -> Act:
    if not view.packages:
        return _package(chance, world, view)
    package = chance.choice(view.packages)
    answer = chance.choice(("accept", "accept", "accept", "reject", "discuss", "withdraw"))
    choice = package.package.provisions[0].point if package.package.form == "one" and answer == "accept" else ""
    reference = Reference(letter=package.letter, place=package.place)
    return PackageAnswer(package=reference, answer=answer, choice=choice)


def _revision(chance: random.Random, world: World, view: View) -> Act:
    laid = text_of(chance.choice(SOURCES))
    if chance.random() < 0.5:
        return laid
    origins = (Origin(point=point("e"), origins=tuple(sorted((point("c"), point("d"))))),)
    return Revision(text=laid.digest, replaces=view.text, origins=origins)


def _language(chance: random.Random, world: World, view: View) -> Act:
    laid = chance.choice(view.texts).laid
    return LanguageVersion(text=laid.digest, of=view.text)


def _remark(chance: random.Random, world: World, view: View) -> Act:
    return Remark(topic=chance.choice(("concern", "principle")), text=f"Remark {chance.random()}")


def _leave(chance: random.Random, world: World, view: View) -> Act:
    return Leave() if chance.random() < 0.2 and len(view.left) < len(world.names) - 2 else _remark(chance, world, view)
