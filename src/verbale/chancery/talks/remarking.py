"""Remarks, packages and answers to them: what a written response has beside its positions."""

from collections.abc import Sequence

from verbale.chancery.talks.points import call, find_point
from verbale.chancery.talks.saying import Composer, Statement
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.provision import Provision, Reference
from verbale.formats.talks.remark import Remark
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View


def remark(
    topic: str,
    text: str,
    *,
    points: Sequence[str] = (),
    allies: Sequence[str] = (),
    for_allies: bool = False,
    not_negotiable: bool = False,
) -> Composer:
    """A principle, a comment, a concern or an area of cooperation.

    Args:
        topic: `principle`, `comment`, `concern` or `cooperation`.
        text: its words.
        points: what it is about, as people name points.
        allies: the names of those for whom it is said.
        for_allies: whether it is said for allies who are not named.
        not_negotiable: whether the house says that it will not move.

    The composer raises:
        Refused: `point-unknown` or `ambiguous-id`.
    """

    def compose(view: View) -> Statement:
        about = sorted({find_point(view, each).id for each in points})
        act = Remark(
            topic=topic,
            text=text,
            points=tuple(about),
            voice="named" if allies else "allies" if for_allies else "own",
            allies=tuple(allies),
            not_negotiable=not_negotiable,
        )
        for_whom = f" for {', '.join(allies)}" if allies else " for allies" if for_allies else ""
        on = f" on points {', '.join(each[:8] for each in about)}" if about else ""
        line = f"{topic.capitalize()}{for_whom}{on}: {text}"
        return Statement(acts=(act,), subject=f"A remark: {topic}", lines=(line,))

    return compose


def offer(
    form: str, points: Sequence[str], *, condition: Sequence[str] = (), title: str = "", reason: str = ""
) -> Composer:
    """Points tied together in the wordings that stand.

    Args:
        form: `all`, `one` or `conditional`.
        points: what is offered, as people name points.
        condition: what has to be agreed, for the offer to hold.
        title: a short name.
        reason: why.

    The composer raises:
        Refused: `point-unknown` or `ambiguous-id`.
    """

    def compose(view: View) -> Statement:
        offered = [find_point(view, each) for each in points]
        wanted = [find_point(view, each) for each in condition]
        act = Package(
            form=form, provisions=provisions(offered), condition=provisions(wanted), title=title, reason=reason
        )
        named = f" “{title}”" if title else ""
        line = f"A package{named}, {form}: points {', '.join(map(call, offered))}."
        line += f" On condition that {', '.join(map(call, wanted))} are agreed." if wanted else ""
        line += f" Reason: {reason}" if reason else ""
        return Statement(acts=(act,), subject=f"A package{named}", lines=(line,))

    return compose


def answer(package: Reference, word: str, *, choice: str = "", reason: str = "") -> Composer:
    """An answer to a package: `accept`, `reject`, `discuss`, or `withdraw` by who offered it.

    The composer raises:
        Refused: `point-unknown` or `ambiguous-id`.
    """

    def compose(view: View) -> Statement:
        chosen = find_point(view, choice) if choice else None
        act = PackageAnswer(package=package, answer=word, choice=chosen.id if chosen else "", reason=reason)
        line = f"To the package {package.place} of letter {package.letter.hex()[:16]}: {word}"
        line += f", point {call(chosen)}." if chosen else "."
        line += f" Reason: {reason}" if reason else ""
        return Statement(acts=(act,), subject=f"An answer to a package: {word}", lines=(line,))

    return compose


def provisions(points: Sequence[PointState]) -> tuple[Provision, ...]:
    """Points in the wordings that stand, in rising order."""
    found = {each.id: Provision(point=each.id, wording=each.wording) for each in points}
    return tuple(found[each] for each in sorted(found))
