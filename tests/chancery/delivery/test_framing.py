"""Row W02: a body has one length and says it; every other frame is refused before the body is touched."""

import pytest

from verbale.chancery.delivery.framing import Environ, find_source, is_loopback, read_frame
from verbale.chancery.delivery.turning import Turned, answer_turned

MOST = 1000


def request(**changes: str) -> Environ:
    """A request with a pouch of ten bytes, changed."""
    return {"REQUEST_METHOD": "POST", "REMOTE_ADDR": "192.0.2.7", "CONTENT_LENGTH": "10"} | changes


def status_of(environ: Environ) -> tuple[int, str]:
    """Status and code with which a request is turned away."""
    with pytest.raises(Turned) as turned:
        read_frame(environ, most=MOST, proxies=frozenset())
    return turned.value.status, turned.value.code


def test_a_pouch_with_its_length_has_a_sound_frame() -> None:
    frame = read_frame(request(), most=MOST, proxies=frozenset())
    assert (frame.source, frame.length) == ("192.0.2.7", 10)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"REQUEST_METHOD": "GET"}, (405, "method")),
        ({"CONTENT_LENGTH": ""}, (411, "length-missing")),
        ({"CONTENT_LENGTH": "1001"}, (413, "too-large")),
        ({"CONTENT_LENGTH": "9" * 5000}, (413, "too-large")),
        ({"CONTENT_LENGTH": "+10"}, (400, "framing")),
        ({"CONTENT_LENGTH": "-1"}, (400, "framing")),
        ({"CONTENT_LENGTH": "10, 10"}, (400, "framing")),
        ({"CONTENT_LENGTH": "1_0"}, (400, "framing")),
        ({"CONTENT_LENGTH": "١"}, (400, "framing")),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, (400, "framing")),
        ({"HTTP_TRANSFER_ENCODING": "identity"}, (400, "framing")),
        ({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}, (400, "framing")),
        ({"HTTP_CONTENT_LENGTH": "5"}, (400, "framing")),
        ({"HTTP_CONTENT_ENCODING": "gzip"}, (400, "framing")),
    ],
)
def test_every_other_frame_is_turned_away(changes: dict[str, str], expected: tuple[int, str]) -> None:
    assert status_of(request(**changes)) == expected


def test_a_request_without_a_length_is_told_so() -> None:
    environ = request()
    del environ["CONTENT_LENGTH"]
    assert status_of(environ) == (411, "length-missing")


@pytest.mark.parametrize(
    ("remote", "forwarded", "source"),
    [
        ("192.0.2.7", None, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", None, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", None, "192.0.2.7"),
        ("fe80::1%eth0", None, "fe80::/64"),
        ("", None, "unknown"),
        ("10.0.0.1", "nonsense", "unknown"),
    ],
)
def test_a_source_is_what_its_rate_is_counted_to(remote: str, forwarded: str | None, source: str) -> None:
    environ = request(REMOTE_ADDR=remote) | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert find_source(environ, frozenset({"10.0.0.1"})) == source


def test_only_this_machine_is_the_loopback_and_no_proxy_on_it() -> None:
    assert is_loopback(request(REMOTE_ADDR="127.0.0.1"))
    assert is_loopback(request(REMOTE_ADDR="::1"))
    assert not is_loopback(request())
    assert not is_loopback(request(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7"))
    assert not is_loopback(request(REMOTE_ADDR="127.0.0.1", HTTP_FORWARDED="for=192.0.2.7"))
    assert not is_loopback(request(REMOTE_ADDR=""))


def test_a_refusal_has_a_code_and_closes_the_connection() -> None:
    status, headers, body = answer_turned(Turned(429, "too-many-pouches", "unavailable", "Later.", 7))
    assert status == "429 Too Many Requests"
    said = dict(headers)
    assert (said["Connection"], said["Retry-After"], said["Cache-Control"]) == ("close", "7", "no-store")
    assert int(said["Content-Length"]) == len(body[0])
    assert body == [b'{"error":{"code":"too-many-pouches","family":"unavailable","reason":"Later."}}']
