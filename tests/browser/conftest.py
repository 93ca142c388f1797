"""Two chanceries that run, and a real browser without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.negotiation import Negotiation, negotiate
from tests.browser.served import Chancery, World, wait_until
from tests.browser.visits import sign_in

TEXT = """\
1. The Northern Concord presents its compliments to the Ministry of Foreign Affairs of Aldmark, and has the honour to
   reply to the draft laid on the table.

2. It can accept Articles 1 and 2 as they stand, subject to the wording of 2.3.

3. It avails itself of this opportunity to renew to the Ministry the assurances of its highest consideration.
"""
ARABIC = """\
1. تهدي وزارة خارجية جمهورية سارن أطيب تحياتها إلى وزارة خارجية ألدمارك.

2. وتغتنم الوزارة هذه الفرصة لتعرب مجددًا عن فائق تقديرها.
"""
# Nothing here measures how fast a page is; a busy machine gets its time.
expect.set_options(timeout=20_000)

SUBJECTS = (
    "Response to the draft Arrangement on Transparency",
    "Change of duty officers, week 47",
    "Request for observers",
    "Full powers of the delegation",
    "Test traffic, monthly record",
    "ردّ على مشروع ترتيب شفافية القوات المسلحة",
)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Three chanceries; letters came from one to another, and one of them nobody has met."""
    world = World(folder=tmp_path_factory.mktemp("world"))
    try:
        furnish(world)
        yield world
    finally:
        world.end()


def furnish(world: World) -> None:
    """Founds, meets, serves, and lets letters come."""
    aldmark = world.found("MFA-AL", "Ministry of Foreign Affairs of Aldmark", officer="Ilse Maren")
    concord = world.found("NC", "Northern Concord")
    world.found("MFA-ON", "Ministry of Foreign Affairs of Onsay")
    world.meet(aldmark, concord)
    table = world.folder / "Table of notified exercises.csv"
    table.write_text("year,exercises\n2019,12\n2020,3\n")
    for subject in SUBJECTS[:-1]:
        concord.send(aldmark, subject=subject, text=TEXT, attach=[table], language="en")
    concord.send(aldmark, subject=SUBJECTS[-1], text=ARABIC, language="ar")
    aldmark.send(concord, subject="Invitation to the fourth round", text="1. The Ministry invites.\n")
    aldmark.serve()
    concord.serve()
    wait_until(lambda: has_letters(aldmark, len(SUBJECTS)), "the letters to come")


def has_letters(chancery: Chancery, count: int) -> bool:
    """Whether so many letters came and were opened."""
    return len([each for each in chancery.ask("letter", "list", "--in") if each["number"]]) >= count


@pytest.fixture(scope="session")
def aldmark(world: World) -> Chancery:
    """The chancery whose pages are looked at."""
    return world.chanceries[0]


@pytest.fixture(scope="session")
def concord(world: World) -> Chancery:
    """The chancery whose letters came."""
    return world.chanceries[1]


@pytest.fixture(scope="session")
def onsay(world: World) -> Chancery:
    """A chancery that nobody has met."""
    return world.chanceries[2]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, aldmark: Chancery) -> Iterator[Page]:
    """A window on the pages, not signed in; whatever its console says is a failure."""
    context = chromium.new_context(base_url=aldmark.address, viewport={"width": 1280, "height": 900})
    yield from watched(context)


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, aldmark: Chancery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of an officer who signed in once."""
    context = chromium.new_context(base_url=aldmark.address)
    sign_in(context.new_page(), aldmark)
    file = tmp_path_factory.mktemp("cookies") / "state.json"
    context.storage_state(path=file)
    context.close()
    return file


@pytest.fixture
def desk(chromium: Browser, aldmark: Chancery, signed_in: Path) -> Iterator[Page]:
    """A window of an officer who is signed in."""
    context = chromium.new_context(
        base_url=aldmark.address, viewport={"width": 1280, "height": 900}, storage_state=signed_in
    )
    yield from watched(context)


@pytest.fixture
def plain(chromium: Browser, aldmark: Chancery, signed_in: Path) -> Iterator[Page]:
    """A window of the same officer, without JavaScript."""
    context = chromium.new_context(base_url=aldmark.address, storage_state=signed_in, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def talks(world: World, aldmark: Chancery, concord: Chancery) -> Negotiation:
    """Talks that the Concord opened with Aldmark."""
    return negotiate(world, concord, aldmark)


def watched(context: BrowserContext) -> Iterator[Page]:
    """A window whose console must stay empty."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    # A refused form is answered by 422 and a page that is not here by 404, which Chromium notes; else it is a fault.
    assert not [each for each in said if "status of 422" not in each and "status of 404" not in each]
