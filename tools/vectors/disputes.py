"""Stories of talks in which parties turn back, cross each other's letters, or mean harm."""

from collections.abc import Callable

from tools.vectors.story import Story
from verbale.formats.talks.agreement import Close, Leave, Reopen
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import Position, join_positions
from verbale.formats.talks.proposal import Proposal
from verbale.formats.talks.provision import Provision, Reference, wording_digest
from verbale.formats.talks.revision import Revision
from verbale.formats.talks.text import LaidText


def _returned(story: Story) -> None:
    """All turn back from an amendment to the words of the text, by a sign for each point."""
    for name in story.parties:
        story.says(name, 0, "accept", "One may.")
    for name in story.parties:
        story.write(name, join_positions([], text=story.laid.digest, said="a--"))


def _lent(story: Story) -> None:
    """An acceptance within one package binds nobody by another, and one that is taken back binds nobody at all."""
    for name in story.parties:
        story.says(name, 1, "accept")
    offered, condition, third = (story.provision(place) for place in (0, 1, 2))
    for name in ("ARV", "BOR"):
        story.write(name, Package(form="conditional", provisions=(offered,), condition=(condition,)))
    tied = tuple(sorted((offered, third), key=lambda each: each.point))
    whole = Reference(letter=story.write("CAL", Package(form="all", provisions=tied)), place=0)
    for answer in ("accept", "discuss"):
        for name in ("ARV", "BOR"):
            story.write(name, PackageAnswer(package=whole, answer=answer))


def _left(story: Story) -> None:
    """Who left neither rejects a package nor chooses; who offers one of several accepts any choice."""
    tied = tuple(sorted((story.provision(0), story.provision(1)), key=lambda each: each.point))
    whole = Reference(letter=story.write("ARV", Package(form="all", provisions=tied)), place=0)
    one = Reference(letter=story.write("ARV", Package(form="one", provisions=tied)), place=0)
    story.write(
        "CAL",
        PackageAnswer(package=whole, answer="reject"),
        PackageAnswer(package=one, answer="accept", choice=tied[0].point),
    )
    story.write("CAL", Leave())
    story.write("BOR", PackageAnswer(package=one, answer="accept", choice=tied[1].point))


def _offered(story: Story) -> None:
    """A letter that offers a package and proposes other words for a point of it says what it proposes."""
    tied = tuple(sorted((story.provision(0), story.provision(1)), key=lambda each: each.point))
    against = Proposal(verb="SUP", point=tied[0].point, basis=tied[0].wording)
    story.write("BOR", Package(form="all", provisions=tied), against)


def _forked(story: Story) -> None:
    """Two revisions of the penholder that nobody put in order change nothing; a third upon both takes their place."""
    for name in story.parties:
        story.write(name, join_positions([], text=story.laid.digest, said="aaa"))
    known = story.state.now().frontier
    for source in ("1. One may.\n\nNew.\n", "1. One might.\n\nOther.\n"):
        _revise(story, source, causes=known)
    story.write("BOR", join_positions([], text=story.laid.digest, said="aau"))
    _revise(story, "1. One shall.\n\nNew.\n")


def _revise(story: Story, source: str, causes: tuple[bytes, ...] | None = None) -> None:
    laid = LaidText(media="plain", source=source, title="Revision")
    story.write("ARV", laid, Revision(text=laid.digest, replaces=story.laid.digest, origins=()), causes=causes)


def _loose(story: Story) -> None:
    """Points added behind one that is not there come last; words of a proposal are known, whatever stands beside it."""
    for words in ("Five.", "Six."):
        story.write("BOR", Proposal(verb="ADD", text=words, after="0" * 16))
    shown = story.provision(0)
    story.write("CAL", Proposal(verb="SPLIT", point=shown.point, basis=shown.wording, texts=("A.", "B.")))
    against = Position(point=shown.point, wording=shown.wording, word="reject")
    proposal = Proposal(verb="MOD", point=shown.point, basis=shown.wording, text="One may.")
    story.write("BOR", proposal, join_positions([against]))
    story.says("CAL", 0, "accept", "One may.")


def _reclosed(story: Story) -> None:
    """A point that is open again is closed in other words."""
    provision = story.provision(0)
    other = Provision(point=provision.point, wording=wording_digest("One may."))
    for act in (Close(provisions=(provision,)), Reopen(points=(provision.point,)), Close(provisions=(other,))):
        for name in story.parties:
            story.write(name, act)


def _poisoned(story: Story) -> None:
    """A closing that is complete is not undone by one that knows of a reopening that came too late."""
    close = Close(provisions=(story.provision(0),))
    opening = story.state.now().frontier
    early = story.write("BOR", close, causes=opening)
    story.says("CAL", 1, "accept")
    story.says("CAL", 2, "accept")
    late = story.write("ARV", close)
    story.write("CAL", close, causes=tuple(sorted((early, late))))
    back = story.write("BOR", Reopen(points=(story.points[0],)), causes=(early,))
    story.write("ARV", close, causes=(back,))


def _withheld(story: Story) -> None:
    """A closing that was held back does not close again what all opened."""
    close, opening = Close(provisions=(story.provision(0),)), story.state.now().frontier
    story.says("CAL", 1, "accept")
    story.says("CAL", 2, "accept")
    for act in (close, Reopen(points=(story.points[0],))):
        for name in story.parties:
            story.write(name, act)
    story.write("ARV", close, causes=opening)


def _whispered(story: Story) -> None:
    """A letter to some members is none of the talks, though its sender opens others among them in the same dossier."""
    known = story.state.now().frontier
    accept = join_positions([], text=story.laid.digest, said="aaa")
    story.write("ARV", accept, Leave(), causes=known, to=("BOR",))
    few = tuple(sorted(story.parties[name] for name in ("ARV", "BOR")))
    other = LaidText(media="plain", source="Between us.\n", title="Draft")
    story.write("ARV", other, Opening(members=few, text=other.digest), causes=(), to=("BOR",))
    story.write("ARV", accept, causes=known, to=("BOR",))
    story.write("BOR", accept, causes=known, to=("ARV", "CAL"))


DISPUTES: tuple[Callable[[Story], None], ...] = (
    _returned,
    _lent,
    _left,
    _offered,
    _forked,
    _loose,
    _reclosed,
    _poisoned,
    _withheld,
    _whispered,
)
PENNED = (_forked,)
