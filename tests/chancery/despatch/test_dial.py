"""Row W03: a party's address leads to no host that the operator's rule does not allow, and is resolved once."""

import pytest

from verbale.chancery.despatch.dial import Resolver, Rule, Target, find_targets, read_rule
from verbale.formats.errors import Malformed, Refused, Unavailable

OUTSIDE = "93.184.216.34"
INSIDE = {
    "loopback": ["127.0.0.1", "127.8.9.10", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd00::1"],
    "nobody's": [
        "0.0.0.0",
        "169.254.169.254",
        "169.254.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "fd00:ec2::254",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "fec0::1",
        "::127.0.0.1",
    ],
}


def resolving(*ips: str) -> Resolver:
    """A resolver that knows one answer."""
    return lambda _host, _port: ips


def dial(rule: Rule, *ips: str, address: str = "https://party.example/base/") -> list[Target]:
    """The targets of an address whose name resolves to these."""
    return list(find_targets(address, rule, resolver=resolving(*ips)))


@pytest.mark.parametrize("ip", [ip for kind in INSIDE.values() for ip in kind])
def test_public_dials_no_host_of_the_inside(ip: str) -> None:
    with pytest.raises(Refused) as refusal:
        dial(Rule.PUBLIC, ip)
    assert refusal.value.code == "address-forbidden"


@pytest.mark.parametrize("ip", [OUTSIDE, "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_dials_what_anybody_may_dial(ip: str) -> None:
    assert [str(target.ip) for target in dial(Rule.PUBLIC, ip)] == [ip]


@pytest.mark.parametrize("ip", INSIDE["private"] + [OUTSIDE])
def test_private_dials_private_networks_too(ip: str) -> None:
    assert len(dial(Rule.PRIVATE, ip)) == 1


@pytest.mark.parametrize("ip", INSIDE["loopback"] + INSIDE["nobody's"])
def test_private_dials_nothing_else_of_the_inside(ip: str) -> None:
    with pytest.raises(Refused):
        dial(Rule.PRIVATE, ip)


@pytest.mark.parametrize("ip", INSIDE["private"] + INSIDE["nobody's"] + [OUTSIDE])
def test_loopback_dials_this_machine_alone(ip: str) -> None:
    with pytest.raises(Refused):
        dial(Rule.LOOPBACK, ip)


def test_one_forbidden_address_among_good_ones_forbids_the_name() -> None:
    with pytest.raises(Refused):
        dial(Rule.PUBLIC, OUTSIDE, "10.0.0.1")


@pytest.mark.parametrize("rule", [Rule.PUBLIC, Rule.PRIVATE])
def test_http_is_dialled_on_the_loopback_alone(rule: Rule) -> None:
    with pytest.raises(Refused):
        dial(rule, OUTSIDE, address="http://party.example")
    [target] = find_targets("http://127.0.0.1:8001", Rule.LOOPBACK)
    assert (target.scheme, target.origin) == ("http", "http://127.0.0.1:8001")


def test_an_address_written_as_a_number_is_no_way_in() -> None:
    # The machine's own resolver reads these as 127.0.0.1.
    for host in ("2130706433", "0x7f000001", "127.1", "0177.0.0.1"):
        with pytest.raises((Refused, Unavailable)):
            find_targets(f"https://{host}", Rule.PUBLIC)


def test_the_name_is_resolved_once_and_the_checked_address_is_dialled() -> None:
    answers = iter([[OUTSIDE], ["127.0.0.1"]])
    [target] = find_targets("https://party.example:8443", Rule.PUBLIC, resolver=lambda _host, _port: next(answers))
    assert target.origin == f"https://{OUTSIDE}:8443"
    assert target.authority == "party.example:8443"
    assert target.host == "party.example"


def test_the_path_of_an_address_is_kept_and_the_usual_port_is_not_said() -> None:
    [target] = dial(Rule.PUBLIC, OUTSIDE)
    assert (target.path, target.authority) == ("/base", "party.example")
    [target] = dial(Rule.PUBLIC, "2606:2800:220:1::1", address="https://[2606:2800:220:1::1]:99/")
    assert (target.authority, target.origin) == ("[2606:2800:220:1::1]:99", "https://[2606:2800:220:1::1]:99")


def test_a_name_that_does_not_resolve_is_tried_again_later() -> None:
    def fails(_host: str, _port: int) -> list[str]:
        raise OSError

    for resolver in (fails, resolving(), resolving("no address")):
        with pytest.raises(Unavailable) as refusal:
            find_targets("https://party.example", Rule.PUBLIC, resolver=resolver)
        assert refusal.value.code == "address-unknown"


@pytest.mark.parametrize("address", ["ftp://x", "https://", "https://a b", "https://u:p@h", "https://h?q", "h"])
def test_what_is_no_address_is_malformed(address: str) -> None:
    with pytest.raises(Malformed):
        find_targets(address, Rule.PUBLIC)


def test_the_rule_is_public_unless_said() -> None:
    assert read_rule("") is Rule.PUBLIC
    assert read_rule("loopback") is Rule.LOOPBACK
    with pytest.raises(Refused) as refusal:
        read_rule("everything")
    assert refusal.value.code == "dial-rule"
