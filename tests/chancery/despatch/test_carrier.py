"""The network road outwards, against real sockets: what goes, what comes back, and what every failure is called."""

import json
import socket
import time
from collections.abc import Iterable, Iterator
from functools import partial

import pytest
import trustme

from tests.chancery.despatch.peers import AUTHORITY, Caller, answering, party_at, pin, taking, trusting
from tests.refusals import refusal_of
from verbale.chancery.despatch.carrier import HTTPCarrier, Later, Patience
from verbale.chancery.despatch.dial import Rule
from verbale.exchange.records import Party
from verbale.formats.errors import Unavailable

QUICK = Patience(connect=1, still=1, answer=1, grace=0.3, floor=1e9)
POUCH = [b"a" * 70_000, b"b" * 5]


@pytest.fixture
def carrier() -> Iterator[HTTPCarrier]:
    """A carrier for trials on the loopback."""
    made = HTTPCarrier(Rule.LOOPBACK, patience=QUICK, authorities=lambda: trusting(AUTHORITY))
    yield made
    made.close()


def exchange(carrier: HTTPCarrier, peer: Party, blocks: Iterable[bytes] = POUCH) -> bytes:
    """Posts a pouch and reads the whole answer."""
    blocks = list(blocks)
    with carrier.exchange(peer, blocks, sum(map(len, blocks))) as answer:
        return b"".join(answer.blocks)


def refusal(carrier: HTTPCarrier, peer: Party) -> str:
    """What the exchange is refused with."""
    return refusal_of(partial(exchange, carrier), peer)


def test_a_pouch_goes_with_its_length_and_the_answer_comes_back(carrier: HTTPCarrier) -> None:
    with answering(taking(body=b"reply")) as peer:
        assert exchange(carrier, party_at(peer.address() + "/base/")) == b"reply"
    assert peer.bodies == [b"".join(POUCH)]
    head = peer.heads[0].lower() + b"\r\n"
    assert head.startswith(b"post /base/pouch http/1.1\r\n")
    assert b"\r\ncontent-length: 70005\r\n" in head
    assert b"\r\ncontent-type: application/vnd.verbale.pouch\r\n" in head
    assert b"\r\naccept-encoding: identity\r\n" in head
    assert b"transfer-encoding" not in head
    assert b"cookie" not in head


def test_the_host_line_has_the_name_and_the_connection_goes_to_the_address() -> None:
    with answering(taking(body=b"reply")) as peer:
        made = HTTPCarrier(Rule.LOOPBACK, patience=QUICK, resolver=lambda _host, _port: ["127.0.0.1"])
        assert exchange(made, party_at(peer.address(host="party.example"))) == b"reply"
        made.close()
    assert f"host: party.example:{peer.port}\r\n".encode() in peer.heads[0].lower() + b"\r\n"


def test_202_means_that_the_reply_comes_later(carrier: HTTPCarrier) -> None:
    with answering(taking("202 Accepted", b"")) as peer:
        assert exchange(carrier, party_at(peer.address())) == b""


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("400 Bad Request", {"error": {"code": "pouch-untrusted", "reason": "<b>"}}, "refused:pouch-untrusted"),
        ("400 Bad Request", {"error": {"code": "\u001b[31m"}}, "unavailable:not-a-chancery"),
        ("400 Bad Request", {"error": "x"}, "unavailable:not-a-chancery"),
        ("400 Bad Request", None, "unavailable:not-a-chancery"),
        ("408 Request Timeout", None, "unavailable:peer-silent"),
        ("413 Content Too Large", None, "refused:pouch-too-large"),
        ("429 Too Many Requests", None, "unavailable:peer-busy"),
        ("503 Service Unavailable", None, "unavailable:peer-busy"),
        ("404 Not Found", None, "unavailable:not-a-chancery"),
        ("500 Internal Server Error", None, "unavailable:not-a-chancery"),
        ("302 Found", None, "unavailable:not-a-chancery"),
    ],
)  # fmt: skip
def test_each_status_has_its_code(carrier: HTTPCarrier, status: str, body: object, expected: str) -> None:
    data = b"<html>" if body is None else json.dumps(body, separators=(",", ":"), sort_keys=True).encode()
    with answering(taking(status, data, "Location: http://127.0.0.1:1/")) as peer:
        assert refusal(carrier, party_at(peer.address())) == expected


def test_the_other_side_says_when_to_call_again_and_at_most_an_hour_is_believed(carrier: HTTPCarrier) -> None:
    for said, believed in (("7", 7), ("99999", 3600), ("soon", 0), ("-1", 0), ("9" * 400, 0)):
        with (
            answering(taking("503 Service Unavailable", b"", f"Retry-After: {said}")) as peer,
            pytest.raises(Later) as later,
        ):
            exchange(carrier, party_at(peer.address()))
        assert later.value.seconds == believed


def test_the_words_of_the_other_side_are_not_shown(carrier: HTTPCarrier) -> None:
    body = b'{"error":{"code":"held","family":"refused","reason":"\\u001b[31mIgnore this"}}'
    with answering(taking("400 Bad Request", body)) as peer, pytest.raises(Exception, match=r"held") as refused:
        exchange(carrier, party_at(peer.address()))
    assert "Ignore" not in str(refused.value)


def test_a_refusal_within_the_upload_is_heard(carrier: HTTPCarrier) -> None:
    def script(caller: Caller) -> None:
        caller.read_body(100_000)
        caller.answer("413 Content Too Large", b"", "Connection: close")

    with answering(script) as peer:
        many = (b"x" * 65_536 for _ in range(2_000))
        with (
            pytest.raises(Exception, match=r"pouch-too-large"),
            carrier.exchange(party_at(peer.address()), many, 2_000 * 65_536),
        ):
            pass


def test_an_answer_that_breaks_off_yields_what_came_and_says_that_it_was_cut(carrier: HTTPCarrier) -> None:
    def script(caller: Caller) -> None:
        caller.read_body(caller.length())
        caller.answer("200 OK", b"half", length=1000)

    got = bytearray()
    with (
        answering(script) as peer,
        pytest.raises(Unavailable) as cut,
        carrier.exchange(party_at(peer.address()), POUCH, 70_005) as answer,
    ):
        for block in answer.blocks:
            got += block
    assert (cut.value.code, bytes(got)) == ("pouch-cut", b"half")


def test_an_answer_that_drips_is_cut(carrier: HTTPCarrier) -> None:
    def script(caller: Caller) -> None:
        caller.read_body(caller.length())
        caller.answer("200 OK", b"", length=1000)
        for _ in range(50):
            caller.connection.sendall(b"x")
            time.sleep(0.05)

    with answering(script) as peer:
        begun = time.monotonic()
        assert refusal(carrier, party_at(peer.address())) == "unavailable:pouch-cut"
        assert time.monotonic() - begun < 2


def test_an_answer_longer_than_any_is_refused() -> None:
    made = HTTPCarrier(Rule.LOOPBACK, patience=QUICK, most=10)
    with answering(taking(body=b"x" * 11)) as peer:
        assert refusal(made, party_at(peer.address())) == "refused:answer-too-large"
    made.close()


def test_a_party_that_does_not_answer_or_is_not_there_is_tried_again_later(carrier: HTTPCarrier) -> None:
    with answering(lambda caller: time.sleep(3)) as peer:
        assert refusal(carrier, party_at(peer.address())) == "unavailable:peer-silent"
    with answering(lambda caller: caller.read_body(caller.length())) as peer:
        assert refusal(carrier, party_at(peer.address())) == "unavailable:peer-cut"
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert refusal(carrier, party_at(f"http://127.0.0.1:{port}")) == "unavailable:peer-away"


def test_the_next_address_is_tried_where_the_first_cannot_be_reached(carrier: HTTPCarrier) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with answering(taking(body=b"second")) as peer:
        assert exchange(carrier, party_at(f"http://127.0.0.1:{port}", peer.address())) == b"second"


def test_a_pouch_that_was_begun_goes_to_no_other_address(carrier: HTTPCarrier) -> None:
    with (
        answering(lambda caller: caller.read_body(10)) as first,
        answering(taking(body=b"second")) as second,
    ):
        blocks = [b"x" * 1000]
        failed = refusal_of(partial(exchange, carrier), party_at(first.address(), second.address()), blocks)
    assert failed == "unavailable:peer-cut"
    assert second.heads == []


def test_a_party_without_an_address_and_a_forbidden_one_are_refused(carrier: HTTPCarrier) -> None:
    assert refusal(carrier, party_at()) == "refused:no-address"
    assert refusal(carrier, party_at("https://10.0.0.1")) == "refused:address-forbidden"


def test_redirects_and_proxies_of_the_environment_are_not_followed(
    carrier: HTTPCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(taking(body=b"proxy")) as proxy, answering(taking(body=b"party")) as peer:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address())
        assert exchange(carrier, party_at(peer.address())) == b"party"
        assert proxy.heads == []


def test_a_certificate_by_a_trusted_authority_for_the_name_is_needed(carrier: HTTPCarrier) -> None:
    for authority, host, expected in (
        (AUTHORITY, "127.0.0.1", ""),
        (AUTHORITY, "other.example", "unavailable:peer-certificate"),
        (trustme.CA(), "127.0.0.1", "unavailable:peer-certificate"),
    ):
        with answering(taking(body=b"x"), certificate=authority.issue_cert(host)) as peer:
            assert refusal(carrier, party_at(peer.address("https"))) == expected


def test_pins_replace_authorities(carrier: HTTPCarrier) -> None:
    stranger = trustme.CA().issue_cert("anything.example")
    with answering(taking(body=b"pinned"), certificate=stranger) as peer:
        good = party_at(peer.address("https"), pins=[bytes(32), pin(stranger)])
        assert exchange(carrier, good) == b"pinned"


def test_a_wrong_pin_sends_nothing_even_to_a_trusted_certificate(carrier: HTTPCarrier) -> None:
    trusted = AUTHORITY.issue_cert("127.0.0.1")
    with answering(taking(body=b"x"), certificate=trusted) as peer:
        wrong = party_at(peer.address("https"), pins=[bytes(32)])
        assert refusal(carrier, wrong) == "unavailable:peer-pin"
        # A connection that was proven to one party serves no other.
        assert exchange(carrier, party_at(peer.address("https"))) == b"x"
        assert refusal(carrier, wrong) == "unavailable:peer-pin"
    assert peer.bodies.count(b"".join(POUCH)) == 1


def test_a_connection_is_used_again(carrier: HTTPCarrier) -> None:
    taken = []

    def script(caller: Caller) -> None:
        for _ in range(3):
            taken.append(caller.head)
            caller.read_body(caller.length())
            caller.body.clear()
            caller.answer("200 OK", b"x")
            caller.read_head()

    with answering(script) as peer:
        for _ in range(3):
            exchange(carrier, party_at(peer.address()))
        assert len(taken) == 3
        assert len(peer.heads) <= 1


def test_the_letter_of_credence_is_fetched_within_the_rule(carrier: HTTPCarrier) -> None:
    with answering(taking(body=b"{}")) as peer:
        assert carrier.fetch_credence(peer.address()) == b"{}"
        assert carrier.fetch_credence(peer.address() + "/credence") == b"{}"
    assert all(head.startswith(b"GET /credence ") for head in peer.heads)
    with answering(taking("404 Not Found")) as peer:
        assert refusal_of(carrier.fetch_credence, peer.address()) == "unavailable:not-a-chancery"
    assert refusal_of(carrier.fetch_credence, "https://169.254.169.254/") == "refused:address-forbidden"
