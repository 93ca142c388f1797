"""Letters by the network: two chanceries, each served in processes of its own, over HTTPS on the loopback.

What is measured begins with a cleared draft and ends when the sender's store holds the verified receipt that says
`opened`: signed, sealed, committed, carried, opened, verified, entered, receipted, and the receipt checked and kept.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from socket import create_connection, create_server
from tempfile import TemporaryDirectory

import trustme

from benchmarks import prose
from benchmarks.figure import Figure
from benchmarks.houses import now
from verbale.chancery.despatch.wake import ring
from verbale.chancery.office import Node, open_node
from verbale.exchange.accredit import accredit
from verbale.exchange.letters import Draft, send
from verbale.exchange.records import Letter, Party
from verbale.formats.credencefile import read_credence_file, write_credence_file
from verbale.formats.hybrid import HYBRID
from verbale.formats.receipt import Stage
from verbale.formats.suite import SigningKey
from verbale.formats.words import words_of

PASSPHRASE = "a passphrase for measuring"  # noqa: S105 - of folders that are removed
OFFICER = "First officer"
BODY = 10 * prose.KIB
IDLE = 40
MANY = 400
# Not measured here: Synapse between two servers on a machine of this class, without a receipt; the better ends of 30 to
# 39 letters a second, and of 30 to 67 ms until a message appears.
SYNAPSE = "Synapse (quoted)"
SYNAPSE_A_SECOND = 39.0
SYNAPSE_MS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A chancery of the road."""

    node: Node
    officer: SigningKey
    port: int

    @property
    def party(self) -> Party:
        """Its own party."""
        return self.node.party

    def clear(self, other: "Side", seed: int) -> Draft:
        """A cleared draft."""
        draft = Draft(
            id=token_bytes(32),
            recipients=(other.party.id,),
            letter_class="note-verbale",
            subject=f"On the use of the northern corridor, {seed}",
            paragraphs=tuple(prose.paragraphs(BODY, seed=seed)),
            language="en",
        )
        self.node.drafts().keep_cleared(draft, author=OFFICER, now=now())
        return draft

    def send(self, draft: Draft) -> Letter:
        """Sends it, and wakes the despatch."""
        letter = send(self.node.office, draft, officers=[self.officer], now=now())
        ring(self.node.home.folder)
        return letter

    def wait_for(self, letters: Sequence[Letter], other: "Side") -> None:
        """Waits until every letter is known here to have been opened."""
        party = other.party.id
        for letter in reversed(letters):
            while not self._is_opened(letter, party):
                time.sleep(0.001)

    def _is_opened(self, letter: Letter, party: bytes) -> bool:
        with self.node.store.read() as view:
            return any(each.stage is Stage.OPENED for each in view.evidence(letter.id, party))


def letter_to_receipt() -> Figure:
    """One letter at a time between two idle chanceries."""
    with served() as (sender, receiver):
        taken = []
        for seed in range(IDLE):
            draft = sender.clear(receiver, seed)
            time.sleep(0.25)  # longer than a worker's look, so that both are idle again
            begun = time.perf_counter()
            sender.wait_for([sender.send(draft)], receiver)
            taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return Figure(
        value=statistics.median(taken),
        unit="ms",
        peer=SYNAPSE,
        peer_value=SYNAPSE_MS,
        more_is_better=False,
        sizes={"p10": taken[IDLE // 10], "p90": taken[IDLE * 9 // 10]},
        note="from cleared draft to verified receipt",
    )


def letters_two_processes() -> Figure:
    """Letters one after another, while the servers carry them; and a queue that waited."""
    with served() as (sender, receiver):
        drafts = [sender.clear(receiver, seed) for seed in range(MANY)]
        sender.wait_for([sender.send(sender.clear(receiver, MANY))], receiver)
        begun = time.perf_counter()
        sender.wait_for([sender.send(draft) for draft in drafts], receiver)
        rate = MANY / (time.perf_counter() - begun)
    return Figure(
        value=rate,
        unit="letters/s",
        peer=SYNAPSE,
        peer_value=SYNAPSE_A_SECOND,
        note="sent, carried and receipted at the same time",
    )


@contextmanager
def served() -> Iterator[tuple[Side, Side]]:
    """Two served chanceries that have accredited each other and talked once."""
    with TemporaryDirectory(prefix="verbale-road-") as name:
        folder = Path(name)
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        authority.cert_pem.write_to_path(folder / "roots.pem")
        certificate.cert_chain_pems[0].write_to_path(folder / "chain.pem")
        certificate.private_key_pem.write_to_path(folder / "key.pem")
        sides = [_found(folder / code, code) for code in ("ARV", "BOR")]
        for one, other in (sides, reversed(sides)):
            _accredit(one, other)
        servers = [_serve(folder, side) for side in sides]
        try:
            for side in sides:
                _wait_until_it_answers(side.port)
            time.sleep(3)  # until the pages are loaded too
            first, second = sides
            yield first, second
        finally:
            for server in servers:
                with suppress(ProcessLookupError):
                    os.killpg(server.pid, signal.SIGTERM)
                server.wait(20)


def _found(home: Path, code: str) -> Side:
    with create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    verbale = [sys.executable, "-m", "verbale", "--home", str(home)]
    charter = ["--name", f"Institution {code}", "--code", code, "--address", f"https://127.0.0.1:{port}"]
    settings = {"VERBALE_PASSPHRASE": PASSPHRASE, "VERBALE_WORK_FACTOR": "10"}
    subprocess.run([*verbale, "init", *charter], env=os.environ | settings, capture_output=True, check=True)
    node = open_node(home, PASSPHRASE)
    return Side(node=node, officer=node.officer(OFFICER, PASSPHRASE), port=port)


def _accredit(one: Side, other: Side) -> None:
    theirs = other.party
    file = read_credence_file(write_credence_file(theirs.chain, theirs.keys), (HYBRID,))
    words = words_of(theirs.id, theirs.credence.digest)
    accredit(one.node.office, file, heard=words, code=theirs.code, officers=[one.officer], now=now())


def _serve(folder: Path, side: Side) -> "subprocess.Popen[bytes]":
    tls = ["--tls-cert", str(folder / "chain.pem"), "--tls-key", str(folder / "key.pem")]
    settings = {
        "VERBALE_HOME": str(side.node.home.folder),
        "VERBALE_PASSPHRASE": PASSPHRASE,
        "VERBALE_DIAL": "loopback",
        "SSL_CERT_FILE": str(folder / "roots.pem"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "verbale", "serve", "--bind", f"127.0.0.1:{side.port}", *tls],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError), create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("a server did not answer")
