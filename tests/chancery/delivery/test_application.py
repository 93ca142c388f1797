"""The node's application: what is shown to anybody, what to the operator alone, and that nothing secret is among it."""

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.chancery.delivery.calling import Answered, call
from tests.chancery.homes import House, found_pair
from verbale.chancery.delivery import health as module
from verbale.chancery.delivery.application import Application
from verbale.chancery.delivery.endpoint import Endpoint
from verbale.chancery.delivery.health import Health
from verbale.chancery.despatch.pulse import beat_pulse
from verbale.exchange.holding import BEHIND_PARTY, hold
from verbale.exchange.pack import pack
from verbale.formats.credencefile import read_credence_file
from verbale.formats.hybrid import HYBRID


@dataclass
class Stage:
    """A chancery with its application, and a counterpart."""

    house: House
    other: House
    application: Application
    now: float = 1000.0

    def get(self, path: str, **changes: Any) -> Answered:
        """Asks for a resource."""
        return call(self.application, PATH_INFO=path, **({"REQUEST_METHOD": "GET"} | changes))

    def health(self) -> dict[str, Any]:
        """The health, looked at afresh."""
        self.now += 2
        answered = self.get("/health")
        document: dict[str, Any] = json.loads(answered.body)
        assert answered.status == (200 if document["ok"] else 503)
        return document


def pages(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Pages that say which one was asked for."""
    start_response("200 OK", [("X-Pages", "1")])
    return [environ["PATH_INFO"].encode()]


@pytest.fixture
def stage(tmp_path: Path, sqlite_template: Path) -> Iterator[Stage]:
    """The stage; its despatch lives."""
    other, house = found_pair(tmp_path, sqlite_template)
    node = house.node
    endpoint = Endpoint(office=node.office, clock=node.now, heard=lambda _peer: None)
    health = Health(office=node.office, home=house.folder, clock=lambda: made.now)
    application = Application(
        office=node.office, store=node.store, endpoint=endpoint, health=health, pages=pages, metrics=True
    )
    made = Stage(house, other, application)
    beat_pulse(house.folder)
    os.utime(house.folder / "run" / "despatch", (1000, 1000))
    yield made
    other.node.store.close()
    house.node.store.close()


def test_the_letter_of_credence_is_shown_to_anybody(stage: Stage) -> None:
    answered = stage.get("/credence")
    assert answered.status == 200
    assert answered.headers["content-type"] == "application/vnd.verbale.credence+json"
    assert read_credence_file(answered.body, (HYBRID,)).newest.digest == stage.house.party.credence.digest


def test_pouches_go_to_the_endpoint_and_everything_else_to_the_pages(stage: Stage) -> None:
    node = stage.other.node
    pouch = b"".join(pack(node.office, stage.house.party.id, now=node.now()).blocks())
    assert call(stage.application, body=pouch).headers["content-type"] == "application/vnd.verbale.pouch"
    for path in ("/", "/pouch/", "/letters", "/credence/x", "/health/"):
        assert stage.get(path).body == path.encode()


@pytest.mark.parametrize("path", ["/credence", "/health", "/metrics"])
def test_what_is_shown_is_only_shown(stage: Stage, path: str) -> None:
    assert stage.get(path, REQUEST_METHOD="POST").status == 405
    head = stage.get(path, REQUEST_METHOD="HEAD", REMOTE_ADDR="127.0.0.1")
    assert (head.status, head.body) == (200, b"")
    assert "set-cookie" not in head.headers
    assert head.headers["cache-control"] == "no-store"


def test_a_healthy_node_says_so(stage: Stage) -> None:
    assert stage.health() == {"ok": True, "database": "ok", "despatch": "ok", "disk": "ok", "register": "free"}


def test_each_trouble_is_said_by_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.now += 61
    assert stage.health()["despatch"] == "silent"
    os.utime(stage.house.folder / "run" / "despatch", (stage.now, stage.now))
    hold(stage.house.node.office, BEHIND_PARTY, party=None, now=stage.house.node.now())
    assert stage.health() == {"ok": False, "database": "ok", "despatch": "ok", "disk": "ok", "register": "held"}
    monkeypatch.setattr(module, "ROOM", 1 << 62)
    assert stage.health()["disk"] == "full"


def test_a_database_that_is_away_is_said_and_takes_nothing_else_down(stage: Stage) -> None:
    stage.house.node.store.close()
    database = stage.house.node.home.database
    database.rename(stage.house.folder / "away")
    seen = stage.health()
    assert (seen["ok"], seen["database"]) == (False, "store-failed")
    assert stage.get("/credence").status == 503
    (stage.house.folder / "away").rename(database)
    assert stage.health()["ok"]


def test_health_is_looked_at_once_a_second(stage: Stage) -> None:
    stage.health()
    hold(stage.house.node.office, BEHIND_PARTY, party=None, now=stage.house.node.now())
    assert json.loads(stage.get("/health").body)["ok"]
    stage.now += 1
    assert not json.loads(stage.get("/health").body)["ok"]


def test_figures_are_for_the_operator_on_this_machine_alone(stage: Stage) -> None:
    assert stage.get("/metrics").status == 404
    assert stage.get("/metrics", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1").status == 404
    assert stage.get("/metrics", REMOTE_ADDR="127.0.0.1").status == 200
    object.__setattr__(stage.application, "metrics", False)
    assert stage.get("/metrics", REMOTE_ADDR="127.0.0.1").status == 404


def test_figures_are_numbers_and_name_nobody(stage: Stage) -> None:
    stage.house.send(stage.other)
    call(stage.application, body=b"garbage")
    text = stage.get("/metrics", REMOTE_ADDR="127.0.0.1").body.decode()
    assert "verbale_items_waiting 1.0\n" in text
    assert 'verbale_pouches_refused_total{code="pouch-malformed"} 1.0\n' in text
    assert "verbale_pouches_taken_total 0.0\n" in text
    assert "verbale_held 0.0\n" in text
    for secret in (stage.other.party.id.hex(), stage.other.party.code, stage.house.party.code, "A note"):
        assert secret not in text


def test_health_is_cheap(stage: Stage) -> None:
    stage.health()
    begun = time.perf_counter()
    for _ in range(500):
        stage.get("/health")
    assert time.perf_counter() - begun < 1
