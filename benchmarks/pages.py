"""How long a page takes with a hundred thousand letters in the house: over HTTP, from a served chancery, signed in.

Three letters of five came, most of them are acknowledged, each has its copy, its statement, its receipts and their
entries; only that many sealed texts are not made, for no list opens one. Each room is asked for, and a letter whose
text is opened for the page. Talks are open too, on a text of 380 points and more than a thousand brackets; each of
their pages is asked for. The figure is that of the slowest of all.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import httpx

from benchmarks.figure import Figure
from benchmarks.negotiation import negotiate

if TYPE_CHECKING:
    from tests.trialhouse import House

LETTERS = 100_000
ROUNDS = 40
TALKS = (
    *("", "table", "table?which=ours", "compilation", "clean", "compare?whole=yes", "concordance", "files"),
    *("prepared", "packages", "remarks", "agreement", "doubts"),
)
_BATCH = 5_000
_PARTIES = 20
_WORDS = (
    *("exercise", "notification", "request", "observers", "draft", "arrangement", "channels", "transparency", "visit"),
    *("officers", "delegation", "powers", "round", "reply", "note", "record", "monthly", "traffic", "line"),
)


def page_p95() -> Figure:
    """The 95th percentile of the slowest page, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ |= {
            "VERBALE_HOME": str(home),
            "VERBALE_ROOMS": "all",
            "DJANGO_SETTINGS_MODULE": "verbale.chancery.settings",
        }
        deeper = _furnish(home)
        seconds = _ask(home, deeper)
    p95 = {name: quantiles(each, n=20)[-1] for name, each in seconds.items()}
    slowest = max(p95, key=lambda name: p95[name])
    return Figure(value=p95[slowest], unit="s", more_is_better=False, sizes=p95, note=f"slowest: {slowest}")


def _furnish(home: Path) -> dict[str, str]:
    """Makes the house and its letters; returns addresses of pages that are no room's, by name."""
    import django

    from verbale.chancery.home import create_home

    create_home(home)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.trialhouse import found_house

    house = found_house(home, now=datetime.now(UTC).replace(microsecond=0) - timedelta(days=2))
    parties = [house.meet(f"P{number}", f"Institution {number}") for number in range(_PARTIES)]
    sent = parties[0].send(house, subject="The one that is opened", text=["A paragraph of a letter."] * 40)
    house.carry(parties[0])
    _fill(house, [each.party.id for each in parties])
    dossier, point = negotiate(house)
    sender = parties[0].party.id.hex()
    return {
        "letter": f"/letters/{sender}/{sent.id.hex()}/",
        "party": f"/parties/{sender}",
        "statement": f"/register/{sent.id.hex()}",
        "dossiers": "/dossiers",
        "talks, point": point,
    } | {f"talks, {name or 'timeline'}": f"{dossier}/{name}" for name in TALKS}


def _fill(house: "House", parties: list[bytes]) -> None:
    from django.db import transaction

    from verbale.chancery.register.models import Entry

    filling = _Filling(
        own=house.party.id, parties=parties, begun=house.now - timedelta(days=900), index=Entry.objects.count()
    )
    for start in range(0, LETTERS, _BATCH):
        with transaction.atomic():
            filling.write(range(start, start + _BATCH))


class _Filling:
    """Writes letters with all that belongs to them."""

    def __init__(self, *, own: bytes, parties: list[bytes], begun: datetime, index: int) -> None:
        self._own, self._parties, self._begun, self._index = own, parties, begun, index
        self._chance = random.Random(1)
        self._signed = _an_envelope()

    def write(self, numbers: range) -> None:
        from verbale.chancery.letters.models import Copy, Evidence, Letter, Statement
        from verbale.chancery.register.models import Entry

        rows: dict[Any, list[Any]] = {Letter: [], Copy: [], Evidence: [], Statement: [], Entry: []}
        for number in numbers:
            came, when = number % 5 < 3, self._begun + timedelta(seconds=700 * number)
            peer = self._parties[number % _PARTIES]
            letter, sealed, receipt = (self._chance.randbytes(32) for _ in range(3))
            sender, recipient = (peer, self._own) if came else (self._own, peer)
            shared = {"letter": letter, "sealed": sealed, "letter_class": "note-verbale", "at": when}
            shared["direction"] = "in" if came else "out"
            said = {"number": number + 1, "year": when.year, "created": when, "language": "en", "opened": True}
            rows[Letter].append(
                Letter(
                    **shared,
                    **said,
                    sender=sender,
                    recipients=recipient,
                    subject=" ".join(self._chance.choices(_WORDS, k=7)).capitalize(),
                    dossier=self._chance.randbytes(32),
                    attachments=number % 3,
                )
            )
            state = "opened" if came else "sent"
            rows[Copy].append(Copy(**shared, peer=peer, length=5_000, attachments=b"", state=state))
            line = {"letter": letter, "sealed": sealed, "party": recipient, "issuer": recipient, "time": when}
            rows[Evidence] += [Evidence(**line, stage=stage, receipt=receipt) for stage in self._stages(number)]
            for digest, kind in ((letter, "letter"), (receipt, "receipt")):
                rows[Statement].append(Statement(digest=digest, kind=kind, envelope=self._signed[kind], beside=b""))
                rows[Entry].append(self._entry(kind, digest, when))
        for model, made in rows.items():
            model.objects.bulk_create(made, batch_size=900)

    def _stages(self, number: int) -> list[str]:
        stages = ["accepted", "placed", "opened"]
        if number < LETTERS - 200 and self._chance.random() < 0.97:
            stages.append("acknowledged" if self._chance.random() < 0.99 else "refused")
        return stages

    def _entry(self, kind: str, digest: bytes, when: datetime) -> object:
        from verbale.chancery.register.models import Entry

        self._index += 1
        salt = self._chance.randbytes(32)
        return Entry(index=self._index - 1, kind=kind, digest=digest, salt=salt, at=when)


def _an_envelope() -> dict[str, bytes]:
    """A letter's and a receipt's envelope that were really signed."""
    from verbale.chancery.letters.models import Statement

    found = {}
    for kind in ("letter", "receipt"):
        found[kind] = bytes(Statement.objects.filter(kind=kind).order_by("digest")[0].envelope)
    return found


def _ask(home: Path, deeper: dict[str, str]) -> dict[str, list[float]]:
    from tests.browser.served import free_port
    from tests.trialhouse import OFFICER, PASSPHRASE

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "verbale", "serve", "--bind", f"127.0.0.1:{port}"],
        env=os.environ | {"VERBALE_PASSPHRASE": PASSPHRASE, "VERBALE_DIAL": "loopback"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=60) as client:
            _sign_in(client, OFFICER, PASSPHRASE)
            return dict(_measured(client, deeper))
    finally:
        server.terminate()
        server.wait(30)


def _sign_in(client: httpx.Client, officer: str, password: str) -> None:
    door = _wait_for(client)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.text)
    assert token is not None
    form = {"login": officer, "password": password, "csrfmiddlewaretoken": token[1]}
    answer = client.post("/sign-in", data=form, headers={"referer": str(client.base_url)})
    assert 'aria-label="Rooms"' in answer.text


def _wait_for(client: httpx.Client) -> httpx.Response:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return client.get("/sign-in")
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def _measured(client: httpx.Client, deeper: dict[str, str]) -> Iterator[tuple[str, list[float]]]:
    older = re.search(r'\?(older=[\d.]+)"', client.get("/in").text)
    assert older is not None
    pages = {
        "desk": "/",
        "in": "/in",
        "in, older": f"/in?{older[1]}",
        "in, narrowed": "/in?party=P1&stage=opened",
        "in, by words": "/in?q=transparency+visit",
        "out": "/out",
        "out, narrowed": "/out?party=P4",
        "search by number": "/search?q=P1/4322",
        "search by words": "/search?q=delegation+powers",
        "parties": "/parties",
        "register": "/register",
        "register, older": "/register?from=50000",
        "settings": "/settings",
    }
    for name, url in (pages | deeper).items():
        yield name, [_seconds(client, url) for _ in range(ROUNDS)][2:]


def _seconds(client: httpx.Client, url: str) -> float:
    start = time.perf_counter()
    answer = client.get(url)
    seconds = time.perf_counter() - start
    assert answer.status_code == 200, url
    return seconds
