"""`verbale talks propose` and `sponsor`: what a party wants the text to be."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.intake import read_whole
from verbale.cli.options import MATCHES, PATH, REASON
from verbale.cli.situation import Situation
from verbale.cli.talking import begin, speak
from verbale.cli.telling import Told
from verbale.cli.textcomparing import read_matches
from verbale.cli.verbs import Verb
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused
from verbale.formats.names import normal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from verbale.chancery.talks.points import Pair
    from verbale.chancery.talks.proposing import Wish
    from verbale.formats.talks.proposal import Proposal
    from verbale.formats.talks.provision import Reference
    from verbale.practice.talks.view import View

    Reader: TypeAlias = Callable[[View], list[Proposal]]

_MEMBERS = {"verb", "point", "text", "texts", "others", "after", "number", "reason", "not_negotiable"}


@click.command(
    "propose",
    cls=Verb,
    short_help="Propose changes.",
    example=[
        "verbale talks propose 4f1c redline.docx --reason 'As instructed'",
        "verbale talks propose 4f1c draft-2.md --dry-run",
        "verbale talks propose 4f1c proposals.json",
    ],
    then=["verbale talks table DOSSIER", "verbale talks point DOSSIER POINT"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("file", type=PATH, metavar="FILE")
@REASON
@MATCHES
@click.option("--renumber", is_flag=True, help="propose the numbers that the file gives to points, too")
@click.option("--dry-run", is_flag=True, help="show the proposals and send nothing")
def propose(
    situation: Situation,
    *,
    dossier: str,
    file: Path,
    reason: str,
    matches: Path | None,
    renumber: bool,
    dry_run: bool,
) -> Told:
    """Propose changes to the text in force; each becomes a proposal on a point, all in one letter.

    Of a Word file with tracked changes every changed paragraph becomes one. Of a text (.md, .txt) every difference to
    the text in force does. Which point became which, was split or took others in, is taken from --matches; without
    that, points that are much alike are taken to be the same. Numbers stay as they are, unless --renumber is said.
    A .json file lists proposals: [{"verb": "MOD", "point": "2.3", "text": "…"}], with the verbs ADD, MOD, EDITORIAL,
    SUP, NOC, MOVE, SPLIT, MERGE, RENUMBER. Look at them first with --dry-run.
    """
    from verbale.chancery.talks.proposing import propose as composer
    from verbale.chancery.talks.saying import Statement

    reader = _reader(file, normal(reason), read_matches(matches) if matches else None, renumber=renumber)
    if dry_run:
        talks = situation.unlocked().talks()
        view = talks.now(talks.dossier(dossier))
        proposals = reader(view)
        document = {"proposals": [_document(each) for each in proposals], "state": view.digest.hex()}
        lines = composer(proposals)(view).lines if proposals else ["Nothing differs."]
        return Told(document=document, lines=lines)
    node, speaker = begin(situation)

    def compose(view: "View") -> Statement:
        return composer(reader(view))(view)

    return speak(node, speaker, dossier, compose, "What the file changes is proposed.")


@click.command(
    "sponsor",
    cls=Verb,
    short_help="Join a proposal.",
    example=["verbale talks sponsor 4f1c BOR/12/2026", "verbale talks sponsor 4f1c BOR/12/2026:3 --withdraw"],
    then=["verbale talks point DOSSIER POINT"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("proposal", metavar="LETTER[:PLACE]")
@click.option("--withdraw", is_flag=True, help="cease to sponsor it")
def sponsor(situation: Situation, *, dossier: str, proposal: str, withdraw: bool) -> Told:
    """Join a proposal of another as its sponsor, or cease to be one.

    A proposal is named by its letter; if the letter makes several, by its place in it too.
    """
    from verbale.chancery.talks.proposing import sponsor as composer

    node, speaker = begin(situation)
    talks = node.talks()
    view = talks.now(talks.dossier(dossier))
    known = [(each.letter, each.place) for each in view.proposals]
    reference = refer(situation, proposal, known, what="proposal")
    return speak(node, speaker, dossier, composer(reference, withdraws=withdraw), "It is said who sponsors it.")


def refer(situation: Situation, named: str, known: list[tuple[bytes, int]], *, what: str) -> "Reference":
    """An act of an earlier letter, by the letter and, if need be, its place in it.

    Raises:
        Refused: `act-unknown`, `ambiguous-id`, or as `find_letter`.
    """
    from verbale.chancery.letters.finding import find_letter
    from verbale.formats.talks.provision import Reference

    name, _, place = named.partition(":")
    with situation.locked().store.read() as view:
        letter = find_letter(view, name).id
    found = [at for each, at in known if each == letter and (not place or place == str(at))]
    if not found:
        raise Refused("act-unknown", f"The letter makes no such {what} in these talks.")
    if len(found) > 1:
        raise Refused("ambiguous-id", f"The letter makes more than one {what}; say {name}:{found[0]} or another place.")
    return Reference(letter=letter, place=found[0])


def _reader(file: Path, reason: str, matches: "list[Pair] | None", *, renumber: bool) -> "Reader":
    """What reads proposals out of a file, once the state of play is known."""
    from verbale.chancery.talks import amending, proposing

    if file.suffix.lower() == ".json":
        wishes = _read_wishes(file)
        return lambda view: proposing.take_wishes(view, wishes, reason)
    from verbale.chancery.texts.reading import media_of, read_file
    from verbale.chancery.word.changes import read_changes
    from verbale.chancery.word.package import FILE

    if media_of(file.name) != "word":
        data = read_whole(file, limit=limits.BODY, code="text-size", what="A text")
        read = read_file(file.name, data)
        return lambda view: amending.read_new_text(view, read.text, matches=matches, reason=reason, renumber=renumber)
    word = read_changes(read_whole(file, limit=FILE, code="docx-size", what="A Word file"))
    if not word.changed:
        raise Refused("docx-no-changes", "The Word file has no tracked changes; a proposal is made of those.")
    return lambda view: amending.read_redline(view, word, reason=reason, renumber=renumber)


def _read_wishes(file: Path) -> "list[Wish]":
    data = read_whole(file, limit=limits.TALKS_PART, code="proposals-form", what="A list of proposals")
    wrong = Malformed("proposals-form", 'The file is no list of proposals such as {"verb": "MOD", "point": "2.3"}.')
    try:
        read = json.loads(data)
    except (ValueError, RecursionError):
        raise wrong from None
    if not isinstance(read, list) or not all(isinstance(each, dict) for each in read):
        raise wrong
    return [_read_wish(each, place) for place, each in enumerate(read, 1)]


def _read_wish(said: Mapping[str, Any], place: int) -> "Wish":
    from verbale.chancery.talks.proposing import Wish
    from verbale.formats.talks.proposal import VERBS

    lists = {name: said.get(name, []) for name in ("texts", "others")}
    words = {name: said.get(name, "") for name in _MEMBERS - {"texts", "others", "not_negotiable"}}
    well_formed = (
        said.keys() <= _MEMBERS
        and all(isinstance(each, str) for each in words.values())
        and all(isinstance(each, list) and all(isinstance(one, str) for one in each) for each in lists.values())
        and isinstance(said.get("not_negotiable", False), bool)
    )
    if not well_formed or words["verb"] not in VERBS:
        raise Malformed("proposals-form", f"Entry {place} is no proposal, or has a verb that is none.")
    has = VERBS[words["verb"]]
    for name in ("point", "text", "texts", "others", "number"):
        if name in has.split() and not said.get(name):
            raise Malformed("proposals-form", f"Entry {place} lacks its member {name}.")
    return Wish(
        verb=words["verb"],
        point=words["point"],
        text=normal(words["text"]),
        texts=tuple(normal(each) for each in lists["texts"]),
        others=tuple(lists["others"]),
        after=words["after"],
        number=normal(words["number"]),
        reason=normal(words["reason"]),
        not_negotiable=said.get("not_negotiable", False),
    )


def _document(proposal: "Proposal") -> dict[str, Any]:
    from verbale.formats.talks.proposal import write_proposal

    return write_proposal(proposal)
