"""What every test shares: how hard to search, which tools are needed, a PostgreSQL server, and no way out.

- `VERBALE_SEARCH=quick|thorough|deep` says how many examples hypothesis draws; `quick` if not said.
- `VERBALE_REQUIRE=browser,postgres` turns the skip of a test that needs one of these into a failure; `all` turns every
  skip into one. CI says `all`: a skip is not a pass.
- `VERBALE_TEST_DATABASE=postgres` runs the node's tests on a PostgreSQL server made for this run.
"""

import os
import sys
from collections.abc import Generator, Iterator
from ipaddress import ip_address

import hypothesis
import pytest

from tests.postgres import PostgresServer
from tests.sentences import look_at_every_reason
from tools.system import ROOT, TOOLS

hypothesis.settings.register_profile("quick", max_examples=50, deadline=None, print_blob=True)
hypothesis.settings.register_profile("thorough", max_examples=1_000, deadline=None, print_blob=True)
hypothesis.settings.register_profile("deep", max_examples=50_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("VERBALE_SEARCH", "quick"))

SETTINGS = ROOT / "src" / "verbale" / "chancery" / "settings.py"


def required() -> frozenset[str]:
    """The tools that may not be missing in this run, or `all`."""
    return frozenset(filter(None, os.environ.get("VERBALE_REQUIRE", "").split(",")))


def pytest_configure(config: pytest.Config) -> None:
    """Refuses names nobody knows, chooses the node's database and sets Django up.

    Django's settings are not named in pyproject.toml, because pytest-django would read them before the database's
    address is known.
    """
    look_at_every_reason()
    unknown = required() - TOOLS.keys() - {"all"}
    if unknown:
        raise pytest.UsageError(f"VERBALE_REQUIRE names no such tool: {', '.join(sorted(unknown))}")
    if os.environ.get("VERBALE_TEST_DATABASE") == "postgres" and not hasattr(config, "workerinput"):
        # One server for the whole run: pytest-django gives each worker a database of its own in it.
        server = PostgresServer()
        config.add_cleanup(server.remove)
        os.environ["DATABASE_URL"] = server.make().url("postgres")
    if SETTINGS.is_file():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "verbale.chancery.settings")
        import django

        django.setup()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips by name what is marked to need a tool that is not here."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if not TOOLS[name].found:
                go_without(name)


def go_without(name: str) -> None:
    """Ends a test for want of a tool: a skip that names what brings it, or a failure where the tool is required."""
    words = f"needs {name}: {TOOLS[name].remedy}"
    if required() & {name, "all"}:
        pytest.fail(words, pytrace=False)
    pytest.skip(words)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where no skip is allowed, one for another reason than a missing tool is a failure too."""
    report = yield
    forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for the skip of a whole file."""
    report = yield
    forbid_skip(report)
    return report


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Makes a skip a failure where every skip is one; an expected failure is no skip."""
    if "all" in required() and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though VERBALE_REQUIRE=all: {report.longrepr}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this worker's own, started by the first test that asks for it."""
    if not TOOLS["postgres"].found:
        go_without("postgres")
    server = PostgresServer()
    yield server.make()
    server.remove()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database, removed after the test."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


def stay_here(event: str, arguments: tuple[object, ...]) -> None:
    """Fails the test that would speak to another machine; PostgreSQL's and Chromium's own sockets are not seen."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = str(arguments[1][0])
    if host != "localhost" and not is_loopback(host):
        pytest.fail(f"a test reaches out to {host}")


def is_loopback(host: str) -> bool:
    """Whether a host is an address of this machine's loopback; a name is not."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


# An audit hook stays for the life of the process, under every library that opens a socket in Python.
sys.addaudithook(stay_here)
