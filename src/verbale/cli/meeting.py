"""`verbale meet`: a party is accredited by the twelve words heard from it, and by nothing else."""

from pathlib import Path

import click

from verbale.cli.intake import read_whole
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, hint
from verbale.cli.verbs import Verb
from verbale.formats.credencefile import SIZE, CredenceFile, read_credence_file
from verbale.formats.errors import Unavailable
from verbale.formats.words import COUNT, read_words

_WORDS_FILE = 4096


@click.command(
    "meet",
    cls=Verb,
    short_help="Accredit a party by its words.",
    example=[
        "verbale meet BOR.credence",
        'verbale meet BOR.credence --words "vault corn … cancel" --how "by telephone, from their registrar"',
        "verbale meet https://notes.concord.example --code CONCORD",
    ],
    then=["verbale parties permit CODE --help", "verbale letter send --to CODE --help"],
)
@click.argument("source", metavar="FILE|URL")
@click.option("--words", metavar="'w1 … w12'", help="the words, as heard from the other side")
@click.option("--from-words-file", "words_file", type=click.Path(path_type=Path), help="a file that holds them")
@click.option("--code", metavar="CODE", help="its code in this house  [the one that it proposes]")
@click.option("--how", default="", metavar="TEXT", help="from whom and how the words were heard; kept, and signed")
def meet(
    situation: Situation, *, source: str, words: str | None, words_file: Path | None, code: str | None, how: str
) -> Told:
    """Accredit a party: compare the words that its letter of credence gives with those heard from it.

    Call the other side at a number that you did not get with the file, and let them read their twelve words. At a
    terminal this command asks for them; it never shows the words it expects. With wrong words nothing is stored.
    """
    from verbale.exchange.accredit import accredit

    node = situation.locked()
    file = read_credence_file(_fetch(source), (node.office.suite,))
    heard = read_words(_ask_words(situation, file, words, words_file))
    party = accredit(
        node.office,
        file,
        heard=heard,
        code=code or file.newest.identity.code,
        officers=situation.acting(node),
        now=node.now(),
        how=how,
    )
    node.settle()
    node.note(officer=situation.first_acting(node), act="accredited", about=party.id.hex())
    document = {"code": party.code, "name": party.name, "digest": party.credence.digest.hex(), "accredited": True}
    return Told(
        document=document,
        lines=[
            f"{party.code} ({party.name}) is accredited. It may send letters of every class; see `verbale parties`."
        ],
        then=f"verbale letter send --to {party.code} --class note-verbale --subject … --body FILE",
    )


def _fetch(source: str) -> bytes:
    if source.startswith(("https://", "http://")):
        import os

        from verbale.chancery.despatch.carrier import HTTPCarrier
        from verbale.chancery.despatch.dial import read_rule

        carrier = HTTPCarrier(read_rule(os.environ.get("VERBALE_DIAL", "")))
        try:
            return carrier.fetch_credence(source)
        finally:
            carrier.close()
    return read_whole(Path(source), limit=SIZE, code="credence-size", what="A letter of credence")


def _ask_words(situation: Situation, file: CredenceFile, words: str | None, words_file: Path | None) -> str:
    if words is not None and words_file is not None:
        raise click.UsageError("--words and --from-words-file say the same thing; give one of them.")
    if words is not None:
        return words
    if words_file is not None:
        data = read_whole(words_file, limit=_WORDS_FILE, code="words-count", what="A file of words")
        return data.decode("utf-8", "replace")
    if not situation.at_terminal:
        raise Unavailable(
            "words-missing", f"Nobody can be asked for the {COUNT} words; give them with --words, as they were heard."
        )
    identity = file.newest.identity
    hint(f"The file says that it is of {identity.code}: {identity.name}.")
    hint(f"Call them, at a number that you know, and let them read their {COUNT} words.")
    return str(click.prompt("The words as you hear them", err=True))
