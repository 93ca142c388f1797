"""Kills real processes at random moments and looks at what is left: `make kill ROUNDS=2000 DATABASE=sqlite|postgres`.

Two houses with real keys, databases and files correspond in a child process: send, pack, receive, answer, acknowledge,
without pause. After a random 2 to 250 ms (to 600 with PostgreSQL) the child is killed with SIGKILL. What it had been
told was durable (a letter sent, a receipt that left in an answer) it had said over a pipe; the next round begins by
looking whether all of that is there. With PostgreSQL, every tenth round kills the whole server too. Every tenth
round, and at the end, everything still due is carried over; then nothing may be lost, double or out of number.

On a machine that has other work too, `--longest` lets a child get further before it is killed.

    python -m tools.kill --rounds 2000 --database sqlite [--seed 1] [--longest 2.5]
"""

import argparse
import itertools
import os
import random
import secrets
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from django.conf import settings
from django.db import connections

from tests.postgres import PostgresServer
from verbale.chancery import setup
from verbale.chancery.contents import FileContents
from verbale.chancery.djangodb import DjangoEngine
from verbale.chancery.drafting.drafts import Drafts, Safe
from verbale.chancery.engines import postgres_settings
from verbale.chancery.home import FileMark, Home, create_home
from verbale.chancery.keysafe import HouseKeys, draw_seeds
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange import acts, prove, receive, register
from verbale.exchange.accredit import accredit
from verbale.exchange.founding import Founders, found
from verbale.exchange.letters import Draft, SealedAttachment, seal_attachment, send
from verbale.exchange.pack import is_due, pack
from verbale.exchange.ports import Office
from verbale.exchange.records import Letter
from verbale.formats.credencefile import read_credence_file, write_credence_file
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.hybrid import HYBRID
from verbale.formats.receipt import Stage
from verbale.formats.suite import SIGNING_SEED, SigningKey
from verbale.formats.words import words_of
from verbale.practice.paper import Paragraph

SERVER_KILL = 10
# Without a calm moment now and then, what was cut off piles up until no round gets as far as a receipt.
CALM = 10
LARGE = 200_000
LONGEST = {"sqlite": 0.25, "postgres": 0.6}


@dataclass(slots=True)
class House:
    """One of the two houses, with its keys; its store is opened in the process that uses it."""

    home: Home
    keys: HouseKeys
    officer: SigningKey
    open_engine: Callable[[], Engine]
    id: bytes = b""

    def office(self) -> Office:
        """What its use cases work with, on a connection of this process."""
        store = SqlStore(self.open_engine())
        contents = FileContents(self.home.contents, find_small=store.find_content)
        return Office(
            store=store,
            contents=contents,
            keys=self.keys,
            mark=FileMark(self.home),
            suite=HYBRID,
            entropy=secrets.token_bytes,
        )


@dataclass(slots=True)
class Promised:
    """What was said to be durable."""

    sent: set[tuple[int, bytes]] = field(default_factory=set)
    receipts: dict[tuple[int, bytes, str], bytes] = field(default_factory=dict)


class Lost(Exception):
    """Something that was promised is not there, or is there twice."""


def main() -> int:
    """Runs the rounds and says what came of them."""
    options = read_options()
    chance = random.Random(options.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="verbale-kill-")))
        server = None
        if options.database == "postgres":
            server = PostgresServer(durable=True).make()
            stack.callback(server.remove)
        houses = found_houses(folder, server)
        promised = Promised()
        longest = options.longest or LONGEST[options.database]
        begun = time.monotonic()
        for number in range(1, options.rounds + 1):
            whole_server = server is not None and number % SERVER_KILL == 0
            run_round(houses, promised, chance.uniform(0.002, longest), chance, server if whole_server else None)
            check_promised(houses, promised)
            if number % CALM == 0:
                carry_over(houses)
            if number % 100 == 0:
                said = f"{len(promised.sent)} letters, {len(promised.receipts)} receipts"
                print(f"{number} rounds, {said}, {time.monotonic() - begun:.0f} s", flush=True)
        finish(houses, promised)
    seconds = time.monotonic() - begun
    whole = f", {options.rounds // SERVER_KILL} of them of the whole server," if options.database == "postgres" else ""
    print(
        f"{options.rounds} kills on {options.database}{whole} in {seconds:.0f} s: {len(promised.sent)} letters and "
        f"{len(promised.receipts)} receipts promised; 0 lost, 0 double, no gap"
    )
    return 0


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, help="seconds that a child lives at most")
    return parser.parse_args()


def found_houses(folder: Path, server: PostgresServer | None) -> tuple[House, House]:
    """Two houses that have accredited each other."""
    houses = []
    for code in ("ARV", "BOR"):
        home = create_home(folder / code)
        houses.append(make_house(home, code, server))
    for one, other in (houses, houses[::-1]):
        office = one.office()
        with other.office().store.read() as view:
            party = view.house().party
        file = read_credence_file(write_credence_file(party.chain, party.keys), (HYBRID,))
        heard = words_of(party.id, party.credence.digest)
        accredit(office, file, heard=heard, code=party.code, officers=[one.officer], now=now())
    close_connections()
    return houses[0], houses[1]


def make_house(home: Home, code: str, server: PostgresServer | None) -> House:
    """Founds a house with tables of its own."""
    if not settings.configured:
        setup.configure(home)
    if server is not None:
        connections.databases[code] = connections.databases["default"] | postgres_settings(
            server.url(server.create_database())
        )
    else:
        setup.attach(home, code)
    setup.migrate(code)
    keys = HouseKeys(draw_seeds(now=now()), clock=now)
    officer = HYBRID.signing_key(secrets.token_bytes(SIGNING_SEED))
    spare = HYBRID.signing_key(secrets.token_bytes(SIGNING_SEED))
    opener: Callable[[], Engine] = (lambda: DjangoEngine(code)) if server else (lambda: SqliteEngine(home.database))
    house = House(home=home, keys=keys, officer=officer, open_engine=opener)
    founders = Founders(officers=[("Officer", officer)], thresholds={}, recovery=[spare.public])
    party = found(house.office(), code=code, name=f"House {code}", founders=founders, addresses=[], now=now())
    house.id = party.id
    return house


def run_round(
    houses: tuple[House, House], promised: Promised, life: float, chance: random.Random, server: PostgresServer | None
) -> None:
    """Lets a child work, kills it (or the server under it), and takes in what it had said."""
    reading, writing = os.pipe()
    seed = chance.random()
    child = os.fork()
    if child == 0:
        os.close(reading)
        work(houses, writing, random.Random(seed))
    os.close(writing)
    time.sleep(life)
    if server is not None:
        server.kill()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if server is not None:
        server.start()
    with os.fdopen(reading, "rb") as stream:
        for line in stream.read().split(b"\n")[:-1]:  # a last line without its end was not said
            take_in(promised, line.decode("ascii"))


def take_in(promised: Promised, line: str) -> None:
    """Notes one promise."""
    if line.startswith("fault"):
        raise Lost(f"the child ended by itself: {line}")
    word, house, letter, *rest = line.split(" ")
    if word == "sent":
        promised.sent.add((int(house), bytes.fromhex(letter)))
        return
    stage, digest = rest
    key = int(house), bytes.fromhex(letter), stage
    if promised.receipts.setdefault(key, bytes.fromhex(digest)) != bytes.fromhex(digest):
        raise Lost(f"a second receipt {stage} was given for one letter")


def work(houses: tuple[House, House], writing: int, chance: random.Random) -> NoReturn:
    """Corresponds until killed."""
    try:
        offices = [house.office() for house in houses]
        for turn in itertools.count():
            one = turn % 2
            correspond(houses, offices, one, writing, chance)
    except Unavailable:
        os._exit(0)  # the server was killed under us
    except BaseException as fault:  # noqa: BLE001 (whatever it is, it must be said)
        # Anything else would hide in a child that dies anyway: it is a fault, and is said.
        os.write(writing, f"fault {type(fault).__name__}\n".encode())
    finally:
        os._exit(0)


def correspond(
    houses: tuple[House, House], offices: list[Office], one: int, writing: int, chance: random.Random
) -> None:
    """One letter there and its receipts back, with a word over the pipe after each thing that is durable."""
    other = 1 - one
    sender, receiver = offices[one], offices[other]
    attachments: tuple[SealedAttachment, ...] = ()
    if chance.random() < 0.3:
        content = chance.randbytes(LARGE)
        attachments = (seal_attachment(sender, "file.bin", "application/octet-stream", [content]),)
    draft = Draft(
        id=secrets.token_bytes(32),
        recipients=(houses[other].id,),
        letter_class="note-verbale",
        subject=f"Letter {chance.random()}",
        paragraphs=(Paragraph(number="1", text="One."),),
        attachments=attachments,
    )
    clear(houses[one], draft)
    letter = send(sender, draft, officers=[houses[one].officer], now=now())
    say(writing, f"sent {one} {letter.id.hex()}")
    pouch = list(pack(sender, houses[other].id, now=now()).blocks())
    received = receive.receive(receiver, pouch, now=now(), road="hand")
    answer = list(receive.answer(receiver, received, now=now()).blocks())
    for each in evidence_of(receiver, letter.id, houses[other].id):
        say(writing, f"receipt {other} {letter.id.hex()} {each[0]} {each[1].hex()}")
    receive.receive(sender, answer, now=now(), road="hand")
    if chance.random() < 0.2:
        with receiver.store.read() as view:
            came = view.letter(letter.id, houses[one].id)
        assert came is not None
        acts.acknowledge(receiver, came, officers=[houses[other].officer], now=now())


def clear(house: House, draft: Draft) -> None:
    """Clears a draft, as one officer may."""
    keys = house.keys
    safe = Safe(suite=HYBRID, public=keys.reading[0].public, keys=lambda: keys.reading, entropy=secrets.token_bytes)
    Drafts(house.open_engine(), safe).keep_cleared(draft, author="Officer", now=now())


def evidence_of(office: Office, letter: bytes, party: bytes) -> list[tuple[str, bytes]]:
    """Stages and receipts that an office has of a letter."""
    with office.store.read() as view:
        return [(each.stage.value, each.receipt) for each in view.evidence(letter, party)]


def check_promised(houses: tuple[House, House], promised: Promised) -> None:
    """Looks whether everything that was promised is there."""
    offices = [house.office() for house in houses]
    for house, letter in sorted(promised.sent)[-50:]:
        with offices[house].store.read() as view:
            if view.letter(letter, houses[house].id) is None:
                raise Lost(f"letter {letter.hex()[:12]} was sent and is gone")
    for (house, letter, stage), digest in list(promised.receipts.items())[-50:]:
        if (stage, digest) not in evidence_of(offices[house], letter, houses[house].id):
            raise Lost(f"a receipt {stage} was given and is gone")
    close_connections()


def carry_over(houses: tuple[House, House]) -> None:
    """Carries over what is due, until nothing is."""
    offices = [house.office() for house in houses]
    for _ in range(40):
        for one, other in ((0, 1), (1, 0)):
            pouch = pack(offices[one], houses[other].id, now=now())
            received = receive.receive(offices[other], pouch.blocks(), now=now(), road="hand")
            answer = receive.answer(offices[other], received, now=now())
            receive.receive(offices[one], answer.blocks(), now=now(), road="hand")
        if not any(owes(offices[one], houses[other].id) for one, other in ((0, 1), (1, 0))):
            break
    else:
        raise Lost("the conversation does not end")
    close_connections()


def finish(houses: tuple[House, House], promised: Promised) -> None:
    """Carries over what is due and checks the whole."""
    carry_over(houses)
    offices = [house.office() for house in houses]
    for one, other in ((0, 1), (1, 0)):
        check_whole(houses, offices, one, other, promised)
        register.sequence(offices[one])
        prove.verify_register(offices[one])
    close_connections()


def check_whole(houses: tuple[House, House], offices: list[Office], one: int, other: int, promised: Promised) -> None:
    """Every letter of a house: numbered without gap, once on each side, opened, with the same receipts."""
    went = list(letters_of(offices[one], houses[one].id))
    came = {letter.id: letter for letter in letters_of(offices[other], houses[one].id)}
    numbers = sorted(letter.number for letter in went)
    if numbers != list(range(1, len(numbers) + 1)):
        raise Lost(f"the numbers of house {one} have a gap or a double")
    if {letter for house, letter in promised.sent if house == one} - {letter.id for letter in went}:
        raise Lost("a letter that was sent is gone")
    for letter in went:
        if letter.id not in came or not came[letter.id].opened:
            raise Lost(f"letter {letter.number} of house {one} is not opened on the other side")
        held = set(evidence_of(offices[one], letter.id, houses[other].id))
        given = set(evidence_of(offices[other], letter.id, houses[other].id))
        stages = [stage for stage, _ in given]
        if held != given or len(set(stages)) != len(stages) or Stage.OPENED.value not in stages:
            raise Lost(f"the receipts of letter {letter.number} of house {one} differ, or one is double")


def letters_of(office: Office, sender: bytes) -> Iterator[Letter]:
    """The letters of a sender, through the register: every letter that is entered there."""
    register.sequence(office)
    since = 0
    while True:
        with office.store.read() as view:
            entries = view.entries(since=since, limit=500)
            found = [view.letter(entry.digest, sender) for entry in entries if entry.kind == "letter"]
        yield from (letter for letter in found if letter is not None)
        if len(entries) < 500:
            return
        since += len(entries)


def owes(office: Office, peer: bytes) -> bool:
    """Whether a pouch is due."""
    with office.store.read() as view:
        return is_due(view, peer)


def say(writing: int, line: str) -> None:
    """Says something over the pipe, in one write."""
    os.write(writing, line.encode() + b"\n")


def now() -> datetime:
    """The time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def close_connections() -> None:
    """Closes Django's connections, so that a child does not share them."""
    connections.close_all()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Lost, Refused) as lost:
        sys.exit(f"LOST: {lost}")
