"""Language versions of the text in force: laid beside it by one letter, aligned by point, and looked at.

Which point renders which is suggested by articles and numbers, and by likeness where those say nothing; a person looks
it through. A version is authentic or a courtesy; what it lacks and what is stale in it is always told.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from verbale.chancery.letters.finding import code_of
from verbale.chancery.talks.points import Matches, call
from verbale.chancery.talks.saying import Composer, Statement
from verbale.chancery.talks.texts import need_laid, need_text, own_points, pick_pairs, read_laid
from verbale.formats.errors import Refused
from verbale.formats.talks.revision import LanguageVersion, Origin
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.languages import LanguageState
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.languages import suggest_renderings
from verbale.practice.texts.matches import Match
from verbale.practice.texts.text import Text


def suggest_versions(view: View, version: Text) -> tuple[Match, ...]:
    """Suggests which points of the text in force those of another language render, for a person to confirm.

    Points that are gone since are left out.

    Raises:
        Refused: `talks-no-text`.
    """
    text = need_text(view)
    there = {name for name, state in own_points(text, view).items() if not state.gone}
    return tuple(each for each in suggest_renderings(text, version) if each.old in there)


def find_renderings(view: View, version: Text, matches: Matches | None = None) -> tuple[Origin, ...]:
    """Which points of the talks those of a language version render.

    Args:
        view: the state of play.
        version: the text in the other language.
        matches: see `pick_pairs`; as `suggest_versions` suggests, if nobody said.

    Returns:
        An entry for each point of the version, one that renders nothing too.

    Raises:
        Refused: `talks-no-text`, `point-unknown` or `ambiguous-id`.
    """
    if matches is None:
        matches = [(each.old, each.new) for each in suggest_versions(view, version)]
    sources: dict[str, set[str]] = {each.id: set() for each in version.points}
    for state, point in pick_pairs(view, version, matches):
        sources[point.id].add(state.id)
    return tuple(Origin(point=point, origins=tuple(sorted(sources[point]))) for point in sorted(sources))


def missing_points(view: View, rendered: Container[str]) -> list[PointState]:
    """The points of the text in force that a version would lack.

    Args:
        view: the state of play.
        rendered: the points of the talks that it renders.

    Raises:
        Refused: `talks-no-text`.
    """
    due = own_points(need_text(view), view).values()
    return [each for each in due if not each.gone and each.status != "deleted" and each.id not in rendered]


def translate(laid: LaidText, origins: Sequence[Origin], *, authentic: bool) -> Composer:
    """Lays a language version of the text in force beside it.

    Args:
        laid: the version; it says its language.
        origins: which points of the talks its points render.
        authentic: whether it is to be equally authoritative, else a courtesy.

    The composer raises:
        Refused: `talks-no-text`, or `language-same` if the text in force is in this language or is this very text.
    """

    def compose(view: View) -> Statement:
        there = need_laid(view)
        if laid.digest == there.digest or there.language == laid.language:
            raise Refused("language-same", "The text in force is in this language already; lay a revised text instead.")
        act = LanguageVersion(text=laid.digest, of=there.digest, authentic=authentic, origins=tuple(origins))
        kind = "meant to be authentic" if authentic else "a courtesy"
        rendered = {each for origin in origins for each in origin.origins}
        lacks = [call(each) for each in missing_points(view, rendered)]
        beyond = sum(not origin.origins for origin in origins)
        lines = [
            f"The sender lays beside the text {there.digest.hex()} a version of it in {laid.language}, {kind}: "
            f"“{laid.title}”, {laid.digest.hex()}.",
            f"It renders {len(rendered)} points. " + (f"It lacks {', '.join(lacks)}." if lacks else "It lacks none."),
        ]
        lines += [f"{beyond} of its points render none."] if beyond else []
        return Statement(acts=(laid, act), subject=f"A language version: {laid.title}", lines=lines)

    return compose


def show_languages(view: View, codes: Mapping[bytes, str]) -> dict[str, Any]:
    """The language versions, in order, with what each lacks and what is stale in it."""
    found = [
        {
            "letter": each.letter.hex(),
            "by": code_of(codes, each.party),
            "text": each.version.text.hex(),
            "of": each.version.of.hex(),
            "language": each.language,
            "title": each.title,
            "authentic": each.version.authentic,
            "superseded": each.superseded,
            "adopted": each.adopted,
            "authenticated": each.authenticated,
            "rendered": list(each.rendered),
            "missing": list(each.missing),
            "stale": list(each.stale),
            "beyond": list(each.beyond),
        }
        for each in view.languages
    ]
    return {"text": view.text.hex() or None, "languages": found, "state": view.digest.hex()}


def show_renderings(view: View, point: PointState, codes: Mapping[bytes, str]) -> dict[str, Any]:
    """One point in all languages, side by side; versions that were superseded are left out."""
    there = view.in_force
    return {
        "point": point.id,
        "number": point.number,
        "language": (there.laid.language if there else "") or None,
        "text": point.text,
        "versions": [
            {
                "letter": each.letter.hex(),
                "by": code_of(codes, each.party),
                "language": each.language,
                "authentic": each.version.authentic,
                "stale": point.id in each.stale,
                "missing": point.id not in each.rendered,
                "words": list(_words(each, point)),
            }
            for each in view.languages
            if not each.superseded
        ],
        "state": view.digest.hex(),
    }


def _words(version: LanguageState, point: PointState) -> Iterator[str]:
    """The words of a version that render a point, a piece for each of its points."""
    for each in read_laid(version.laid).points:
        if point.id in version.aligned.get(each.id, ()):
            yield each.text
