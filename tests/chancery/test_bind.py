"""Where the server listens: nothing goes in the open off the loopback, and no address is shared."""

import socket
from functools import partial
from pathlib import Path

import pytest
import trustme

from tests.refusals import refusal_of
from verbale.chancery.bind import Bind, check_bind, check_free, read_bind


@pytest.mark.parametrize(
    ("text", "host", "port", "address"),
    [
        ("127.0.0.1:8000", "127.0.0.1", 8000, "http://127.0.0.1:8000/"),
        ("localhost:1", "localhost", 1, "http://localhost:1/"),
        ("[::1]:443", "::1", 443, "http://[::1]:443/"),
    ],
)
def test_host_and_port_are_read(text: str, host: str, port: int, address: str) -> None:
    place = read_bind(text, None, None)
    assert (place.host, place.port, place.address) == (host, port, address)
    check_bind(place)


@pytest.mark.parametrize(
    "text", ["", "8000", ":8000", "host:", "host:0", "host:65536", "host:1e3", "host:-1", "host:٣"]
)
def test_what_is_no_place_is_refused(text: str) -> None:
    assert refusal_of(read_bind, text, None, None) == "refused:bind"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "chancery.example"])
def test_without_tls_only_the_loopback_is_served(host: str) -> None:
    assert refusal_of(check_bind, Bind(host=host, port=8000)) == "refused:tls-needed"


def test_a_certificate_needs_its_own_key(tmp_path: Path) -> None:
    authority = trustme.CA()
    one, other = authority.issue_cert("a.example"), authority.issue_cert("b.example")
    chain, key, wrong = tmp_path / "chain", tmp_path / "key", tmp_path / "wrong"
    one.cert_chain_pems[0].write_to_path(chain)
    one.private_key_pem.write_to_path(key)
    other.private_key_pem.write_to_path(wrong)
    check = partial(Bind, host="0.0.0.0", port=443, certificate=chain)
    check_bind(check(key=key))
    assert check(key=key).address == "https://0.0.0.0:443/"
    for bad in (wrong, chain, tmp_path / "missing"):
        assert refusal_of(check_bind, check(key=bad)) == "refused:tls-files"
    assert refusal_of(read_bind, "0.0.0.0:443", chain, None) == "refused:tls-files"
    assert refusal_of(read_bind, "0.0.0.0:443", None, key) == "refused:tls-files"


def test_an_address_that_another_listens_on_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = Bind(host="127.0.0.1", port=listener.getsockname()[1])
        assert refusal_of(check_free, place) == "unavailable:address-in-use"
    check_free(place)


def test_an_address_that_is_not_this_machines_is_refused() -> None:
    assert refusal_of(check_free, Bind(host="192.0.2.1", port=8000)) == "unavailable:address-in-use"
    assert refusal_of(check_free, Bind(host="no-such-host.invalid", port=8000)) == "unavailable:address-in-use"
