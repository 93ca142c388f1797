"""Real chanceries for tests of the road: homes with keys and databases, as `verbale init` and `meet` leave them."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

from verbale.chancery.foundation import Charter, found
from verbale.chancery.home import create_home
from verbale.chancery.office import Node, open_node
from verbale.exchange.accredit import accredit
from verbale.exchange.letters import Draft, seal_attachment, send
from verbale.exchange.ports import Answer
from verbale.exchange.receive import answer, receive
from verbale.exchange.records import Letter, Party
from verbale.formats.credencefile import read_credence_file, write_credence_file
from verbale.formats.errors import Unavailable
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import SigningKey
from verbale.formats.words import words_of
from verbale.practice.evidence import fold
from verbale.practice.paper import Paragraph

PASSPHRASE = "a passphrase for trials"
OFFICER = "First officer"
CODES = ("ARV", "BOR")
SERVE = """
import sys
from pathlib import Path
from verbale.chancery.serving import serve
from verbale.formats.errors import VerbaleError
try:
    serve(Path(sys.argv[1]), sys.argv[2], *[Path(p) if p else None for p in sys.argv[3:5]], sys.stdin.readline()[:-1])
except VerbaleError as refusal:
    sys.exit(str(refusal))
"""
UNPROVEN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNPROVEN.check_hostname, UNPROVEN.verify_mode = False, ssl.CERT_NONE


@dataclass(kw_only=True)
class House:
    """A chancery with an open home.

    Attributes:
        node: unlocked.
        officer: the key of its first officer.
    """

    node: Node
    officer: SigningKey

    @property
    def party(self) -> Party:
        """Its own party."""
        return self.node.party

    @property
    def folder(self) -> Path:
        """Its home."""
        return self.node.home.folder

    def meet(self, other: "House") -> None:
        """Accredits another by its words."""
        theirs = other.party
        file = read_credence_file(write_credence_file(theirs.chain, theirs.keys), (HYBRID,))
        words = words_of(theirs.id, theirs.credence.digest)
        accredit(self.node.office, file, heard=words, code=theirs.code, officers=[self.officer], now=self.node.now())

    def send(
        self,
        *others: "House",
        subject: str = "A note",
        attachments: Sequence[bytes] = (),
        expires: datetime | None = None,
    ) -> Letter:
        """Clears and sends a letter to houses of this process."""
        recipients = [each.party.id for each in others]
        return self.send_to(recipients, subject=subject, attachments=attachments, expires=expires)

    def send_to(
        self,
        recipients: Sequence[bytes],
        *,
        subject: str = "A note",
        attachments: Sequence[bytes] = (),
        expires: datetime | None = None,
    ) -> Letter:
        """Clears and sends a letter to parties."""
        office, now = self.node.office, self.node.now()
        draft = Draft(
            id=token_bytes(32),
            recipients=tuple(recipients),
            letter_class="note-verbale",
            subject=subject,
            paragraphs=(Paragraph(number="1", text="The exercise begins."),),
            attachments=tuple(
                seal_attachment(office, f"file-{place}.bin", "application/octet-stream", blocks_of(content))
                for place, content in enumerate(attachments, 1)
            ),
            expires=expires,
        )
        self.node.drafts().keep_cleared(draft, author=OFFICER, now=now)
        letter = send(office, draft, officers=[self.officer], now=now)
        self.node.settle()
        return letter

    def reached(self, letter: Letter, other: "House") -> str:
        """How far a letter got, as this house can prove."""
        with self.node.store.read() as view:
            evidence = view.evidence(letter.id, other.party.id)
        return fold(evidence, expires=letter.expires).reached

    def letters_in(self) -> list[str]:
        """The subjects of the letters that came, sorted."""
        with self.node.store.engine.reading() as sql:
            return sorted(
                subject for (subject,) in sql.rows("SELECT subject FROM letters_letter WHERE direction = 'in'")
            )


def found_house(folder: Path, template: Path, code: str, *, address: str | None = None) -> House:
    """Founds a chancery in a folder, on a copy of a database with its tables."""
    home = create_home(folder)
    shutil.copy(template, home.database)
    home.database.chmod(0o600)
    charter = Charter(
        code=code,
        name=f"Ministry of {code}",
        addresses=[address] if address else [],
        officer=OFFICER,
        passphrase=PASSPHRASE,
        officer_passphrase=PASSPHRASE,
        work_factor=10,
    )
    found(folder, charter, now=datetime.now(UTC).replace(microsecond=0))
    return open_house(folder)


def found_pair(
    folder: Path, template: Path, addresses: Sequence[str | None] = ("http://127.0.0.1:1", "http://127.0.0.1:2")
) -> tuple[House, House]:
    """Two chanceries that have accredited each other; founded once for the same addresses, and copied."""
    made = template.parent / f"pair-{hash(tuple(addresses)) & 0xFFFFFFFF}"
    if not made.is_dir():
        houses = [
            found_house(made / code, template, code, address=address)
            for code, address in zip(CODES, addresses, strict=True)
        ]
        for one, other in (houses, reversed(houses)):
            one.meet(other)
        for house in houses:
            house.node.store.close()
    for code in CODES:
        shutil.copytree(made / code, folder / code)
    first, second = (open_house(folder / code) for code in CODES)
    return first, second


def open_house(folder: Path) -> House:
    """A chancery whose home is there."""
    node = open_node(folder, PASSPHRASE)
    return House(node=node, officer=node.officer(OFFICER, PASSPHRASE))


def blocks_of(content: bytes, size: int = 65_536) -> Iterator[bytes]:
    """A content in blocks."""
    return (content[start : start + size] for start in range(0, len(content), size))


@dataclass
class OnFoot:
    """A carrier that brings a pouch to another house of this process, and its answer back.

    Attributes:
        houses: who can be reached.
        trips: codes of the parties to whom a pouch was brought, in order.
        fails: raised instead of the next trips, one by one.
        away: whether nobody can be reached.
    """

    houses: Sequence[House]
    trips: list[str] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    away: bool = False

    @contextmanager
    def exchange(self, peer: Party, blocks: Iterable[bytes], length: int) -> Iterator[Answer]:
        """Brings a pouch."""
        self.trips.append(peer.code)
        if self.fails:
            raise self.fails.pop(0)
        if self.away:
            raise Unavailable("peer-away", "It is away.")
        house = next(each for each in self.houses if each.party.id == peer.id)
        pouch = list(blocks)
        assert sum(map(len, pouch)) == length
        office, now = house.node.office, house.node.now()
        received = receive(office, pouch, now=now, road="network")
        yield Answer(blocks=answer(office, received, now=now).blocks())


@dataclass
class Server:
    """`verbale serve` of a house, in processes of their own."""

    house: House
    port: int
    log: Path
    tls: tuple[Path, Path] | None = None
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def start(self, patience: float = 30) -> None:
        """Starts it, and returns when it answers."""
        tls = [str(file) for file in self.tls] if self.tls else ["", ""]
        self.house.node.store.close()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(self.house.folder), f"127.0.0.1:{self.port}", *tls],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=os.environ | {"VERBALE_DIAL": "loopback"} | self.settings,
                start_new_session=True,
                text=True,
            )
        assert self.process.stdin is not None
        self.process.stdin.write(f"{PASSPHRASE}\n")
        self.process.stdin.close()
        wait_for(self.answers, patience, lambda: self.log.read_text("utf-8", "replace")[-2000:])

    def answers(self) -> bool:
        """Whether it answers."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text("utf-8", "replace")[-2000:]
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 2) as line:
            used = UNPROVEN.wrap_socket(line) if self.tls else line
            with used:
                used.sendall(b"GET /credence HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return used.recv(12) == b"HTTP/1.1 200"
        return False

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self, patience: float = 10) -> int:
        """Asks it to end; returns the parent's exit."""
        return self._end(signal.SIGTERM, patience)

    def _end(self, number: signal.Signals, patience: float = 10) -> int:
        if self.process is None:
            return 0
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        group, code = self.process.pid, self.process.wait(patience)
        wait_for(lambda: not members_of(group), 5, lambda: "processes are left")
        self.process = None
        return code


def members_of(group: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, owner = entry.read_text().rpartition(")")[2].split()[:3]
            if int(owner) == group and state not in "ZX":
                found.append(int(entry.parent.name))
    return found


def free_port() -> int:
    """A port of the loopback that was free a moment ago."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(condition: Any, patience: float = 20, words: Any = lambda: "it did not happen") -> float:
    """Waits until something holds; returns the seconds."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < patience, words()
        time.sleep(0.02)
    return time.monotonic() - begun
