"""Acts of talks at random, each in form."""

from datetime import date

from hypothesis import strategies as st

from tests.strategies import digests, names
from verbale.formats.talks.acts import Part
from verbale.formats.talks.agreement import STAGES, Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.causes import Causes, Marks
from verbale.formats.talks.opening import AGREEMENTS, Opening
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import RESERVES, WORDS, Note, Position, Positions, join_positions
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Provision, Reference
from verbale.formats.talks.remark import TOPICS, Remark
from verbale.formats.talks.revision import LanguageVersion, Origin, Revision
from verbale.formats.talks.text import MEDIA, STANDINGS, LaidText

Acts = st.SearchStrategy[Part]


def points() -> st.SearchStrategy[str]:
    """The id of a point."""
    return st.binary(min_size=8, max_size=8).map(bytes.hex)


def some_points(least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """Points, rising."""
    return st.sets(points(), min_size=least, max_size=4).map(lambda each: tuple(sorted(each)))


def provisions(least: int = 1) -> st.SearchStrategy[tuple[Provision, ...]]:
    """Provisions, rising."""
    each = st.builds(Provision, point=points(), wording=digests())
    found = st.lists(each, min_size=least, max_size=4, unique_by=lambda one: one.point)
    return found.map(lambda some: tuple(sorted(some, key=lambda one: one.point)))


def words() -> st.SearchStrategy[str]:
    """An officer's words, or none."""
    return st.just("") | names()


def references() -> st.SearchStrategy[Reference]:
    """An earlier act."""
    return st.builds(Reference, letter=digests(), place=st.integers(0, 99))


@st.composite
def positions(draw: st.DrawFn) -> Positions:
    """Positions, in either of the two ways or both."""
    text = draw(st.none() | digests())
    said = "" if text is None else draw(st.text("afeuxrd-", max_size=6)) + "a"
    some = [draw(position(each)) for each in draw(some_points(0 if said else 1))]
    return join_positions(some, text=text, said=said)


@st.composite
def position(draw: st.DrawFn, point: str) -> Position:
    """A position on a point."""
    word = draw(st.sampled_from(sorted(set(WORDS.values()))))
    ad_referendum = word == "accept" and draw(st.booleans())
    has_text = word in ("amend", "counter") or (word == "editorial" and draw(st.booleans()))
    has_until = word == "reserve" or ad_referendum
    note = Note(
        text=draw(names()) if has_text else "",
        reason=draw(words()),
        reserve=draw(st.sampled_from(("", *RESERVES))) if word == "reserve" else "",
        until=draw(st.none() | st.dates(date(1900, 1, 1))) if has_until else None,
        not_negotiable=draw(st.booleans()),
    )
    return Position(point=point, wording=draw(digests()), word=word, ad_referendum=ad_referendum, note=note)


def proposals() -> Acts:
    """A proposal of any verb."""
    reason = {"reason": words(), "not_negotiable": st.booleans()}
    there = {"point": points(), "basis": digests(), **reason}
    after = st.just("") | points()
    texts = st.lists(names(), min_size=2, max_size=3).map(tuple)
    found = st.one_of(
        st.builds(Proposal, verb=st.just("ADD"), text=names(), after=after, number=words(), **reason),
        st.builds(Proposal, verb=st.sampled_from(("MOD", "EDITORIAL")), text=names(), **there),
        st.builds(Proposal, verb=st.sampled_from(("SUP", "NOC")), **there),
        st.builds(Proposal, verb=st.just("MOVE"), after=after, **there),
        st.builds(Proposal, verb=st.just("SPLIT"), texts=texts, **there),
        st.builds(Proposal, verb=st.just("MERGE"), others=some_points(1), text=names(), **there),
        st.builds(Proposal, verb=st.just("RENUMBER"), number=names(), **there),
    )
    return found.filter(lambda each: not each.point or each.point not in (*each.others, each.after))


def remarks() -> Acts:
    """A remark in any voice."""
    members = {
        "topic": st.sampled_from(TOPICS),
        "text": names(),
        "points": some_points(),
        "not_negotiable": st.booleans(),
    }
    allies = st.lists(names(), min_size=1, max_size=3).map(tuple)
    return st.builds(Remark, voice=st.sampled_from(("own", "allies")), **members) | st.builds(
        Remark, voice=st.just("named"), allies=allies, **members
    )


def packages() -> Acts:
    """A package of any form."""
    members = {"title": words(), "reason": words()}
    return st.builds(Package, form=st.sampled_from(("all", "one")), provisions=provisions(2), **members) | st.builds(
        _conditional, tied=provisions(2), at=st.integers(0, 4), **members
    )


def _conditional(tied: tuple[Provision, ...], at: int, **members: str) -> Package:
    at = at % (len(tied) - 1) + 1
    return Package(form="conditional", provisions=tied[:at], condition=tied[at:], **members)


def answers() -> Acts:
    """An answer to a package."""
    return st.builds(
        PackageAnswer,
        package=references(),
        answer=st.just("accept"),
        choice=st.just("") | points(),
        reason=words(),
    ) | st.builds(
        PackageAnswer, package=references(), answer=st.sampled_from(("reject", "discuss", "withdraw")), reason=words()
    )


def initials() -> Acts:
    """Initials of any scope."""
    members = {"text": digests(), "withdraws": st.booleans()}
    return st.one_of(
        st.builds(Initial, scope=st.just("whole"), **members),
        st.builds(Initial, scope=st.just("page"), page=st.integers(1, 999), **members),
        st.builds(Initial, scope=st.just("point"), provisions=provisions(), **members),
    )


def origins() -> st.SearchStrategy[tuple[Origin, ...]]:
    """Where points come from."""
    each = st.builds(Origin, point=points(), origins=some_points())
    found = st.lists(each, max_size=4, unique_by=lambda one: one.point)
    return found.map(lambda some: tuple(sorted(some, key=lambda one: one.point)))


@st.composite
def openings(draw: st.DrawFn) -> Opening:
    """An opening."""
    members = tuple(sorted(draw(st.sets(digests(), min_size=2, max_size=5))))
    return Opening(
        members=members,
        text=draw(digests()),
        agreement=draw(st.sampled_from(AGREEMENTS)),
        penholder=draw(st.none() | st.sampled_from(members)),
    )


def causes() -> Acts:
    """Causes with marks."""
    return st.builds(
        Causes,
        causes=st.sets(digests(), min_size=1, max_size=4).map(lambda some: tuple(sorted(some))),
        marks=st.builds(
            Marks,
            state=digests(),
            rows=st.lists(points(), max_size=3).map("".join),
            points=st.lists(points().map(lambda each: each[:4]), max_size=3).map("".join),
        ),
    )


def texts() -> Acts:
    """A text, with any source that UTF-8 can hold."""
    return st.builds(
        LaidText,
        media=st.sampled_from(MEDIA),
        source=st.text(st.characters(codec="utf-8"), min_size=1, max_size=40),
        title=names(),
        language=st.sampled_from(("", "en", "fr")),
        standing=st.sampled_from(STANDINGS),
    )


def acts() -> Acts:
    """Any part of talks."""
    version = {"text": digests(), "origins": origins()}
    return st.one_of(
        texts(),
        openings(),
        causes(),
        positions(),
        proposals(),
        st.builds(Sponsor, proposal=references(), withdraws=st.booleans()),
        remarks(),
        packages(),
        answers(),
        st.builds(Close, provisions=provisions()),
        st.builds(Reopen, points=some_points(1), reason=words()),
        st.builds(Adopt, text=digests(), stage=st.sampled_from(STAGES), withdraws=st.booleans()),
        initials(),
        st.builds(Leave, reason=words()),
        st.builds(Revision, replaces=digests(), **version),
        st.builds(LanguageVersion, of=digests(), authentic=st.booleans(), **version),
    )
