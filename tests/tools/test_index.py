"""Packages come from where this machine's pip is set to look, and only if they are the locked ones."""

import hashlib
import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tools.index import fetch_wheel, hide, indexes, pip_settings, uv_environment

WHEEL = b"the wheel"
DIGEST = frozenset({hashlib.sha256(WHEEL).hexdigest()})
NAME = "uv-1.2-py3-none-any.whl"
HTML = f'<html><a href="/other.whl">other</a><a class="x" href="../../files/{NAME}#sha256=00">{NAME}</a></html>'
JSON = json.dumps({"files": [{"url": f"/files/{NAME}", "filename": NAME}]})


class Index(BaseHTTPRequestHandler):
    """A package index of two pages and one file, which asks for a name and a passphrase under /closed/."""

    pages: ClassVar[dict[str, bytes]] = {
        "/html/uv/": HTML.encode(),
        "/json/uv/": JSON.encode(),
        "/closed/uv/": HTML.replace("../../files", "/closed").encode(),
        f"/files/{NAME}": WHEEL,
        f"/closed/{NAME}": WHEEL,
    }

    def do_GET(self) -> None:
        """Serves a page, or says why not."""
        given = self.headers.get("Authorization", "Basic ").removeprefix("Basic ")
        if self.path.startswith("/closed/") and b64decode(given) != b"name:pass@phrase":
            self.send_error(401)
        elif self.path in self.pages:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.pages[self.path])
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    """The host and port of a running index."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def fetch(*addresses: str, hashes: frozenset[str] = DIGEST) -> bytes | None:
    """Fetches the wheel as a machine whose pip uses these indexes would."""
    settings = {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": addresses[0]}
    return fetch_wheel(r"uv-1\.2-\S+\.whl", hashes, settings | {"PIP_EXTRA_INDEX_URL": " ".join(addresses[1:])})


@pytest.mark.parametrize("form", ["html", "json"])
def test_a_wheel_is_found_on_a_page_of_either_form(index: str, form: str) -> None:
    assert fetch(f"http://{index}/{form}/") == WHEEL


def test_a_wheel_with_another_digest_is_not_taken(index: str) -> None:
    assert fetch(f"http://{index}/html", hashes=frozenset({"0" * 64})) is None


def test_the_next_index_is_asked_where_one_does_not_answer(index: str) -> None:
    assert fetch(f"http://{index}/nothing", "http://127.0.0.1:1/closed-port", f"http://{index}/json") == WHEEL


def test_credentials_in_an_address_reach_their_own_index(index: str) -> None:
    assert fetch(f"http://name:pass%40phrase@{index}/closed") == WHEEL
    assert fetch(f"http://name:wrong@{index}/closed") is None


def test_an_index_in_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "index.html").write_text(f'<a href="{NAME}">{NAME}</a>')
    (tmp_path / "uv" / NAME).write_bytes(WHEEL)
    assert fetch(tmp_path.as_uri()) == WHEEL


def test_no_credentials_are_shown() -> None:
    assert hide("https://name:secret@mirror.example/simple") == "https://mirror.example/simple"


def test_pip_is_read_from_the_most_general_file_to_the_environment(tmp_path: Path) -> None:
    own = tmp_path / "home" / ".config" / "pip"
    own.mkdir(parents=True)
    (own / "pip.conf").write_text("[global]\nindex-url = http://own\nextra-index-url =\n  http://a\n  http://b\n")
    named = tmp_path / "named.conf"
    named.write_text("[global]\ncert = /general.pem\n[install]\ncert = /nearer.pem\n[list]\nindex-url = http://not\n")
    environment = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_DIRS": str(tmp_path), "PIP_CONFIG_FILE": str(named)}
    found = pip_settings(environment)
    assert found["index-url"] == ["http://own"]
    assert found["extra-index-url"] == ["http://a", "http://b"]
    assert found["cert"] == ["/nearer.pem"]
    assert pip_settings(environment | {"PIP_INDEX_URL": "http://said"})["index-url"] == ["http://said"]


def test_a_file_that_cannot_be_understood_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pip.conf").write_text("index-url without a section")
    assert "index-url" not in pip_settings({"PIP_CONFIG_FILE": str(tmp_path / "pip.conf"), "XDG_CONFIG_DIRS": "/none"})
    assert "left out" in capsys.readouterr().err


def test_uv_is_told_what_pip_is_set_to() -> None:
    environment = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://main",
        "PIP_EXTRA_INDEX_URL": "http://a http://b",
        "PIP_FIND_LINKS": "/one /two",
        "PIP_CERT": "/roots.pem",
    }
    told = uv_environment(environment)
    assert told["UV_DEFAULT_INDEX"] == "http://main"
    assert told["UV_INDEX"] == "http://a http://b"
    assert told["UV_FIND_LINKS"] == "/one,/two"
    assert told["SSL_CERT_FILE"] == "/roots.pem"


def test_what_was_said_to_uv_itself_wins() -> None:
    said = {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "http://pip", "UV_DEFAULT_INDEX": "inner=http://uv/"}
    assert uv_environment(said)["UV_DEFAULT_INDEX"] == "inner=http://uv/"
    assert indexes(said) == ["http://uv"]
    older = {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "http://pip", "UV_INDEX_URL": "http://uv"}
    assert "UV_DEFAULT_INDEX" not in uv_environment(older)
    assert indexes(older) == ["http://uv"]
