"""A served house behind a proxy that ends TLS: the pages know that they are reached by https."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chancery.homes import Server, found_house, free_port

NAME = "notes.arvenia.example"


@pytest.fixture
def server(tmp_path: Path, sqlite_template: Path) -> Iterator[Server]:
    """A server on the loopback whose operator says that a proxy stands before it."""
    house = found_house(tmp_path / "ARV", sqlite_template, "ARV", address=f"https://{NAME}")
    settings = {"VERBALE_TLS": "1", "VERBALE_HOSTS": NAME, "VERBALE_PROXIES": "127.0.0.1"}
    server = Server(house=house, port=free_port(), log=tmp_path / "log", settings=settings)
    server.start()
    yield server
    server.kill()
    house.node.store.close()


def test_a_form_that_comes_through_the_proxy_is_taken_and_one_from_elsewhere_is_not(server: Server) -> None:
    headers = {"Host": NAME, "X-Forwarded-For": "192.0.2.7"}
    with httpx.Client(base_url=server.url, headers=headers, trust_env=False) as proxy:
        door = proxy.get("/sign-in")
        assert door.headers["strict-transport-security"].startswith("max-age=63072000")
        cookie = door.headers["set-cookie"].split(";")[0]
        assert cookie.startswith("__Host-verbale-csrf=")
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)', door.text)
        assert found is not None
        form = {"csrfmiddlewaretoken": found[1], "login": "Nobody", "password": "not a password"}

        def post(origin: str) -> int:
            return proxy.post("/sign-in", data=form, headers={"Cookie": cookie, "Origin": origin}).status_code

        assert post(f"https://{NAME}") == 200
        assert post("https://elsewhere.example") == 403
