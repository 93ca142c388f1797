"""Talks in a real browser: read, answered by keyboard alone, sent, without script, and found good by axe everywhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.negotiation import TITLE, Negotiation, negotiate
from tests.browser.served import PASSPHRASE, Chancery, World, wait_until
from tests.browser.test_looks import VIEWS, faults, wider

pytestmark = [pytest.mark.needs("browser"), pytest.mark.slow]


# No test looks at more pages than it can within its time on a slow machine.
PARTS = 3


@pytest.fixture(scope="session")
def talks(world: World, aldmark: Chancery, concord: Chancery) -> Negotiation:
    """Talks that the Concord opened with Aldmark."""
    return negotiate(world, concord, aldmark)


def pages_of(talks: Negotiation) -> list[str]:
    """Every page of the talks."""
    views = (
        "",
        "table",
        "table?which=ours",
        "compilation",
        "clean",
        "compare?whole=yes",
        "concordance",
        "files",
        "prepared",
        "agreement",
        "remarks",
        "doubts",
        "packages",
        "packages/offer",
    )
    first = ["/dossiers", "/dossiers/open", *map(talks.url, views), talks.url(f"packages/{talks.package}")]
    return [*first, *(talks.url(f"points/{talks.points[each]}") for each in ("2.1", "2.3", "3.1", "3.2"))]


@pytest.fixture
def plain(chromium: Browser, aldmark: Chancery, signed_in: Path) -> Iterator[Page]:
    """A window without JavaScript."""
    context = chromium.new_context(base_url=aldmark.address, storage_state=signed_in, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_any_page_of_talks(
    chromium: Browser, aldmark: Chancery, signed_in: Path, talks: Negotiation, view: str, part: int
) -> None:
    context = chromium.new_context(base_url=aldmark.address, storage_state=signed_in, **VIEWS[view])  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for url in pages_of(talks)[part::PARTS]:
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200, url
        for summary in page.locator("main summary").all():
            summary.click()
        if fault := faults(page):
            found[url] = fault
        if view == "narrow":
            assert wider(page) == [], url
    context.close()
    assert not found


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_from_right_to_left(desk: Page, talks: Negotiation, part: int) -> None:
    desk.goto("/settings")
    desk.get_by_label("Language of the pages").select_option("ar")
    desk.get_by_role("button", name="Keep").click()
    try:
        found = {}
        for url in pages_of(talks)[part::PARTS]:
            desk.goto(url)
            assert desk.locator("html").get_attribute("dir") == "rtl"
            assert wider(desk) == [], url
            if fault := faults(desk):
                found[url] = fault
        assert not found
    finally:
        desk.goto("/settings")
        desk.locator("select[name=language]").select_option("")
        desk.locator("main form[method=post] button").last.click()
        desk.wait_for_load_state()


def test_all_open_points_are_answered_and_sent_by_the_keyboard_alone(
    desk: Page, aldmark: Chancery, concord: Chancery, talks: Negotiation
) -> None:
    desk.goto("/")
    desk.keyboard.press("g")
    desk.keyboard.press("t")
    expect(desk.get_by_role("heading", name="Dossiers")).to_be_visible()
    desk.goto(talks.url("table"))
    desk.keyboard.press("n")
    for place, key in enumerate("axdufa"):
        desk.wait_for_url(re.compile("sitting"))
        expect(desk.locator("input[name=position]:focus")).to_have_count(1)
        desk.keyboard.press(key)
        if key == "f":
            desk.locator("#say-until").fill("2031-02-03")
        if key == "x":
            desk.get_by_label("Reason, in words").last.fill("It is too late.")
        expect(desk.locator("input[name=position]:checked")).to_have_count(1)
        before = desk.url
        desk.keyboard.press("Control+Enter")
        desk.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
        assert place < 6
    expect(desk.get_by_role("heading", name="Prepared, not sent")).to_be_visible()
    expect(desk.get_by_text("No open point awaits you any more")).to_be_visible()
    expect(desk.locator(".reasons > li")).to_have_count(6)
    desk.get_by_label("Passphrase of Ilse Maren’s key").focus()
    desk.keyboard.type(PASSPHRASE)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Signed and entered.")
    state = aldmark.ask("talks", "table", talks.dossier)
    wait_until(
        lambda: concord.ask("talks", "table", talks.dossier)["state"] == state["state"], "the answer to come over"
    )
    said = {each["number"]: each["positions"]["MFA-AL"]["position"] for each in state["points"]}
    assert said == {
        "2.1": "accept",
        "2.2": "reject",
        "2.3": "discuss",
        "3.1": "maintain",
        "3.2": "accept",
        "3.3": "accept",
    }


def test_a_point_is_amended_without_script(plain: Page, aldmark: Chancery, talks: Negotiation) -> None:
    plain.goto(talks.url(f"points/{talks.points['2.3']}"))
    plain.get_by_label("Accept with amendment").check()
    plain.get_by_label("Words wanted instead").fill("Units above brigade level are listed.")
    plain.get_by_role("button", name="Keep", exact=True).click()
    expect(plain.get_by_role("status")).to_contain_text("Kept as a draft.")
    plain.get_by_role("link", name="All that is prepared").click()
    expect(plain.locator(".reasons ins, .reasons del").first).to_be_visible()
    plain.get_by_role("button", name=re.compile("Drop what is prepared: 2.3")).click()
    expect(plain.get_by_role("status")).to_contain_text("Dropped.")


def test_only_what_belongs_to_a_position_is_asked_for(desk: Page, talks: Negotiation) -> None:
    desk.goto(talks.url(f"points/{talks.points['3.2']}"))
    words, until, kind = (desk.locator(each) for each in ("#say-text", "#say-until", "#say-reserve"))
    desk.locator("#r-accept").check()
    for each in (words, until, kind):
        expect(each).not_to_be_visible()
    desk.locator("#r-counter").check()
    expect(words).to_be_visible()
    desk.locator("#r-adref").check()
    expect(until).to_be_visible()
    expect(kind).not_to_be_visible()
    desk.locator("#r-reserve").check()
    expect(kind).to_be_visible()


def test_the_table_stays_readable_on_paper(desk: Page, talks: Negotiation) -> None:
    desk.goto(talks.url("table"))
    desk.emulate_media(media="print")
    for gone in (".head", ".foot", ".filter", ".tabs"):
        for each in desk.locator(gone).all():
            assert not each.is_visible(), gone
    expect(desk.get_by_role("heading", name="State of play")).to_be_visible()
    assert b"%PDF" in desk.pdf(prefer_css_page_size=True)


def test_the_dossier_is_named_on_its_pages(desk: Page, talks: Negotiation) -> None:
    desk.goto(talks.url("table"))
    expect(desk).to_have_title(re.compile(f"^State of play · {TITLE}"))
