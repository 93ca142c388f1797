"""`verbale init` and `verbale upgrade`: a chancery is founded, or brought up to this version."""

from collections.abc import Mapping
from datetime import UTC, datetime

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import SETTINGS, Verb

FIRST_OFFICER = "First officer"


@click.command(
    "init",
    cls=Verb,
    short_help="Found a chancery.",
    context_settings=dict(SETTINGS),
    example=[
        'verbale init --name "Ministry of Foreign Affairs of Aldmark" --code MFA-AL',
        'verbale init --name "Northern Concord" --code NC --address https://notes.concord.example',
    ],
    then=["verbale meet FILE", "verbale letter send --help"],
)
@click.option("--name", required=True, help="the institution's full name")
@click.option("--code", required=True, help="its short code: capitals, digits, hyphens")
@click.option(
    "--address", "addresses", multiple=True, metavar="URL", help="where it takes pouches; none if it only calls out"
)
@click.option("--officer-name", default=FIRST_OFFICER, show_default=True, help="the name of the officer who signs")
@click.option(
    "--work-factor",
    type=int,
    metavar="N",
    help="of the key files, 18 if not said; lower for trials alone  [VERBALE_WORK_FACTOR]",
)
def init(
    situation: Situation,
    *,
    name: str,
    code: str,
    addresses: tuple[str, ...],
    officer_name: str,
    work_factor: int | None,
) -> Told:
    """Found a chancery: new keys, a first letter of credence, an empty register.

    Everything lies in one folder (--home), readable by its owner alone. The file CODE.credence in it is ready to be
    handed to other institutions; the twelve words are read to them by telephone. Nothing is sent anywhere.

    The recovery key is the one thing that does not belong on this machine: move keys/recovery.age to a safe place. It
    alone can sign a new letter of credence if every officer's key is lost; the first officer's passphrase opens it.
    """
    from verbale.chancery import foundation
    from verbale.formats.words import words_of

    factor = situation.work_factor(work_factor)
    foundation.check_charter(code=code, name=name, addresses=addresses, officer=officer_name, work_factor=factor)
    foundation.check_free(situation.home)
    charter = foundation.Charter(
        code=code,
        name=name,
        addresses=addresses,
        officer=officer_name,
        passphrase=situation.house_passphrase(new=True),
        officer_passphrase=situation.officer_passphrase(new=True),
        work_factor=factor,
    )
    founded = foundation.found(situation.home, charter, now=datetime.now(UTC).replace(microsecond=0))
    party = founded.party
    words = words_of(party.id, party.credence.digest)
    document = {
        "code": party.code,
        "name": party.name,
        "home": str(founded.node.home.folder),
        "credence": party.credence.digest.hex(),
        "words": list(words),
        "credence_file": str(founded.credence_file),
        "officer": officer_name,
        "recovery_file": str(founded.recovery_file),
    }
    return Told(document=document, lines=_lines(document, words), then="verbale meet FILE")


@click.command(
    "upgrade",
    cls=Verb,
    short_help="Bring the tables up to this version.",
    context_settings=dict(SETTINGS),
    example=["verbale backup before.tar && verbale upgrade"],
    then=["verbale doctor"],
)
def upgrade(situation: Situation) -> Told:
    """Bring the tables of a chancery up to this version.

    Take a backup first. A chancery whose tables a newer version wrote is refused and left alone.
    """
    from verbale.chancery import foundation
    from verbale.chancery.home import open_home

    home = open_home(situation.home)
    foundation.upgrade(home.folder)
    return Told(document={"upgraded": True}, lines=["The tables are those of this version."])


def _lines(document: Mapping[str, object], words: tuple[str, ...]) -> list[str]:
    return [
        f"The chancery {document['code']} ({document['name']}) is founded in {document['home']}.",
        "",
        f"Hand over:     {document['credence_file']}",
        f"And read out:  {' '.join(words[:6])}",
        f"               {' '.join(words[6:])}",
        "",
        f"Move to a safe place elsewhere, and delete here: {document['recovery_file']}",
        "It alone can sign for you if all officers' keys are lost.",
    ]
